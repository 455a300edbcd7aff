"""What an author asks for outright: ``==cloze==``, ``{{c1::cloze::hint}}``, ``term :: meaning``, ``:::``, ``Q:``/``A:``.

Explicit wishes win over every guess, so this rule is asked first, and it makes cards that the others would not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from builder.diagnostics import Diagnostic
from builder.extract.rules.phrases import cut, holds, lines_of, marks_as_deletions, strip
from builder.extract.rules.record import Rule
from builder.extract.rules.subjects import candidate, paragraph, plus
from builder.model import Basic, Candidate, Claim, Cloze, Reason, Site, Verdict
from builder.reading.tree import (
    Block,
    Blocks,
    Break,
    Code,
    Deletion,
    Inlines,
    List,
    ListItem,
    Mark,
    Math,
    Paragraph,
    Row,
    Span,
    Strong,
    Table,
    Text,
    text_of,
    walk,
)

_QUESTION = re.compile(r"(?:Q|F|Question|Frage)\s*[:：](?!:)\s*")
_ANSWER = re.compile(r"(?:A|Answer|Antwort)\s*[:：](?!:)\s*")
_PAIR = re.compile(r"(?<=\S)\s+(:{2,3})\s+(?=\S)")
_UNCLOSED = re.compile(r"\{\{c\d+::")


def is_explicit(block: Block) -> bool:
    """Say whether *block*, or anything in it, is written in explicit syntax."""
    match block:
        case Paragraph(children):
            return _hides(children) or any(_pair(line) or _begins(line, _QUESTION) for line in lines_of(children))
        case List(items):
            return any(is_explicit(item) for item in items)
        case ListItem(children):
            return any(is_explicit(child) for child in children)
    return False


def claim(site: Site) -> Claim | None:
    """Claim a paragraph, a bullet or the rows of a table that are written in explicit syntax."""
    match site.block:
        case List(items=items):
            return _claim_answered_bullets(site, items)
        case ListItem(children=(Paragraph() as first, *rest)):
            return _claim_paragraph(site, first, tuple(rest))
        case Paragraph() as source:
            return _claim_paragraph(site, source, site.following)
        case Table(rows=rows) if any(_hides(cell.children) for row in rows for cell in row.cells):
            return _claim_rows(site, site.block.head, rows)
    return None


def _claim_paragraph(site: Site, source: Paragraph, below: Blocks) -> Claim | None:
    lines = lines_of(source.children)
    if any(_begins(line, _QUESTION) for line in lines):
        return _claim_questions(site, source, below)
    if any(_pair(line) for line in lines):
        return _claim_pairs(site, source, below)
    if _hides(source.children):
        return _claim_cloze(site, source, below)
    if any(isinstance(node, Text) and _UNCLOSED.search(node.text) for node in walk(source.children)):
        return _broken(source, "a cloze deletion is not closed with }}")
    return None


# --- cloze ------------------------------------------------------------------------------------------------------------


def _hides(children: Inlines) -> bool:
    return holds(children, (Deletion, Mark))


def _broken(source: Paragraph, message: str) -> Claim:
    return Claim(
        verdicts=(Verdict(source.span, Reason.UNANSWERED),),
        diagnostics=(Diagnostic("R202", message, source.span),),
    )


def _claim_cloze(site: Site, source: Paragraph, below: Blocks) -> Claim:
    children = marks_as_deletions(source.children)
    if any(isinstance(node, Deletion) and not text_of(node).strip() for node in walk(children)):
        return _broken(source, "a cloze deletion hides nothing")
    extra = below if isinstance(site.block, ListItem) else ()
    return Claim((_cloze(site, children, source.span, extra),))


def _cloze(site: Site, children: Inlines, span: Span, extra: Blocks = ()) -> Candidate:
    return candidate(
        site,
        RULE.name,
        Cloze(paragraph(children, span)),
        cue="",
        answer=text_of(children),
        span=span,
        extra=extra,
        is_explicit=True,
    )


def _claim_rows(site: Site, head: Row, rows: tuple[Row, ...]) -> Claim:
    """Make a cloze of each row that has something marked: its cells in a line, the row's name first."""
    made, verdicts = [], [Verdict(head.span, Reason.LABEL)]
    for row in rows:
        if any(_hides(cell.children) for cell in row.cells):
            cells = [marks_as_deletions(cell.children) for cell in row.cells if cell.children]
            joined = plus(*(piece for n, cell in enumerate(cells) for piece in ((" · ",) if n else ()) + (cell,)))
            made.append(_cloze(site, joined, row.span))
        else:
            verdicts.append(Verdict(row.span, Reason.PROSE))
    return Claim(tuple(made), tuple(verdicts))


