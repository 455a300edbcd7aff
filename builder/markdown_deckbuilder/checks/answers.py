"""Answers that are too long, that the front shows already, or that are only yes or no (principles 1, 4 and 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.extract.wording import Wording
from markdown_deckbuilder.extract.wording.language import plain_label
from markdown_deckbuilder.model import Card, Note

MAX_ANSWER_WORDS = 40
# As written under a question heading or "Q:", an answer may be a short text; a list of more is not one thing to recall.
MAX_LIST_ITEMS = 7

_YES_OR_NO = frozenset({"yes", "no", "true", "false", "ja", "nein"})


def check(note: Note, cards: tuple[Card, ...], wording: Wording) -> Iterator[Diagnostic]:
    """Yield C503, C504, C506 and C510."""
    for card in cards:
        count = len(card.back.split())
        if count > MAX_ANSWER_WORDS and note.rule not in ("question", "choice"):
            message = f"the answer has {count} words; {MAX_ANSWER_WORDS} are a lot to recall"
            yield Diagnostic("C503", message, note.span)
        shows = note.rule != "choice"  # which shows its options
        if shows and _words(card.back) and f" {_words(card.back)} " in f" {_words(card.front)} ":
            yield Diagnostic("C504", f"the front shows the answer: {card.back}", note.span)
        if note.rule != "choice" and plain_label(card.back) in _YES_OR_NO and plain_label(card.back) in wording.yes_no:
            yield Diagnostic("C506", f"the answer is only {card.back}", note.span)
    items = note.fields.get("Back", "").count("<li>")
    if items > MAX_LIST_ITEMS:
        yield Diagnostic(
            "C510", f"the answer is a list of {items}; nobody recalls more than {MAX_LIST_ITEMS}", note.span
        )


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
