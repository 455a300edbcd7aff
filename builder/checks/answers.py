"""Answers that are too long, or that the front shows already.

The rules make no such card by themselves, so this speaks of what authors ask for outright.
"""

from __future__ import annotations

import re

from builder.cards.faces import faces
from builder.diagnostics import Diagnostic
from builder.model import Note

MAX_ANSWER_WORDS = 40


def check(notes: tuple[Note, ...]) -> tuple[Diagnostic, ...]:
    """Return C503 and C504 for cards in explicit syntax."""
    diagnostics = []
    for note in notes:
        if not note.is_explicit:
            continue
        for card in faces(note):
            count = len(card.back.split())
            if count > MAX_ANSWER_WORDS:
                message = f"the answer has {count} words; {MAX_ANSWER_WORDS} are a lot to recall"
                diagnostics.append(Diagnostic("C503", message, note.span))
            if _words(card.back) and f" {_words(card.back)} " in f" {_words(card.front)} ":
                diagnostics.append(Diagnostic("C504", f"the front shows the answer: {card.back}", note.span))
    return tuple(diagnostics)


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
