"""Decks that are already in people's collections → the ledger that goes on with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from markdown_deckbuilder.cards.faces import faces, hidden_by, uncovered
from markdown_deckbuilder.cards.html import visible_text
from markdown_deckbuilder.cards.note_types import note_type
from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.identity.clozes import told_apart
from markdown_deckbuilder.identity.entries import Entry
from markdown_deckbuilder.identity.fingerprint import normal
from markdown_deckbuilder.identity.heal import merged_entries
from markdown_deckbuilder.identity.inference import Inference
from markdown_deckbuilder.identity.ledger import Ledger, key_of, read_ledger
from markdown_deckbuilder.identity.likeness import weights_of
from markdown_deckbuilder.identity.pairing import Pairing
from markdown_deckbuilder.identity.record import content_hash
from markdown_deckbuilder.identity.settle import shape_of
from markdown_deckbuilder.identity.sides import Side, side_of_candidate
from markdown_deckbuilder.model import Kind, Note, Shipment, ShippedNote
from markdown_deckbuilder.pipeline import Build


@dataclass(frozen=True, slots=True)
class Placed:
    """A note of a package that goes on as *note*; *is_inferred* where their words differ."""

    shipped: ShippedNote
    note: Note
    is_inferred: bool


@dataclass(frozen=True, slots=True)
class Adoption:
    """The ledger after an adoption, what was placed by its words, and what found no place."""

    ledger: Ledger
    placed: tuple[Placed, ...]
    lost: tuple[ShippedNote, ...]


def remembered(shipments: Iterable[Shipment], ledger: Ledger) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    """Return *ledger* with what our own packages among *shipments* carry of theirs.

    Of two versions of a note the later counts, as after a merge.  Diagnostics: those of reading a ledger.
    """
    restored, faults = ledger, []
    for shipment in shipments:
        found, more = memory_of(shipment)
        faults += [fault for fault in more if fault.code != "I303"]
        entries = dict(restored.entries)
        for guid, entry in found.entries.items():
            entries[guid] = merged_entries(entries[guid], entry)[0] if guid in entries else entry
        names = restored.names if restored.names.root else found.names
        restored = Ledger(restored.project or found.project, names, entries)
    return restored, tuple(faults)


def memory_of(shipment: Shipment) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    """Return the ledger that *shipment* carries, an empty one where it is no package of ours, and the faults in it."""
    if not shipment.header:
        return Ledger(), ()
    lines = [shipment.header, *(note.memory for note in shipment.notes if note.memory), *shipment.others]
    return read_ledger("\n".join(lines).encode(), "package")


def forgotten(shipment: Shipment, build: Build) -> int:
    """Return how many notes of *build* are new to its ledger although *shipment* holds them, whoever made it.

    Notes are the same by their guid or by their words: those of the source where the package carries its ledger, else
    those of the card.  Notes that only the package holds do not count: they are those of another branch or of later notes.
    """
    ledger, _ = memory_of(shipment)
    known = _known(build)
    guids = {note.guid for note in shipment.notes} - known
    sources = {_words(entry) for guid, entry in ledger.entries.items() if guid not in known}
    cards = {_shown(_side_of_shipped(note)) for note in shipment.notes if not note.memory and note.guid not in known}
    fresh = set(build.changes.new)
    return sum(
        note.guid in guids
        or _words(build.ledger.entries[note.guid]) in sources
        or (bool(cards) and _shown(_side_of_card(note)) in cards)
        for note in build.notes
        if note.guid in fresh
    )


def _shown(side: Side) -> tuple[str, str, str]:
    return (side.kind, side.cue, side.text)


def _known(build: Build) -> set[str]:
    """Return the guids that were in the ledger before *build*."""
    return build.ledger.entries.keys() - set(build.changes.new)


def _words(entry: Entry) -> tuple[str, str, str]:
    return (entry.note_type, entry.key.cue, entry.text)


def adopt(shipments: Iterable[Shipment], build: Build) -> Adoption:
    """Place what *shipments* hold and the ledger of *build* does not know, by its words, on notes that would be new.

    A note placed has the guid, ``modified`` and cloze numbers of the package from then on.
    """
    known = _known(build)
    strangers: dict[str, ShippedNote] = {}
    for shipment in shipments:
        for note in shipment.notes:
            if not note.memory and note.guid not in known:
                strangers.setdefault(note.guid, note)
    fresh = {note.guid: note for note in build.notes if note.guid in set(build.changes.new)}
    placed = _placed(strangers, fresh, build)
    entries = {guid: entry for guid, entry in build.ledger.entries.items() if guid not in fresh}
    for one in placed:
        entry = _entry(one, build)
        entries[entry.guid] = entry
    lost = strangers.keys() - {one.shipped.guid for one in placed}
    return Adoption(
        replace(build.ledger, entries=entries),
        tuple(placed),
        tuple(strangers[guid] for guid in strangers if guid in lost),
    )


def _placed(strangers: dict[str, ShippedNote], fresh: dict[str, Note], build: Build) -> list[Placed]:
    """Pair *strangers* with *fresh* notes: by the words of the cards, then by those of the source, then by likeness."""
    entries = [_side_of_shipped(note) for note in strangers.values()]
    cards = [_side_of_card(note) for note in fresh.values()]
    pairing = Pairing(entries, cards)
    pairing.pair(lambda side: (side.kind, side.cue, side.text), only_unique=False)
    sources = {guid: side_of_candidate(0, build.settled[guid].candidate) for guid in pairing.candidates}
    pairing.candidates = {
        guid: replace(side, name=guid, page="", trail=(), rule="", cue=side.lead) for guid, side in sources.items()
    }
    pairing.pair(lambda side: (side.kind, side.cue, side.text))
    if pairing.entries and pairing.candidates:
        Inference(pairing, weights_of(side.text for side in (*entries, *cards))).run()
    return [Placed(strangers[heir.old.name], fresh[heir.new.name], heir.is_inferred) for heir in pairing.heirs]


def _side_of_shipped(note: ShippedNote) -> Side:
    """Return the view of *note*: of a basic one the first field asks and the second answers, whatever their names."""
    first, second, *_ = [*note.fields.values(), "", ""]
    if note.is_cloze:
        text = normal(visible_text(uncovered(first)))
        return Side(note.guid, Kind.CLOZE.value, text=text, hidden=frozenset(_numbers(note)))
    cue, text = normal(visible_text(first)), normal(visible_text(second))
    return Side(note.guid, Kind.BASIC.value, cue=cue, text=text)


def _side_of_card(note: Note) -> Side:
    """Return the view of *note* by what its first card shows."""
    if note.kind is Kind.CLOZE:
        return Side(note.guid, note.kind.value, text=normal(visible_text(uncovered(note.fields["Text"]))))
    front = normal(visible_text(note.fields["Front"]))
    return Side(note.guid, note.kind.value, cue=front, text=normal(faces(note)[0].back))


def _numbers(note: ShippedNote) -> dict[str, int]:
    """Return the number of each deletion in the first field of *note*, a cloze note, by its normalised words.

    The same words for a second time under one number are kept apart, as in the ledger.
    """
    text = next(iter(note.fields.values()), "")
    found = [(normal(visible_text(words)), n + 1) for n in note.ordinals for words in hidden_by(text, n + 1)]
    return dict(zip(told_apart([words for words, _ in found]), [number for _, number in found], strict=True))


def _hash(one: Placed) -> str:
    """Return the hash of what the learner reads, or "" where that is not what we would ship: the next build changes it."""
    shipped = replace(one.note, fields={**one.note.fields, **one.shipped.fields}, tags=one.shipped.tags)
    is_ours = one.shipped.note_type == note_type(one.note.kind).name
    return content_hash(shipped) if is_ours else ""


def _entry(one: Placed, build: Build) -> Entry:
    candidate = build.settled[one.note.guid].candidate
    return Entry(
        guid=one.shipped.guid,
        note_type=one.note.kind.value,
        key=key_of(candidate),
        text=normal(candidate.answer),
        hash=_hash(one),
        clozes=_numbers(one.shipped) if one.shipped.is_cloze else {},
        shape=shape_of(candidate),
        modified=one.shipped.modified,
        first_seen=min(one.shipped.modified, build.ledger.entries[one.note.guid].first_seen),
        retired=None,
        anchor=candidate.anchor,
    )
