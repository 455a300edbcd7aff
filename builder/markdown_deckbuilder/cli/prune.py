"""``deckbuilder prune``: retire shipped notes that the setting `cards` would not make anew."""

from __future__ import annotations

from pathlib import Path

import click

from markdown_deckbuilder.cards.faces import faces
from markdown_deckbuilder.cli.edge import all_option, ledger_option, notes_argument, now, say
from markdown_deckbuilder.cli.workplace import build_with, ledger_at, locate, locked, save_ledger, sound
from markdown_deckbuilder.exporters.tombstones import RETIRED
from markdown_deckbuilder.identity.decide import prune
from markdown_deckbuilder.identity.ledger import Ledger
from markdown_deckbuilder.pipeline import Build
from markdown_deckbuilder.reading.tree import Span
from markdown_deckbuilder.report import amount
from markdown_deckbuilder.report import place as place_of


@click.command(
    epilog="\b\nExamples:\n"
    "  deckbuilder prune notes           list them, the least worth first\n"
    "  deckbuilder prune notes --apply   retire them"
)
@notes_argument
@ledger_option
@all_option
@click.option("--apply", "applies", is_flag=True, help="Retire them, instead of only listing them.")
def command(notes: Path, ledger_path: Path | None, applies: bool) -> None:
    """List the notes of NOTES that were shipped and are worth less than the setting `cards` asks of new ones.

    A build never takes such a note away: somebody learns it. With --apply they are retired, and the next build leaves
    them out.
    """
    workplace = locate(notes, ledger_path)
    with locked(workplace):
        ledger, _ = ledger_at(workplace)
        made = sound(build_with(workplace, ledger))
        found = _below(made, ledger)
        _list(found, made)
        if not found:
            return
        if not applies:
            say("nothing is changed; --apply retires them")
            return
        save_ledger(prune(ledger, found, now()), workplace)
    say(f"{amount(len(found), 'note')} retired. Build, and import the package that ends in -{RETIRED} too")


def _below(made: Build, ledger: Ledger) -> list[str]:
    """Return the guids of the living notes worth less than is asked of new ones, the least worth first."""
    least = made.config.least_worth
    worth = {guid: note.candidate.worth for guid, note in made.settled.items() if note.candidate.worth < least}
    living = [guid for guid in worth if guid in ledger.entries and ledger.entries[guid].retired is None]
    return sorted(living, key=lambda guid: (worth[guid], guid))


def _list(found: list[str], made: Build) -> None:
    least = made.config.least_worth
    if not found:
        say(f"no shipped note is worth less than {least:g}, as `cards` asks")
        return
    notes = {note.guid: note for note in made.notes}
    for guid in found:
        candidate = made.settled[guid].candidate
        where = place_of(Span(candidate.span.path, candidate.span.line, candidate.span.line), made.target.root)
        say(f"{candidate.worth:.2f}  {faces(notes[guid])[0].front}  ({where})")
    say(f"{amount(len(found), 'shipped note')} worth less than {least:g}, as `cards` asks")
