"""Fronts that cannot be answered a month later: bare labels, and "it" without a subject (principles 2 and 6)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.extract.wording import Wording
from markdown_deckbuilder.model import Card, Kind, Note


def check(note: Note, cards: tuple[Card, ...], wording: Wording) -> Iterator[Diagnostic]:
    """Yield C505 for a front that is a generic label alone, and C509 for one that begins with a pronoun."""
    for card in cards:
        front = re.sub(r"^\[[^\]]*\] ", "", card.front) if note.fields["Context"] else card.front
        if wording.is_generic(front.rstrip("?: ")):
            yield Diagnostic("C505", f"the front is a mere label: {front}", note.span)
        words = re.findall(r"\w+", front)
        if words and words[0].casefold() in wording.pronouns and note.is_explicit and note.kind is Kind.BASIC:
            yield Diagnostic("C509", f"the front begins with “{words[0]}”: {front}", note.span)
