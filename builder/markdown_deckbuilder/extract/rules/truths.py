"""Statements that are true or false: the statement asks, and what is said against or for it answers.

A bare verdict teaches nothing (``cards.md``, principle 5): without a correction or a reason there is no card.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from markdown_deckbuilder.extract.rules.explicit import is_explicit
from markdown_deckbuilder.extract.rules.phrases import bare, cut, lines_of, strip, words_of
from markdown_deckbuilder.extract.rules.quiz_words import label_length, true_or_false, verdict_words
from markdown_deckbuilder.extract.rules.record import joined
from markdown_deckbuilder.extract.rules.solutions import solution_at
from markdown_deckbuilder.extract.rules.subjects import candidate, paragraph, plus, words_for
from markdown_deckbuilder.extract.wording import Wording
from markdown_deckbuilder.model import Basic, Claim, Reason, Site, Verdict
from markdown_deckbuilder.reading.tree import (
    Blocks,
    Break,
    Inlines,
    List,
    ListItem,
    Paragraph,
    Span,
    Strong,
    Text,
    text_of,
)

# "Say whether it is true or false:" announces statements; a longer line is a question of its own.
MAX_MORE_WORDS = 6

_OPENS = re.compile(r"\s*[:：?？.)–—-]+\s*")


@dataclass(frozen=True, slots=True)
class _Tested:
    """A statement, the source's word for true or false, and what it says about that."""

    statement: Inlines
    is_true: bool
    word: Inlines
    reason: Blocks
    span: Span
    takes: int = 1


def claim(site: Site) -> Claim | None:
    """Claim a statement that is put to the test, or a list of them."""
    match site.block:
        case Paragraph():
            is_open = _opener(text_of(site.block)) > 0
            tested = _tested((site.block, *site.following), None) if is_open or _is_announced(site) else None
            if tested:
                return _claim_of(site, tested, takes=tested.takes - 1)
            return Claim(verdicts=(Verdict(site.block.span, Reason.UNANSWERED),)) if is_open else None
        case List(items):
            return _claim_items(site, items)
    return None


def announces(text: str) -> bool:
    """Say whether *text* is no more than "True or false?"."""
    match = true_or_false().search(text)
    return match is not None and len(words_of(text)) <= len(words_of(match.group())) + MAX_MORE_WORDS


def _claim_items(site: Site, items: tuple[ListItem, ...]) -> Claim | None:
    is_announced = _is_announced(site)
    claims: list[Claim] = []
    rest: list[Site] = []
    for item in items:
        inner = replace(site, block=item, following=())
        is_tested = (is_announced or _opener(text_of(item)) > 0) and not is_explicit(item)
        tested = _tested(item.children, item.checked if is_announced else None) if is_tested else None
        if tested:
            claims.append(_claim_of(inner, tested, item.children[tested.takes :]))
        else:
            rest.append(inner)
    if not claims:
        return None
    return joined(claims, rest)


def _is_announced(site: Site) -> bool:
    """Say whether the heading or label above *site* says that statements are true or false."""
    return any(announces(step.text) for step in site.steps[-1:])


def _opener(text: str) -> int:
    """Return how much of *text* is "True or false:" and a number before it."""
    start = label_length(text)
    match = true_or_false().match(text, start)
    sign = _OPENS.match(text, match.end()) if match else None
    return sign.end() if sign and text[sign.end() :].strip() else 0


def _tested(blocks: Blocks, checked: bool | None) -> _Tested | None:
    """Read a statement with its verdict: a box, a word at its end, or an answer after it."""
    match blocks:
        case (Paragraph(children, span), *rest):
            first, *others = lines_of(children)
        case _:
            return None
    text = text_of(first)
    first = strip(bare(cut(first, _opener(text) or label_length(text))))
    below: Blocks = (*((Paragraph(_in_lines(others), span),) if others else ()), *rest)
    at_end = _at_end(first)
    if at_end:
        statement, is_true, word, reason = at_end
        more = below[: bool(others)]
        return _Tested(statement, is_true, word, (*paragraph(reason, span), *more), span)
    solution = solution_at(below)
    if solution:
        told = _leading_verdict(solution.statement)
        if told:
            is_true, word, reason = told
            explained = (*paragraph(reason, solution.span), *solution.explanation)
            takes = solution.takes + 1 - bool(others)
            return _Tested(first, is_true, word, explained, span.to(solution.span), takes)
    if checked is not None:
        return _Tested(first, checked, (), tuple(below), span, len(blocks))
    return None


