"""``term :: meaning`` and ``term ::: meaning``, a card a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from markdown_deckbuilder.extract.rules.exchanges import lines_in
from markdown_deckbuilder.extract.rules.phrases import cut, strip
from markdown_deckbuilder.extract.rules.subjects import candidate, paragraph
from markdown_deckbuilder.extract.rules.tight_pairs import tight_sign
from markdown_deckbuilder.model import Basic, Candidate, Claim, Reason, Site, Step, Verdict, Wish
from markdown_deckbuilder.reading.tree import (
    Block,
    Blocks,
    Break,
    Code,
    Deletion,
    Inlines,
    Link,
    List,
    ListItem,
    Math,
    Paragraph,
    Span,
    text_of,
)

_PAIR = re.compile(r"(?<=\S)\s+(:{2,3})\s+(?=\S)")
_NAME = re.compile(r"\s\^([A-Za-z0-9-]{4,})\s*$")
_EMBEDDING = re.compile(r"(?<=\S)\s+(:{2,3})\s*$")  # what is embedded behind it has no words of its own


@dataclass(frozen=True, slots=True)
class Pair:
    """The two sides of a line; three colons ask *both ways*."""

    term: Inlines
    meaning: Inlines
    both_ways: bool


def pair_of(line: Inlines) -> Pair | None:
    """Return the two sides of ``term :: meaning``; the sign inside code, a link or a cloze deletion is none.

    Without blanks on both sides of the sign the two sides decide: see :mod:`markdown_deckbuilder.extract.rules.tight_pairs`.
    """
    plain = "".join(
        text_of(node) if not isinstance(node, Deletion | Code | Math | Link) else "\0" * len(text_of(node))
        for node in line
    )
    match = _PAIR.search(plain) or tight_sign(line, plain) or (_EMBEDDING.search(plain) if _embeds(line) else None)
    if not match or _is_open(plain[: match.start()], plain[match.end() :]):
        return None
    return Pair(strip(cut(line, 0, match.start())), strip(cut(line, match.end())), match.group(1) == ":::")


def _is_open(before: str, after: str) -> bool:
    """Say whether what stands between the two is in brackets, such as the type in ``Vector (n :: Nat)``."""
    return any(
        before.count(opens) > before.count(closes) and after.count(closes) > after.count(opens)
        for opens, closes in ("()", "[]")
    )


def _embeds(line: Inlines) -> bool:
    return bool(line) and isinstance(line[-1], Link) and line[-1].embeds


def is_pair(line: Inlines) -> bool:
    """Say whether *line* is written as ``term :: meaning``."""
    return pair_of(line) is not None


def claim_pairs(site: Site, source: Paragraph, below: Blocks, rule: str, is_explicit: Callable[[Block], bool]) -> Claim:
    """Make a card of each pair, in the name of *rule*; the lines below it, up to the next one, explain it.

    What *is_explicit* of the blocks *below* has cards of its own.
    """
    is_item = isinstance(site.block, ListItem)
    made: list[Candidate] = []
    verdicts: list[Verdict] = []
    nested, explains = _apart(below, is_explicit) if is_item else ((), ())
    lines = [(span, *_named(line)) for span, line in _lines_of_pairs(source)]
    steps = site.steps
    for position, (span, line, name) in enumerate(lines):
        pair = pair_of(line)
        if pair:
            later = [other for *_, other in lines[position + 1 :]]
            made.append(_named_note(_note(site, rule, pair, span, explains), name, later))
            steps = (*site.steps, Step(pair.term, is_parent=True))
        elif made:
            made[-1] = replace(made[-1], extra=(*paragraph(strip(line), span), *made[-1].extra))
        else:
            verdicts.append(Verdict(span, Reason.PROSE))
    rest = tuple(replace(site, block=block, steps=steps, following=(), wish=Wish()) for block in nested)
    return Claim(tuple(made), tuple(verdicts), rest)


def _apart(below: Blocks, is_explicit: Callable[[Block], bool]) -> tuple[Blocks, Blocks]:
    """Return what of *below* holds cards of its own, and the rest; a list is divided between the two."""
    nested: list[Block] = []
    explains: list[Block] = []
    for block in below:
        if isinstance(block, List) and not all(is_explicit(item) for item in block.items):
            for into, wanted in ((nested, True), (explains, False)):
                items = tuple(item for item in block.items if is_explicit(item) is wanted)
                if items:
                    into.append(replace(block, items=items, span=items[0].span.to(items[-1].span)))
        else:
            (nested if is_explicit(block) else explains).append(block)
    return tuple(nested), tuple(explains)


def _named(line: Inlines) -> tuple[Inlines, str]:
    """Return *line* without the ``^name`` at its end, which some programs give to each line, and that name."""
    match = _NAME.search(text_of(line))
    return (cut(line, 0, match.start()), match.group(1)) if match else (line, "")


def _named_note(note: Candidate, name: str, later: list[str]) -> Candidate:
    """Return *note* under the *name* of its line; that of the paragraph belongs to the last line if others have one."""
    return replace(note, anchor=name) if name or any(later) else note


def _lines_of_pairs(source: Paragraph) -> Iterator[tuple[Span, Inlines]]:
    """Yield the lines of *source* with their places; a pair goes on after a break that was asked for."""
    breaks = [node for node in source.children if isinstance(node, Break)]
    first, *others = lines_in(source.children, source.span)
    span, current = first.span, first.children
    for end, line in zip(breaks, others, strict=True):
        if end.hard and not end.divides and pair_of(current) and not pair_of(line.children):
            span, current = span.to(line.span), (*current, end, *line.children)
        else:
            yield span, current
            span, current = line.span, line.children
    yield span, current


def _note(site: Site, rule: str, pair: Pair, span: Span, extra: Blocks) -> Candidate:
    front, back = paragraph(pair.term, span), paragraph(pair.meaning, span)
    reverse = (back, front) if pair.both_ways else ((), ())
    return candidate(
        site,
        rule,
        Basic(front, back, *reverse),
        cue=text_of(pair.term),
        answer=text_of(pair.meaning),
        span=span,
        extra=extra,
        is_explicit=True,
    )
