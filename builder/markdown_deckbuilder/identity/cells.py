"""Rows and columns of tables that got another name: their cells agree in everything else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from markdown_deckbuilder.identity.moves import Moves
from markdown_deckbuilder.identity.pairing import Pairing
from markdown_deckbuilder.identity.sides import Section, Side


def by_row_or_column(pairing: Pairing, moves: Moves) -> None:
    """Join the cells of a row or column that got another name: two of them, with unlike answers, vouch for it."""
    for part in (0, 1):
        renamed: dict[tuple[Section, str, str, str], list[tuple[Side, Side]]] = defaultdict(list)
        for old, new in _same_cells(pairing, moves, part):
            renamed[new.section, new.rule, old.cell[part], new.cell[part]].append((old, new))
        for pairs in sorted(renamed.values(), key=lambda pairs: -len(pairs)):
            free = [(old, new) for old, new in pairs if old.name in pairing.entries and new.name in pairing.candidates]
            if len({new.text for _, new in free}) > 1 and _is_whole(pairing, free, part):
                for old, new in free:
                    pairing.join(old, new, is_inferred=True)


def by_new_column(pairing: Pairing, moves: Moves, is_alike: Callable[[Side, Side], bool]) -> None:
    """Join the cells of a column that got another name and some other words: where it left, one other came, row by row.

    Most of its cells must be alike: "port" is not "transport" by another name.
    """
    left = _columns(pairing.entries.values(), moves.section_of)
    come = _columns(pairing.candidates.values(), lambda side: side.section)
    for section, columns in left.items():
        new = come.get(section, {})
        if len(columns) != 1 or len(new) != 1:
            continue
        (old_rows,), (new_rows,) = columns.values(), new.values()
        if len(old_rows) < MIN_ROWS or old_rows.keys() != new_rows.keys():
            continue
        if 2 * sum(is_alike(old, new_rows[row]) for row, old in old_rows.items()) > len(old_rows):
            for row, old in old_rows.items():
                pairing.join(old, new_rows[row], is_inferred=True)


# A column of so many rows, all of them there on both sides, is one that was renamed.
MIN_ROWS = 2


def _columns(sides: Iterable[Side], section_of: Callable[[Side], Section]) -> dict[Section, dict[str, dict[str, Side]]]:
    """Return the open cells by section, column and row."""
    found: dict[Section, dict[str, dict[str, Side]]] = defaultdict(lambda: defaultdict(dict))
    for side in sides:
        if side.cell:
            found[section_of(side)][side.cell[1]][side.cell[0]] = side
    return found


def _same_cells(pairing: Pairing, moves: Moves, part: int) -> Iterator[tuple[Side, Side]]:
    """Yield open cells that agree in section, answer and the other part of their cue."""
    cells: dict[tuple[Section, str, str], list[Side]] = defaultdict(list)
    for old in pairing.entries.values():
        if len(old.cell) == 2:
            cells[moves.section_of(old), old.cell[1 - part], old.text].append(old)
    for new in pairing.candidates.values():
        if len(new.cell) == 2:
            for old in cells.get((new.section, new.cell[1 - part], new.text), ()):
                yield old, new


def _is_whole(pairing: Pairing, pairs: list[tuple[Side, Side]], part: int) -> bool:
    """Say whether nothing is left open that has the old name, or the new one, and is not among *pairs*."""
    old, new = pairs[0]
    left = _named(pairing.entries.values(), old, part)
    come = _named(pairing.candidates.values(), new, part)
    return left == come == len(pairs)


def _named(sides: Iterable[Side], like: Side, part: int) -> int:
    """Return how many of *sides* are cells in the section of *like* with the same row (part 0) or column (part 1)."""
    return sum(side.section == like.section and side.cell[part : part + 1] == (like.cell[part],) for side in sides)
