"""Comments that speak to the builder: ``<!-- cards: off -->``, ``<!-- tags: … -->`` and their like."""

from __future__ import annotations

import re
from dataclasses import dataclass

from builder.diagnostics import Diagnostic
from builder.reading.tree import Comment

NAMES = ("cards", "tags", "covers")
_DIRECTIVE = re.compile(r"\s*([a-z]+)\s*:\s*(.*?)\s*", re.S)
# Names close to ours, so that an ordinary remark ("TODO: check") is left alone.
_NEAR = {"card", "tag", "cover", "ask", "id", "allow"}


@dataclass(frozen=True, slots=True)
class Directive:
    name: str
    value: str


def directive_of(comment: Comment) -> Directive | Diagnostic | None:
    """Return what *comment* asks for, S107 where it asks for something unknown, or None where it is a mere remark."""
    match = _DIRECTIVE.fullmatch(comment.text)
    if not match:
        return None
    name, value = match.groups()
    if name == "cards" and value not in ("on", "off"):
        return Diagnostic("S107", f"`cards: {value}` is neither `cards: on` nor `cards: off`", comment.span)
    if name in NAMES:
        return Directive(name, value)
    if name in _NEAR:
        return Diagnostic("S107", f"there is no instruction `{name}:`", comment.span)
    return None
