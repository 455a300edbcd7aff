"""``deckbuilder build``: notes → packages and ledger."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import click

from markdown_deckbuilder.cli.beside import guarded, left_over
from markdown_deckbuilder.cli.edge import (
    all_option,
    fail,
    finish,
    ledger_option,
    notes_argument,
    say,
    say_json,
    shown,
    strict_option,
    tell,
)
from markdown_deckbuilder.cli.standing import with_shipped
from markdown_deckbuilder.cli.workplace import Workplace, build_at, locate, locked
from markdown_deckbuilder.diagnostics import Severity
from markdown_deckbuilder.exporters.apkg import apkg, content_of
from markdown_deckbuilder.exporters.packages import packages
from markdown_deckbuilder.exporters.tombstones import RETIRED, retired_tag
from markdown_deckbuilder.identity.ledger import write_ledger
from markdown_deckbuilder.identity.names import slug
from markdown_deckbuilder.model import Artefact
from markdown_deckbuilder.pipeline import Build
from markdown_deckbuilder.report import amount, build_object, left_out_line, passed_over_line, refusal, summary
from markdown_deckbuilder.write import is_current, write


@click.command(
    epilog="\b\nExamples:\n"
    "  deckbuilder build notes -o decks\n"
    "  deckbuilder build notes/cells.md -o decks   one page; the others stay as they are\n"
    "  deckbuilder build notes --dry-run           what would change\n"
    "  deckbuilder build notes --strict            for a release: all or nothing\n"
    "  deckbuilder build notes --check             for CI: are the packages those of the notes?"
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
@click.option("--check", "is_check", is_flag=True, help="Say whether the packages are up to date, and write nothing.")
@click.option("--allow-retire", is_flag=True, help="Let a large part of the notes be retired.")
@click.option("--accept-changes", is_flag=True, help="Let a newer version write many shipped notes anew.")
@strict_option
@all_option
@click.option("-q", "--quiet", is_flag=True, help="Print errors, warnings and what decides about reviews only.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
def command(
    notes: Path,
    output: Path | None,
    ledger_path: Path | None,
    dry_run: bool,
    is_check: bool,
    allow_retire: bool,
    accept_changes: bool,
    strict: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Build the decks of NOTES, a folder or a Markdown file.

    One package holds everything, and one each subdeck, with the same notes. A page or note with an error is left out
    and the rest is built; --strict builds all or nothing.
    """
    place = locate(notes, ledger_path)
    writes = not (dry_run or is_check)
    with locked(place) if writes else nullcontext():
        made = build_at(
            place,
            shows_progress=not (quiet or as_json),
            allows_retire=allow_retire,
            accepts_changes=accept_changes,
        )
        output = output or Path(made.config.output or "decks")
        is_first = not place.ledger_path.exists()
        made = with_shipped(guarded(made, place, output), output)
        if made.stopped or (strict and (made.has_errors or _warned(made))):
            _refuse(made, strict=strict, as_json=as_json, quiet=quiet)
        artefacts = _artefacts(made, place)
        changed = _changed(artefacts, place, output)
        if writes and changed:
            _write(artefacts, place, output)
    if as_json:
        say_json(build_object(made, changed if writes else (), would_write=changed))
    else:
        tell(made.diagnostics, made.target.root, least=Severity.WARNING if quiet else Severity.INFO)
        if quiet:
            for line in _retired(made, writes=writes):
                say(line)
        else:
            if is_first and writes:
                path = shown(place.ledger_path)
                say(f"new ledger: {path}. It remembers which note is which; keep it with your notes.")
            say(("" if writes else "would build ") + summary(made))
            if made.passed_over and made.changes.new:  # somebody who gets new notes may wonder where others are
                say(passed_over_line(made))
            if made.left_out:
                say(left_out_line(made))
            names = {artefact.path for artefact in artefacts}
            told = changed[1:] if is_first and writes else changed  # the first ledger has a line of its own
            stale = () if is_first else left_over(made, names, output)  # what looks old may be all that is left
            for line in (*_after(made, told, output, writes=writes), *stale):
                say(line)
    if made.has_errors or (is_check and changed):
        sys.exit(1)


def _refuse(made: Build, *, strict: bool, as_json: bool, quiet: bool) -> None:
    """Say why nothing is written, and exit with 1."""
    if as_json:
        say_json(build_object(made, ()))
    else:
        tell(made.diagnostics, made.target.root, least=Severity.WARNING if quiet else Severity.INFO)
        say(refusal(made), err=True)
    finish(made.diagnostics, strict=strict)


def _warned(made: Build) -> bool:
    return any(diagnostic.severity is Severity.WARNING for diagnostic in made.diagnostics)


def _artefacts(made: Build, place: Workplace) -> tuple[Artefact, ...]:
    """Return the ledger, and after it the packages: that order is kept on disk (``docs/architecture.md``)."""
    ledger = Artefact(str(place.ledger_path), write_ledger(made.ledger))
    return (ledger, *(Artefact(package.file_name, apkg(package), content_of) for package in packages(made)))


def _changed(artefacts: tuple[Artefact, ...], place: Workplace, output: Path) -> tuple[str, ...]:
    """Return the paths of the *artefacts* that say something else than what is on disk."""
    ledger, *files = artefacts
    found = [shown(place.ledger_path)] if not is_current(ledger, Path()) else []
    return (*found, *(shown(output / file.path) for file in files if not is_current(file, output)))


def _write(artefacts: tuple[Artefact, ...], place: Workplace, output: Path) -> None:
    """Write what is not on disk yet, the ledger first."""
    ledger, *files = artefacts
    _, faults = write([ledger], Path())
    if not faults:
        _, faults = write(files, output)
    if faults:
        fail(faults, place.target.root)


def _after(made: Build, changed: tuple[str, ...], output: Path, *, writes: bool) -> Iterator[str]:
    """Yield what was written, and what somebody should do next."""
    word = "wrote" if writes else "would write"
    yield from (f"{word} {path}" for path in changed)
    if not changed:
        yield f"{shown(output)} is up to date"
    yield from _retired(made, writes=writes)


def _retired(made: Build, *, writes: bool) -> Iterator[str]:
    """Yield how many notes are retired, and what takes them out of a collection."""
    if not made.changes.retired:
        return
    gone = f"{amount(len(made.changes.retired), 'note')} retired"
    if not writes:
        yield f"{gone}: nothing is written yet"
        return
    yield (
        f"{gone}. To remove them from Anki: import {slug(made.root_deck)}-{RETIRED}.apkg too, "
        f"search for tag:{retired_tag(made.ledger)}, and delete the results."
    )
