"""What would make an import fail, or leave a note behind for ever (``anki.md``, What must be refused)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_deckbuilder.cards.faces import hidden_by
from markdown_deckbuilder.cards.html import visible_text
from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.extract.wording import Wording
from markdown_deckbuilder.model import Card, Kind, Note

_SHOWS = re.compile(r"<img\b|\[sound:")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def check(note: Note, cards: tuple[Card, ...], wording: Wording) -> Iterator[Diagnostic]:
    """Yield E602 for fields that Anki cannot take, and for a note without a first field, a card, or the
    deletion that a card hides."""
    for name, html in note.fields.items():
        found = _CONTROL.search(html)
        if found:
            message = f"the field {name} holds the control character U+{ord(found.group(0)):04X}"
            yield Diagnostic("E602", message, note.span)
    if not next(iter(note.fields.values())).strip():
        yield Diagnostic("E602", "the first field of the note is empty", note.span)
    elif not note.ordinals:
        yield Diagnostic("E602", "the note has no card", note.span)
    elif note.kind is Kind.CLOZE:
        for ordinal in note.ordinals:
            if not any(
                visible_text(words) or _SHOWS.search(words) for words in hidden_by(note.fields["Text"], ordinal + 1)
            ):
                yield Diagnostic("E602", f"the cloze deletion c{ordinal + 1} is not in the text of the note", note.span)
