"""Retired notes → what is sent to members who have their cards (``docs/anki.md``, Removal)."""

from __future__ import annotations

import html

from markdown_deckbuilder.cards.note_types import note_type
from markdown_deckbuilder.identity.entries import Entry
from markdown_deckbuilder.identity.ledger import Ledger
from markdown_deckbuilder.identity.names import top_tag
from markdown_deckbuilder.model import Kind, Note
from markdown_deckbuilder.reading.tree import Span

RETIRED = "retired"


def retired_tag(ledger: Ledger) -> str:
    """Return the tag of all retired notes, by which members find them."""
    return f"{top_tag(ledger.names.root, ledger.names.tag_root)}::{RETIRED}"


def tombstones(ledger: Ledger) -> tuple[Note, ...]:
    """Return the retired notes of *ledger*: the same guids, no cards, and a field that empties every front."""
    tag = retired_tag(ledger)
    retired = [entry for entry in ledger.entries.values() if entry.retired is not None]
    return tuple(_tombstone(entry, tag, ledger.names.root) for entry in sorted(retired, key=lambda entry: entry.guid))


def _tombstone(entry: Entry, tag: str, deck: str) -> Note:
    """Return *entry* as a note that says in plain words what it was."""
    kind = Kind(entry.note_type)
    fields = dict.fromkeys(note_type(kind).field_names, "")
    cue, text = html.escape(entry.key.cue), html.escape(entry.text)
    if kind is Kind.BASIC:
        fields["Front"], fields["Back"] = cue or text or RETIRED, text
    else:
        fields["Text"] = " – ".join(part for part in (cue, text) if part) or RETIRED
    fields["Retired"] = "1"
    return Note(
        guid=entry.guid,
        kind=kind,
        fields={name: _harmless(value) for name, value in fields.items()},
        tags=(tag,),
        deck=deck,
        ordinals=(),
        rule=entry.key.rule,
        span=Span(entry.key.page, 1, 1),
        modified=entry.modified,
        first_seen=entry.first_seen,
    )


def _harmless(value: str) -> str:
    """Return *value*, escaped words, without anything that Anki would take for a deletion, a sound or a formula."""
    for sign, entity in (("{", "&#123;"), ("}", "&#125;"), ("[", "&#91;"), ("\\", "&#92;")):
        value = value.replace(sign, entity)
    return value
