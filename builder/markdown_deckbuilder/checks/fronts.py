"""Fronts that cannot be answered a month later: bare labels, "it" without a subject, and questions that have many answers
(principles 2, 5 and 6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.extract.wording import Wording
from markdown_deckbuilder.model import Card, Kind, Note


def check(note: Note, cards: tuple[Card, ...], wording: Wording) -> Iterator[Diagnostic]:
    """Yield C505 for a front that is a generic label alone, C509 for one that begins with a pronoun, and C512 for one that
    many answers fit."""
    for card in cards:
        front = re.sub(r"^\[[^\]]*\] ", "", card.front) if note.fields["Context"] else card.front
        if wording.is_generic(front.rstrip("?: ")):
            yield Diagnostic("C505", f"the front is a mere label: {front}", note.span)
        words = re.findall(r"\w+", front)
        if words and words[0].casefold() in wording.pronouns and note.is_explicit and note.kind is Kind.BASIC:
            yield Diagnostic("C509", f"the front begins with “{words[0]}”: {front}", note.span)
        is_open = note.kind is Kind.BASIC and note.rule != "choice"  # options single one answer out
        vague = _vague(wording.vague_questions).search(front) if is_open else None
        if vague:
            yield Diagnostic("C512", f"many answers fit “{vague.group(0)}”: {front}", note.span)


@cache
def _vague(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern that finds any of *phrases*, in which … stands for the words of one clause."""
    found = "|".join(re.escape(phrase).replace("…", r"[^,.;:?]{1,60}?") for phrase in phrases)
    return re.compile(found or r"(?!)", re.I)
