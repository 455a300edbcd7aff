"""What the commands share: options, the clock, what they print, and how a run ends."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from builder.diagnostics import Diagnostic, Severity
from builder.identity.ledger import FILE_NAME
from builder.report import diagnostic_line

_F = TypeVar("_F", bound=Callable[..., Any])

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def notes_argument(function: _F) -> _F:
    """Add the argument NOTES, the folder or file to look at."""
    return click.argument("notes", type=click.Path(path_type=Path), default=Path("notes"))(function)


def notes_option(function: _F) -> _F:
    """Add the option that names the notes, for commands whose argument is something else."""
    return click.option(
        "--notes",
        type=click.Path(path_type=Path),
        default=Path("notes"),
        show_default=True,
        metavar="PATH",
        help="The folder or file of notes.",
    )(function)


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
    return click.option(
        "--strict",
        is_flag=True,
        help="All or nothing: write nothing, and exit with 1, where there is an error or a warning.",
    )(function)


def now() -> int:
    """Return the time in seconds since the epoch: that of SOURCE_DATE_EPOCH where it is set, else the clock's."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if fixed:
        if not fixed.isdecimal():
            raise click.UsageError(f"SOURCE_DATE_EPOCH must be a number of seconds, not {fixed!r}")
        return int(fixed)
    return int(time.time())


def fail(diagnostics: tuple[Diagnostic, ...], root: Path) -> NoReturn:
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


def shown(path: Path) -> str:
    """Return *path* as one would type it from here."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


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