# --- term :: meaning --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Pair:
    term: Inlines
    meaning: Inlines
    both_ways: bool


def _pair(line: Inlines) -> _Pair | None:
    """Return the two sides of ``term :: meaning``; the sign inside code or a cloze deletion is none."""
    plain = "".join(
        text_of(node) if not isinstance(node, Deletion | Code | Math) else "\0" * len(text_of(node)) for node in line
    )
    match = _PAIR.search(plain)
    if not match:
        return None
    return _Pair(strip(cut(line, 0, match.start())), strip(cut(line, match.end())), match.group(1) == ":::")


def _claim_pairs(site: Site, source: Paragraph, below: Blocks) -> Claim:
    is_item = isinstance(site.block, ListItem)
    made: list[Candidate] = []
    verdicts: list[Verdict] = []
    for number, line in enumerate(lines_of(source.children)):
        span = _line(source.span, number)
        pair = _pair(line)
        if pair:
            made.append(_pair_note(site, pair, span, below if is_item else ()))
        else:
            verdicts.append(Verdict(span, Reason.PROSE))
    return Claim(tuple(made), tuple(verdicts))


def _pair_note(site: Site, pair: _Pair, span: Span, extra: Blocks) -> Candidate:
    front, back = paragraph(pair.term, span), paragraph(pair.meaning, span)
    reverse = (back, front) if pair.both_ways else ((), ())
    return candidate(
        site,
        RULE.name,
        Basic(front, back, *reverse),
        cue=text_of(pair.term),
        answer=text_of(pair.meaning),
        span=span,
        extra=extra,
        is_explicit=True,
    )


def _line(span: Span, number: int) -> Span:
    line = min(span.line + number, span.end_line)
    return Span(span.path, line, line)


# --- Q: and A: --------------------------------------------------------------------------------------------------------


@dataclass
class _Exchange:
    span: Span
    question: list[Inlines] = field(default_factory=list)
    answer: list[Inlines] | None = None


def _begins(line: Inlines, sign: re.Pattern[str]) -> bool:
    return bool(sign.match(text_of(line).lstrip()))


def _without(line: Inlines, sign: re.Pattern[str]) -> Inlines:
    line = strip(line)
    match = sign.match(text_of(line))
    assert match
    return strip(_plain_edge(cut(line, match.end())))


def _plain_edge(line: Inlines) -> Inlines:
    """Drop the empty bold that ``**Q:** …`` leaves in front."""
    return tuple(node for node in line if not (isinstance(node, Strong) and not text_of(node).strip()))


def _exchanges(source: Paragraph) -> Iterator[_Exchange]:
    """Yield the questions of *source* with their answers; lines before the first question belong to none."""
    current: _Exchange | None = None
    for number, line in enumerate(lines_of(source.children)):
        span = _line(source.span, number)
        if _begins(line, _QUESTION):
            if current:
                yield current
            current = _Exchange(span, [_without(line, _QUESTION)])
        elif current and current.answer is None and _begins(line, _ANSWER):
            current.answer = [_without(line, _ANSWER)]
            current.span = current.span.to(span)
        elif current:
            (current.question if current.answer is None else current.answer).append(line)
            current.span = current.span.to(span)
    if current:
        yield current


