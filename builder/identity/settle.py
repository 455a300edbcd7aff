"""What only the whole deck can decide: the same note twice, reverses that are not unique, fronts that agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from builder.diagnostics import Diagnostic
from builder.identity.fingerprint import normal
from builder.identity.ledger import Entry
from builder.model import Basic, Candidate, Identified, Reason, Verdict
from builder.reading.tree import Blocks, Inlines, text_of

BASIC, BASIC_AND_REVERSE, CLOZE = "basic", "basic+reverse", "cloze"


def shape_of(candidate: Candidate) -> str:
    """Return which cards a note has, as the ledger remembers it: a shape once shipped stays."""
    match candidate.content:
        case Basic(reverse_front=reverse):
            return BASIC_AND_REVERSE if reverse else BASIC
        case _:
            return CLOZE


def settle(
    notes: Iterable[Identified], known: Mapping[str, Entry]
) -> tuple[tuple[Identified, ...], tuple[Verdict, ...], tuple[Diagnostic, ...]]:
    """Return the notes to ship, the verdicts on those left out, and what to tell.

    *known* are the ledger entries of notes that have been shipped.  Diagnostics: C501 and C502.
    """
    kept, verdicts, diagnostics = _once(tuple(notes), known)
    kept = _unique_reverses(kept, known)
    kept = _told_apart(kept)
    return kept, tuple(verdicts), (*diagnostics, *_same_fronts(kept))


def _front(candidate: Candidate) -> tuple[str, ...]:
    content = candidate.content
    shown = content.front if isinstance(content, Basic) else content.text
    return (candidate.kind.value, normal(_text(shown)), *(normal(text_of(step)) for step in candidate.context))


def _fact(candidate: Candidate) -> tuple[str, ...]:
    if candidate.stands_alone:
        leaf = candidate.cue.rsplit(" › ", 1)[-1]
        return (candidate.kind.value, normal(leaf), normal(candidate.answer))
    return (*_front(candidate), normal(candidate.answer))


def _told_apart(notes: tuple[Identified, ...]) -> tuple[Identified, ...]:
    """Give fronts that agree, with different answers, the nearest step above them by which they differ."""
    groups: dict[tuple[str, ...], list[Identified]] = defaultdict(list)
    for note in notes:
        if isinstance(note.candidate.content, Basic):
            groups[_front(note.candidate)].append(note)
    qualified = {
        note.guid: replace(note, candidate=replace(note.candidate, context=(step, *note.candidate.context)))
        for group in groups.values()
        if len(group) > 1
        for note, step in zip(group, _distinguishing(group), strict=False)
    }
    return tuple(qualified.get(note.guid, note) for note in notes)


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
    verdicts = [Verdict(note.candidate.span, Reason.REPEATED) for note in notes if note.guid in dropped]
    diagnostics = [
        Diagnostic(
            "C502",
            f"stands already in {_place(dropped[note.guid])}: {_short(note.candidate)}",
            note.candidate.span,
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


def _unique_reverses(notes: tuple[Identified, ...], known: Mapping[str, Entry]) -> tuple[Identified, ...]:
    """Keep a reverse card only where nothing else in the deck has the same meaning, or where it has been shipped."""
    asked: dict[str, int] = defaultdict(int)
    for note in notes:
        if isinstance(note.candidate.content, Basic):
            asked[normal(note.candidate.answer)] += 1

    def settled(note: Identified) -> Identified:
        content = note.candidate.content
        if not isinstance(content, Basic) or not content.reverse_front or note.candidate.is_explicit:
            return note
        entry = known.get(note.guid)
        shipped = entry is not None and entry.shape == BASIC_AND_REVERSE
        if shipped or asked[normal(note.candidate.answer)] == 1:
            return note
        plain = replace(content, reverse_front=(), reverse_back=())
        return replace(note, candidate=replace(note.candidate, content=plain))

    return tuple(settled(note) for note in notes)


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
            diagnostics.append(Diagnostic("C501", message, note.candidate.span))
    return tuple(diagnostics)
