"""Cloze deletions that hide nothing worth recalling, or leave nothing to recall it by (principles 5 and 7)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.extract.wording import Wording
from markdown_deckbuilder.model import Card, Kind, Note

MIN_VISIBLE_WORDS = 2
MAX_DELETIONS = 7


def check(note: Note, cards: tuple[Card, ...], wording: Wording) -> Iterator[Diagnostic]:
    """Yield C507, C508 and C510 for cloze notes."""
    if note.kind is not Kind.CLOZE:
        return
    if len(note.ordinals) > MAX_DELETIONS:
        yield Diagnostic("C510", f"the note hides {len(note.ordinals)} things one by one", note.span)
    for card in cards:
        shown = card.front.split("] ", 1)[-1] if note.fields["Context"] else card.front
        hidden = re.findall(r"\w+", card.back.casefold())
        if hidden and all(word in wording.function_words for word in hidden):
            yield Diagnostic("C507", f"the cloze hides only “{card.back}”", note.span)
        visible = [word for word in re.findall(r"\w+", shown) if word.casefold() not in wording.function_words]
        if len(visible) < MIN_VISIBLE_WORDS:
            yield Diagnostic("C508", "the cloze leaves hardly anything to read", note.span)
