"""A place in the notes as it is typed, FILE:LINE, and the notes that stand there."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import click

from markdown_deckbuilder.cli.workplace import Workplace, locate
from markdown_deckbuilder.model import Note
from markdown_deckbuilder.pipeline import Build
from markdown_deckbuilder.reading.discover import Target
from markdown_deckbuilder.reading.files import nfc
from markdown_deckbuilder.report import shown


def split_place(place: str) -> tuple[Path, int | None]:
    """Return the path and the line of *place*; None where it names a file or folder alone.

    The colon that stands behind a place in a report may have been copied with it.
    """
    match = re.fullmatch(r"(.+):(\d+):?", place)
    if match and not Path(place).exists():
        return Path(match.group(1)), int(match.group(2))
    return Path(place), None


def workplace_of(place: str, ledger_path: Path | None) -> tuple[Workplace, str, int]:
    """Return the workplace of the whole notes that *place* is in, the page's path in them, and the line."""
    path, line = split_place(place)
    if line is None:
        raise click.UsageError("name a line, as in notes/cells.md:12")
    found = locate(path, ledger_path)
    whole = replace(found, target=Target(found.target.root))
    return whole, nfc(found.target.part), line


def notes_at(made: Build, page: str, line: int) -> list[Note]:
    """Return the notes of *made* that stand on *line* of *page*; the command ends where there are none."""
    found = [note for note in made.notes if note.span.path == page and note.span.line <= line <= note.span.end_line]
    if not found:
        raise click.UsageError(f"there is no note at {shown(made.target.root / page)}:{line}")
    return found
