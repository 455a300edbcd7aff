"""Comments that speak to the builder: ``<!-- cards: off -->``, ``<!-- ask: … -->`` and their like."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from builder.diagnostics import CATALOGUE, Diagnostic
from builder.reading.tree import Comment, Span

NAMES = ("cards", "card", "ask", "id", "tags", "covers", "allow")
KINDS = ("basic", "cloze", "list", "steps", "skip")
_DIRECTIVE = re.compile(r"\s*([A-Za-z]+)\s*:\s*(.*?)\s*", re.S)
# What Obsidian_to_Anki leaves below a card: the number of its note.
_ANKI_ID = re.compile(r"\s*ID:\s*\d{6,}\s*")
# So near to one of ours that an ordinary remark ("TODO: check", "source: …") is left alone.
_NEAR = 0.74


@dataclass(frozen=True, slots=True)
class Directive:
    name: str
    value: str


def unknown_codes(codes: tuple[tuple[str, Span], ...]) -> list[Diagnostic]:
    """Return S107 for each of *codes*, with their places, that names no diagnostic."""
    return [
        Diagnostic("S107", f"`allow: {code}` names no diagnostic", span)
        for code, span in codes
        if code not in CATALOGUE
    ]


def directive_of(comment: Comment) -> Directive | Diagnostic | None:
    """Return what *comment* asks for, S107 where it asks for something unknown, or None where it is a mere remark."""
    match = _DIRECTIVE.fullmatch(comment.text)
    if not match or _ANKI_ID.fullmatch(comment.text):
        return None
    name, value = match.group(1).casefold(), match.group(2)
    if name == "cards" and value.casefold() not in ("on", "off"):
        return Diagnostic("S107", f"`cards: {value}` is neither `cards: on` nor `cards: off`", comment.span)
    if name == "card" and value.casefold() not in KINDS:
        message = f"`card: {value}` is none of {', '.join(KINDS[:-1])} and {KINDS[-1]}"
        return Diagnostic("S107", message, comment.span)
    if name in NAMES:
        return Directive(name, value.casefold() if name in ("cards", "card") else value)
    if difflib.get_close_matches(name, NAMES, 1, _NEAR):
        return Diagnostic("S107", f"there is no instruction `{name}:`", comment.span)
    return None
