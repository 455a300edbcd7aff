"""``Q:`` and ``A:``: where a question ends, and where its answer does.

A question is all from ``Q:`` to the ``A:`` below it: its paragraph, and the formula, table, code, list or further
paragraph between them.  An answer is all that stands behind ``A:`` on its line, and the blocks below it up to the next
``Q:``, pair or mark, heading or ruler.  Three things keep it from swallowing half a page:

- more than a screen of text below it is not part of it, but what stands right below, without a blank line or behind a
  colon, is;
- below the last question of its section, and below an empty ``A:``, the answer also ends before a block that begins
  with a term, for that is a fact of its own, and before a table or a task;
- an instruction in a comment ends it.

Inside a bullet all that stands below the question belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.extract.rules.phrases import cut, is_lead_in, lead_of, strip, words_of
from markdown_deckbuilder.extract.rules.subjects import candidate
from markdown_deckbuilder.extract.wording.language import QUESTION_MARKS
from markdown_deckbuilder.model import ANSWER_SIGN, QUESTION_SIGN, Basic, Candidate, Claim, Reason, Site, Verdict
from markdown_deckbuilder.reading.tree import (
    Block,
    Blocks,
    Break,
    Callout,
    Comment,
    Details,
    Heading,
    Inline,
    Inlines,
    List,
    ListItem,
    Paragraph,
    Ruler,
    Span,
    Strong,
    Table,
    text_of,
)

# About a screen: what is longer below an answer is a text of its own, and what is longer below a question is no part
# of it.  An answer that no other question closes is looked at more closely.
MAX_WORDS_BELOW = 250
MAX_WORDS_BELOW_LAST = 120
MAX_QUESTION_WORDS = 150

_NEXT_OPTION = re.compile(r"B\s*[:：.)]")

QUESTION_KINDS = ("question", "faq", "help")

IsExplicit = Callable[[Block], bool]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a paragraph, *is_hard* where the author asked for a visible break behind it."""

    children: Inlines
    span: Span
    is_hard: bool = False


@dataclass
class _Exchange:
    """A question and its answer, each lines and then blocks, as far as they have been read; None before ``A:``."""

    span: Span
    question: list[Line | Block] = field(default_factory=list)
    answer: list[Line | Block] | None = None

    def add(self, piece: Line | Block) -> None:
        (self.question if self.answer is None else self.answer).append(piece)
        self.span = self.span.to(piece.span)


def is_question(children: Inlines) -> bool:
    """Say whether *children* end in a question mark, in whatever script."""
    return text_of(children).rstrip(' *_"”»)').endswith(QUESTION_MARKS)


def begins(children: Inlines, sign: re.Pattern[str]) -> bool:
    """Say whether *children* begin with *sign*, bold or not."""
    return bool(sign.match(text_of(children).lstrip()))


def asks(children: Inlines) -> bool:
    """Say whether a line of *children* begins with ``Q:``."""
    return any(begins(line.children, QUESTION_SIGN) for line in lines_in(children, Span("", 0, 0)))


def answers(block: Block) -> bool:
    """Say whether *block* is a paragraph that begins with ``A:``; the first of the options A, B, C is no answer."""
    if not isinstance(block, Paragraph) or not begins(block.children, ANSWER_SIGN):
        return False
    return not any(begins(line.children, _NEXT_OPTION) for line in lines_in(block.children, block.span))


def gives_answer(block: Block) -> bool:
    """Say whether a line of *block*, a paragraph, begins with ``A:``."""
    return isinstance(block, Paragraph) and any(
        begins(line.children, ANSWER_SIGN) for line in lines_in(block.children, block.span)
    )


def is_answer_sign(block: Block) -> bool:
    """Say whether *block* is a mere ``A:``, whose answer stands below it."""
    return isinstance(block, Paragraph) and bool(ANSWER_SIGN.fullmatch(text_of(block).strip()))


def lines_in(children: Inlines, span: Span) -> Iterator[Line]:
    """Yield the lines of *children*, those of the paragraph at *span*."""
    line: list[Inline] = []
    number = span.line
    for node in (*children, None):
        if node is not None and not isinstance(node, Break):
            line.append(node)
            continue
        place = min(number, span.end_line)
        yield Line(tuple(line), Span(span.path, place, place), is_hard=bool(node and node.hard))
        line, number = [], number + 1


