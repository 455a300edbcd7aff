"""Questions with options, as exam notes and quizzes write them.

The front asks with its code and all options, without any sign of the right one; the back is the right option, and what
the notes explain goes to Extra.  What is claimed is claimed whole, also where it makes no card: nothing else may take an
option, or the line with the answer, for a fact.
"""

from __future__ import annotations

from dataclasses import replace

from markdown_deckbuilder.extract.rules import answer_keys, choice_notes, truths
from markdown_deckbuilder.extract.rules.choice_reading import asks, is_wished, read_question
from markdown_deckbuilder.extract.rules.options import Form, options_at
from markdown_deckbuilder.extract.rules.passed_over import is_contents
from markdown_deckbuilder.extract.rules.phrases import words_of
from markdown_deckbuilder.extract.rules.quiz_words import answer_sign, label_length, number_of, question_label
from markdown_deckbuilder.extract.rules.record import Rule, joined
from markdown_deckbuilder.extract.rules.solutions import is_bare_letter, solution_at
from markdown_deckbuilder.extract.rules.subjects import label
from markdown_deckbuilder.extract.wording.language import QUESTION_MARKS
from markdown_deckbuilder.model import Claim, Reason, Site, Step, Verdict
from markdown_deckbuilder.reading.tree import (
    Blocks,
    Callout,
    CodeBlock,
    Details,
    Heading,
    Inlines,
    List,
    ListItem,
    Paragraph,
    Ruler,
    Span,
    Table,
    text_of,
)


def claim(site: Site) -> Claim | None:
    """Claim a question with its options and its answer, in whatever blocks they stand."""
    match site.block:
        case Heading():
            return _claim_section(site, site.block)
        case ListItem(children=children):
            return _claim_run(site, children)
        case List():
            return _claim_list(site, site.block) or truths.claim(site) or answer_keys.claim(site)
        case Callout(title=title, children=children) | Details(summary=title, children=children):
            return _claim_titled(site, title, children)
        case Paragraph():
            return (
                _claim_run(site, (site.block, *site.following), is_open=True)
                or truths.claim(site)
                or answer_keys.claim(site)
                or _claim_stray_answer(site.block)
            )
        case Table():
            return answer_keys.claim(site)
    return None


def _claim_section(site: Site, heading: Heading) -> Claim | None:
    """Claim a heading that asks, or only numbers a question, with all that stands below it, up to a ruler.

    Where more questions follow, they are read by themselves.
    """
    end = next((n for n, block in enumerate(site.following) if isinstance(block, Ruler)), len(site.following))
    blocks = site.following[:end]
    if not blocks or any(is_wished(block) for block in blocks):
        return None
    if truths.announces(text_of(heading.children)):
        return Claim()  # the statements below it are read one by one
    found, steps = _of_heading(site, heading, blocks)
    if not found:
        return None
    taken = found.takes - (found.asked[0].span == heading.span)
    if _goes_on(blocks[taken:]):
        return replace(choice_notes.claim_of(replace(site, steps=steps), found), takes=taken)
    left = tuple(block for block in blocks[taken:] if not is_contents(block))
    passed = tuple(Verdict(one.span, Reason.CONTENTS) for one in blocks[taken:] if one not in left)
    made = choice_notes.claim_of(replace(site, steps=steps), found, left)
    return replace(made, verdicts=(*made.verdicts, *passed), takes=len(blocks))


def _of_heading(site: Site, heading: Heading, blocks: Blocks) -> tuple[choice_notes.Found | None, tuple[Step, ...]]:
    """Read the question of *heading*: its own words, or those below it where it only numbers them."""
    text = text_of(heading.children)
    title = text[label_length(text) :].strip()
    own = Paragraph(heading.children, heading.span)
    is_numbered = label_length(text) > 0
    before = _before_options(blocks)
    is_told = any(isinstance(block, Paragraph) for block in before)
    is_asked_below = any(asks(text_of(block)) for block in before if isinstance(block, Paragraph))
    if title and asks(title) and (is_numbered or not is_asked_below):
        return read_question(site, (own, *blocks), 1, number_of(text)), site.steps
    if is_told and is_numbered and (not title or question_label().match(text)):
        steps = (
            *site.steps,
            *((Step(label(choice_notes.without_label(heading.children)), is_heading=True),) if title else ()),
        )
        return read_question(site, blocks, 0, number_of(text)), steps
    if title and not is_told:
        found = read_question(site, (own, *blocks), 1, number_of(text))
        is_sure = found and (is_numbered or (found.is_told and found.right))
        return (found if is_sure else None), site.steps
    return None, site.steps


