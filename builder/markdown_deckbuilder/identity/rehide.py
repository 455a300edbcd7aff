"""Deletions that were shipped and that no rule makes any more, although their words stand: they stay hidden."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from markdown_deckbuilder.extract.rules.phrases import hide, is_unspaced, whole_ranges
from markdown_deckbuilder.identity.clozes import cloze_numbers, deletions
from markdown_deckbuilder.identity.entries import Entry
from markdown_deckbuilder.identity.fingerprint import normal
from markdown_deckbuilder.model import Candidate, Cloze
from markdown_deckbuilder.reading.tree import Block, Blocks, Deletion, Inlines, List, Paragraph, text_of

# What tells the second of the same words in a note from the first: see ``clozes.told_apart``.
_COUNT = re.compile(r" #\d+$")


def rehidden(candidate: Candidate, entry: Entry) -> tuple[Candidate, tuple[str, ...]]:
    """Return *candidate*, which goes on with *entry*, with what else it was shipped hiding, and the words of that.

    A word stays hidden where it stands as often as before and nothing else hides it.  Where the author says by marks
    what to hide, nothing else is.
    """
    if not isinstance(candidate.content, Cloze) or candidate.is_explicit:
        return candidate, ()
    taken = set(cloze_numbers(candidate, entry.clozes, entry.text).values())
    lost = [words for words, number in living(entry).items() if number not in taken]
    stays: list[str] = []
    text = candidate.content.text
    for words in sorted(lost, key=entry.clozes.__getitem__):
        bare = _COUNT.sub("", words)
        if _count(normal(candidate.answer), bare) != _count(entry.text, bare):
            continue
        found = _hidden(text, bare)
        if found != text and _shows_something(found):
            text = found
            stays.append(bare)
    return replace(candidate, content=Cloze(text)), tuple(stays)


def living(entry: Entry) -> Mapping[str, int]:
    """Return the deletions with which *entry* was last shipped: the number of each by its words."""
    return {words: number for words, number in entry.clozes.items() if words not in entry.ended}


def _count(text: str, words: str) -> int:
    return sum(1 for _ in _places(text, words))


def _places(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Yield where *words*, in their normal form, stand in *text*: as whole words, else wherever they do so once."""
    tokens = words.split()
    if not tokens:
        return
    found = list(re.finditer(r"\s+".join(map(re.escape, tokens)), text, re.IGNORECASE))
    whole = [match for match in found if not _cuts_word(text, match.start()) and not _cuts_word(text, match.end())]
    yield from (match.span() for match in whole or (found if len(found) == 1 else ()))


def _cuts_word(text: str, position: int) -> bool:
    around = text[max(position - 1, 0) : position + 1]
    return position > 0 and len(around) == 2 and around.isalnum() and not any(map(is_unspaced, around))


def _hidden(blocks: Blocks, words: str) -> Blocks:
    """Return *blocks* with the first *words* in them hidden that no deletion holds; the same where there are none."""
    done: list[Block] = []
    for number, block in enumerate(blocks):
        changed = _hidden_in(block, words)
        done.append(changed)
        if changed != block:
            return (*done, *blocks[number + 1 :])
    return blocks


def _hidden_in(block: Block, words: str) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, children=_hidden_inline(block.children, words))
    if isinstance(block, List):
        for number, item in enumerate(block.items):
            children = _hidden(item.children, words)
            if children != item.children:
                items = (*block.items[:number], replace(item, children=children), *block.items[number + 1 :])
                return replace(block, items=items)
    return block


def _hidden_inline(inlines: Inlines, words: str) -> Inlines:
    text = text_of(inlines)
    held = [*_held(inlines), *_inside(inlines, words)]
    for start, end in _places(text, words):
        if not any(start < high and low < end for low, high in held):
            return hide(inlines, [(start, end)])
    return inlines


def _held(inlines: Inlines, offset: int = 0) -> Iterator[tuple[int, int]]:
    """Yield where deletions stand in the text of *inlines*, which begins at *offset*."""
    for node in inlines:
        length = len(text_of(node))
        if isinstance(node, Deletion):
            yield offset, offset + length
        else:
            yield from _held(getattr(node, "children", ()), offset)
        offset += length


def _inside(inlines: Inlines, words: str) -> Iterator[tuple[int, int]]:
    """Yield where code, formulas and links of *inlines* stand that hold more than *words*: no cut goes through them."""
    text = text_of(inlines)
    yield from ((start, end) for start, end in whole_ranges(inlines) if normal(text[start:end]) != words)


def _shows_something(blocks: Blocks) -> bool:
    hidden = sum(len(text_of(node)) for node in deletions(blocks))
    return hidden < sum(len(text_of(block)) for block in blocks)


def ended(shown: Iterable[str], clozes: Mapping[str, int]) -> tuple[str, ...]:
    """Return the words among *clozes* that are none of those *shown*: deletions which were shipped once."""
    now = set(shown)
    return tuple(words for words in clozes if words not in now)
