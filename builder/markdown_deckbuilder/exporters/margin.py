"""What became of each line, as one HTML page to read beside the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from markdown_deckbuilder.cards.faces import faces
from markdown_deckbuilder.model import LineOutcome, Note, Outcome
from markdown_deckbuilder.pipeline import Build


def margin_page(build: Build, found: Iterable[LineOutcome]) -> str:
    """Return the HTML page for the lines *found* of *build*: every line of their pages, its outcome, rules and cards."""
    from jinja2 import Environment, PackageLoader  # only this page needs it

    outcomes = tuple(found)
    environment = Environment(loader=PackageLoader("markdown_deckbuilder.exporters"), autoescape=True, trim_blocks=True)
    notes = {note.guid: note for note in build.notes}
    by_line = {(one.path, one.line): one for one in outcomes}
    pages = [
        {
            "path": page.path,
            "lines": [_line(n, text, by_line.get((page.path, n)), notes) for n, text in _numbered(page.lines)],
        }
        for page in build.library.pages
        if any(one.path == page.path for one in outcomes)
    ]
    return environment.get_template("margin.html").render(title=build.root_deck, sum=_sum(outcomes), pages=pages)


def _numbered(lines: tuple[str, ...]) -> Iterable[tuple[int, str]]:
    return ((number, text) for number, text in enumerate(lines, 1) if text.strip())


def _line(number: int, text: str, outcome: LineOutcome | None, notes: Mapping[str, Note]) -> dict[str, Any]:
    line: dict[str, Any] = {"number": number, "text": text, "outcome": "", "why": "", "cards": []}
    if outcome is None:
        return line
    told = [notes[guid] for guid in outcome.guids]
    rules = ", ".join(dict.fromkeys(note.rule for note in told))
    line |= {"outcome": outcome.outcome.value, "why": rules or outcome.reason.value}
    if outcome.outcome is Outcome.CARD:
        line["cards"] = [card for note in told for card in faces(note)]
    return line


def _sum(outcomes: tuple[LineOutcome, ...]) -> str:
    counts = Counter(one.outcome for one in outcomes)
    total = len(outcomes) or 1
    return f"{len(outcomes):,} lines: " + ", ".join(f"{counts[kind] / total:.0%} {kind.value}" for kind in Outcome)