def _before_options(blocks: Blocks) -> Blocks:
    """Return the blocks that stand before the first list or lettered line."""
    for number in range(len(blocks)):
        options = options_at(blocks[number:])
        if options:
            return (*blocks[:number], *options.before)
    return blocks


def _goes_on(blocks: Blocks) -> bool:
    """Say whether another question follows among *blocks*."""
    for number in range(len(blocks)):
        options = options_at(blocks[number:])
        if options and options.form in (Form.LETTERS, Form.BOXES):
            return True
    return False


def _claim_run(site: Site, blocks: Blocks, is_open: bool = False) -> Claim | None:
    """Claim the question that *blocks* begin with; an *open* run has other things before and behind it."""
    first = blocks[0] if blocks else None
    if not isinstance(first, Paragraph | Heading | CodeBlock):
        return None
    found = read_question(site, blocks, 0, number_of(text_of(first)), is_open)
    if not found:
        return None
    left = () if is_open else blocks[found.takes :]
    made = choice_notes.claim_of(site, found, left)
    return replace(made, takes=found.takes - 1 if is_open else 0)


def _claim_list(site: Site, block: List) -> Claim | None:
    """Claim the items that are questions, together with what follows the last; hand the others on."""
    claims: list[Claim] = []
    rest: list[Site] = []
    for number, item in enumerate(block.items):
        is_last = number == len(block.items) - 1
        inner = replace(site, block=item, following=())
        made = _claim_item(
            inner, item, str(block.start + number) if block.ordered else "", site.following if is_last else ()
        )
        if made:
            claims.append(made)
        else:
            rest.append(inner)
    if not claims:
        return None
    return joined(claims, rest, claims[-1].takes if not rest or rest[-1].block is not block.items[-1] else 0)


def _claim_item(site: Site, item: ListItem, number: str, following: Blocks) -> Claim | None:
    blocks = item.children
    if (
        not blocks
        or not isinstance(blocks[0], Paragraph | Heading | CodeBlock)
        or any(is_wished(child) for child in blocks)
    ):
        return None
    number = number or number_of(text_of(blocks[0]))
    found = read_question(site, (*blocks, *following), 0, number)
    if not found:
        return _claim_unreadable(site, blocks)
    made = choice_notes.claim_of(site, found, blocks[found.takes :])
    return replace(made, takes=max(0, found.takes - len(blocks)))


def _claim_unreadable(site: Site, blocks: Blocks) -> Claim | None:
    """Claim a question of which only the letter of the answer can be read: its options are torn."""
    for number, block in enumerate(blocks[1:], 1):
        solution = solution_at(blocks[number:]) if isinstance(block, Details | Callout | Paragraph) else None
        if solution and is_bare_letter(solution.statement):
            return choice_notes.unanswered(text_of(blocks[0]), blocks[0].span.to(blocks[-1].span))
    return None


def _claim_titled(site: Site, title: Inlines, children: Blocks) -> Claim | None:
    """Claim a callout or details that holds a question whole; the answer may stand after it."""
    text = text_of(title).strip()
    span = Span(site.block.span.path, site.block.span.line, site.block.span.line)
    own = Paragraph(title, span)
    is_label = bool(question_label().match(text)) and not text.endswith(QUESTION_MARKS)
    asked: Blocks = () if is_label or not text else (own,)
    if asked and not asks(text):
        return None
    if not children or any(is_wished(child) for child in children):
        return None
    blocks = (*asked, *children, *site.following)
    found = read_question(site, blocks, len(asked), number_of(text))
    if not found:
        return None
    inside = len(asked) + len(children)
    if not asked and (words := choice_notes.without_label(title)):
        site = replace(site, steps=(*site.steps, Step(label(words), is_heading=True)))
    made = choice_notes.claim_of(site, found, blocks[found.takes : inside])
    told = (Verdict(span, Reason.LABEL),) if text and not asked else ()
    return replace(made, verdicts=(*made.verdicts, *told), takes=max(0, found.takes - inside))


def _claim_stray_answer(block: Paragraph) -> Claim | None:
    """Claim a line that gives the letter of an answer and stands with no question that could be read."""
    text = text_of(block.children)
    match = answer_sign().match(text)
    if not match or len(words_of(text[match.end() :])) != 1 or len(words_of(text[match.end() :])[0]) > 1:
        return None
    return Claim(verdicts=(Verdict(block.span, Reason.UNINFORMATIVE),))


RULE = Rule(
    "choice",
    "a question with its options on the front and the right one on the back, where the notes tell which it is: "
    "a line `Answer: B`, details, a tick, bold, or an answer key at the end of the page; a false statement "
    "with its correction",
    claim,
)
