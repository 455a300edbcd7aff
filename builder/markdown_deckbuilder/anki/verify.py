"""The proof of an update: both packages imported one after the other into a throw-away collection of the real engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markdown_deckbuilder.anki.collection import import_package, throw_away
from markdown_deckbuilder.cards.faces import faces_of
from markdown_deckbuilder.identity.fingerprint import normal
from markdown_deckbuilder.identity.likeness import Weights, likeness, weights_of
from markdown_deckbuilder.identity.nearby import WordIndex
from markdown_deckbuilder.identity.sides import Side
from markdown_deckbuilder.model import ShippedNote

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
    duplicate: tuple[str, ...]  # in both packages, and not newer in the second: nothing happens to them
    retired: tuple[str, ...]  # not in the second package: they stay, and are never updated again
    conflicting: tuple[str, ...]  # under another note type in the second package: never updated again
    lost: tuple[Text, ...]
    wrong: tuple[tuple[Text, Text], ...]
    emptied: tuple[Text, ...] = ()  # cards whose text is gone from their note: Anki's Empty Cards deletes them

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
    shipped = _shipped(new)
    with throw_away() as collection:
        import_package(collection, old)
        before = _texts(collection)
        marks = _review_all(collection)
        log = import_package(collection, new)
        after = _texts(collection)
        there = _guids_by_id(collection)
        now = _intervals(collection)
        empty = _empty_cards(collection)
    came = {name: _guids(getattr(log, name), there) for name in ("new", "updated", "duplicate")}
    # These are not in the collection, and the log has their ids in the package.
    conflicting = _guids(log.conflicting, shipped)
    retired = {guid for guid, _ in before} - {*shipped.values(), *conflicting}
    emptied = {key: text for key, text in before.items() if key in empty}
    kept = {key for key, mark in marks.items() if now.get(key) == mark and key not in emptied}
    weights = weights_of(text.whole for text in before.values())
    gone = [text for key, text in before.items() if key not in kept and key not in emptied]
    doubled = tuple(_doubled(_of(before, retired), _of(after, came["new"]), weights))
    changed = {key: text for key, text in _of(before, came["updated"]).items() if key in kept}
    return Proof(
        kept=len(kept) - len(doubled),  # these have reviews, and nobody will see them again
        updated=came["updated"],
        new=came["new"],
        duplicate=came["duplicate"],
        retired=tuple(sorted(retired)),
        conflicting=conflicting,
        lost=(*gone, *doubled),
        wrong=tuple(_wrong(changed, after, weights)),
        emptied=tuple(emptied.values()),
    )


def _empty_cards(collection: Collection) -> set[CardKey]:
    """Return the cards that Anki's *Tools › Empty Cards* would delete."""
    ids = {card_id for note in collection.get_empty_cards().notes for card_id in note.card_ids}
    return {(guid, ordinal) for card_id, guid, ordinal in _rows(collection) if card_id in ids}


def _shipped(package: Path) -> dict[int, str]:
    """Return the guid of each note in *package* by its id there: into an empty collection notes come with their ids."""
    with throw_away() as collection:
        import_package(collection, package)
        return _guids_by_id(collection)


def _guids_by_id(collection: Collection) -> dict[int, str]:
    assert collection.db is not None
    return {note_id: guid for note_id, guid in collection.db.all("select id, guid from notes")}  # noqa: C416 - rows are lists


def _guids(notes: Iterable[Any], known: Mapping[int, str]) -> tuple[str, ...]:
    """Return the guids of the *notes* in one bin of the engine's log; of one that is not *known*, the id."""
    return tuple(dict.fromkeys(known.get(note.id.nid, str(note.id.nid)) for note in notes))


def _of(texts: Mapping[CardKey, Text], guids: Iterable[str]) -> dict[CardKey, Text]:
    wanted = set(guids)
    return {key: text for key, text in texts.items() if key[0] in wanted}


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


def _intervals(collection: Collection) -> dict[CardKey, int]:
    assert collection.db is not None
    query = "select n.guid, c.ord, c.ivl from cards c join notes n on n.id = c.nid"
    return {(guid, ordinal): interval for guid, ordinal, interval in collection.db.all(query)}


def _doubled(gone: Mapping[CardKey, Text], fresh: Mapping[CardKey, Text], weights: Weights) -> Iterator[Text]:
    """Yield cards that are *gone* although one of a *fresh* note says the same: their reviews are lost to it."""
    exact = {text.whole for text in fresh.values()}
    index = WordIndex(weights)
    for (guid, ordinal), text in fresh.items():
        index.add(_side(guid, ordinal, text), (ordinal,))
    for (guid, ordinal), text in gone.items():
        if text.whole in exact or any(
            _says_the_same(text.whole, other.words, weights)
            for other in index.nearest(_side(guid, ordinal, text), ordinal)
        ):
            yield text


def _side(guid: str, ordinal: int, text: Text) -> Side:
    return Side(f"{guid} {ordinal}", "", text=text.whole)


def _says_the_same(old: str, new: str, weights: Weights) -> bool:
    like = likeness(old, new, weights)
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
