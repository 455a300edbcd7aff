"""What the next import does → text, JSON lines and an HTML page, old beside new."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from markdown_deckbuilder.compare import Arrival, CardChange, Difference, is_change
from markdown_deckbuilder.model import Card

FORMAT = 1

Place = Callable[[Difference], str]  # how the place of a note is shown


def difference_object(difference: Difference) -> dict[str, Any]:
    """Return *difference* as a JSON object."""
    span = difference.span
    return {
        "format": FORMAT,
        "guid": difference.guid,
        "arrival": difference.arrival.value,
        "fields": list(difference.fields),
        "cards": [
            {"ordinal": card.ordinal, "old": _card_object(card.old), "new": _card_object(card.new)}
            for card in difference.cards
        ],
        "source": {"path": span.path, "line": span.line} if span else None,
    }


def _card_object(card: Card | None) -> dict[str, str] | None:
    return {"front": card.front, "back": card.back} if card else None


def difference_lines(difference: Difference, place: Place) -> Iterator[str]:
    """Yield *difference* as lines: a head, then with - and + the cards that change."""
    fields = f" ({', '.join(difference.fields)})" if difference.fields else ""
    yield f"{difference.arrival.value} {place(difference)}{fields}"
    for card in difference.cards:
        if card.is_change:
            yield from (
                f"  {sign} {one.front}  ⇒  {one.back}" for sign, one in (("-", card.old), ("+", card.new)) if one
            )


def sum_line(differences: Iterable[Difference]) -> str:
    """Return how many notes the import treats how, in words."""
    counts = Counter(difference.arrival for difference in differences)
    return ", ".join(f"{counts[arrival]:,} {arrival.value}" for arrival in Arrival if counts[arrival]) or "nothing"


def changes_page(title: str, differences: Iterable[Difference], place: Place) -> str:
    """Return the HTML page for *differences*: what changes, with the words that do marked."""
    from jinja2 import Environment, PackageLoader  # only this page needs it

    found = tuple(differences)
    environment = Environment(loader=PackageLoader("markdown_deckbuilder.exporters"), autoescape=True, trim_blocks=True)
    notes = [
        {
            "arrival": one.arrival.value,
            "place": place(one),
            "fields": ", ".join(one.fields),
            "cards": [_marked(card) for card in one.cards if card.is_change],
        }
        for one in found
        if is_change(one)
    ]
    return environment.get_template("changes.html").render(title=title, sum=sum_line(found), notes=notes)


def _marked(card: CardChange) -> dict[str, Any]:
    """Return both sides of *card* as runs of words, each with whether it stands on that side alone."""
    pairs = [(card.old.front if card.old else "", card.new.front if card.new else "")]
    pairs.append((card.old.back if card.old else "", card.new.back if card.new else ""))
    runs = [_runs(old, new) for old, new in pairs]
    return {
        "old": [run[0] for run in runs] if card.old else None,
        "new": [run[1] for run in runs] if card.new else None,
    }


def _runs(old: str, new: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    ours, theirs = old.split(), new.split()
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if i < j:
            left.append((" ".join(ours[i:j]), tag != "equal"))
        if k < m:
            right.append((" ".join(theirs[k:m]), tag != "equal"))
    return left, right
