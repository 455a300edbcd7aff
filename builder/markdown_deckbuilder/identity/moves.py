"""Where sections went: what most of a section's notes did, the others did too."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeVar

from markdown_deckbuilder.identity.sides import Section, Side

_T = TypeVar("_T")


class Moves:
    """Where each section and page of the ledger stands now, by the notes that were found again for certain."""

    def __init__(self, pairs: Iterable[tuple[Side, Side]]) -> None:
        """*pairs* are an entry and the candidate that continues it, each."""
        sections: dict[Section, Counter[Section]] = defaultdict(Counter)
        pages: dict[str, Counter[str]] = defaultdict(Counter)
        for old, new in pairs:
            sections[old.section][new.section] += 1
            pages[old.page][new.page] += 1
        self._sections = {old: _most(votes) for old, votes in sections.items()}
        self._pages = {old: _most(votes) for old, votes in pages.items()}

    def section_of(self, old: Side) -> Section:
        """Return the section in which what stood in that of *old* stands now: its own, where nothing tells."""
        return self._sections.get(old.section) or (self.page_of(old), old.trail)

    def page_of(self, old: Side) -> str:
        """Return the path of the page in which what stood on that of *old* stands now."""
        return self._pages.get(old.page, old.page)


def _most(votes: Mapping[_T, int]) -> _T:
    return max(votes, key=lambda vote: votes[vote])
