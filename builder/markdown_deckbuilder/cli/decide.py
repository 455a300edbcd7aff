"""``deckbuilder decide``: go through the notes that may be others reworded, one by one."""

from __future__ import annotations

from pathlib import Path

import click

from markdown_deckbuilder.cards.faces import faces
from markdown_deckbuilder.cli.edge import all_option, ledger_option, notes_argument, now, say
from markdown_deckbuilder.cli.workplace import build_with, ledger_at, locate, locked, save_ledger, sound
from markdown_deckbuilder.identity.decide import distinct, inherit
from markdown_deckbuilder.identity.entries import Entry
from markdown_deckbuilder.identity.sides import side_of_entry
from markdown_deckbuilder.model import Note
from markdown_deckbuilder.pipeline import Build
from markdown_deckbuilder.reading.tree import Span
from markdown_deckbuilder.report import amount
from markdown_deckbuilder.report import place as place_of

_ANSWERS = click.Choice(["y", "n", "s", "q"], case_sensitive=False)


@click.command(
    epilog="\b\nExamples:\n  deckbuilder decide notes          answer y, n, s or q for each\n"
    "  deckbuilder decide notes --list   only show them"
)
@notes_argument
@ledger_option
@all_option
@click.option("--list", "only_lists", is_flag=True, help="Only show them.")
def command(notes: Path, ledger_path: Path | None, only_lists: bool) -> None:
    """Go through the shipped notes of NOTES that may be older ones reworded, and say of each whether it is.

    "y" gives it the reviews of the old note, "n" says that it is another fact, "s" leaves it open, "q" ends. Build
    afterwards.
    """
    workplace = locate(notes, ledger_path)
    with locked(workplace):
        ledger, _ = ledger_at(workplace)
        made = sound(build_with(workplace, ledger))
        found = _open(made)
        for guid, (note, old) in found.items():
            _show(note, old, made)
            if only_lists:
                continue
            answer = click.prompt("Is it the old one reworded?", type=_ANSWERS, prompt_suffix=" ")
            if answer == "q":
                break
            if answer == "y":
                ledger = inherit(ledger, old.guid, made.ledger.entries[guid], now())
            elif answer == "n" and guid in ledger.entries:
                ledger = distinct(ledger, guid)
            save_ledger(ledger, workplace)
    say(f"{amount(len(found), 'open doubt')}" if found else "nothing is in doubt")


def _open(made: Build) -> dict[str, tuple[Note, Entry]]:
    """Return the notes in doubt by their guids, each with the entry that it may be reworded."""
    notes = {note.guid: note for note in made.notes}
    entries = made.ledger.entries
    return {
        guid: (notes[guid], entries[entry.may_be])
        for guid, entry in entries.items()
        if entry.may_be in entries and guid in notes
    }


def _show(note: Note, old: Entry, made: Build) -> None:
    side = side_of_entry(old)
    where = place_of(Span(note.span.path, note.span.line, note.span.line), made.target.root)
    say(f"\nold: {side.words}  ({old.key.page})")
    for card in faces(note):
        say(f"new: {card.front}  ⇒  {card.back}  ({where})")
