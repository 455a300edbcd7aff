"""``deckbuilder explain``: what became of each line, and why."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from builder.cards.faces import faces
from builder.cli.edge import finish, ledger_option, say, say_json
from builder.cli.places import split_place
from builder.cli.workplace import load, tell_errors
from builder.exporters.jsonl import outcome_object
from builder.exporters.margin import margin_page
from builder.model import LineOutcome, Note, Outcome
from builder.outcomes import outcomes

_COLOURS = {Outcome.CARD: "green", Outcome.EXTRA: "cyan", Outcome.NONE: "yellow"}


def _files(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Let the shell complete the path."""
    return [CompletionItem(incomplete, type="file")]


@click.command(
    epilog="\b\nExamples:\n"
    "  deckbuilder explain notes/cells.md       every line of a page\n"
    "  deckbuilder explain notes/cells.md:12    one line, with its cards\n"
    "  deckbuilder explain notes --format html > margin.html"
)
@click.argument("place", metavar="FILE_OR_FOLDER[:LINE]", shell_complete=_files)
@ledger_option
@click.option("--format", "form", type=click.Choice(["text", "jsonl", "html"]), default="text", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format jsonl.")
def command(place: str, ledger_path: Path | None, form: str, as_json: bool) -> None:
    """Say of each content line whether it is on a card, behind one, or on none, and why. Nothing is written."""
    path, line = split_place(place)
    made = load(path, ledger_path, shows_progress=not (as_json or form == "jsonl"))
    tell_errors(made)
    found = [outcome for outcome in outcomes(made) if line is None or outcome.line == line]
    if line is not None and not found and not made.has_errors:
        raise click.UsageError(f"line {line} of {path} is blank, mere syntax, or not there")
    notes = {note.guid: note for note in made.notes}
    if form == "html":
        say(margin_page(made, found))
        found = []
    for outcome in found:
        if as_json or form == "jsonl":
            say_json(outcome_object(outcome))
        else:
            _say(outcome, notes, with_cards=line is not None)
    finish(made.diagnostics)


def _say(outcome: LineOutcome, notes: dict[str, Note], *, with_cards: bool) -> None:
    rules = ", ".join(dict.fromkeys(notes[guid].rule for guid in outcome.guids))
    why = rules if outcome.outcome is not Outcome.NONE else outcome.reason.value
    label = click.style(f"{outcome.outcome.value:5}", fg=_COLOURS[outcome.outcome])
    say(f"{outcome.path}:{outcome.line:<4} {label} {why:12} {outcome.text}")
    if with_cards:
        for guid in outcome.guids:
            for card in faces(notes[guid]):
                say(f"    {notes[guid].rule}: {card.front}  ⇒  {card.back}")
