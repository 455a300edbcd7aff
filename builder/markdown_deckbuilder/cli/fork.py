"""``deckbuilder fork``: a note of its own, in place of one that was taken for it."""

from __future__ import annotations

from pathlib import Path

import click

from markdown_deckbuilder.cli.edge import all_option, ledger_option, now, say
from markdown_deckbuilder.cli.places import notes_at, workplace_of
from markdown_deckbuilder.cli.workplace import build_with, ledger_at, locked, save_ledger, sound
from markdown_deckbuilder.exporters.tombstones import RETIRED
from markdown_deckbuilder.identity.decide import fork


@click.command(
    epilog="\b\nExamples:\n  deckbuilder fork notes/cells.md:12   where the report says “kept history”, and it should not"
)
@click.argument("place", metavar="FILE:LINE")
@ledger_option
@all_option
@click.option("--guid", help="Which note, where several stand on the line.  [default: all of them]")
def command(place: str, ledger_path: Path | None, guid: str | None) -> None:
    """Refuse the history of the note at FILE:LINE: it is another fact than the one it was taken for.

    With the next build it is a new note, and the old one is retired for good.
    """
    workplace, page, line = workplace_of(place, ledger_path)
    with locked(workplace):
        ledger, _ = ledger_at(workplace)
        made = sound(build_with(workplace, ledger))
        found = [note for note in notes_at(made, page, line) if guid in (None, note.guid)]
        known = [note for note in found if note.guid in ledger.entries]
        if not known:
            raise click.UsageError(f"at {place} there is no note with a history")
        for note in known:
            ledger = fork(ledger, note.guid, made.ledger.entries[note.guid], now())
            say(f"{note.guid} is retired; what stands at {place} becomes a new note with the next build")
        save_ledger(ledger, workplace)
    say(f"after that build, members import the package that ends in -{RETIRED} too")
