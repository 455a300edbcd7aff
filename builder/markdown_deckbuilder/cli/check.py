"""``deckbuilder check``: the diagnostics of a build, and nothing written."""

from __future__ import annotations

from pathlib import Path

import click

from markdown_deckbuilder.cli.beside import guarded
from markdown_deckbuilder.cli.edge import (
    all_option,
    finish,
    ledger_option,
    notes_argument,
    say,
    say_json,
    tell,
)
from markdown_deckbuilder.cli.workplace import build_at, locate
from markdown_deckbuilder.diagnostics import Severity
from markdown_deckbuilder.report import count_line, diagnostic_object, github_annotation, summary


@click.command(epilog="\b\nExamples:\n  deckbuilder check notes\n  deckbuilder check notes --strict --json")
@notes_argument
@ledger_option
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings, too.")
@all_option
@click.option("-q", "--quiet", is_flag=True, help="Print errors, warnings and what decides about reviews only.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "jsonl", "github"]),
    default="text",
    help="github: annotations for CI.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format jsonl.")
def command(notes: Path, ledger_path: Path | None, strict: bool, quiet: bool, form: str, as_json: bool) -> None:
    """Say what is wrong with NOTES and the cards they give. Nothing is written."""
    is_text = form == "text" and not as_json
    workplace = locate(notes, ledger_path)
    made = build_at(workplace, shows_progress=is_text and not quiet, allows_retire=False, accepts_changes=False)
    made = guarded(made, workplace, Path(made.config.output or "decks"))
    if form == "github":
        for diagnostic in made.diagnostics:
            say(github_annotation(diagnostic, made.target.root))
    elif not is_text:
        for diagnostic in made.diagnostics:
            say_json({"format": 1, **diagnostic_object(diagnostic, made.target.root)})
    else:
        tell(made.diagnostics, made.target.root, least=Severity.WARNING if quiet else Severity.INFO)
        if not quiet:
            say(summary(made))
            say(count_line(made.diagnostics) or "no problems found")
    finish(made.diagnostics, strict=strict)
