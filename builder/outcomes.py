"""What became of every content line: on a card, behind one, or on none and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from builder.model import LineOutcome, Outcome, Page, Reason, Verdict
from builder.pipeline import Build
from builder.reading.tree import Span

# A reason that a rule states is better than the one that its neighbours give for lines they only passed.
_WEAK = (Reason.PROSE, Reason.HEADING, Reason.LABEL)


def outcomes(build: Build) -> tuple[LineOutcome, ...]:
    """Return the outcome of each content line of the pages of *build*, in the notes' order."""
    cards: dict[tuple[str, int], list[str]] = defaultdict(list)
    extras: dict[tuple[str, int], list[str]] = defaultdict(list)
    for guid, note in build.settled.items():
        for line in _lines(note.candidate.span):
            cards[line].append(guid)
        for block in note.candidate.extra:
            for line in _lines(block.span):
                extras[line].append(guid)
    reasons = _reasons(build.verdicts)
    return tuple(
        _outcome(page, line, cards, extras, reasons)
        for page in build.library.pages
        for line in sorted(page.content_lines)
    )


def _lines(span: Span) -> Iterator[tuple[str, int]]:
    return ((span.path, line) for line in range(span.line, span.end_line + 1))


def _reasons(verdicts: Iterable[Verdict]) -> dict[tuple[str, int], Reason]:
    reasons: dict[tuple[str, int], Reason] = {}
    for verdict in verdicts:
        for line in _lines(verdict.span):
            if line not in reasons or reasons[line] in _WEAK:
                reasons[line] = verdict.reason
    return reasons


def _outcome(
    page: Page,
    line: int,
    cards: dict[tuple[str, int], list[str]],
    extras: dict[tuple[str, int], list[str]],
    reasons: dict[tuple[str, int], Reason],
) -> LineOutcome:
    place = (page.path, line)
    text = page.lines[line - 1].strip()
    if place in cards:
        return LineOutcome(page.path, line, text, Outcome.CARD, Reason.CARD, tuple(cards[place]))
    if place in extras:
        return LineOutcome(page.path, line, text, Outcome.EXTRA, Reason.EXTRA, tuple(extras[place]))
    return LineOutcome(page.path, line, text, Outcome.NONE, reasons.get(place, Reason.UNRECOGNISED))
