"""The proof of an update: both packages imported one after the other into a throw-away collection of the real engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builder.anki.collection import import_package, throw_away
from builder.cards.faces import faces_of
from builder.identity.fingerprint import normal
from builder.identity.likeness import Weights, likeness, weights_of
from builder.model import ShippedNote

if TYPE_CHECKING:
    from anki.collection import Collection

# Below this, neither the front nor the back of a card says what it said before.
SAME_CARD = 0.3
# From here on a note that is new says what one that is gone said: it should have been the same.
SAME_NOTE = 0.8

CardKey = tuple[str, int]  # guid and ordinal


@dataclass(frozen=True, slots=True)
class Text:
    """What a card shows, as plain text; *answer* is what the front does not show."""

    front: str
    answer: str

    @property
    def whole(self) -> str:
        return f"{self.front} ⇒ {self.answer}"


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of the first package's notes (guids) and cards, in Anki's bins and ours.

    *lost* are cards with reviews whose text goes on under another guid, or that are gone from the collection; *wrong*
    are cards whose reviews are on another text now, before and after.
    """

    kept: int  # cards with their reviews
    updated: tuple[str, ...]
    new: tuple[str, ...]
    retired: tuple[str, ...]  # not in the second package: they stay, and are never updated again
    conflicting: tuple[str, ...]
    lost: tuple[Text, ...]
    wrong: tuple[tuple[Text, Text], ...]

    @property
    def is_sound(self) -> bool:
        return not (self.lost or self.wrong or self.conflicting)


def is_installed() -> bool:
    """Say whether the optional package with the engine is there."""
    from importlib.util import find_spec

    return find_spec("anki") is not None


def verify(old: Path, new: Path) -> Proof:
    """Import *old*, give every card a review, import *new*, and compare; both with the settings of the import dialog.

    Raises ValueError with the engine's words where it cannot import a file.
    """
    with throw_away() as collection:
        import_package(collection, old)
        before = _texts(collection)
        marks = _review_all(collection)
        log = import_package(collection, new)
        after = _texts(collection)
        came = {bin_name: _guids(collection, getattr(log, bin_name)) for bin_name in ("new", "updated", "conflicting")}
        there = {*came["new"], *came["updated"], *came["conflicting"], *_guids(collection, log.duplicate)}
        retired = tuple(sorted({guid for guid, _ in before} - there))
        kept = {key for key, mark in marks.items() if _mark(collection, key) == mark}
        weights = weights_of(text.whole for text in before.values())
        gone = [text for key, text in before.items() if key not in kept]
        doubled = _doubled({k: t for k, t in before.items() if k[0] in retired}, after, set(came["new"]), weights)
        changed = set(came["updated"])
        return Proof(
            kept=len(kept),
            updated=came["updated"],
            new=came["new"],
            retired=retired,
            conflicting=came["conflicting"],
            lost=(*gone, *doubled),
            wrong=tuple(_wrong({k: t for k, t in before.items() if k in kept and k[0] in changed}, after, weights)),
        )


def _rows(collection: Collection) -> list[tuple[int, str, int]]:
    assert collection.db is not None
    query = "select c.id, n.guid, c.ord from cards c join notes n on n.id = c.nid order by c.id"
    return [(card_id, guid, ordinal) for card_id, guid, ordinal in collection.db.all(query)]


def _texts(collection: Collection) -> dict[CardKey, Text]:
    """Return what each card of the collection asks and answers, without the breadcrumb above and the remarks below."""
    texts = {}
    for note_id in collection.find_notes(""):
        note = collection.get_note(note_id)
        kind = note.note_type()
        assert kind is not None
        fields = {name: value for name, value in note.items() if name != "Context"}
        ordinals = tuple(card.ord for card in note.cards())
        shipped = ShippedNote(note.guid, kind["name"], kind["type"] == 1, fields, (), "", ordinals, note.mod)
        for card in faces_of(shipped):
            texts[note.guid, card.ordinal] = Text(normal(card.front), normal(card.back))
    return texts


def _review_all(collection: Collection) -> dict[CardKey, int]:
    """Give every card the state of a review card with an interval, in days, that no other card has; return these."""
    marks = {}
    cards = []
    for interval, (card_id, guid, ordinal) in enumerate(_rows(collection), 10):
        card = collection.get_card(card_id)  # type: ignore[arg-type]
        card.type = card.queue = 2  # type: ignore[assignment]
        card.ivl = card.due = interval
        card.reps, card.factor = 3, 2500
        cards.append(card)
        marks[guid, ordinal] = interval
    collection.update_cards(cards)
    return marks


def _mark(collection: Collection, key: CardKey) -> int | None:
    assert collection.db is not None
    query = "select c.ivl from cards c join notes n on n.id = c.nid where n.guid = ? and c.ord = ?"
    found: int | None = collection.db.scalar(query, *key)
    return found


def _guids(collection: Collection, notes: Any) -> tuple[str, ...]:
    """Return the guids of the *notes* in one bin of the engine's log."""
    assert collection.db is not None
    ids = [note.id.nid for note in notes]
    found: dict[int, str] = {note_id: guid for note_id, guid in collection.db.all("select id, guid from notes")}  # noqa: C416 - rows are lists
    return tuple(dict.fromkeys(found[note_id] for note_id in ids if note_id in found))


def _doubled(
    gone: Mapping[CardKey, Text], after: Mapping[CardKey, Text], new: set[str], weights: Weights
) -> Iterator[Text]:
    """Yield cards that are retired although a new note says the same: their reviews are lost to it."""
    fresh = {key: text for key, text in after.items() if key[0] in new}
    exact = {text.whole for text in fresh.values()}
    for (_, ordinal), text in gone.items():
        alike = (other for (_, there), other in fresh.items() if there == ordinal)
        if text.whole in exact or any(_says_the_same(text, other, weights) for other in alike):
            yield text


def _says_the_same(old: Text, new: Text, weights: Weights) -> bool:
    like = likeness(old.whole, new.whole, weights)
    return like.overall >= SAME_NOTE and not like.figures_differ


def _wrong(
    before: Mapping[CardKey, Text], after: Mapping[CardKey, Text], weights: Weights
) -> Iterator[tuple[Text, Text]]:
    """Yield cards that ask and answer something else now, or answer what another card of their note did before."""
    answers: dict[str, dict[str, int]] = {}
    for (guid, ordinal), text in before.items():
        answers.setdefault(guid, {})[text.answer] = ordinal
    for key, old in before.items():
        new = after[key]
        elsewhere = answers[key[0]].get(new.answer, key[1]) != key[1] and new.answer != old.answer
        strange = all(
            likeness(one, other, weights).overall < SAME_CARD
            for one, other in ((old.front, new.front), (old.answer, new.answer))
        )
        if elsewhere or strange:
            yield old, new
