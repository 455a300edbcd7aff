"""Diagnostics as they are read at a terminal: each with its line of the notes, and counted by code at the end."""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import click

from markdown_deckbuilder.diagnostics import ABOUT_REVIEWS, CATALOGUE, TOLD_ONCE, Diagnostic, Severity
from markdown_deckbuilder.reading.tree import Span
from markdown_deckbuilder.report import amount, message_of, place

LIMIT = 20  # so many of a code are shown, unless all are asked for
FEW = 5  # so many need no table at the end
WIDTH = 100  # where the terminal does not tell its own
NOUNS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "remark"}

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
# Files whose lines somebody has written, and can be shown.
_WRITTEN = (".md", ".markdown", ".toml", ".deckbuilderignore")

_LinesOf = Callable[[Path], tuple[str, ...]]


def told(
    diagnostics: Iterable[Diagnostic], root: Path, *, least: Severity = Severity.INFO, shows_all: bool = False
) -> Iterator[str]:
    """Yield the lines that tell *diagnostics*, of notes in the folder *root*, in their order.

    Those below the severity *least* are left out, unless they decide about reviews.  Unless *shows_all*, only the first
    LIMIT of a code are shown; but all errors, and all that no later build says again.  Many are counted at the end.
    """
    ranks = list(_COLOURS)
    wanted = ranks[: ranks.index(least) + 1]
    found = [one for one in diagnostics if one.severity in wanted or one.code in ABOUT_REVIEWS]
    shown: Counter[str] = Counter()
    lines_of = cache(_file_lines)
    for one in found:
        if shows_all or _is_never_cut(one) or shown[one.code] < LIMIT:
            yield from _lines(one, root, lines_of, is_first=not shown[one.code])
            shown[one.code] += 1
    if len(found) > FEW:
        yield from _table(found, shown)


def _is_never_cut(diagnostic: Diagnostic) -> bool:
    return diagnostic.severity is Severity.ERROR or diagnostic.code in TOLD_ONCE


def _lines(diagnostic: Diagnostic, root: Path, lines_of: _LinesOf, *, is_first: bool) -> Iterator[str]:
    """Yield *diagnostic* as lines, with what to do if it *is_first* of its code."""
    severity = diagnostic.severity
    label = click.style(f"{severity.value} {diagnostic.code}", fg=_COLOURS[severity], bold=True)
    where = click.style(f"{place(diagnostic.span, root)}:", bold=True)
    yield f"{where} {label} {diagnostic.name}  {_printable(message_of(diagnostic, root))}"
    source = _source_line(diagnostic.span, root, lines_of)
    if source:
        yield click.style(f"    {_cut(source, _width() - 4)}", dim=True)
    if is_first:
        yield f"  {click.style('help:', fg='green')} {diagnostic.hint}"


def _table(found: list[Diagnostic], shown: Counter[str]) -> Iterator[str]:
    """Yield a line for each code among *found*, of which so many are *shown*: how often it comes, and what tells more."""
    counts = Counter((one.severity, one.code) for one in found)
    ranks = list(_COLOURS)
    rows = []
    for severity, code in sorted(counts, key=lambda key: (ranks.index(key[0]), -counts[key], key[1])):
        count = counts[severity, code]
        hidden = sum(counts[other, code] for other in ranks) - shown[code]
        told = amount(count, NOUNS[severity]) + (f", {hidden:,} not shown" if hidden else "")
        rows.append((severity, f"{code} {CATALOGUE[code].name}", told, code))
    widths = [max(len(row[column]) for row in rows) for column in (1, 2)]
    yield ""
    for severity, name, told, code in rows:
        label = click.style(name, fg=_COLOURS[severity]) + " " * (widths[0] - len(name))
        yield f"{label}  {told:<{widths[1]}}  deckbuilder explain {code}"
    if len(found) > shown.total():
        yield "--all shows all of them."


def _width() -> int:
    return max(shutil.get_terminal_size((WIDTH, 24)).columns, 20)


def _source_line(span: Span | None, root: Path, lines_of: _LinesOf) -> str:
    """Return what stands at *span*; "" where that is no text that somebody has written."""
    if span is None or not span.path.casefold().endswith(_WRITTEN) or not _is_inside(root / span.path, root):
        return ""
    lines = lines_of(root / span.path)
    return _printable(lines[span.line - 1].expandtabs(1)).strip() if 0 < span.line <= len(lines) else ""


def _is_inside(path: Path, root: Path) -> bool:
    """Say whether *path* is a regular file of the notes in *root*, or of a folder above them such as a configuration's."""
    real = os.path.realpath(path)
    if not os.path.isfile(real):  # noqa: PTH113 - a Path may raise
        return os.path.isdir(path.parent)  # noqa: PTH112 - its name on disk may be in another form
    return not os.path.islink(path) or real.startswith(os.path.join(os.path.realpath(root), ""))  # noqa: PTH114, PTH118


def _file_lines(path: Path) -> tuple[str, ...]:
    """Return the lines of the file at *path*, whose name on disk may be in another form than its path."""
    for name in (path, Path(unicodedata.normalize("NFD", str(path)))):
        try:
            text = name.read_bytes().decode("utf-8-sig", "replace")
        except OSError:
            continue
        return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return ()


def _printable(text: str) -> str:
    """Return *text* without what a terminal would obey instead of showing it."""
    return "".join(
        letter if letter.isprintable() else _INSTEAD.get(unicodedata.category(letter), "�") for letter in text
    )


# Blanks of other widths, and what is not seen at all, such as a soft hyphen or a change of the writing direction.
_INSTEAD = {"Zs": " ", "Zl": " ", "Zp": " ", "Cf": ""}


def _cut(text: str, width: int) -> str:
    """Return *text* in at most *width* columns; wide letters, as those of Chinese, take two."""
    columns = 0
    for index, letter in enumerate(text):
        columns += _columns(letter)
        if columns > width or (columns == width and index < len(text) - 1):
            return f"{text[:index]}…"
    return text


def _columns(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
