"""What an author asks for outright: ``==cloze==``, ``{{c1::cloze::hint}}``, ``term :: meaning``, ``:::``, ``Q:``/``A:``.

Explicit wishes win over every guess, so this rule is asked first, and it makes cards that the others would not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.extract.rules.exchanges import answers, asks, begins, claim_exchanges, lines_in
from markdown_deckbuilder.extract.rules.flashcards import claim_flashcard
from markdown_deckbuilder.extract.rules.phrases import (
    cut,
    holds,
    lines_of,
    marks_as_deletions,
    strip,
    unmarked,
    without_whole_marks,
)
from markdown_deckbuilder.extract.rules.record import Rule
from markdown_deckbuilder.extract.rules.subjects import candidate, paragraph, plus
from markdown_deckbuilder.extract.rules.tight_pairs import tight_sign
from markdown_deckbuilder.model import (
    ANSWER_SIGN,
    QUESTION_SIGN,
    Basic,
    Candidate,
    Claim,
    Cloze,
    Reason,
    Site,
    Step,
    Verdict,
    Wish,
)
from markdown_deckbuilder.reading.tree import (
    Block,
    Blocks,
    Break,
    Callout,
    Code,
    Deletion,
    Details,
    Flashcard,
    Inlines,
    Link,
    List,
    ListItem,
    Mark,
    Math,
    Paragraph,
    Quote,
    Row,
    Span,
    Table,
    Text,
    text_of,
    walk,
)

_PAIR = re.compile(r"(?<=\S)\s+(:{2,3})\s+(?=\S)")
_NAME = re.compile(r"\s\^([A-Za-z0-9-]{4,})\s*$")
_EMBEDDING = re.compile(r"(?<=\S)\s+(:{2,3})\s*$")  # what is embedded behind it has no words of its own
_UNCLOSED = re.compile(r"\{\{c\d+::")


def is_explicit(block: Block) -> bool:
    """Say whether *block*, or anything in it, is written in explicit syntax."""
    match block:
        case Paragraph(children):
            return _hides(children) or asks(children) or any(_pair(line) for line in lines_of(children))
        case List(items):
            return any(is_explicit(item) for item in items)
        case ListItem(children):
            return any(is_explicit(child) for child in children)
        case Flashcard():
            return True
    return False


def holds_explicit(block: Block) -> bool:
    """Say whether explicit syntax is written in *block*, or in a quote, callout or details that it is."""
    match block:
        case Quote(children) | Callout(_, _, children) | Details(_, children):
            return any(holds_explicit(child) for child in children)
    return is_explicit(block)


def claim(site: Site) -> Claim | None:
    """Claim a paragraph, a bullet or the rows of a table that are written in explicit syntax."""
    match site.block:
        case List(items=items):
            return _claim_answered_bullets(site, items) or _claim_marked_list(site, site.block)
        case ListItem(children=(Paragraph() as first, *rest)):
            return _claim_paragraph(site, first, tuple(rest))
        case Paragraph() as source:
            return _claim_paragraph(site, source, site.following)
        case Table(rows=rows) if any(_hides_in(row) for row in rows):
            return _claim_rows(site, site.block.head, rows)
        case Flashcard() as card:
            return claim_flashcard(site, card, RULE.name)
    return None


def _claim_paragraph(site: Site, source: Paragraph, below: Blocks) -> Claim | None:
    lines = lines_of(source.children)
    if asks(source.children):
        return claim_exchanges(site, source, below, holds_explicit)
    if any(_pair(line) for line in lines):
        return _claim_pairs(site, source, below)
    if _hides(source.children):
        return _claim_cloze(site, source, below)
    if hides_whole(source.children):
        block = _without_marks(site.block) if isinstance(site.block, ListItem) else _unmarked(source)
        return Claim(rest=(replace(site, block=block),))
    if answers(source) and _has_questions(site):
        message = f"no question to: {text_of(source).strip()}"
        return Claim(
            verdicts=(Verdict(source.span, Reason.UNANSWERED),),
            diagnostics=(Diagnostic("R205", message, source.span),),
        )
    if any(isinstance(node, Text) and _UNCLOSED.search(node.text) for node in walk(source.children)):
        return _broken(source, "a cloze deletion is not closed with }}")
    return None


# --- cloze ------------------------------------------------------------------------------------------------------------


def _hides(children: Inlines) -> bool:
    """Say whether *children* have something to hide; a mark around a whole sentence hides nothing."""
    return _has_deletion(children) or _has_mark(without_whole_marks(children))


def _hides_in(row: Row) -> bool:
    return any(_has_deletion(cell.children) or _has_mark(cell.children) for cell in row.cells)


def hides_whole(children: Inlines) -> bool:
    """Say whether the marks in *children* are all around whole sentences, so that none of them makes a cloze."""
    return _has_mark(children) and not _hides(children)


def _has_deletion(children: Inlines) -> bool:
    return holds(children, Deletion)


def _has_mark(children: Inlines) -> bool:
    return any(isinstance(node, Mark) and node.hides for node in walk(children))


def _has_questions(site: Site) -> bool:
    return any(QUESTION_SIGN.match(line.lstrip(" \t>-+*_")) for line in site.page.lines)


def _without_marks(item: ListItem) -> ListItem:
    """Return *item* without the marks in its first paragraph."""
    first, *rest = item.children
    return replace(item, children=(_unmarked(first), *rest))


def _unmarked(source: Block) -> Block:
    return replace(source, children=unmarked(source.children)) if isinstance(source, Paragraph) else source


def _claim_marked_list(site: Site, block: List) -> Claim | None:
    """Hand a list on without the marks around whole items; one of nothing else is a closed set, for its author says so.

    To hide a whole item would leave a bare gap.
    """
    wholes = [_is_marked_whole(item) for item in block.items]
    if not any(wholes):
        return None
    items = tuple(
        _without_marks(item) if is_whole else item for item, is_whole in zip(block.items, wholes, strict=True)
    )
    is_closed = len(items) > 1 and all(wholes) and not site.wish.card
    wish = replace(site.wish, card="list") if is_closed else site.wish
    return Claim(rest=(replace(site, block=replace(block, items=items), wish=wish),))


def _is_marked_whole(item: ListItem) -> bool:
    match item.children:
        case (Paragraph(children), *_):
            return hides_whole(children)
    return False


def _broken(source: Paragraph, message: str) -> Claim:
    return Claim(
        verdicts=(Verdict(source.span, Reason.UNANSWERED),),
        diagnostics=(Diagnostic("R202", message, source.span),),
    )


def _claim_cloze(site: Site, source: Paragraph, below: Blocks) -> Claim:
    children = marks_as_deletions(without_whole_marks(source.children))
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
        if _hides_in(row):
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
    return _Pair(strip(cut(line, 0, match.start())), strip(cut(line, match.end())), match.group(1) == ":::")


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
    return _pair(line) is not None


def _claim_pairs(site: Site, source: Paragraph, below: Blocks) -> Claim:
    """Make a card of each pair; the lines below it, up to the next one, explain it."""
    is_item = isinstance(site.block, ListItem)
    made: list[Candidate] = []
    verdicts: list[Verdict] = []
    nested, explains = _apart(below) if is_item else ((), ())
    lines = [(span, *_named(line)) for span, line in _pair_lines(source)]
    steps = site.steps
    for position, (span, line, name) in enumerate(lines):
        pair = _pair(line)
        if pair:
            later = [other for *_, other in lines[position + 1 :]]
            made.append(_named_note(_pair_note(site, pair, span, explains), name, later))
            steps = (*site.steps, Step(pair.term, is_parent=True))
        elif made:
            made[-1] = replace(made[-1], extra=(*paragraph(strip(line), span), *made[-1].extra))
        else:
            verdicts.append(Verdict(span, Reason.PROSE))
    rest = tuple(replace(site, block=block, steps=steps, following=(), wish=Wish()) for block in nested)
    return Claim(tuple(made), tuple(verdicts), rest)


def _apart(below: Blocks) -> tuple[Blocks, Blocks]:
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


def _pair_lines(source: Paragraph) -> Iterator[tuple[Span, Inlines]]:
    """Yield the lines of *source* with their places; a pair goes on after a break that was asked for."""
    breaks = [node for node in source.children if isinstance(node, Break)]
    first, *others = lines_in(source.children, source.span)
    span, current = first.span, first.children
    for end, line in zip(breaks, others, strict=True):
        if end.hard and not end.divides and _pair(current) and not _pair(line.children):
            span, current = span.to(line.span), (*current, end, *line.children)
        else:
            yield span, current
            span, current = line.span, line.children
    yield span, current


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


# --- Q: and A: --------------------------------------------------------------------------------------------------------


def _claim_answered_bullets(site: Site, items: tuple[ListItem, ...]) -> Claim | None:
    """Join a bullet ``Q: …`` with the bullet ``A: …`` after it; hand the other bullets on."""
    joined: list[ListItem] = []
    for item in items:
        if joined and _item_begins(item, ANSWER_SIGN) and _item_begins(joined[-1], QUESTION_SIGN):
            question = joined.pop()
            item = replace(question, children=(*question.children, *item.children), span=question.span.to(item.span))
        joined.append(item)
    if len(joined) == len(items):
        return None
    return Claim(rest=tuple(replace(site, block=item, following=()) for item in joined))


def _item_begins(item: ListItem, sign: re.Pattern[str]) -> bool:
    match item.children:
        case (Paragraph(children), *_):
            return begins(children, sign)
    return False


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
