"""Where a command works: the notes, their configuration and their ledger on disk, and builds over them in memory."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click

from markdown_deckbuilder.cli.edge import fail, now, shown, tell
from markdown_deckbuilder.cli.parts import whole_of, with_parts
from markdown_deckbuilder.cli.progress import Progress
from markdown_deckbuilder.config import Config, Vocabulary, load_config
from markdown_deckbuilder.diagnostics import Diagnostic, Severity
from markdown_deckbuilder.extract.rules import RULES
from markdown_deckbuilder.extract.rules.explicit import RULE as EXPLICIT
from markdown_deckbuilder.extract.wording import LANGUAGES
from markdown_deckbuilder.identity.fingerprint import digest
from markdown_deckbuilder.identity.ledger import FILE_NAME, Ledger, read_ledger, write_ledger
from markdown_deckbuilder.importers.apkg import read_package
from markdown_deckbuilder.model import Artefact, Shipment
from markdown_deckbuilder.pipeline import Build, build
from markdown_deckbuilder.reading.discover import Target, target_of
from markdown_deckbuilder.reading.files import is_glob
from markdown_deckbuilder.reading.languages import language_code
from markdown_deckbuilder.reading.tree import Span
from markdown_deckbuilder.write import write

VOCABULARY = Vocabulary(tuple(rule.name for rule in RULES), (EXPLICIT.name,), LANGUAGES, is_glob, language_code)


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where a command works: the notes, what their configuration says, and where their ledger lies."""

    target: Target
    config: Config
    ledger_path: Path


def locate(notes: Path, ledger_path: Path | None, here: Path | None = None) -> Workplace:
    """Return the workplace of *notes*, with the ledger at *ledger_path* or where the configuration says.

    *here* is where one is, from which the configuration is looked for.
    """
    if not os.path.exists(notes):  # noqa: PTH110 - a Path raises where the name is too long
        raise click.UsageError(f"there is nothing at {notes}")
    target = whole_of(target_of(notes))
    config, faults = load_config(target.root, here or Path.cwd(), VOCABULARY)
    _stop_at_errors(faults, target.root)
    target = _within(Path(config.notes), notes) if config.notes else target
    return Workplace(target, config, ledger_path or (Path(config.ledger) if config.ledger else target.root / FILE_NAME))


def load(notes: Path, ledger_path: Path | None, *, shows_progress: bool, allows_retire: bool = True) -> Build:
    """Build *notes* in memory over the ledger at *ledger_path*; see :func:`build_at`."""
    return build_at(locate(notes, ledger_path), shows_progress=shows_progress, allows_retire=allows_retire)


def build_at(
    place: Workplace, *, shows_progress: bool, allows_retire: bool = True, accepts_changes: bool = True
) -> Build:
    """Build the notes at *place* in memory over their ledger.

    Unless it *allows_retire*, I310 is told; unless it *accepts_changes*, I316.
    """
    ledger, faults = ledger_at(place)
    made = build_with(
        place, ledger, shows_progress=shows_progress, allows_retire=allows_retire, accepts_changes=accepts_changes
    )
    judged = place.config.judge(faults)
    return replace(made, diagnostics=(*judged, *made.diagnostics)) if judged else made


def build_with(
    place: Workplace,
    ledger: Ledger,
    *,
    shows_progress: bool = False,
    allows_retire: bool = True,
    accepts_changes: bool = True,
) -> Build:
    """Build the notes at *place* in memory over *ledger*."""
    # A build makes many small values and drops few before it ends; looking for rubbish all the time costs a tenth of it.
    gc.set_threshold(200_000, 20, 20)
    with Progress(is_shown=shows_progress) as progress:
        return build(
            place.target,
            place.config,
            ledger,
            now(),
            progress,
            allows_retire=allows_retire,
            accepts_changes=accepts_changes,
        )


def sound(made: Build) -> Build:
    """Return *made*; the command ends with its diagnostics where it has errors.

    For commands that decide who is whom: they need everything read.
    """
    if made.has_errors:
        fail(made.diagnostics, made.target.root)
    return made


def tell_errors(made: Build) -> None:
    """Print the errors of *made* for a command that shows the rest of it."""
    errors = tuple(fault for fault in made.diagnostics if fault.severity is Severity.ERROR)
    tell(errors, made.target.root)


def ledger_at(place: Workplace) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    """Return the ledger at *place*, an empty one where there is none yet, and what was mended in it.

    What parts of the notes know, which were built on their own first, is in it.  The command ends where one cannot be
    read.
    """
    ledger, faults = _read(place.ledger_path, place.target)
    own = [place.ledger_path, *([Path(place.config.ledger)] if place.config.ledger else [])]
    ledger, more = with_parts(ledger, place.target.root, place.config.exclude, own, now())
    _stop_at_errors((*faults, *more), place.target.root)
    return ledger, (*faults, *more)


def needs_ledger(place: Workplace) -> None:
    """End the command with a usage error where nothing was built at *place*: other notes than these are meant."""
    if not place.ledger_path.exists():
        path = shown(place.ledger_path)
        raise click.UsageError(f"there is no ledger at {path}: name the notes that you have built, with --notes")


@contextmanager
def locked(place: Workplace) -> Iterator[None]:
    """Keep others from writing the ledger at *place* meanwhile; the command ends with E603 where somebody does.

    The lock lies in the folder for temporary files, so that it never shows among the notes, and ends with its process.
    """
    from filelock import FileLock, Timeout

    name = digest([os.path.realpath(place.ledger_path), str(os.getuid() if hasattr(os, "getuid") else "")])[:20]
    lock = FileLock(Path(tempfile.gettempdir()) / f"deckbuilder-{name}.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        shown = os.path.relpath(place.ledger_path, place.target.root)
        fail((Diagnostic("E603", "another build of these notes is running", Span(shown, 1, 1)),), place.target.root)
    except OSError as error:
        fail((Diagnostic("E601", f"cannot write: {error.strerror}", Span(lock.lock_file, 1, 1)),), place.target.root)
    try:
        yield
    finally:
        lock.release()


def shipment_of(path: Path) -> Shipment:
    """Return what the package at *path* holds; the command ends where it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        fail((Diagnostic("I311", f"cannot read the package: {error.strerror}", Span(str(path), 1, 1)),), Path())
    shipment, faults = read_package(data, str(path))
    _stop_at_errors(faults, Path())
    return shipment


def save_ledger(ledger: Ledger, place: Workplace) -> None:
    """Write *ledger* to its place; the command ends with E601 where that fails."""
    _, faults = write([Artefact(place.ledger_path.name, write_ledger(ledger))], place.ledger_path.parent)
    _stop_at_errors(faults, place.target.root)


def _within(root: Path, notes: Path) -> Target:
    """Return what *notes* is of the notes' folder *root*, which the configuration names."""
    path = Path(os.path.abspath(notes))  # noqa: PTH100 - as in target_of
    if not path.is_relative_to(root):
        raise click.UsageError(f"{notes} lies outside the notes' folder that the configuration names: {root}")
    part = path.relative_to(root).as_posix()
    return Target(root, "" if part == "." else part)


def _stop_at_errors(faults: tuple[Diagnostic, ...], root: Path) -> None:
    if any(fault.severity is Severity.ERROR for fault in faults):
        fail(faults, root)


def _read(path: Path, target: Target) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    shown = os.path.relpath(path, target.root)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Ledger(), ()
    except OSError as error:
        return Ledger(), (Diagnostic("I301", f"cannot read the ledger: {error.strerror}", Span(shown, 1, 1)),)
    return read_ledger(data, shown)
