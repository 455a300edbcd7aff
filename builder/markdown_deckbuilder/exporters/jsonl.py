"""Notes as JSON lines: a contract for other programs, with ``"format": 1`` on every line."""

from __future__ import annotations

from typing import Any

from markdown_deckbuilder.cards.faces import faces
from markdown_deckbuilder.cards.note_types import note_type
from markdown_deckbuilder.model import Candidate, LineOutcome, Note

FORMAT = 1


def note_object(note: Note, candidate: Candidate) -> dict[str, Any]:
    """Return *note* as an object: its fields as stored, its cards as plain text, its place in the notes, and what the
    card of *candidate*, from which it was made, is worth."""
    return {
        "format": FORMAT,
        "guid": note.guid,
        "note_type": note_type(note.kind).name,
        "deck": note.deck,
        "tags": list(note.tags),
        "rule": note.rule,
        "fields": dict(note.fields),
        "cards": [{"ordinal": card.ordinal, "front": card.front, "back": card.back} for card in faces(note)],
        "source": {"path": note.span.path, "line": note.span.line, "end_line": note.span.end_line},
        "worth": candidate.worth,
        "reasons": list(candidate.reasons),
    }


def outcome_object(outcome: LineOutcome) -> dict[str, Any]:
    """Return what became of one content line as an object."""
    return {
        "format": FORMAT,
        "path": outcome.path,
        "line": outcome.line,
        "text": outcome.text,
        "outcome": outcome.outcome.value,
        "reason": outcome.reason.value,
        "guids": list(outcome.guids),
        "worth": outcome.worth,
        "reasons": list(outcome.reasons),
    }
