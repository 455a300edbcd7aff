"""Two sets of notes, those in people's collections and those to come → what the next import does, card by card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from markdown_deckbuilder.cards.faces import faces_of
from markdown_deckbuilder.cards.note_types import note_type
from markdown_deckbuilder.identity.record import RIDING
from markdown_deckbuilder.model import Card, Kind, Note, ShippedNote
from markdown_deckbuilder.reading.tree import Span


class Arrival(StrEnum):
    """What the import does with a note, with the settings of its dialog as they come (``docs/anki.md``, Updating)."""

    NEW = "new"
    UPDATED = "updated"
    RETURNED = "returned"  # it was retired, and is back
    RETIRED = "retired"  # it stays in collections until its tombstone is imported
    CONFLICTING = "conflicting"  # another note type: never updated again
    SKIPPED = "skipped"  # it reads otherwise, but is not newer
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class CardChange:
    """A card before and after; None where there is none."""

    ordinal: int
    old: Card | None
    new: Card | None

    @property
    def is_change(self) -> bool:
        return self.old != self.new


@dataclass(frozen=True, slots=True)
class Difference:
    """What becomes of one note.  *fields* are those that differ, and "tags" and "deck" where these do."""

    guid: str
    arrival: Arrival
    fields: tuple[str, ...]
    cards: tuple[CardChange, ...]
    span: Span | None = None  # in the notes, where they are known


def as_shipped(note: Note) -> ShippedNote:
    """Return *note* as it would be found in a package."""
    return ShippedNote(
        guid=note.guid,
        note_type=note_type(note.kind).name,
        is_cloze=note.kind is Kind.CLOZE,
        fields=note.fields,
        tags=note.tags,
        deck=note.deck,
        ordinals=note.ordinals,
        modified=note.modified,
    )


def compare(
    old: Iterable[ShippedNote],
    new: Iterable[ShippedNote],
    *,
    returned: Iterable[str] = (),
    spans: Mapping[str, Span] | None = None,
) -> tuple[Difference, ...]:
    """Return what the import of *new* does to a collection that holds *old*: the notes of *new* in order, then the others.

    *returned* are guids of notes that were retired before; *spans* tell where notes stand in the sources.
    """
    before = {note.guid: note for note in old}
    back = set(returned)
    found = [_difference(before.pop(note.guid, None), note, back, spans or {}) for note in new]
    found += [_difference(note, None, back, spans or {}) for note in before.values()]
    return tuple(found)


def _difference(
    old: ShippedNote | None, new: ShippedNote | None, returned: set[str], spans: Mapping[str, Span]
) -> Difference:
    one = new or old
    assert one is not None
    fields = tuple(_fields_that_differ(old, new)) if old and new else ()
    cards = tuple(_cards(old, new))
    return Difference(one.guid, _arrival(old, new, fields, cards, returned), fields, cards, spans.get(one.guid))


def _arrival(
    old: ShippedNote | None,
    new: ShippedNote | None,
    fields: tuple[str, ...],
    cards: tuple[CardChange, ...],
    returned: set[str],
) -> Arrival:
    if new is None or (_is_tombstone(new) and not (old and _is_tombstone(old))):
        return Arrival.RETIRED
    if new.guid in returned or (old and _is_tombstone(old) and not _is_tombstone(new)):
        return Arrival.RETURNED
    if old is None:
        return Arrival.NEW
    if (old.note_type, old.is_cloze) != (new.note_type, new.is_cloze):
        return Arrival.CONFLICTING
    if new.modified > old.modified:
        return Arrival.UPDATED
    reads_otherwise = any(name not in RIDING and name != "deck" for name in fields)
    return Arrival.SKIPPED if reads_otherwise or any(card.is_change for card in cards) else Arrival.UNCHANGED


def _is_tombstone(note: ShippedNote) -> bool:
    return bool(note.fields.get("Retired"))


def _fields_that_differ(old: ShippedNote, new: ShippedNote) -> Iterator[str]:
    for name in dict.fromkeys((*new.fields, *old.fields)):
        if old.fields.get(name, "") != new.fields.get(name, ""):
            yield name
    if set(old.tags) != set(new.tags):
        yield "tags"
    if old.deck != new.deck and new.deck:
        yield "deck"


def _cards(old: ShippedNote | None, new: ShippedNote | None) -> Iterator[CardChange]:
    before = {card.ordinal: card for card in faces_of(old)} if old else {}
    after = {card.ordinal: card for card in faces_of(new)} if new else {}
    for ordinal in sorted(before.keys() | after.keys()):
        yield CardChange(ordinal, before.get(ordinal), after.get(ordinal))


def is_change(difference: Difference) -> bool:
    """Say whether the import changes anything of the note, or should and does not."""
    return difference.arrival is not Arrival.UNCHANGED
