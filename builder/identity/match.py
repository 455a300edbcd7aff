"""Who is whom: candidates of this build against the entries of the ledger.

Within a note type, tier by tier, each only among what is still unmatched, always one to one.  What matches nothing is
born; what nothing matches is retired, unless this build looked only at a part of the notes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

from builder.identity.clozes import number_clozes
from builder.identity.fingerprint import digest, guid_from, normal
from builder.identity.ledger import Entry, Ledger, key_of
from builder.model import Candidate, Identified


@dataclass(frozen=True, slots=True)
class Matching:
    """Every candidate with its guid, in the order given, and the entry each of the known ones continues."""

    notes: tuple[Identified, ...]
    known: dict[str, Entry]


@dataclass(slots=True)
class _Open:
    """A candidate that is looked for in the ledger, with its normal forms computed once."""

    index: int
    candidate: Candidate
    kind: str = field(init=False)
    key: tuple[str, tuple[str, ...], str, str] = field(init=False)
    text: str = field(init=False)

    def __post_init__(self) -> None:
        key = key_of(self.candidate)
        self.kind = self.candidate.kind.value
        self.key = (key.page, tuple(key.trail), key.rule, key.cue)
        self.text = normal(self.candidate.answer)


def match(candidates: Iterable[Candidate], ledger: Ledger, project: str) -> Matching:
    """Give every candidate its guid: that of the ledger entry it continues, or one of its own.

    *project* is the project key of a ledger that has none yet.  Tiers so far: same key and same text; same text, ties
    broken by the leaf heading and then by order; same key, where it is unique on both sides.
    """
    opened = [_Open(index, candidate) for index, candidate in enumerate(candidates)]
    found = _Tiers(opened, ledger).run()
    taken = set(ledger.entries)
    notes: list[Identified] = []
    known: dict[str, Entry] = {}
    for one in opened:
        entry = found.get(one.index)
        if entry:
            guid = entry.guid
            known[guid] = entry
        else:
            guid = _birth(one, ledger.project or project, taken)
            taken.add(guid)
        notes.append(Identified(guid, number_clozes(one.candidate, entry.clozes if entry else {})))
    return Matching(tuple(notes), known)


def _birth(one: _Open, project: str, taken: set[str]) -> str:
    """Return a guid for a note without past.

    It rests on project, trail and cue; where two agree in these the answer is added, and then a count: the same words
    twice under one heading differ in nothing else.
    """
    trail = [normal(heading) for heading in one.candidate.trail]
    base = [project, one.kind, *trail, normal(one.candidate.cue)]
    guid = guid_from(base)
    if guid not in taken and one.candidate.cue:
        return guid
    base.append(digest([one.text]))
    guid, count = guid_from(base), 1
    while guid in taken:
        count += 1
        guid = guid_from([*base, str(count)])
    return guid


class _Tiers:
    def __init__(self, opened: list[_Open], ledger: Ledger) -> None:
        self.open = {one.index: one for one in opened}
        self.entries = dict(ledger.entries)
        self.found: dict[int, Entry] = {}

    def run(self) -> dict[int, Entry]:
        self._pair(lambda one: (one.kind, one.key, one.text), lambda e: (e.note_type, _key(e), e.text))
        self._pair(
            lambda one: (one.kind, one.text, _cue(one), _leaf(one.key)),
            lambda e: (e.note_type, e.text, e.key.cue, _leaf(_key(e))),
        )
        self._pair(lambda one: (one.kind, one.text, _cue(one)), lambda e: (e.note_type, e.text, e.key.cue))
        self._pair(lambda one: (one.kind, one.key), lambda e: (e.note_type, _key(e)), only_unique=True)
        return self.found

    def _pair(
        self, of_note: Callable[[_Open], Hashable], of_entry: Callable[[Entry], Hashable], *, only_unique: bool = False
    ) -> None:
        """Match what agrees in a value, living entries before retired ones, in order where several agree."""
        notes: dict[Hashable, list[_Open]] = defaultdict(list)
        entries: dict[Hashable, list[Entry]] = defaultdict(list)
        for one in self.open.values():
            notes[of_note(one)].append(one)
        for entry in sorted(self.entries.values(), key=lambda e: (e.retired is not None, e.first_seen)):
            entries[of_entry(entry)].append(entry)
        for value, ours in notes.items():
            theirs = entries.get(value, [])
            if only_unique and (len(ours) > 1 or len(theirs) > 1 or (theirs and not ours[0].key[3])):
                continue  # and a key without a cue says nothing about which sentence it was
            for one, entry in zip(ours, theirs, strict=False):
                self.found[one.index] = entry
                del self.open[one.index], self.entries[entry.guid]


def _key(entry: Entry) -> tuple[str, tuple[str, ...], str, str]:
    return (entry.key.page, tuple(entry.key.trail), entry.key.rule, entry.key.cue)


def _cue(one: _Open) -> str:
    return one.key[3]


def _leaf(key: tuple[str, tuple[str, ...], str, str]) -> str:
    return key[1][-1] if key[1] else ""
