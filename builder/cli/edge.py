"""What the commands share: options, the clock, the ledger on disk, and how a run ends."""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from builder.cli.progress import Progress
from builder.config import Vocabulary, load_config
from builder.diagnostics import Diagnostic, Severity
from builder.extract.rules import RULES
from builder.extract.rules.explicit import RULE as EXPLICIT
from builder.extract.wording import LANGUAGES
from builder.identity.ledger import FILE_NAME, Ledger, read_ledger
from builder.pipeline import Build, build
from builder.reading.discover import Target, target_of
from builder.reading.files import is_glob
from builder.reading.tree import Span
from builder.report import diagnostic_line

_F = TypeVar("_F", bound=Callable[..., Any])

VOCABULARY = Vocabulary(tuple(rule.name for rule in RULES), (EXPLICIT.name,), LANGUAGES, is_glob)
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def notes_argument(function: _F) -> _F:
    """Add the argument NOTES, the folder or file to look at."""
    return click.argument("notes", type=click.Path(path_type=Path), default=Path("notes"))(function)


def ledger_option(function: _F) -> _F:
    """Add the option for a ledger that does not lie in the notes' folder."""
    return click.option(
        "--ledger",
        "ledger_path",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="PATH",
        help=f"Where earlier builds are remembered.  [default: {FILE_NAME} in the notes' folder]",
    )(function)


def strict_option(function: _F) -> _F:
    """Add the option that makes warnings count as errors."""
    return click.option("--strict", is_flag=True, help="Exit with 1 on warnings, too.")(function)


def now() -> int:
    """Return the time in seconds since the epoch: that of SOURCE_DATE_EPOCH where it is set, else the clock's."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if fixed:
        if not fixed.isdecimal():
            raise click.UsageError(f"SOURCE_DATE_EPOCH must be a number of seconds, not {fixed!r}")
        return int(fixed)
    return int(time.time())


def load(notes: Path, ledger_path: Path | None, *, shows_progress: bool) -> tuple[Build, Path]:
    """Build *notes* in memory over the ledger at *ledger_path*; return the build and where its ledger belongs.

    What the configuration says of the ledger holds only where *ledger_path* is None.
    """
    if not os.path.exists(notes):  # noqa: PTH110 - a Path raises where the name is too long
        raise click.UsageError(f"there is nothing at {notes}")
    # A build makes many small values and drops few before it ends; looking for rubbish all the time costs a tenth of it.
    gc.set_threshold(200_000, 20, 20)
    target = target_of(notes)
    config, faults = load_config(target.root, Path.cwd(), VOCABULARY)
    _stop_at_errors(faults, target.root)
    target = _within(Path(config.notes), notes) if config.notes else target
    path = ledger_path or (Path(config.ledger) if config.ledger else target.root / FILE_NAME)
    ledger, faults = _read(path, target)
    _stop_at_errors(faults, target.root)
    with Progress(is_shown=shows_progress) as progress:
        made = build(target, config, ledger, now(), progress)
    return _with(made, config.judge(faults)), path


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


def _with(made: Build, faults: tuple[Diagnostic, ...]) -> Build:
    from dataclasses import replace

    return replace(made, diagnostics=(*faults, *made.diagnostics)) if faults else made


def fail(diagnostics: tuple[Diagnostic, ...], root: Path) -> None:
    """Print *diagnostics* and exit with 1."""
    tell(diagnostics, root)
    sys.exit(1)


def tell(diagnostics: tuple[Diagnostic, ...], root: Path, *, least: Severity = Severity.INFO) -> None:
    """Print *diagnostics* of at least the severity *least*, a line each, to the standard error stream."""
    ranks = list(_COLOURS)
    for diagnostic in diagnostics:
        if ranks.index(diagnostic.severity) <= ranks.index(least):
            line = diagnostic_line(diagnostic, root)
            head, code, message = line.partition(f" {diagnostic.code} ")
            styled = click.style(code.strip(), fg=_COLOURS[diagnostic.severity])
            say(f"{head} {styled} {message}", err=True)


def say(text: str, *, err: bool = False) -> None:
    """Print *text*; in colour only to a terminal, and not where NO_COLOR is set (no-color.org)."""
    click.echo(text, err=err, color=False if os.environ.get("NO_COLOR") else None)


def say_json(value: Any) -> None:
    """Print *value* as one line of JSON."""
    click.echo(json.dumps(value, ensure_ascii=False))


def finish(diagnostics: tuple[Diagnostic, ...], *, strict: bool = False) -> None:
    """Exit with 1 if *diagnostics* hold an error, or under *strict* a warning."""
    bad = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    if any(diagnostic.severity in bad for diagnostic in diagnostics):
        sys.exit(1)
