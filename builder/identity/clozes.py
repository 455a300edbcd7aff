"""Cloze numbers are part of identity: a card is (note, cloze number), so a number stays with its words for good."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from builder.identity.fingerprint import normal
from builder.model import Candidate, Cloze
from builder.reading.tree import (
    Block,
    Blocks,
    Deletion,
    Emphasis,
    Inline,
    Link,
    List,
    ListItem,
    Mark,
    Node,
    Paragraph,
    Strike,
    Strong,
    text_of,
    walk,
)


def deletions(blocks: Blocks) -> Iterator[Deletion]:
    """Yield the deletions in *blocks*, an outer one before those inside it."""
    nodes: tuple[Node, ...] = blocks
    return (node for node in walk(nodes) if isinstance(node, Deletion))


def number_clozes(candidate: Candidate, pinned: Mapping[str, int]) -> Candidate:
    """Return *candidate* with a number on every deletion; *pinned* are those its note ever had, by their words.

    Known words keep their number, new ones take the next free, none is used again.  Deletions that their author gave one
    number stay together; the same words twice in a note are told apart by their order.
    """
    if not isinstance(candidate.content, Cloze):
        return candidate
    numbers = cloze_numbers(candidate.content.text, pinned)
    given = iter(numbers.values())
    return replace(candidate, content=Cloze(tuple(_numbered(block, given) for block in candidate.content.text)))


def cloze_numbers(blocks: Blocks, pinned: Mapping[str, int]) -> dict[str, int]:
    """Return the number of each deletion in *blocks* by its words, in the order in which they stand there."""
    free = max(pinned.values(), default=0) + 1
    groups: dict[int, int] = {}  # the author's number -> ours
    numbers: dict[str, int] = {}
    for deletion in deletions(blocks):
        words = _unused(normal(text_of(deletion)), numbers)
        author = deletion.number
        number = pinned.get(words)
        if number is None and author is not None and author in groups:
            number = groups[author]
        if number is None and author is not None and author >= 1 and author not in pinned.values():
            number = author if author not in numbers.values() else None
        if number is None:
            number = free
        free = max(free, number + 1)
        numbers[words] = number
        if author is not None:
            groups.setdefault(author, number)
    return numbers


def _unused(words: str, numbers: Mapping[str, int]) -> str:
    count = 1
    name = words
    while name in numbers:
        count += 1
        name = f"{words} #{count}"
    return name


def _numbered(block: Block, numbers: Iterator[int]) -> Block:
    match block:
        case Paragraph(children):
            return replace(block, children=tuple(_numbered_inline(node, numbers) for node in children))
        case List(items):
            return replace(block, items=tuple(_numbered_item(item, numbers) for item in items))
    return block


def _numbered_item(item: ListItem, numbers: Iterator[int]) -> ListItem:
    return replace(item, children=tuple(_numbered(child, numbers) for child in item.children))


def _numbered_inline(node: Inline, numbers: Iterator[int]) -> Inline:
    if isinstance(node, Deletion):
        number = next(numbers)
        return replace(node, number=number, children=tuple(_numbered_inline(child, numbers) for child in node.children))
    if isinstance(node, Emphasis | Strong | Strike | Mark | Link):
        return replace(node, children=tuple(_numbered_inline(child, numbers) for child in node.children))
    return node
