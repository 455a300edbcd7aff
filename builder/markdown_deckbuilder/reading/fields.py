"""Fields of Dataview and properties of Logseq, ``key:: value``: data of a page or a block, and nothing to be learned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FIELD = re.compile(
    r"(?P<indent>[ \t]*)(?:>[ \t]?)*(?P<bullet>[-*+][ \t]+)?(?P<key>[^\W\d_][\w/.-]*(?: [\w/-]+){0,2})::(?:[ \t]+.*|[ \t]*)"
)
_BULLET = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\S")
_TAGS = re.compile(r"(?:\s*#[^\s#]+)+\s*")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
# Keys that these programs, their plugins and the people who use them give to data about a note.
METADATA = frozenset(
    """
    alias aliases area author authors background-color category chapter class collapsed course cover created cssclass
    cssclasses date deck down due end exclude-from-graph-view finished format genre icon id isbn kind lang language link
    links ls-type modified next page pages parent priority prev previous progress project public published publisher
    rating read related scheduled series source sources start started status subject tag tags template title topic
    topics type up updated url version year
    """.split()
)
_LOGSEQ = re.compile(r"(?:id|collapsed|card-[a-z-]+|heading|background-color|logseq\.\S+|ls-\S+|hl-\S+|query-\S+)")


@dataclass(frozen=True, slots=True)
class _Field:
    line: int
    key: str
    is_bullet: bool
    indent: int

    @property
    def is_metadata(self) -> bool:
        return self.key.casefold() in METADATA


def without_fields(lines: list[str], touchable: list[bool], holds_cards: bool) -> list[str]:
    """Return *lines* with the fields among them made blank; only *touchable* ones.

    ``term:: meaning`` looks the same.  A run of two lines or more with keys in lower case is one of fields, and below
    the title a single one with a typical key; on a page that *holds_cards* one of the keys must be typical.
    """
    if not any("::" in line for line in lines):
        return lines
    told = list(lines)
    top = _top(lines)
    for run in _runs(lines, touchable):
        for field in run:
            if _LOGSEQ.fullmatch(field.key) or _is_property(field, lines, told):
                told[field.line] = ""
        left = [field for field in run if told[field.line]]
        if left and _are_fields(left, left[0].line == top, holds_cards):
            for field in left:
                told[field.line] = ""
    return told


def _are_fields(run: list[_Field], is_top: bool, holds_cards: bool) -> bool:
    typical = any(field.is_metadata for field in run)
    if is_top and typical:
        return True
    if len(run) < 2 or not all(field.key.islower() for field in run):
        return False
    return typical or not (holds_cards or any(field.is_bullet for field in run))


def _is_property(field: _Field, lines: list[str], told: list[str]) -> bool:
    """Say whether *field* stands right below the first line of a bullet, as Logseq keeps the properties of a block."""
    if field.is_bullet or not field.indent or not field.key.islower() or field.line == 0:
        return False
    above = field.line - 1
    return bool(_BULLET.match(lines[above])) or (not told[above] and bool(lines[above].strip()))


def _runs(lines: list[str], touchable: list[bool]) -> Iterator[list[_Field]]:
    run: list[_Field] = []
    for number, line in enumerate(lines):
        match = _FIELD.fullmatch(line) if touchable[number] and "::" in line else None
        if match:
            run.append(_Field(number, match.group("key"), bool(match.group("bullet")), len(match.group("indent"))))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _top(lines: list[str]) -> int:
    """Return the first line that is neither blank nor the title nor one of tags."""
    filled = [number for number, line in enumerate(lines) if line.strip() and not _TAGS.fullmatch(line)]
    if len(filled) > 1 and _HEADING.match(lines[filled[0]]):
        return filled[1]
    return filled[0] if filled else 0
