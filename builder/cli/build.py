"""``deckbuilder build``: notes → packages and ledger."""

from __future__ import annotations

import os
from pathlib import Path

import click

from builder.cli.edge import (
    fail,
    finish,
    ledger_option,
    load,
    notes_argument,
    say,
    say_json,
    strict_option,
    tell,
)
from builder.diagnostics import Severity
from builder.exporters.apkg import apkg, content_of
from builder.exporters.packages import packages
from builder.identity.ledger import write_ledger
from builder.model import Artefact
from builder.pipeline import Build
from builder.report import build_object, count_line, summary
from builder.write import write


@click.command(
    epilog="\b\nExamples:\n"
    "  deckbuilder build notes -o decks\n"
    "  deckbuilder build notes/cells.md -o decks   one page; the others stay as they are\n"
    "  deckbuilder build notes --dry-run           what would change"
)
@notes_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the .apkg files.  [default: that of the configuration, else decks]",
)
@ledger_option
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
@strict_option
@click.option("-q", "--quiet", is_flag=True, help="Print errors and warnings only.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
def command(
    notes: Path, output: Path | None, ledger_path: Path | None, dry_run: bool, strict: bool, quiet: bool, as_json: bool
) -> None:
    """Build the decks of NOTES, a folder or a Markdown file.

    One package holds everything, and one each subdeck, with the same notes. If anything is wrong, nothing is written.
    """
    made, path = load(notes, ledger_path, shows_progress=not (quiet or as_json))
    output = output or Path(made.config.output or "decks")
    is_first = not path.exists()
    if made.has_errors or (strict and _warned(made)):
        if as_json:
            say_json(build_object(made, ()))
        else:
            tell(made.diagnostics, made.target.root)
            say(f"nothing is written: {count_line(made.diagnostics)}", err=True)
        finish(made.diagnostics, strict=strict)
    written = () if dry_run else _write(made, path, output)
    if as_json:
        say_json(build_object(made, written))
        return
    tell(made.diagnostics, made.target.root, least=Severity.WARNING if quiet else Severity.INFO)
    if quiet:
        return
    if is_first and not dry_run:
        say(f"new ledger: {_shown(path)}. It remembers which note is which; keep it with your notes.")
    say(("would build " if dry_run else "") + summary(made))
    for name in written:
        say(f"wrote {_shown(output / name)}")
    if not written and not dry_run:
        say(f"{_shown(output)} is up to date")


def _warned(made: Build) -> bool:
    return any(diagnostic.severity is Severity.WARNING for diagnostic in made.diagnostics)


def _write(made: Build, ledger_path: Path, output: Path) -> tuple[str, ...]:
    """Gather everything, then write everything, the ledger first (``docs/architecture.md``); return the packages written."""
    files = [Artefact(package.file_name, apkg(package), content_of) for package in packages(made)]
    _, faults = write([Artefact(ledger_path.name, write_ledger(made.ledger))], ledger_path.parent)
    written, more = write(files, output) if not faults else ((), ())
    if faults or more:
        fail((*faults, *more), made.target.root)
    return written


def _shown(path: Path) -> str:
    shown = os.path.relpath(path)
    return str(path) if shown.startswith("..") else shown
