"""Who is whom: candidates of this build against the entries of the ledger.

Within a note type, tier by tier, each only among what is still unmatched, always one to one.  What matches nothing is
born; what nothing matches is retired, unless this build looked only at a part of the notes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from markdown_deckbuilder.diagnostics import HERE, Diagnostic
from markdown_deckbuilder.identity.clozes import number_clozes
from markdown_deckbuilder.identity.entries import Entry
from markdown_deckbuilder.identity.fingerprint import digest, guid_from
from markdown_deckbuilder.identity.inference import Doubt, Inference
from markdown_deckbuilder.identity.ledger import Ledger
from markdown_deckbuilder.identity.likeness import weights_of
from markdown_deckbuilder.identity.pairing import Heir, Pairing
from markdown_deckbuilder.identity.rehide import rehidden
from markdown_deckbuilder.identity.sides import Side, side_of_candidate, side_of_entry
from markdown_deckbuilder.identity.tiers import by_anchor, by_key_and_text, by_text
from markdown_deckbuilder.model import Candidate, Identified
from markdown_deckbuilder.reading.tree import Span


@dataclass(frozen=True, slots=True)
class Matching:
    """Every candidate with its guid, in the order given, and the entry each of the known ones continues.

    *diagnostics* tell of what was inferred (I305), of what is doubtful (I306), of changes of kind (I307), and of what is
    *held_back* (I312): candidates that may have come from a page that could not be read, and have no guid yet.
    *passed_over* are those that are not worth a new note.  *doubts* says of which entry, by guid, a new note may be the
    rewording.  *other_kinds* says, by the guid of an entry, where what seems
    to go on with it is a note of another type.
    """

    notes: tuple[Identified, ...]
    known: dict[str, Entry]
    diagnostics: tuple[Diagnostic, ...] = ()
    held_back: tuple[Candidate, ...] = ()
    passed_over: tuple[Candidate, ...] = ()
    other_kinds: Mapping[str, Span] = field(default_factory=dict)
    doubts: Mapping[str, str] = field(default_factory=dict)


def match(
    candidates: Iterable[Candidate],
    ledger: Ledger,
    project: str,
    unseen: frozenset[str] = frozenset(),
    is_unread: Callable[[str], bool] = lambda page: False,
    least: float = 0.0,
) -> Matching:
    """Give every candidate its guid: that of the ledger entry it continues, or one of its own.

    *project* is the project key of a ledger that has none yet.  *unseen* are pages that are there
    and were not looked at: their notes have not gone anywhere.  Those of pages that *is_unread* names take part, for what
    they said may stand elsewhere now; what would continue one of them is held back until it can be told.  A candidate
    worth less than *least* goes on with a note that lives, and makes no new one, nor brings one back.
    """
    ours = tuple(candidates)
    sides = [side_of_candidate(number, candidate) for number, candidate in enumerate(ours)]
    pool = [e for e in ledger.entries.values() if e.key.page not in unseen or is_unread(e.key.page)]
    found, doubts = _heirs(sides, pool)
    # held: the number of a candidate -> what it may be
    held = {
        int(new.name): old
        for old, new in (*((h.old, h.new) for h in found), *((d.old, d.new) for code, d in doubts if code == "I306"))
        if is_unread(old.page) and ledger.entries[old.name].retired is None
    }
    found = [heir for heir in found if int(heir.new.name) not in held]
    doubts = [(code, doubt) for code, doubt in doubts if not is_unread(doubt.old.page)]
    entries = {int(heir.new.name): ledger.entries[heir.old.name] for heir in found}
    taken = set(ledger.entries)
    notes: list[Identified] = []
    passed_over: list[Candidate] = []
    guids: dict[int, str] = {}
    for number, candidate in enumerate(ours):
        if number in held:
            continue
        entry = entries.get(number)
        if candidate.worth < least and (entry is None or entry.retired is not None):
            passed_over.append(candidate)
            entries.pop(number, None)
            continue
        guid = entry.guid if entry else birth(sides[number], ledger.project or project, taken)
        taken.add(guid)
        guids[number] = guid
        notes.append(_identified(guid, candidate, entry))
    known = {entry.guid: entry for entry in entries.values()}
    open_doubts = _open_doubts(doubts, guids, known, ledger)
    told = (
        *_told(found, doubts, ours),
        *_doubtful(open_doubts, notes, ledger),
        *(_held_back(ours[number], old) for number, old in sorted(held.items())),
    )
    waiting = tuple(ours[number] for number in sorted(held))
    changed = {d.old.name: ours[int(d.new.name)].span for code, d in doubts if code == "I307" and d.is_sure}
    return Matching(tuple(notes), known, told, waiting, tuple(passed_over), changed, open_doubts)


def _identified(guid: str, candidate: Candidate, entry: Entry | None) -> Identified:
    """Return *candidate* as the note *guid*, which goes on with *entry* if there is one."""
    if entry is None:
        return Identified(guid, number_clozes(candidate, {}))
    whole, stays = rehidden(candidate, entry)
    return Identified(guid, number_clozes(whole, entry.clozes, entry.text), stays)


def is_elsewhere(candidates: Iterable[Candidate], ledger: Ledger, unseen: frozenset[str]) -> bool:
    """Say whether one of *candidates*, those of a part of the notes, may have come from a page that is *unseen*."""
    if not unseen:
        return False
    known: set[tuple[str, str, str]] = set()
    away: set[tuple[str, str, str]] = set()
    for entry in ledger.entries.values():
        side = side_of_entry(entry)
        (away if entry.key.page in unseen else known).add((side.kind, side.lead, side.text))
    sides = (side_of_candidate(0, candidate) for candidate in candidates)
    words = {(side.kind, side.lead, side.text) for side in sides}
    return bool((words - known) & away)


def birth(side: Side, project: str, taken: set[str]) -> str:
    """Return a guid for a note without past, none of those *taken*.

    It rests on project, trail and cue; where two agree in these the answer is added, and then a count: the same words
    twice under one heading differ in nothing else.
    """
    base = [project, side.kind, *side.trail, side.cue]
    guid = guid_from(base)
    if guid not in taken and side.cue:
        return guid
    base.append(digest([side.text]))
    guid, count = guid_from(base), 1
    while guid in taken:
        count += 1
        guid = guid_from([*base, str(count)])
    return guid


def _heirs(candidates: list[Side], entries: list[Entry]) -> tuple[list[Heir], list[tuple[str, Doubt]]]:
    """Run the tiers; return what was joined, and under the code of its diagnostic what somebody should know of.

    Retired entries come back by the same words, or at last by the same cue in the same place; nothing is inferred of
    them before.
    """
    living = Pairing([side_of_entry(entry) for entry in entries if entry.retired is None], candidates)
    retired = Pairing([side_of_entry(entry) for entry in entries if entry.retired is not None], candidates)
    for tier in (by_anchor, by_key_and_text, by_text):
        tier(living)
        # The same words for a second time bring nothing back: one text makes one note.
        twins = {_words_of(heir.new) for heir in living.heirs}
        again = {name: side for name, side in living.candidates.items() if _words_of(side) in twins}
        retired.candidates = {name: side for name, side in living.candidates.items() if name not in again}
        tier(retired)
        living.candidates = {n: s for n, s in living.candidates.items() if n in again or n in retired.candidates}
    doubts = _changed(living, retired, entries) if living.entries or retired.entries else []
    return [*living.heirs, *retired.heirs], doubts


def _words_of(side: Side) -> tuple[str, str, str]:
    return (side.kind, side.cue, side.text)


def _changed(living: Pairing, retired: Pairing, entries: list[Entry]) -> list[tuple[str, Doubt]]:
    """Join what goes on in other words, and return what is doubtful."""
    # The same words for a second time are no other words for something that is gone.
    twins = {_words_of(heir.new) for heir in (*living.heirs, *retired.heirs)}
    fresh = {name: side for name, side in living.candidates.items() if _words_of(side) not in twins}
    living.candidates = fresh
    weights = weights_of(entry.text for entry in entries)
    inference = Inference(living, weights)
    inference.run()
    forked = {entry.guid for entry in entries if entry.forked}
    retired.entries = {guid: side for guid, side in retired.entries.items() if guid not in forked}
    retired.candidates = dict(living.candidates)
    Inference(retired, weights).by_key()
    living.candidates = dict(retired.candidates)
    doubts = {doubt.new.name: ("I306", doubt) for doubt in inference.doubts()}
    changed = {doubt.new.name: ("I307", doubt) for doubt in inference.changes_of_kind()}
    return list((changed | doubts).values())


def _told(found: list[Heir], doubts: list[tuple[str, Doubt]], ours: tuple[Candidate, ...]) -> Iterator[Diagnostic]:
    for heir in found:
        if heir.is_inferred:
            span = ours[int(heir.new.name)].span
            message = f"kept history: {_words(heir.old)} → {_words(heir.new)}"
            yield Diagnostic("I305", message, span)
    for code, doubt in doubts:
        if code == "I307":
            yield Diagnostic(code, _changed_kind(doubt), ours[int(doubt.new.name)].span)


def _open_doubts(
    doubts: list[tuple[str, Doubt]], guids: Mapping[int, str], known: Mapping[str, Entry], ledger: Ledger
) -> dict[str, str]:
    """Return, by the guid of a new note, that of the entry it may be reworded: found now, or not decided since."""
    found = {guids[int(d.new.name)]: d.old.name for code, d in doubts if code == "I306" and int(d.new.name) in guids}
    for guid, entry in known.items():
        old = ledger.entries.get(entry.may_be)
        if old is not None and old.retired is not None and not old.forked and old.guid not in known:
            found[guid] = old.guid
    return found


def _doubtful(doubts: Mapping[str, str], notes: list[Identified], ledger: Ledger) -> Iterator[Diagnostic]:
    spans = {note.guid: note.candidate.span for note in notes}
    for guid, old in doubts.items():
        side = side_of_entry(ledger.entries[old])
        message = f"new note, though it may be {_words(side)} ({_place(side)}) reworded; if so: "
        yield Diagnostic("I306", f"{message}deckbuilder inherit {HERE} {old} --note {guid}", spans[guid])


def _held_back(candidate: Candidate, old: Side) -> Diagnostic:
    message = f"held back: it may be {_words(old)} of {old.page}, which could not be read"
    return Diagnostic("I312", message, candidate.span)


def _changed_kind(doubt: Doubt) -> str:
    old = doubt.old
    what = f"was a {old.kind} note and is a {doubt.new.kind} note now"
    return f"{what}: who learns it starts anew, and the reviews of the old cards end: {_words(old)} ({_place(old)})"


def _place(side: Side) -> str:
    return " › ".join([side.page, *side.trail[-1:]])


def _words(side: Side) -> str:
    text = f"{side.lead}: {side.text}" if side.lead else side.text
    return f"“{text}”" if len(text) <= _MOST_SHOWN else f"“{text[: _MOST_SHOWN - 1]}…”"


_MOST_SHOWN = 90