def claim_exchanges(site: Site, source: Paragraph, below: Blocks, is_explicit: IsExplicit) -> Claim:
    """Claim the questions of *source* with their answers, of which the last may stand in the blocks *below* it."""
    is_item = isinstance(site.block, ListItem)
    exchanges, taken = _read(source, below, is_explicit, is_item)
    made: list[Candidate] = []
    verdicts = [Verdict(line.span, Reason.PROSE) for line in _before(source)]
    diagnostics: list[Diagnostic] = []
    for exchange in exchanges:
        question, answer = _blocks(exchange.question), _blocks(exchange.answer or [])
        if question and answer:
            made.append(_note(site, question, answer, exchange.span))
        else:
            verdicts.append(Verdict(exchange.span, Reason.UNANSWERED))
            code, words = ("R201", _words(question)) if question else ("R205", f"A: {_words(answer)}")
            diagnostics.append(
                Diagnostic(code, f"no {'answer' if question else 'question'} to: {words}", exchange.span)
            )
    rest = tuple(replace(site, block=block, following=()) for block in below[taken:]) if is_item else ()
    return Claim(tuple(made), tuple(verdicts), rest, takes=0 if is_item else taken, diagnostics=tuple(diagnostics))


def _before(source: Paragraph) -> Iterator[Line]:
    """Yield the lines of *source* before its first question."""
    for line in lines_in(source.children, source.span):
        if begins(line.children, QUESTION_SIGN):
            return
        yield line


def _read(source: Paragraph, below: Blocks, is_explicit: IsExplicit, is_item: bool) -> tuple[list[_Exchange], int]:
    """Return the exchanges that *source* begins, and how many of the blocks *below* belong to them."""
    exchanges: list[_Exchange] = []
    _read_lines(source, exchanges)
    taken = 0
    while True:
        last = exchanges[-1]
        if last.answer is None:
            count = _question_blocks(below[taken:], is_explicit, is_item)
            if count is None:
                return exchanges, taken
            for block in below[taken : taken + count]:
                last.add(block)
            taken += count
            if taken == len(below):  # inside a bullet all below the question answers it
                last.question, last.answer = last.question[: -count or None], last.question[-count:] if count else []
                return exchanges, taken
            _read_answer(below[taken], exchanges)
            taken += 1
        else:
            blocks = below[taken:]
            count = len(blocks) if is_item else _answer_blocks(last, blocks, is_explicit)
            count = next((n for n, block in enumerate(blocks[:count]) if _ends(block, is_explicit)), count)
            for block in blocks[:count]:
                last.add(_without_sign(block))
            return exchanges, taken + count


def _read_lines(source: Paragraph, exchanges: list[_Exchange]) -> None:
    """Add the lines of *source* to *exchanges*; those before the first question belong to none."""
    for line in lines_in(source.children, source.span):
        current = exchanges[-1] if exchanges else None
        if begins(line.children, QUESTION_SIGN):
            exchanges.append(_Exchange(line.span, [_without(line, QUESTION_SIGN)]))
        elif current and current.answer is None and begins(line.children, ANSWER_SIGN):
            current.answer = []
            current.add(_without(line, ANSWER_SIGN))
        elif current:
            current.add(line)


def _read_answer(block: Block, exchanges: list[_Exchange]) -> None:
    """Add *block*, a paragraph or list that begins with ``A:``, as the answer to the last of *exchanges*."""
    if isinstance(block, Paragraph):
        _read_lines(block, exchanges)
        return
    assert isinstance(block, List)
    first, *others = block.items
    paragraph, *more = first.children
    assert isinstance(paragraph, Paragraph)
    _read_lines(paragraph, exchanges)
    for inner in more:
        exchanges[-1].add(inner)
    if others:
        exchanges[-1].add(replace(block, items=tuple(others), span=others[0].span.to(others[-1].span)))


def _question_blocks(below: Blocks, is_explicit: IsExplicit, is_item: bool) -> int | None:
    """Return how many blocks stand between a question and its ``A:``; None where there is no answer.

    Inside a bullet without ``A:`` it is all of them.
    """
    words = 0
    for number, block in enumerate(below):
        if _answers(block):
            return number
        words += len(words_of(text_of(block)))
        if _ends(block, is_explicit) or words > MAX_QUESTION_WORDS:
            return None
    return len(below) if is_item and below else None


def _answers(block: Block) -> bool:
    match block:
        case List(items=(ListItem(children=(Paragraph() as first, *_)), *others)):
            return answers(first) and not (others and _is_next_option(others[0]))
    return answers(block)


def _is_next_option(item: ListItem) -> bool:
    return any(isinstance(child, Paragraph) and begins(child.children, _NEXT_OPTION) for child in item.children[:1])


def _ends(block: Block, is_explicit: IsExplicit) -> bool:
    """Say whether *block* is no part of the question or answer above it."""
    return isinstance(block, Heading | Ruler) or is_explicit(block) or _asks_otherwise(block)


