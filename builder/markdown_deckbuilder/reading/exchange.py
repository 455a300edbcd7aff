"""``Q:`` and ``A:``, and the blocks that Markdown makes one of although a sign divides them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from markdown_deckbuilder.model import QUESTION_SIGN
from markdown_deckbuilder.reading.tree import (
    Block,
    Blocks,
    Break,
    Heading,
    Inline,
    Inlines,
    List,
    Paragraph,
    Quote,
    Span,
    text_of,
)

# As the signs of model.py, where the letter may be bold.
_BOLD = r"[*_]{0,3}"
_WRITTEN = r"{bold}(?:{words}){bold}\s*[:：](?!:){bold}"
_QUESTION_LINE = re.compile(_WRITTEN.format(bold=_BOLD, words="Q|F|Question|Frage"))
_ANSWER_LINE = re.compile(_WRITTEN.format(bold=_BOLD, words="A|Answer|Antwort"))
_MERE_ANSWER_LINE = re.compile(rf"(?:{_ANSWER_LINE.pattern})[ \t]*$")


def begins_exchange(line: str) -> bool:
    """Say whether *line* of a source begins, at its margin, with ``Q:`` or ``A:``."""
    return bool(_QUESTION_LINE.match(line) or _ANSWER_LINE.match(line))


def is_mere_answer_sign(line: str) -> bool:
    """Say whether nothing but ``A:`` stands on *line* of a source."""
    return bool(_MERE_ANSWER_LINE.match(line.strip()))


def freed_signs(blocks: Blocks, lines: list[str]) -> Blocks:
    """Return *blocks* with every ``A:`` and ``Q:`` at the margin of *lines* out of the list or quote above it.

    Markdown takes such a line for the lazy end of the last item.  It is freed only below a ``Q:`` of the same section.
    """
    freed: list[Block] = []
    is_asked = False
    for block in blocks:
        if isinstance(block, Heading):
            is_asked = False
        elif isinstance(block, Paragraph):
            is_asked = is_asked or bool(QUESTION_SIGN.match(text_of(block).lstrip()))
        if is_asked and isinstance(block, List | Quote):
            freed += _freed(block, lines)
        else:
            freed.append(block)
    return tuple(freed)


def _freed(block: List | Quote, lines: list[str]) -> Iterator[Block]:
    span = block.span
    sign = next((n for n in range(span.line + 1, span.end_line + 1) if begins_exchange(lines[n - 1])), 0)
    cut = _cut(block, sign) if sign else None
    if cut is None:
        yield block
        return
    kept, rest = cut
    yield kept
    yield Paragraph(rest, Span(span.path, sign, span.end_line))


def _cut(block: Block, line: int) -> tuple[Block, Inlines] | None:
    """Return *block* without what its last paragraph says from *line* on, and that; None where the line is not in it."""
    if isinstance(block, Paragraph):
        kept, rest = _lines_before(block.children, line - block.span.line)
        shorter = replace(block, children=kept, span=replace(block.span, end_line=line - 1))
        return (shorter, rest) if kept and rest else None
    inside: Blocks = getattr(block, "items", ()) or getattr(block, "children", ())
    if not inside or not hasattr(inside[-1], "span"):
        return None
    cut = _cut(inside[-1], line)
    if cut is None:
        return None
    name = "items" if isinstance(block, List) else "children"
    span = replace(block.span, end_line=line - 1)
    return replace(block, **{name: (*inside[:-1], cut[0])}, span=span), cut[1]  # type: ignore[arg-type]


def _lines_before(children: Inlines, count: int) -> tuple[Inlines, Inlines]:
    """Return the first *count* lines of *children* and the others; nothing else where there are not so many."""
    before: list[Inline] = []
    for position, node in enumerate(children):
        if isinstance(node, Break):
            count -= 1
            if count == 0:
                return tuple(before), children[position + 1 :]
        before.append(node)
    return children, ()
