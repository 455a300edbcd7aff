"""Comments that speak to the builder: ``<!-- cards: off -->``, ``<!-- ask: … -->`` and their like."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from markdown_deckbuilder.diagnostics import Diagnostic, entry_of, nearest_entry
from markdown_deckbuilder.reading.tree import Comment, Span

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


def allowed_codes(value: str, span: Span) -> tuple[tuple[str, ...], list[Diagnostic]]:
    """Return the codes of the diagnostics that *value*, that of an `allow:` at *span*, names by code or by name.

    Diagnostics: S107 for each word that names none.
    """
    codes, faults = [], []
    for word in re.split(r"[,;\s]+", value):
        if entry := entry_of(word):
            codes.append(entry.code)
        elif word:
            near = nearest_entry(word)
            hint = f"; did you mean {near.code} {near.name}?" if near else ""
            faults.append(Diagnostic("S107", f"`allow: {word}` names no diagnostic{hint}", span))
    return tuple(codes), faults


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
    if near := difflib.get_close_matches(name, NAMES, 1, _NEAR):
        return Diagnostic("S107", f"there is no instruction `{name}:`; did you mean `{near[0]}:`?", comment.span)
    return None
