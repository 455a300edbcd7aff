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
    epilog="\b\nExamples:\n  deckbuilder inherit notes/cells.md:12 qk3vz0w81mxbt5ra   as the report suggests"
)
@click.argument("place", metavar="FILE:LINE")
@click.argument("guid")
@ledger_option
@all_option
def command(place: str, guid: str, ledger_path: Path | None) -> None:
    """Let the note at FILE:LINE go on with the history of the note GUID, which it is reworded.

    Run it before the new words are shipped if you can; else the note that they have become is retired.
    """
    workplace, page, line = workplace_of(place, ledger_path)
    with locked(workplace):
        ledger, _ = ledger_at(workplace)
        made = sound(build_with(workplace, ledger))
        heir = _heir(notes_at(made, page, line), guid, ledger, made)
        ledger = inherit(ledger, guid, made.ledger.entries[heir.guid], now())
        save_ledger(ledger, workplace)
    say(f"what stands at {place} goes on as {guid} with the next build")


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
        raise click.UsageError("several notes stand on that line; give the block an anchor of its own")
    return new[0]
