"""``deckbuilder diff``: what the next import would change."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import click

from markdown_deckbuilder.cli.edge import (
    all_option,
    default_notes,
    ledger_option,
    say,
    say_json,
    shown,
    tells_default_notes,
)
from markdown_deckbuilder.cli.revisions import revision
from markdown_deckbuilder.cli.workplace import build_at, locate, shipment_of, tell_errors
from markdown_deckbuilder.compare import Difference, as_shipped, compare, is_change
from markdown_deckbuilder.exporters.changes import Place, changes_page, difference_lines, difference_object, sum_line
from markdown_deckbuilder.identity.names import slug
from markdown_deckbuilder.model import ShippedNote
from markdown_deckbuilder.pipeline import Build
from markdown_deckbuilder.report import place

_COLOURS = {"-": "red", "+": "green"}


@click.command(
    epilog="\b\nExamples:\n"
    "  deckbuilder diff notes                      the notes against the packages in decks/\n"
    "  deckbuilder diff notes --rev v1.2           against those of a git revision\n"
    "  deckbuilder diff notes --rev v1.2..main     two git revisions\n"
    "  deckbuilder diff old.apkg new.apkg          two packages\n"
    "  deckbuilder diff notes --format html > changes.html"
)
@tells_default_notes
@click.argument("paths", nargs=-1, metavar="[NOTES | OLD.apkg NEW.apkg]", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--rev", metavar="REV[..REV]", help="Compare with the notes of a git revision, or of two with each other."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the packages of the last build.  [default: that of the configuration, else decks]",
)
@ledger_option
@all_option
@click.option("--exit-code", is_flag=True, help="Exit with 1 if anything would change.")
@click.option("--format", "form", type=click.Choice(["text", "jsonl", "html"]), default="text", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format jsonl.")
@click.option("-q", "--quiet", is_flag=True, help="In text, print the sum only.")
def command(
    paths: tuple[Path, ...],
    rev: str | None,
    output: Path | None,
    ledger_path: Path | None,
    exit_code: bool,
    form: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Say what the next import would change, card by card. Nothing is written."""
    title, show, differences, has_errors = _compared(paths, rev, output, ledger_path)
    changes = [one for one in differences if is_change(one)]
    if as_json or form == "jsonl":
        for one in changes:
            say_json(difference_object(one))
    elif form == "html":
        say(changes_page(title, differences, show))
    else:
        _say(() if quiet else changes, show)
        say(sum_line(differences))
    if has_errors or (exit_code and changes):
        sys.exit(1)


def _compared(
    paths: tuple[Path, ...], rev: str | None, output: Path | None, ledger_path: Path | None
) -> tuple[str, Place, tuple[Difference, ...], bool]:
    """Return a title, how places are shown, the differences of what is asked for, and whether something was left out."""
    if len(paths) == 2 and not rev:
        old, new = (shipment_of(path).notes for path in paths)
        return paths[1].name, lambda one: one.guid, compare(old, new), False
    if len(paths) > 1:
        raise click.UsageError("name one folder of notes, or two packages")
    notes = paths[0] if paths else default_notes()
    if rev:
        return _between_revisions(notes, rev, ledger_path)
    made = _told(build_at(locate(notes, ledger_path), shows_progress=False))
    differences = _against(made, _last_build(made, output))
    return made.root_deck, partial(_where, made, made.target.root), differences, made.has_errors


def _told(made: Build) -> Build:
    """Return *made*, of which the errors are printed: what could be read is compared."""
    tell_errors(made)
    return made


def _last_build(made: Build, output: Path | None) -> Iterable[ShippedNote]:
    """Return the notes of the package that the last build wrote."""
    path = (output or Path(made.config.output or "decks")) / f"{slug(made.root_deck)}.apkg"
    if not path.is_file():
        raise click.UsageError(f"there is no package of an earlier build at {shown(path)}; name its folder with -o")
    return shipment_of(path).notes


def _between_revisions(
    notes: Path, rev: str, ledger_path: Path | None
) -> tuple[str, Place, tuple[Difference, ...], bool]:
    first, dots, second = rev.partition("..")
    with revision(notes, first) as past:
        old = _told(build_at(past, shows_progress=False))
    if dots:
        with revision(notes, second or "HEAD") as later:
            new = _told(build_at(later, shows_progress=False))
    else:
        new = _told(build_at(locate(notes, ledger_path), shows_progress=False))
    root = locate(notes, ledger_path).target.root  # a revision was laid out elsewhere
    differences = _against(new, map(as_shipped, old.notes))
    return new.root_deck, partial(_where, new, root), differences, old.has_errors or new.has_errors


def _against(new: Build, old: Iterable[ShippedNote]) -> tuple[Difference, ...]:
    """Compare *new* with *old*; of a part of the notes, only what stands in that part."""
    unseen = {*new.changes.not_looked_at, *new.changes.waiting, *new.changes.standing}
    spans = {note.guid: note.span for note in new.notes}
    before = [note for note in old if note.guid not in unseen]
    return compare(before, map(as_shipped, new.notes), returned=new.changes.returned, spans=spans)


def _where(made: Build, root: Path, one: Difference) -> str:
    """Return where the note of *one* stands in the notes of *made*, whose folder is *root*, or where it stood."""
    if one.span:
        return place(one.span, root)
    entry = made.ledger.entries.get(one.guid)
    return " › ".join([shown(root / entry.key.page), *entry.key.trail[-1:]]) if entry else one.guid


def _say(changes: Iterable[Difference], show: Place) -> None:
    for one in changes:
        for line in difference_lines(one, show):
            say(click.style(line, fg=_COLOURS.get(line.strip()[:1]), bold=not line.startswith(" ")))