def _in_lines(lines: list[Inlines]) -> Inlines:
    return tuple(node for n, line in enumerate(lines) for node in ((Break(),) if n else ()) + line)


def _at_end(line: Inlines) -> tuple[Inlines, bool, Inlines, Inlines] | None:
    """Divide *line* into a statement, its verdict, the word for it, and what follows."""
    text = text_of(line)
    truth, falsehood = (one.pattern for one in verdict_words())
    sign = rf"(?P<t>{truth})|(?P<f>{falsehood})"
    match = re.search(rf"\s*[(\[]\s*(?:{sign})\s*[)\]]\s*[.:–—-]*\s*", text, re.I) or re.search(
        rf"(?:\s+[–—→-]+|\s*=>|[.:?!])\s*(?:{sign})\s*(?:[.:,;–—-]+\s*|$)", text, re.I
    )
    if match is None:
        return _bold_end(line)
    name = "t" if match.group("t") else "f"
    statement = strip(cut(line, 0, match.start() + (text[match.start() : match.start() + 1] in ".!?")))
    reason = strip(tuple(node for node in cut(line, match.end()) if text_of(node).strip()))
    return (statement, name == "t", (Text(match.group(name)),), reason) if text_of(statement).strip() else None


def _bold_end(line: Inlines) -> tuple[Inlines, bool, Inlines, Inlines] | None:
    match line:
        case (*before, Strong(inside)) if before:
            told = _leading_verdict(inside)
            if told and not text_of(told[2]).strip():
                return strip(tuple(before)), told[0], told[1], ()
    return None


def _leading_verdict(words: Inlines) -> tuple[bool, Inlines, Inlines] | None:
    """Return whether *words* begin with true or with false, the word, and what follows."""
    text = text_of(words)
    for is_true, pattern in zip((True, False), verdict_words(), strict=True):
        match = re.match(rf"\W*(?P<word>{pattern.pattern})(?=\W|$)\W*", text, re.I)
        if match:
            reason = strip(tuple(node for node in cut(words, match.end()) if text_of(node).strip()))
            return is_true, (Text(match.group("word")),), reason
    return None


def _claim_of(site: Site, tested: _Tested, left: Blocks = (), takes: int = 0) -> Claim:
    reason: Blocks = (*tested.reason, *left)
    if not reason:
        return Claim(verdicts=(Verdict(tested.span, Reason.UNINFORMATIVE),), takes=takes)
    word = tested.word or (Text(_verdict(tested.is_true, words_for(site))),)
    reason = _unlisted(reason)
    front = words_for(site).front("truth", statement=tested.statement)
    first, *more = reason
    if not tested.is_true and isinstance(first, Paragraph):
        back: Blocks = paragraph(plus(word, ": ", first.children), first.span)
        told = text_of(first)
    else:
        back, more, told = paragraph(word, tested.span), list(reason), text_of(word)
    made = candidate(
        site,
        "choice",
        Basic(paragraph(front, tested.span), back),
        cue=text_of(tested.statement),
        answer=told,
        span=tested.span.to(_end(back, tested)),
        extra=tuple(more),
        stands_alone=True,
    )
    return Claim((made,), takes=takes)


def _verdict(is_true: bool, wording: Wording) -> str:
    words = wording.true_words if is_true else wording.false_words
    return words[0].capitalize() if wording.name else "✓" if is_true else "✗"


def _unlisted(reason: Blocks) -> Blocks:
    """Return *reason* with a list of a single bullet at its start as what stands in that bullet."""
    match reason:
        case (List(items=(ListItem(children=(Paragraph(), *_) as inside),)), *rest):
            return (*inside, *rest)
    return reason


def _end(back: Blocks, tested: _Tested) -> Span:
    return back[-1].span if back else tested.span
