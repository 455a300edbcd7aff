"""Questions as people write them: headings, bold lines, bullets, callouts and details that end in a question mark."""

from __future__ import annotations

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.extract.rules.exchanges import QUESTION_KINDS, is_question
from markdown_deckbuilder.extract.rules.explicit import is_explicit
from markdown_deckbuilder.extract.rules.passed_over import is_contents
from markdown_deckbuilder.extract.rules.phrases import bare, is_lead_in, lines_of, strip, words_of
from markdown_deckbuilder.extract.rules.plain_questions import asked_plainly
from markdown_deckbuilder.extract.rules.record import Rule
from markdown_deckbuilder.extract.rules.solutions import announces_answer
from markdown_deckbuilder.extract.rules.subjects import candidate, label, paragraph
from markdown_deckbuilder.model import Basic, Claim, Reason, Site, Verdict
from markdown_deckbuilder.reading.tree import (
    Block,
    Blocks,
    Break,
    Callout,
    Details,
    Heading,
    Inlines,
    Link,
    List,
    ListItem,
    Paragraph,
    Ruler,
    Span,
    Strong,
    text_of,
    walk,
)

# A longer answer under a question heading is a topic with facts of its own rather than one thing to recall.
MAX_ANSWER_WORDS = 60
MAX_TASK_WORDS = 40


def claim(site: Site) -> Claim | None:
    """Claim a question with its answer."""
    match site.block:
        case Heading(children=children) if is_question(children):
            return _claim_heading(site, site.block)
        case ListItem(children=(Heading(children=children) as heading, *rest)) if is_question(children):
            return _claim_heading(site, heading, tuple(rest))
        case ListItem(children=(Paragraph() as first, *rest)):
            return _claim_bullet(site, first, tuple(rest))
        case Paragraph():
            return _claim_paragraph(site, site.block)
        case Callout(kind=kind, title=title, children=children) if kind in QUESTION_KINDS or is_question(title):
            return _claim_callout(site, title, children)
        case Details(summary=summary, children=children) if is_question(summary):
            return _note(site, summary, children, (), site.block.span) if children else _unanswered(site, summary)
    return None


def _claim_heading(site: Site, heading: Heading, below: Blocks | None = None) -> Claim | None:
    """The first block below a question heading answers it, with the list that it leads in, and the others explain.

    Below a heading of its own level an answer is missing only where nothing at all stands; a long text, or one with
    cards of its own, makes the heading a topic.
    """
    blocks = site.following if below is None else below
    told = tuple(block for block in blocks if _tells(block))
    if not told:
        return _unanswered(site, heading.children)
    hidden = _hidden_answer(told[0]) if isinstance(told[0], Callout | Details) else ()
    shown = (*hidden, *told[1:]) if hidden else told
    length = 2 if _leads_in(shown) else 1
    answer, more = shown[:length], shown[length:]
    is_long = any(len(words_of(text_of(one))) > MAX_ANSWER_WORDS for one in (told[:1], answer))
    if is_long or any(is_explicit(block) for block in told):
        return None
    made = _note(site, label(heading.children), answer, more, heading.span.to(answer[-1].span))
    passed = tuple(Verdict(block.span, Reason.CONTENTS) for block in blocks if block not in told)
    return Claim(made.candidates, passed, takes=0 if below is not None else len(blocks))


def _leads_in(blocks: Blocks) -> bool:
    """Say whether the first of *blocks* answers nothing by itself, but leads in the list after it."""
    match blocks:
        case (Paragraph(children), List(), *_):
            return is_lead_in(text_of(children))
    return False


def _tells(block: Block) -> bool:
    """Say whether *block* may answer or explain; what is embedded will, a mere link will not."""
    embeds = any(isinstance(node, Link) and node.embeds for node in walk((block,)))
    return not isinstance(block, Ruler) and (embeds or not is_contents(block))


