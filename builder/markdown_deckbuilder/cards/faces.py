"""Note → the fronts and backs of its cards, as the learner sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_deckbuilder.cards.html import visible_text
from markdown_deckbuilder.cards.note_types import note_type
from markdown_deckbuilder.model import Card, Kind, Note, ShippedNote
from markdown_deckbuilder.reading.tree import Span

_BRACE = re.compile(r"\{\{c(\d+)::|\}\}")


def faces(note: Note) -> tuple[Card, ...]:
    """Return the cards of *note* as plain text.

    A front begins with its breadcrumb in square brackets; a hidden cloze is ``[...]`` or its hint.  A back is the answer
    alone, without front, Extra and Source.  Images are their alternative texts, math is TeX.
    """
    context = visible_text(note.fields["Context"])
    crumb = f"[{context}] " if context else ""
    if note.kind is Kind.BASIC:
        sides = (("Front", "Back"), ("Reverse Front", "Reverse Back"))
        return tuple(
            Card(n, crumb + visible_text(note.fields[sides[n][0]]), visible_text(note.fields[sides[n][1]]))
            for n in note.ordinals
        )
    text = note.fields["Text"]
    return tuple(_cloze_card(text, ordinal, crumb) for ordinal in note.ordinals)


def faces_of(note: ShippedNote) -> tuple[Card, ...]:
    """Return the cards of *note*; of another program's note type, the first field asks and the second answers."""
    kind = Kind.CLOZE if note.is_cloze else Kind.BASIC
    if note.note_type == note_type(kind).name:
        fields = {"Context": "", **note.fields}
        return faces(Note(note.guid, kind, fields, note.tags, note.deck, note.ordinals, "", Span("", 1, 1)))
    first, second, *_ = [*note.fields.values(), "", ""]
    if note.is_cloze:
        return tuple(_cloze_card(first, ordinal, "") for ordinal in note.ordinals)
    sides = (visible_text(first), visible_text(second))
    return tuple(Card(ordinal, *(sides if ordinal % 2 == 0 else sides[::-1])) for ordinal in note.ordinals)


def uncovered(text: str) -> str:
    """Return cloze *text*, HTML, with nothing hidden and without its braces."""
    return _sides(text, 0)[0]


def hidden_by(text: str, number: int) -> list[str]:
    """Return what the deletions of *number* hide in cloze *text*, as HTML; those inside them are shown."""
    return _sides(text, number)[1]


def _cloze_card(text: str, ordinal: int, crumb: str) -> Card:
    shown, hidden = _sides(text, ordinal + 1)
    return Card(ordinal, crumb + visible_text(shown), visible_text("; ".join(hidden)))


@dataclass
class _Open:
    number: int
    pieces: list[str] = field(default_factory=list)


def _sides(text: str, number: int) -> tuple[str, list[str]]:
    """Return cloze *text* with the deletions of *number* hidden, and what they hide."""
    stack = [_Open(0)]
    hidden: list[str] = []
    for kind, piece in _pieces(text):
        if kind == "open":
            stack.append(_Open(int(piece)))
        elif kind == "close" and len(stack) > 1:
            closed = stack.pop()
            words, _, hint = "".join(closed.pieces).partition("::")
            if closed.number == number:
                hidden.append(words)
                words = f"[{hint or '...'}]"
            stack[-1].pieces.append(words)
        else:
            stack[-1].pieces.append(piece)
    return "".join("".join(level.pieces) for level in stack), hidden


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    for match in _BRACE.finditer(text):
        if match.start() > position:
            yield "text", text[position : match.start()]
        yield ("open", match.group(1)) if match.group(1) else ("close", "}}")
        position = match.end()
    if position < len(text):
        yield "text", text[position:]
