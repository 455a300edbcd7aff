"""A throw-away collection of the real Anki engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from anki.collection import Collection

from markdown_deckbuilder.anki import collection as engine

collection = engine.throw_away


def import_package(col: Collection, path: Path, *, updates_always: bool = False) -> dict[str, int]:
    """Import the package at *path* with the options of the import dialog; return how many notes ended in each bin."""
    log = engine.import_package(col, path, updates_always=updates_always)
    bins = ("new", "updated", "duplicate", "conflicting", "first_field_match", "missing_notetype", "empty_first_field")
    return {name: len(getattr(log, name)) for name in bins if len(getattr(log, name))}


def note_by_guid(col: Collection, guid: str) -> Any:
    """Return the note with *guid*."""
    (nid,) = col.db.list("select id from notes where guid = ?", guid)  # type: ignore[union-attr]
    return col.get_note(nid)


def review_everything(col: Collection) -> dict[int, int]:
    """Give every card a history of its own: an interval that no other card has; return it by card id."""
    intervals = {}
    for number, cid in enumerate(col.find_cards(""), 10):
        card = col.get_card(cid)
        card.type, card.queue, card.ivl, card.due, card.reps, card.factor = 2, 2, number, number, 3, 2500
        col.update_card(card)
        intervals[cid] = number
    return intervals
