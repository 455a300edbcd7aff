"""Blocks that Markdown tears apart and their author meant as one: details, and numbered lists with a text between."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from markdown_deckbuilder.reading.exchange import begins_exchange
from markdown_deckbuilder.reading.tree import (
    Block,
    Blocks,
    CodeBlock,
    Details,
    Heading,
    Inlines,
    List,
    ListItem,
    Paragraph,
    Span,
    Table,
    text_of,
)

DETAILS = re.compile(r"\s*<details\b[^>]*>\s*(?:<summary\b[^>]*>(?P<summary>.*?)</summary\s*>)?", re.I | re.S)


@dataclass(frozen=True, slots=True)
class DetailsTag:
    """The start of details, with what stands in the same HTML block, or with summary None their end."""

    summary: Inlines | None
    inside: tuple[Block | DetailsTag, ...]
    span: Span


def group_details(blocks: Iterable[Block | DetailsTag]) -> Blocks:
    """Return *blocks* with everything between the tags of details inside them; an end without a start is dropped."""
    open_tags: list[DetailsTag] = []
    levels: list[list[Block]] = [[]]

    def close(end: Span) -> None:
        tag, inside = open_tags.pop(), tuple(levels.pop())
        assert tag.summary is not None
        levels[-1].append(Details(tag.summary, inside, tag.span.to(end)))

    def take(block: Block | DetailsTag) -> None:
        if not isinstance(block, DetailsTag):
            levels[-1].append(block)
        elif block.summary is not None:
            open_tags.append(block)
            levels.append([])
            for inner in block.inside:
                take(inner)
        elif open_tags:
            close(block.span)

    for block in blocks:
        take(block)
    while open_tags:
        close(levels[-1][-1].span if levels[-1] else open_tags[-1].span)
    return tuple(levels[0])


def joined_lists(blocks: Blocks) -> Blocks:
    """Return *blocks* with numbered lists joined that go on counting after what stands between their items.

    ``1.``, a paragraph at the margin, ``2.``: the paragraph belongs to the first item.
    """
    joined: list[Block] = []
    between: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if isinstance(last, List) and not between and _is_announced(last, block):
            joined[-1] = _with_last(last, (block,))
        elif isinstance(last, List) and last.ordered and _may_stand_between(block):
            between.append(block)
        elif isinstance(last, List) and isinstance(block, List) and _goes_on(last, block):
            joined[-1] = _joined(last, tuple(between), block)
            between = []
        else:
            joined += [*between, block]
            between = []
    left = _last_answer(joined, between)
    return (*joined, *left)


def _may_stand_between(block: Block) -> bool:
    """Say whether *block* may belong to the numbered item above it; what begins with ``Q:`` or ``A:`` stands for itself."""
    return isinstance(block, Paragraph | CodeBlock | Table) and not begins_exchange(text_of(block))


def _is_announced(above: List, block: Block) -> bool:
    """Say whether *block* is code right below a numbered item that ends in a colon: it belongs to the item."""
    is_below = isinstance(block, CodeBlock) and block.span.line == above.span.end_line + 1
    return above.ordered and is_below and text_of(above.items[-1]).rstrip().endswith((":", "："))


def _with_last(numbered: List, blocks: Blocks) -> List:
    """Return *numbered* with *blocks* at the end of its last item."""
    *before, item = numbered.items
    full = replace(item, children=(*item.children, *blocks), span=item.span.to(blocks[-1].span))
    return replace(numbered, items=(*before, full), span=numbered.span.to(full.span))


def _goes_on(first: List, second: List) -> bool:
    return first.ordered and second.ordered and second.start == first.start + len(first.items)


def _joined(first: List, between: Blocks, second: List) -> List:
    full = _with_last(first, between) if between else first
    return replace(full, items=(*full.items, *second.items), span=first.span.to(second.span))


def _last_answer(joined: list[Block], between: list[Block]) -> list[Block]:
    """Return what of *between* is left below the last list: of a numbered question, its answer belongs to it.

    The last of a run of numbered questions has no number after it by which to tell.
    """

    last = joined[-1] if joined else None
    if not between or not isinstance(last, List) or not isinstance(last.items[-1], ListItem):
        return between
    if not any(isinstance(child, Heading) for child in last.items[-1].children) or len(last.items[-1].children) > 1:
        return between
    joined[-1] = _with_last(last, tuple(between))
    return []
