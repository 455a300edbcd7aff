"""Diagnostics and summaries as text and as JSON."""

from __future__ import annotations

import os
import re
import shlex
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from markdown_deckbuilder.diagnostics import HERE, Diagnostic, Severity
from markdown_deckbuilder.model import Changes
from markdown_deckbuilder.pipeline import Build
from markdown_deckbuilder.reading.tree import Span


def shown(path: Path) -> str:
    """Return *path* as one would type it from here: relative where it lies below this folder, else absolute."""
    relative = os.path.relpath(path)
    if relative == ".." or relative.startswith(f"..{os.sep}"):
        return os.path.abspath(path)  # noqa: PTH100 - resolve() would follow symlinks away from the notes
    return f".{os.sep}{relative}" if relative.startswith("-") else relative  # else it would be taken for an option


def place(span: Span | None, root: Path) -> str:
    """Return ``path:line`` of *span*, the path as one would type it from here; *root* is the notes' folder."""
    return f"{shown(root / span.path)}:{span.line}" if span else shown(root)


def message_of(diagnostic: Diagnostic, root: Path) -> str:
    """Return the message of *diagnostic*, in which places are named as one would type them."""
    message = diagnostic.message.replace(HERE, shlex.quote(place(diagnostic.span, root)))
    for span in diagnostic.named:
        message = message.replace(f"{span.path}:{span.line}", place(span, root))
    return message


def diagnostic_object(diagnostic: Diagnostic, root: Path) -> dict[str, Any]:
    """Return *diagnostic* as a JSON object."""
    span = diagnostic.span
    return {
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": diagnostic.severity.value,
        "message": message_of(diagnostic, root),
        "hint": diagnostic.hint,
        "path": place(span, root).rsplit(":", 1)[0] if span else place(None, root),
        "line": span.line if span else None,
        "end_line": span.end_line if span else None,
    }


_ANNOTATIONS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def github_annotation(diagnostic: Diagnostic, root: Path) -> str:
    """Return *diagnostic* as a workflow command of GitHub Actions, which shows it beside the line.

    Percent signs and line ends are escaped as its documentation says (Workflow commands, "Setting an error message").
    """
    span = diagnostic.span
    path = place(span, root).rsplit(":", 1)[0] if span else place(None, root)
    where = f"file={_escaped(path, ':,')}" + (f",line={span.line},endLine={span.end_line}" if span else "")
    title = f"{diagnostic.code} {diagnostic.name}"
    return f"::{_ANNOTATIONS[diagnostic.severity]} {where},title={title}::{_escaped(message_of(diagnostic, root))}"


def _escaped(text: str, more: str = "") -> str:
    for sign in "%\r\n" + more:
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def count_line(diagnostics: Iterable[Diagnostic]) -> str:
    """Return how many errors, warnings and remarks there are, in words; "" where there are none."""
    counts = Counter(diagnostic.severity for diagnostic in diagnostics)
    names = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "remark"}
    return ", ".join(amount(counts[severity], name) for severity, name in names.items() if counts[severity])


def refusal(build: Build) -> str:
    """Return the sentence that says why nothing of *build* is written: what endangers reviews, else --strict."""
    if build.stopped:
        errors = count_line(one for one in build.diagnostics if one.severity is Severity.ERROR)
        why = f"of {build.stopped}" if re.match(r"[A-Z]\d{3}\b", build.stopped) else build.stopped
        return f"nothing is written, because {why}: {errors}"
    counted = count_line(one for one in build.diagnostics if one.severity is not Severity.INFO)
    return f"nothing is written, because of --strict: {counted}"


def amount(count: int, noun: str) -> str:
    """Return "1 note" or "2 notes"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def summary(build: Build) -> str:
    """Return what *build* made, and what the next import will do with it."""
    cards = sum(len(note.ordinals) for note in build.notes)
    pages = len({note.span.path for note in build.notes})
    made = f"{amount(len(build.notes), 'note')} with {amount(cards, 'card')} from {amount(pages, 'page')}"
    return f"{made}: {changes_line(build.changes)}"


def passed_over_line(build: Build) -> str:
    """Return how many notes *build* did not make because few people would keep their cards, and what makes them."""
    setting = build.config.cards
    kept = f'"{setting}"' if isinstance(setting, str) else f"{setting:g}"
    return (
        f"{amount(len(build.passed_over), 'more note')} would be worth too little at `cards = {kept}`: "
        '`deckbuilder explain` names the lines, `cards = "many"` makes them all'
    )


def left_out_line(build: Build) -> str:
    """Return what *build* left out, and that its packages lack it."""
    left = build.left_out
    pages = (
        f"{amount(len(left.pages), 'page')} not looked at ({_names(left.pages, build.target.root)})"
        if left.pages
        else ""
    )
    notes = f"{amount(len(left.notes), 'note')} with an error" if left.notes else ""
    held = f"{amount(len(left.held_back), 'note')} held back" if left.held_back else ""
    told = ", ".join(filter(None, (pages, notes, held)))
    return f"left out: {told}. What you had of them stays as it is; the packages are incomplete until this is mended."


def _names(paths: tuple[str, ...], root: Path) -> str:
    names = ", ".join(shown(root / path) for path in paths[:_MOST_NAMED])
    return names if len(paths) <= _MOST_NAMED else f"{names} …"


_MOST_NAMED = 3


def changes_line(changes: Changes) -> str:
    """Return *changes* in words."""
    parts = [
        (len(changes.new), "new"),
        (len(changes.updated), "updated"),
        (len(changes.moved), "moved"),
        (len(changes.returned), "returned"),
        (len(changes.retired), "retired"),
        (len(changes.unchanged), "unchanged"),
        (len(changes.not_looked_at), "not looked at"),
        (len(changes.waiting), "kept for now"),
        (len(changes.standing), "kept as shipped"),
    ]
    return ", ".join(f"{count:,} {word}" for count, word in parts if count) or "nothing"


def build_object(build: Build, written: Iterable[str], would_write: Iterable[str] = ()) -> dict[str, Any]:
    """Return the summary of *build*, the files written, or those that would be, as a JSON object."""
    changes = build.changes
    return {
        "format": 1,
        "notes": len(build.notes),
        "cards": sum(len(note.ordinals) for note in build.notes),
        "new": len(changes.new),
        "updated": len(changes.updated),
        "moved": len(changes.moved),
        "returned": len(changes.returned),
        "retired": len(changes.retired),
        "unchanged": len(changes.unchanged),
        "not_looked_at": len(changes.not_looked_at),
        "waiting": len(changes.waiting),
        "standing": len(changes.standing),
        "passed_over": len(build.passed_over),
        "left_out": {
            "pages": list(build.left_out.pages),
            "notes": len(build.left_out.notes),
            "held_back": len(build.left_out.held_back),
        },
        "written": list(written),
        "would_write": [] if written else list(would_write),
        "diagnostics": [diagnostic_object(diagnostic, build.target.root) for diagnostic in build.diagnostics],
    }
