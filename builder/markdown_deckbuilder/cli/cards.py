"""``deckbuilder cards``: the cards that notes give, as text or JSON lines."""

from __future__ import annotations

from pathlib import Path

import click

from markdown_deckbuilder.cards.faces import faces
from markdown_deckbuilder.cli.edge import all_option, finish, ledger_option, notes_argument, say, say_json
from markdown_deckbuilder.cli.workplace import load, tell_errors
from markdown_deckbuilder.exporters.jsonl import note_object
from markdown_deckbuilder.report import place


@click.command(
    epilog="\b\nExamples:\n"
    "  deckbuilder cards notes | shuf -n 30             thirty cards at random\n"
    "  deckbuilder cards notes --format jsonl > c.jsonl   for another program"
)
@notes_argument
@ledger_option
@all_option
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format jsonl.")
@click.option("-q", "--quiet", is_flag=True, help="In text, leave out places and rules.")
def command(notes: Path, ledger_path: Path | None, form: str, as_json: bool, quiet: bool) -> None:
    """Show the cards that NOTES give, a line a card. Nothing is written."""
    made = load(notes, ledger_path, shows_progress=not (as_json or quiet or form == "jsonl"))
    tell_errors(made)
    for note in made.notes:
        if as_json or form == "jsonl":
            say_json(note_object(note, made.settled[note.guid].candidate))
            continue
        for card in faces(note):
            where = "" if quiet else click.style(f"  ({place(note.span, made.target.root)} {note.rule})", dim=True)
            say(f"{card.front}  ⇒  {card.back}{where}")
    finish(made.diagnostics)
