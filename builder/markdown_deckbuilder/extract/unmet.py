"""Marks, pairs and cloze braces of which no card was made: their author expects one, so each is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.extract.rules.exchanges import lines_in
from markdown_deckbuilder.extract.rules.explicit import hides_whole
from markdown_deckbuilder.extract.rules.pairs import is_pair
from markdown_deckbuilder.model import Candidate, Page, Reason, Verdict
from markdown_deckbuilder.reading.tree import (
    Block,
    Callout,
    CodeBlock,
    Deletion,
    Details,
    Heading,
    Mark,
    Node,
    Paragraph,
    Row,
    Span,
    text_of,
    walk,
)

MAX_SHOWN_WORDS = 12

_BRACES = re.compile(r"\{\{c\d{1,3}::")


@dataclass(frozen=True, slots=True)
class _Wish:
    """Something that asks to be a card, and why it may not be one there."""

    span: Span
    words: str
    why: str


def unmet(
    page: Page, candidates: Iterable[Candidate], verdicts: Iterable[Verdict], told: Iterable[Diagnostic]
) -> Iterator[Diagnostic]:
    """Yield R204 for each top block of *page* with explicit wishes on lines that no candidate stands on.

    Left out is what is switched off by a verdict, and what another diagnostic has *told*.
    """
    done = {line for one in candidates for line in _lines(one.span)}
    done |= {line for one in verdicts if one.reason is Reason.SWITCHED_OFF for line in _lines(one.span)}
    done |= {line for one in told if one.span and one.code.startswith("R") for line in _lines(one.span)}
    for block in _top_blocks(page):
        wishes = [wish for wish in _wishes(block) if not done.intersection(_lines(wish.span))]
        if wishes:
            first, *others = wishes
            more = f", and {len(others)} more below it" if others else ""
            yield Diagnostic("R204", f"no card is made of “{first.words}”{more}: {first.why}", first.span)


def _lines(span: Span) -> range:
    return range(span.line, span.end_line + 1)


def _top_blocks(page: Page) -> Iterator[Block]:
    for section in page.sections:
        yield from section.trail[-1:]
        yield from section.blocks
    for blocks in page.footnotes.values():
        yield from blocks


def _wishes(block: Block) -> Iterator[_Wish]:
    nodes: tuple[Node, ...] = (block,)
    for node in walk(nodes):
        match node:
            case Paragraph():
                yield from _wishes_in_lines(node)
            case Heading(_, children, span):
                yield from _marked(children, span, "a heading is not asked")
            case Row(cells, span):
                yield from _marked(cells, span, "the head of a table is not asked")
            case Callout(_, title, _, span) | Details(title, _, span):
                yield from _marked(title, Span(span.path, span.line, span.line), "a title is not asked")
            case CodeBlock(text, _, span) if match := _BRACES.search(text):
                line = span.line + 1 + text[: match.start()].count("\n")
                yield _Wish(Span(span.path, line, line), match.group(0), "in a code block nothing can be hidden")


def _wishes_in_lines(source: Paragraph) -> Iterator[_Wish]:
    for line in lines_in(source.children, source.span):
        if is_pair(line.children):
            yield _Wish(line.span, _shown(text_of(line.children)), "a pair is not read here")
    is_whole = hides_whole(source.children)
    why = "mark the words to be asked, not all of the sentence" if is_whole else "nothing is asked where they stand"
    yield from _marked(source.children, source.span, why)


def _marked(nodes: Iterable[Node], span: Span, why: str) -> Iterator[_Wish]:
    for node in walk(nodes):
        if isinstance(node, Deletion) or (isinstance(node, Mark) and node.hides):
            yield _Wish(span, _shown(text_of(node)), why)
            return


def _shown(text: str) -> str:
    words = text.split()
    return " ".join(words[:MAX_SHOWN_WORDS]) + (" …" if len(words) > MAX_SHOWN_WORDS else "")
