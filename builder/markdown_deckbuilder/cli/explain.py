"""``deckbuilder explain``: what became of each line, and why; and what a diagnostic means."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from markdown_deckbuilder.cards.faces import faces
from markdown_deckbuilder.cli.edge import (
    all_option,
    default_notes,
    finish,
    ledger_option,
    say,
    say_json,
    tells_default_notes,
)
from markdown_deckbuilder.cli.places import split_place
from markdown_deckbuilder.cli.workplace import load, tell_errors
from markdown_deckbuilder.diagnostics import Entry, entry_of, nearest_entry
from markdown_deckbuilder.exporters.catalogue import entry_object, entry_text
from markdown_deckbuilder.exporters.jsonl import outcome_object
from markdown_deckbuilder.exporters.margin import margin_page
from markdown_deckbuilder.model import LineOutcome, Note, Outcome
from markdown_deckbuilder.outcomes import outcomes
from markdown_deckbuilder.reading.tree import Span
from markdown_deckbuilder.report import place as place_of
from markdown_deckbuilder.report import shown

_COLOURS = {Outcome.CARD: "green", Outcome.EXTRA: "cyan", Outcome.NONE: "yellow"}


def _files(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Let the shell complete the path."""
    return [CompletionItem(incomplete, type="file")]


@click.command(
    epilog="\b\nExamples:\n"
    "  deckbuilder explain notes/cells.md       every line of a page\n"
    "  deckbuilder explain notes/cells.md:12    one line, with its cards\n"
    "  deckbuilder explain C504                 a message: what it means, and what to do\n"
    "  deckbuilder explain notes --format html > margin.html"
)
@tells_default_notes
@click.argument("place", metavar="[FILE_OR_FOLDER[:LINE] | CODE]", required=False, shell_complete=_files)
@ledger_option
@all_option
@click.option("--format", "form", type=click.Choice(["text", "jsonl", "html"]), default="text", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format jsonl.")
def command(place: str | None, ledger_path: Path | None, form: str, as_json: bool) -> None:
    """Say of each content line whether it is on a card, behind one, or on none, and why. Nothing is written.

    With the code or name of a message, such as C504 or giveaway, say what it means and what to do.
    """
    as_json = as_json or form == "jsonl"
    path, line = split_place(place) if place else (default_notes(), None)
    if place and not os.path.exists(path) and (entry := _entry(place)):  # noqa: PTH110 - a Path raises on long names
        _explain(entry, as_json=as_json)
        return
    made = load(path, ledger_path, shows_progress=not as_json)
    tell_errors(made)
    found = [outcome for outcome in outcomes(made) if line is None or outcome.line == line]
    if line is not None and not found and not made.has_errors:
        raise click.UsageError(f"{shown(path)}:{line} has no content")
    notes = {note.guid: note for note in made.notes}
    if form == "html":
        say(margin_page(made, found))
        found = []
    for outcome in found:
        if as_json:
            say_json(outcome_object(outcome))
        else:
            _say(outcome, notes, made.target.root, with_cards=line is not None)
    finish(made.diagnostics)


def _entry(name: str) -> Entry | None:
    """Return the entry called *name*; the command ends with the nearest where *name* looks like one, and there is none."""
    entry = entry_of(name)
    looks_like_one = re.fullmatch(r"[A-Za-z]\d{3}|[A-Za-z]+(?:-[A-Za-z]+)*", name)
    if entry is None and looks_like_one and (near := nearest_entry(name)):
        raise click.UsageError(
            f"there is no file, folder or message called {name}; did you mean {near.code} {near.name}?"
        )
    return entry


def _explain(entry: Entry, *, as_json: bool) -> None:
    if as_json:
        say_json(entry_object(entry))
        return
    head, *rest = entry_text(entry)
    say(click.style(head, bold=True))
    for line in rest:
        say(line)


def _say(outcome: LineOutcome, notes: dict[str, Note], root: Path, *, with_cards: bool) -> None:
    rules = ", ".join(dict.fromkeys(notes[guid].rule for guid in outcome.guids))
    why = rules if outcome.outcome is not Outcome.NONE else outcome.reason.value
    label = click.style(f"{outcome.outcome.value:5}", fg=_COLOURS[outcome.outcome])
    where = place_of(Span(outcome.path, outcome.line, outcome.line), root)
    say(f"{where} {' ' * (3 - len(str(outcome.line)))}{label} {why:12} {outcome.text}")
    if with_cards and outcome.worth is not None:
        say(f"    worth {outcome.worth:.2f}: {', '.join(outcome.reasons) or 'asked for'}")
    if with_cards:
        for guid in outcome.guids:
            for card in faces(notes[guid]):
                say(f"    {notes[guid].rule}: {card.front}  ⇒  {card.back}")
