"""``deckbuilder inherit``: a reworded note goes on with the history of the one it was."""

from __future__ import annotations

from pathlib import Path

import click

from markdown_deckbuilder.cli.edge import all_option, ledger_option, now, say
from markdown_deckbuilder.cli.places import notes_at, workplace_of
from markdown_deckbuilder.cli.workplace import build_with, ledger_at, locked, save_ledger, sound
from markdown_deckbuilder.identity.decide import inherit
from markdown_deckbuilder.identity.ledger import Ledger
from markdown_deckbuilder.model import Note
from markdown_deckbuilder.pipeline import Build


@click.command(
    epilog="\b\nExamples:\n"
    "  deckbuilder inherit notes/cells.md:12 qk3vz0w81mxbt5ra\n"
    "  deckbuilder inherit notes/cells.md:12 qk3vz0w81mxbt5ra --note w7ncfa4p9k2xj6rt   as the report suggests"
)
@click.argument("place", metavar="FILE:LINE")
@click.argument("guid")
@click.option("--note", "heir_guid", metavar="GUID", help="Which note, where several stand on the line.")
@ledger_option
@all_option
def command(place: str, guid: str, heir_guid: str | None, ledger_path: Path | None) -> None:
    """Let the note at FILE:LINE go on with the history of the note GUID, which it is reworded.

    Run it before the new words are shipped if you can; else the note that they have become is retired.
    """
    workplace, page, line = workplace_of(place, ledger_path)
    with locked(workplace):
        ledger, _ = ledger_at(workplace)
        made = sound(build_with(workplace, ledger))
        heir = _heir(_meant(made, page, line, heir_guid), guid, ledger, made)
        ledger = inherit(ledger, guid, made.ledger.entries[heir.guid], now())
        save_ledger(ledger, workplace)
    say(f"what stands at {place} goes on as {guid} with the next build")


def _meant(made: Build, page: str, line: int, heir_guid: str | None) -> list[Note]:
    """Return the notes on *line* of *page*; only the one with *heir_guid*, wherever it stands, if that is given."""
    if heir_guid is None:
        return notes_at(made, page, line)
    found = [note for note in made.notes if note.guid == heir_guid]
    if not found:
        raise click.UsageError(f"no text goes on as {heir_guid}, nor begins as it")
    return found


def _heir(found: list[Note], guid: str, ledger: Ledger, made: Build) -> Note:
    """Return the one of *found*, the notes on the line, that may go on as *guid*."""
    entry = ledger.entries.get(guid)
    if entry is None:
        raise click.UsageError(f"the ledger knows no note {guid}")
    if any(note.guid == guid for note in made.notes):
        raise click.UsageError(f"{guid} is in use: another text goes on as it")
    fitting = [note for note in found if note.kind.value == entry.note_type]
    if not fitting:
        raise click.UsageError(f"{guid} is a {entry.note_type} note; Anki cannot turn it into one of another kind")
    new = [note for note in fitting if note.guid in made.changes.new] or fitting
    if len(new) > 1:
        guids = ", ".join(note.guid for note in new)
        raise click.UsageError(f"several notes stand on that line: add --note with one of {guids}")
    return new[0]
