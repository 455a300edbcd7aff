"""Which texts share the most telling words with one: the few that are worth comparing with it."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Hashable, Iterable

from markdown_deckbuilder.identity.likeness import Weights, meaning
from markdown_deckbuilder.identity.sides import Side

# So many are compared; what shares less is not nearest to anything.
MOST_COMPARED = 10
# A word in more texts of one area tells nothing about which it is.
TOO_COMMON = 300


class WordIndex:
    """Sides in areas, such as a page or a whole deck, by the words that carry meaning."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._names: dict[tuple[Hashable, str], list[str]] = defaultdict(list)
        self._sides: dict[str, Side] = {}

    def add(self, side: Side, areas: Iterable[Hashable]) -> None:
        """Put *side* into each of *areas*."""
        words = set(meaning(side.words))
        self._sides[side.name] = side
        for area in dict.fromkeys(areas):
            for word in words:
                self._names[area, word].append(side.name)

    def nearest(self, side: Side, area: Hashable) -> list[Side]:
        """Return those in *area* that share the most telling words with *side*, these first."""
        shared: dict[str, float] = defaultdict(float)
        for word in set(meaning(side.words)):
            there = self._names.get((area, word), ())
            if len(there) <= TOO_COMMON:
                weight = self._weights.of(word)
                for name in there:
                    shared[name] += weight
        return [self._sides[name] for name in heapq.nlargest(MOST_COMPARED, shared, key=lambda name: shared[name])]
