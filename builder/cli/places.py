"""A place in the notes as it is typed, FILE:LINE, and the notes that stand there."""

from __future__ import annotations

import re
from pathlib import Path

import click

from builder.model import Note
from builder.pipeline import Build


def split_place(place: str) -> tuple[Path, int | None]:
    """Return the path and the line of *place*; None where it names a file or folder alone."""
    match = re.fullmatch(r"(.+):(\d+)", place)
    if match and not Path(place).exists():
        return Path(match.group(1)), int(match.group(2))
    return Path(place), None


def notes_at(made: Build, place: str, line: int) -> list[Note]:
    """Return the notes of *made*, a build of one file, that stand on *line*; the command ends where there are none."""
    found = [note for note in made.notes if note.span.line <= line <= note.span.end_line]
    if not found:
        raise click.UsageError(f"no note stands at {place}")
    return found