def _asks_otherwise(block: Block) -> bool:
    """Say whether *block* is a question in another form: a bold one, or one that hides its answer."""
    match block:
        case Callout(kind=kind, title=title):
            return kind in QUESTION_KINDS or is_question(title)
        case Details(summary=summary):
            return is_question(summary)
        case Paragraph(children=(Strong(inside), *_)):
            return is_question(inside)
    return False


def _answer_blocks(exchange: _Exchange, below: Blocks, is_explicit: IsExplicit) -> int:
    """Return how many of the blocks *below* belong to the answer of *exchange*."""
    end = next((n for n, block in enumerate(below) if _ends(block, is_explicit)), len(below))
    is_closed = end < len(below) and _asks_in(below[end])
    if not is_closed or _is_empty(_above(exchange, below, 0)):
        end = next((n for n, block in enumerate(below[:end]) if _begins_fact(block, _above(exchange, below, n))), end)
    words = sum(len(words_of(text_of(block))) for block in below[:end])
    if words <= (MAX_WORDS_BELOW if is_closed else MAX_WORDS_BELOW_LAST):
        return end
    first = 1 if end and _is_empty(_above(exchange, below, 0)) else 0
    return next((n for n in range(first, end) if not _is_tied(below[n], _above(exchange, below, n))), end)


def _above(exchange: _Exchange, below: Blocks, number: int) -> Line | Block:
    assert exchange.answer
    return below[number - 1] if number else exchange.answer[-1]


def _is_tied(block: Block, above: Line | Block) -> bool:
    """Say whether *block* stands right below what is *above* it, or a colon there leads to it."""
    leads_on = is_lead_in(text_of(above.children if isinstance(above, Line) else above))
    return leads_on or block.span.line <= above.span.end_line + 1


def _is_empty(above: Line | Block) -> bool:
    return isinstance(above, Line) and not above.children


def _begins_fact(block: Block, above: Line | Block) -> bool:
    """Say whether *block* is a table or a task, or begins with a term, and nothing above it leads to it."""
    if _is_tied(block, above) or answers(block):
        return False
    match block:
        case Table():
            return True
        case Paragraph(children):
            return begins_with_term(children)
        case List(items=(ListItem(children=(Paragraph(children), *_), checked=checked), *_)):
            return checked is not None or begins_with_term(children)
    return False


def begins_with_term(children: Inlines) -> bool:
    """Say whether *children* begin with a bold term, or with words that a sign divides from what is said of them."""
    return isinstance(children[0], Strong) or lead_of(children, lambda text, formatted, sign: True) is not None


def _asks_in(block: Block) -> bool:
    match block:
        case Paragraph(children):
            return asks(children)
        case List(items):
            return any(_asks_in(item) for item in items)
        case ListItem(children):
            return any(_asks_in(child) for child in children)
    return False


# --- what is shown ----------------------------------------------------------------------------------------------------


def _without(line: Line, sign: re.Pattern[str]) -> Line:
    children = strip(line.children)
    match = sign.match(text_of(children))
    assert match
    return replace(line, children=strip(_plain_edge(cut(children, match.end()))))


def _plain_edge(line: Inlines) -> Inlines:
    """Drop the empty bold that ``**Q:** …`` leaves in front."""
    return tuple(node for node in line if not (isinstance(node, Strong) and not text_of(node).strip()))


def _without_sign(block: Block) -> Block:
    """Return *block* without an ``A:`` at its start, that of a second paragraph of one answer."""
    if not isinstance(block, Paragraph) or not answers(block):
        return block
    return replace(block, children=_without(Line(block.children, block.span), ANSWER_SIGN).children)


def _blocks(pieces: Sequence[Line | Block]) -> Blocks:
    """Return *pieces* as blocks: lines that follow each other are one paragraph."""
    blocks: list[Block] = []
    lines: list[Line] = []
    for piece in (*pieces, None):
        if isinstance(piece, Line):
            lines.append(piece)
            continue
        children = _joined(lines)
        if children:
            blocks.append(Paragraph(children, lines[0].span.to(lines[-1].span)))
        lines = []
        if piece is not None and not isinstance(piece, Comment):
            blocks.append(piece)
    return tuple(blocks)


def _joined(lines: list[Line]) -> Inlines:
    joined: Inlines = ()
    was_hard = False
    for line in lines:
        if text_of(line.children).strip() or line.children:
            joined = (*joined, Break(was_hard), *line.children) if joined else line.children
        was_hard = line.is_hard
    return joined


def _words(blocks: Blocks) -> str:
    return "\n".join(text_of(block) for block in blocks)


def _note(site: Site, question: Blocks, answer: Blocks, span: Span) -> Candidate:
    return candidate(
        site,
        "explicit",
        Basic(question, answer),
        cue=_words(question),
        answer=_words(answer),
        span=span,
        is_explicit=True,
    )
