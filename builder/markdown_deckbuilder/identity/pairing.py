"""One to one: notes of this build and entries of the ledger that agree in a value, tier by tier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from markdown_deckbuilder.identity.sides import Side
from markdown_deckbuilder.reading.discover import natural

Value = Callable[[Side], Hashable]
Fits = Callable[[Side, Side], bool]  # of an entry and a candidate


@dataclass(frozen=True, slots=True)
class Heir:
    """The entry *old* goes on as the candidate *new*; *is_inferred* where its words or its cue are others now."""

    old: Side
    new: Side
    is_inferred: bool


class Pairing:
    """What has been found, and what is still open on both sides, each in the notes' order."""

    def __init__(self, entries: Iterable[Side], candidates: Iterable[Side]) -> None:
        self.entries = {side.name: side for side in sorted(entries, key=_place)}
        self.candidates = {side.name: side for side in candidates}
        self.heirs: list[Heir] = []

    def all_sides(self) -> tuple[list[Side], list[Side]]:
        """Return all entries, and all candidates, joined or open."""
        entries = [heir.old for heir in self.heirs] + list(self.entries.values())
        return entries, [heir.new for heir in self.heirs] + list(self.candidates.values())

    def join(self, old: Side, new: Side, *, is_inferred: bool) -> None:
        """Let *new* continue *old*, both of them open until now."""
        del self.entries[old.name], self.candidates[new.name]
        self.heirs.append(Heir(old, new, is_inferred))

    def pair(
        self,
        of_entry: Value,
        of_candidate: Value | None = None,
        *,
        fits: Fits = lambda old, new: True,
        only_unique: bool = True,
        is_inferred: bool = False,
    ) -> None:
        """Join what agrees in a value and *fits*; where several agree, in order, or with *only_unique* not at all.

        A side without a value (None) takes no part.
        """
        groups = self._groups(self.entries.values(), of_entry)
        if not groups:
            return
        for value, ours in self._groups(self.candidates.values(), of_candidate or of_entry).items():
            theirs = groups.get(value, [])
            if only_unique and (len(ours) > 1 or len(theirs) > 1):
                continue
            for old, new in zip(theirs, ours, strict=False):
                if fits(old, new):
                    self.join(old, new, is_inferred=is_inferred)

    @staticmethod
    def _groups(sides: Iterable[Side], value_of: Value) -> dict[Hashable, list[Side]]:
        groups: dict[Hashable, list[Side]] = defaultdict(list)
        for side in sides:
            value = value_of(side)
            if value is not None:
                groups[value].append(side)
        return groups


def _place(side: Side) -> tuple[object, ...]:
    return (natural(side.page), side.trail, side.cue, side.text, side.name)
