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

from markdown_deckbuilder.cli.nearest import nearest_notes
from markdown_deckbuilder.cli.telling import told
from markdown_deckbuilder.diagnostics import Diagnostic, Severity
from markdown_deckbuilder.identity.ledger import FILE_NAME
from markdown_deckbuilder.report import shown

__all__ = ["shown"]

_F = TypeVar("_F", bound=Callable[..., Any])

_NEAREST = "the nearest folder from here upwards with a ledger or a configuration, else notes, else this folder"
_IS_GUESS = "markdown_deckbuilder.is_guess"
_SHOWS_ALL = "markdown_deckbuilder.shows_all"  # a key of the context's meta


def notes_argument(function: _F) -> _F:
    """Add the argument NOTES, the folder or file to look at, and what it is by default to the help."""
    argument = click.argument("notes", type=click.Path(path_type=Path), required=False, callback=_notes)
    return tells_default_notes(argument(function))


def tells_default_notes(function: _F) -> _F:
    """Add to the help of a command what its notes are where none are named."""
    function.__doc__ = f"{(function.__doc__ or '').rstrip()}\n\n    By default it looks at {_NEAREST}."
    return function


def notes_option(function: _F) -> _F:
    """Add the option that names the notes, for commands whose argument is something else."""
    return click.option(
        "--notes",
        type=click.Path(path_type=Path),
        callback=_notes,
        metavar="PATH",
        help=f"The folder or file of notes.  [default: {_NEAREST}]",
    )(function)


def _notes(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path:
    ctx.meta[_IS_GUESS] = value is None
    return value or default_notes()


def is_guess(ctx: click.Context) -> bool:
    """Say whether nobody has named the notes that the command of *ctx* looks at."""
    return bool(ctx.meta.get(_IS_GUESS))


def default_notes() -> Path:
    """Return the notes that are meant where none are named; the command ends where there are none to guess."""
    found = nearest_notes(Path.cwd(), Path(os.path.expanduser("~")))  # noqa: PTH111 - Path.home() may raise
    if found is None:
        raise click.UsageError("name the folder of notes: this is your home folder or the root of the file system")
    return Path(shown(found))


def all_option(function: _F) -> _F:
    """Add the option that shows every diagnostic, however many there are."""
    return click.option(
        "--all",
        is_flag=True,
        expose_value=False,
        callback=lambda ctx, param, value: ctx.meta.__setitem__(_SHOWS_ALL, value),
        help="Show every message, however many of a code there are.",
    )(function)


def ledger_option(function: _F) -> _F:
    """Add the option for a ledger that does not lie in the notes' folder."""
    return click.option(
        "--ledger",
        "ledger_path",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="PATH",
        help=f"Path of the ledger, which remembers earlier builds.  [default: {FILE_NAME} in the notes' folder]",
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
    """Print *diagnostics* of at least the severity *least* to the standard error stream; see :func:`told`."""
    context = click.get_current_context(silent=True)
    shows_all = bool(context and context.meta.get(_SHOWS_ALL))
    for line in told(diagnostics, root, least=least, shows_all=shows_all):
        say(line, err=True)


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
