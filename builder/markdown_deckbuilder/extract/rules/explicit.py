"""What an author asks for outright: ``==cloze==``, ``{{c1::cloze::hint}}``, ``term :: meaning``, ``:::``, ``Q:``/``A:``.

Explicit wishes win over every guess, so this rule is asked first, and it makes cards that the others would not.
"""

from __future__ import annotations

import re
from dataclasses import replace

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.extract.rules.exchanges import answers, asks, begins, claim_exchanges
from markdown_deckbuilder.extract.rules.flashcards import claim_flashcard
from markdown_deckbuilder.extract.rules.pairs import claim_pairs, pair_of
from markdown_deckbuilder.extract.rules.phrases import (
    holds,
    lines_of,
    marks_as_deletions,
    unmarked,
    without_whole_marks,
)
from markdown_deckbuilder.extract.rules.record import Rule
from markdown_deckbuilder.extract.rules.subjects import candidate, paragraph, plus
from markdown_deckbuilder.model import ANSWER_SIGN, QUESTION_SIGN, Basic, Candidate, Claim, Cloze, Reason, Site, Verdict
from markdown_deckbuilder.reading.tree import (
    Block,
    Blocks,
    Callout,
    Deletion,
    Details,
    Flashcard,
    Inlines,
    List,
    ListItem,
    Mark,
    Paragraph,
    Quote,
    Row,
    Span,
    Table,
    Text,
    text_of,
    walk,
)

_UNCLOSED = re.compile(r"\{\{c\d+::")


def is_explicit(block: Block) -> bool:
    """Say whether *block*, or anything in it, is written in explicit syntax."""
    match block:
        case Paragraph(children):
            return _hides(children) or asks(children) or any(pair_of(line) for line in lines_of(children))
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
    if any(pair_of(line) for line in lines):
        return claim_pairs(site, source, below, RULE.name, is_explicit)
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


RULE = Rule(
    "explicit",
    "what you ask for: `==cloze==`, `{{c1::cloze}}`, `term :: meaning`, `Q:` and `A:`, `<!-- ask: … -->`, and "
    "the [syntax of other programs](cards.md#syntax-of-other-programs)",
    claim,
)