def _claim_questions(site: Site, source: Paragraph, below: Blocks) -> Claim:
    made: list[Candidate] = []
    verdicts: list[Verdict] = []
    diagnostics: list[Diagnostic] = []
    taken = 0
    exchanges = list(_exchanges(source))
    for exchange in exchanges:
        answer: Blocks = paragraph(_joined(exchange.answer or []), exchange.span)
        if not answer and exchange is exchanges[-1] and below:
            answer, taken = _answer_below(below, isinstance(site.block, ListItem) or exchange.answer is not None)
        if answer and exchange.question:
            made.append(_question_note(site, _joined(exchange.question), answer, exchange.span))
        else:
            verdicts.append(Verdict(exchange.span, Reason.UNANSWERED))
            diagnostics.append(
                Diagnostic("R201", f"no answer to: {text_of(_joined(exchange.question))}", exchange.span)
            )
    is_item = isinstance(site.block, ListItem)
    return Claim(tuple(made), tuple(verdicts), takes=0 if is_item else taken, diagnostics=tuple(diagnostics))


def _claim_answered_bullets(site: Site, items: tuple[ListItem, ...]) -> Claim | None:
    """Join a bullet ``Q: …`` with the bullet ``A: …`` after it; hand the other bullets on."""
    joined: list[ListItem] = []
    for item in items:
        if joined and _item_begins(item, _ANSWER) and _item_begins(joined[-1], _QUESTION):
            question = joined.pop()
            item = replace(question, children=(*question.children, *item.children), span=question.span.to(item.span))
        joined.append(item)
    if len(joined) == len(items):
        return None
    return Claim(rest=tuple(replace(site, block=item, following=()) for item in joined))


def _item_begins(item: ListItem, sign: re.Pattern[str]) -> bool:
    match item.children:
        case (Paragraph(children), *_):
            return _begins(children, sign)
    return False


def is_answer_sign(block: Block) -> bool:
    """Say whether *block* is a mere ``A:``, whose answer stands below it."""
    return isinstance(block, Paragraph) and bool(_ANSWER.fullmatch(text_of(block).strip()))


def gives_answer(block: Block) -> bool:
    """Say whether a line of *block* begins with ``A:``."""
    return isinstance(block, Paragraph) and any(_begins(line, _ANSWER) for line in lines_of(block.children))


def _answer_below(below: Blocks, anything: bool) -> tuple[Blocks, int]:
    """Return the answer that *below* begins with, and how many blocks it takes.

    A paragraph or bullet after ``A:`` is one; another block only where *anything* below must be the answer: inside the
    question's bullet, or after an ``A:`` with nothing behind it.
    """
    match below:
        case (sign, answer, *_) if is_answer_sign(sign):
            return (answer,), 2
        case (Paragraph(children, span), *_) if _begins(children, _ANSWER):
            return paragraph(_without(children, _ANSWER), span), 1
        case (List(items=(ListItem(children=(Paragraph(children, span), *more)), *_)), *_) if _begins(
            children, _ANSWER
        ):
            return (*paragraph(_without(children, _ANSWER), span), *more), 1
        case _ if anything and len(below) > 0:
            return (below[0],), 1
    return (), 0


def _joined(lines: list[Inlines]) -> Inlines:
    joined: Inlines = ()
    for line in lines:
        if text_of(line).strip() or line:
            joined = (*joined, Break(), *line) if joined else line
    return joined


def _question_note(site: Site, question: Inlines, answer: Blocks, span: Span) -> Candidate:
    return candidate(
        site,
        RULE.name,
        Basic(paragraph(question, span), answer),
        cue=text_of(question),
        answer=text_of(answer),
        span=span.to(answer[-1].span),
        is_explicit=True,
    )


# --- <!-- ask: … --> ------------------------------------------------------------------------------------------------


def asked(site: Site, candidates: list[Candidate]) -> Candidate:
    """Return the note of *site* with the front that its author asks for.

    It is the first of *candidates* where that has an answer of its own, so that its identity stays; else the whole
    block answers.
    """
    front = paragraph((Text(site.wish.ask),), site.block.span)
    if candidates and isinstance(candidates[0].content, Basic):
        return replace(candidates[0], content=replace(candidates[0].content, front=front))
    block = site.block
    back = block.children if isinstance(block, ListItem) else (block,)
    return candidate(
        site,
        RULE.name,
        Basic(front, back),
        cue=site.wish.ask,
        answer="\n".join(text_of(one) for one in back),
        is_explicit=True,
    )


RULE = Rule("explicit", "==cloze==, {{c1::cloze}}, term :: meaning, Q: and A:", claim)