def _claim_bullet(site: Site, first: Paragraph, rest: Blocks) -> Claim | None:
    question, answer = _on_one_line(first.children)
    if answer:
        return _note(site, question, paragraph(answer, first.span), rest, first.span)
    if not is_question(first.children):
        return None
    if not rest:
        return Claim(verdicts=(Verdict(first.span, Reason.UNANSWERED),))
    return _note(site, label(first.children), rest, (), site.block.span)


def _claim_paragraph(site: Site, source: Paragraph) -> Claim | None:
    """A bold question is answered by the rest of its line, by the line below it or by the paragraph after it."""
    question, answer = _on_one_line(source.children)
    if answer:
        return _note(site, question, paragraph(answer, source.span), (), source.span)
    match site.following:
        case (Callout() | Details() as hidden, *_) if _may_ask(source) and (told := _hidden_answer(hidden)):
            is_short = len(words_of(text_of(told))) <= MAX_ANSWER_WORDS
            shown, extra = (told, ()) if is_short else (told[:1], told[1:])
            made = _note(site, label(source.children), shown, extra, source.span.to(shown[-1].span))
            return Claim(made.candidates, takes=1)
    if not _is_bold_question(source.children):
        return _claim_plain(site, source)
    match site.following:
        case (Paragraph(children) as answer_block, *_) if not _is_bold_question(children) and not is_explicit(
            answer_block
        ):
            made = _note(site, label(source.children), (answer_block,), (), source.span.to(answer_block.span))
            return Claim(made.candidates, takes=1)
    return None


def _claim_plain(site: Site, source: Paragraph) -> Claim | None:
    found = asked_plainly(site, source)
    if found is None:
        return None
    made = _note(site, found.question, found.answer, (), source.span.to(found.answer[-1].span))
    return Claim(made.candidates, takes=found.takes)


def _may_ask(source: Paragraph) -> bool:
    """Say whether *source* may be what a hidden answer answers: a question, or a short task."""
    words = words_of(text_of(source.children))
    return not is_explicit(source) and (is_question(source.children) or 0 < len(words) <= MAX_TASK_WORDS)


def _hidden_answer(block: Callout | Details) -> Blocks:
    """Return what *block* hides, where its title says that it is the answer; nothing where it is too long to recall."""
    told = block.children if announces_answer(block) else ()
    return told if told and len(words_of(text_of(told[0]))) <= MAX_ANSWER_WORDS else ()


def _on_one_line(children: Inlines) -> tuple[Inlines, Inlines]:
    """Return the bold question that *children* begin with and what stands behind it, empty where there is none."""
    match strip(children):
        case (Strong(inside) as question, *rest) if is_question(inside):
            lines = lines_of(tuple(rest))
            told = [line for line in lines if text_of(line).strip()]
            answer = strip(tuple(node for n, line in enumerate(told) for node in ((Break(),) if n else ()) + line))
            return (label((question,)), answer) if text_of(answer).strip() else ((), ())
    return (), ()


def _is_bold_question(children: Inlines) -> bool:
    inside = bare(children)
    return inside != strip(children) and is_question(inside)


def _claim_callout(site: Site, title: Inlines, children: Blocks) -> Claim | None:
    if text_of(title).strip():
        return _note(site, label(title), children, (), site.block.span) if children else _unanswered(site, title)
    match children:
        case (Paragraph(asked), *answer) if is_question(asked) and answer:
            return _note(site, label(asked), tuple(answer), (), site.block.span)
    return None


def _unanswered(site: Site, question: Inlines) -> Claim:
    span = site.block.span
    message = f"no answer to: {text_of(question).strip()}"
    return Claim(verdicts=(Verdict(span, Reason.UNANSWERED),), diagnostics=(Diagnostic("R201", message, span),))


def _note(site: Site, question: Inlines, answer: Blocks, extra: Blocks, span: Span) -> Claim:
    made = candidate(
        site,
        RULE.name,
        Basic(paragraph(question, span), answer),
        cue=text_of(question),
        answer="\n".join(text_of(block) for block in answer),
        span=span,
        extra=extra,
        stands_alone=True,
    )
    return Claim((made,))


RULE = Rule(
    "question",
    "the question as written, with the answer below it: headings, bold lines, bullets, callouts, details",
    claim,
)
