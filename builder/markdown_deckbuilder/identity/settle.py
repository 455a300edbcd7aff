"""What only the whole deck can decide: the same note twice, reverses that are not unique, fronts that agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.identity.entries import Entry
from markdown_deckbuilder.identity.fingerprint import normal
from markdown_deckbuilder.model import Basic, Candidate, Identified, Reason, Verdict
from markdown_deckbuilder.reading.tree import Blocks, Inlines, text_of

_REVERSE, _QUALIFIER = "reverse", "qualifier"


def shape_of(candidate: Candidate) -> str:
    """Return which cards a note has and what tells its front apart, as the ledger remembers it.

    It is the note type, then after a plus sign each "reverse" and "qualifier" with the number of the step: a shape once
    shipped stays, for another note elsewhere must not take cards away.
    """
    parts = [candidate.kind.value]
    content = candidate.content
    if isinstance(content, Basic) and content.reverse_front:
        parts.append(_REVERSE)
    if candidate.context and candidate.context[0] in candidate.qualifiers:
        parts.append(f"{_QUALIFIER}{candidate.qualifiers.index(candidate.context[0])}")
    return "+".join(parts)


def _shipped_with(entry: Entry | None, part: str) -> bool:
    return entry is not None and part in entry.shape.split("+")


def has_reverse(entry: Entry | None) -> bool:
    """Say whether the note of *entry* was shipped with a reverse card."""
    return _shipped_with(entry, _REVERSE)


def settle(
    notes: Iterable[Identified], known: Mapping[str, Entry], away: Iterable[Entry] = (), least: float = 0.0
) -> tuple[tuple[Identified, ...], tuple[Verdict, ...], tuple[Diagnostic, ...]]:
    """Return the notes to ship, the verdicts on those left out, and what to tell.

    *known* are the ledger entries of notes that have been shipped, *away* those of pages that were not looked at: what
    they say still tells whether a reverse is unique.  A new reverse that is worth less than *least* is left out.
    Diagnostics: C501, C502 and I308.
    """
    notes = tuple(note if _is_reverse_worth(note, known, least) else _without_reverse(note) for note in notes)
    kept, verdicts, diagnostics = _once(tuple(notes), known)
    kept, told = _unique_reverses(kept, known, frozenset(entry.text for entry in away))
    diagnostics += told
    kept, told = _told_apart(kept, known)
    diagnostics += told
    return kept, tuple(verdicts), (*diagnostics, *_same_fronts(kept))


def _is_reverse_worth(note: Identified, known: Mapping[str, Entry], least: float) -> bool:
    return note.candidate.reverse_worth >= least or has_reverse(known.get(note.guid))


def _without_reverse(note: Identified) -> Identified:
    content = note.candidate.content
    if not isinstance(content, Basic):
        return note
    plain = replace(content, reverse_front=(), reverse_back=())
    return replace(note, candidate=replace(note.candidate, content=plain))


def _front(candidate: Candidate) -> tuple[str, ...]:
    content = candidate.content
    shown = content.front if isinstance(content, Basic) else content.text
    return (candidate.kind.value, normal(_text(shown)), *(normal(text_of(step)) for step in candidate.context))


def _fact(candidate: Candidate) -> tuple[str, ...]:
    if candidate.stands_alone:
        leaf = candidate.cue.rsplit(" › ", 1)[-1]
        return (candidate.kind.value, normal(leaf), normal(candidate.answer))
    return (*_front(candidate), normal(candidate.answer))


def _told_apart(
    notes: tuple[Identified, ...], known: Mapping[str, Entry]
) -> tuple[tuple[Identified, ...], list[Diagnostic]]:
    """Give fronts that agree, with different answers, the nearest step above them by which they differ.

    One that was shipped with such a step keeps it, although its look-alike is gone.
    """
    groups: dict[tuple[str, ...], list[Identified]] = defaultdict(list)
    for note in notes:
        if isinstance(note.candidate.content, Basic):
            groups[_front(note.candidate)].append(note)
    qualified: dict[str, Inlines] = {}
    diagnostics = []
    for group in groups.values():
        if len(group) > 1:
            qualified |= {note.guid: step for note, step in zip(group, _distinguishing(group), strict=False)}
            continue
        (note,) = group
        for level, step in enumerate(note.candidate.qualifiers):
            if _shipped_with(known.get(note.guid), f"{_QUALIFIER}{level}"):
                qualified[note.guid] = step
                message = f"keeps “{text_of(step)}” on its front, although nothing else asks the same any more"
                diagnostics.append(Diagnostic("I308", message, note.candidate.span))
    return tuple(_qualified(note, qualified.get(note.guid)) for note in notes), diagnostics


def _qualified(note: Identified, step: Inlines | None) -> Identified:
    if step is None:
        return note
    return replace(note, candidate=replace(note.candidate, context=(step, *note.candidate.context)))


def _distinguishing(group: list[Identified]) -> list[Inlines]:
    """Return a step for each note of *group*, all from one level and all different, or nothing."""
    steps = [note.candidate.qualifiers for note in group]
    for level in zip(*steps, strict=False):
        if len({normal(text_of(step)) for step in level}) == len(group):
            return list(level)
    return []


def _text(blocks: Blocks) -> str:
    return "\n".join(text_of(block) for block in blocks)


def _once(
    notes: tuple[Identified, ...], known: Mapping[str, Entry]
) -> tuple[tuple[Identified, ...], list[Verdict], list[Diagnostic]]:
    """Drop the later of two notes of one fact; one that has been shipped goes before one that has not.

    The same fact is the same cue and answer, wherever it stands, if its front says all that the answer needs; else
    what stands above it must be the same too: "Default: 5" of two things are two facts.
    """
    groups: dict[tuple[str, ...], list[Identified]] = defaultdict(list)
    for note in notes:
        groups[_fact(note.candidate)].append(note)
    dropped: dict[str, Identified] = {}
    for group in groups.values():
        keeper = min(group, key=lambda note: known[note.guid].first_seen if note.guid in known else float("inf"))
        dropped |= {note.guid: keeper for note in group if note is not keeper}
    verdicts = [
        Verdict(span, Reason.REPEATED)
        for note in notes
        if note.guid in dropped
        for span in (note.candidate.span, *(block.span for block in note.candidate.extra))
    ]
    diagnostics = [
        Diagnostic(
            "C502",
            f"stands already in {_place(dropped[note.guid])}: {_short(note.candidate)}",
            note.candidate.span,
            named=(dropped[note.guid].candidate.span,),
        )
        for note in notes
        if note.guid in dropped
    ]
    return tuple(note for note in notes if note.guid not in dropped), verdicts, diagnostics


def _place(note: Identified) -> str:
    return f"{note.candidate.span.path}:{note.candidate.span.line}"


def _short(candidate: Candidate) -> str:
    text = " ".join((candidate.cue or candidate.answer).split())
    return text if len(text) <= 60 else text[:59] + "…"


def _unique_reverses(
    notes: tuple[Identified, ...], known: Mapping[str, Entry], away: frozenset[str]
) -> tuple[tuple[Identified, ...], list[Diagnostic]]:
    """Keep a reverse card only where nothing else in the deck has the same meaning, or where it has been shipped.

    *away* are the meanings of notes on pages that were not looked at.
    """
    asked: dict[str, list[Identified]] = defaultdict(list)
    for note in notes:
        if isinstance(note.candidate.content, Basic):
            asked[normal(note.candidate.answer)].append(note)
    diagnostics = []

    def settled(note: Identified) -> Identified:
        content = note.candidate.content
        if not isinstance(content, Basic) or not content.reverse_front or note.candidate.is_explicit:
            return note
        meaning = normal(note.candidate.answer)
        twin = next((other for other in asked[meaning] if other is not note), None)
        if twin is None and meaning not in away:
            return note
        if has_reverse(known.get(note.guid)):
            where = _place(twin) if twin else "a page that was not looked at"
            message = f"keeps its reverse card, although {where} has the same meaning"
            named = (twin.candidate.span,) if twin else ()
            diagnostics.append(Diagnostic("I308", message, note.candidate.span, named=named))
            return note
        return _without_reverse(note)

    return tuple(settled(note) for note in notes), diagnostics


def _same_fronts(notes: tuple[Identified, ...]) -> tuple[Diagnostic, ...]:
    """Return C501 for every note whose front an earlier one has too, with another answer."""
    seen: dict[tuple[str, ...], Identified] = {}
    diagnostics = []
    for note in notes:
        if not isinstance(note.candidate.content, Basic):
            continue
        first = seen.setdefault(_front(note.candidate), note)
        if first is not note:
            message = f"asks the same as {_place(first)}, with another answer: {_short(note.candidate)}"
            diagnostics.append(Diagnostic("C501", message, note.candidate.span, named=(first.candidate.span,)))
    return tuple(diagnostics)
