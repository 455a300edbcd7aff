"""Questions with options, as exam notes and quizzes write them.

The front asks with its code and all options, without any sign of the right one; the back is the right option, and what
the notes explain goes to Extra.  What is claimed is claimed whole, also where it makes no card: nothing else may take an
option, or the line with the answer, for a fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.extract.rules import answer_keys, choice_notes, truths
from markdown_deckbuilder.extract.rules.exchanges import gives_answer
from markdown_deckbuilder.extract.rules.explicit import is_explicit
from markdown_deckbuilder.extract.rules.options import Form, Options, options_at
from markdown_deckbuilder.extract.rules.passed_over import is_contents
from markdown_deckbuilder.extract.rules.phrases import cut, words_of
from markdown_deckbuilder.extract.rules.quiz_words import (
    BLANK,
    answer_sign,
    answer_title,
    choosing,
    label_length,
    number_of,
    question_label,
)
from markdown_deckbuilder.extract.rules.record import Rule
from markdown_deckbuilder.extract.rules.solutions import is_bare_letter, right_of, solution_at
from markdown_deckbuilder.extract.rules.subjects import label
from markdown_deckbuilder.model import Claim, Page, Reason, Section, Site, Step, Verdict
from markdown_deckbuilder.reading.tree import (
    Block,
    Blocks,
    Callout,
    CodeBlock,
    Details,
    Heading,
    HtmlBlock,
    Inlines,
    List,
    ListItem,
    MathBlock,
    Paragraph,
    Quote,
    Ruler,
    Span,
    Table,
    text_of,
)

# A question may be a story of several paragraphs, with code and tables in it.
MAX_QUESTION_BLOCKS = 8

_QUESTION_MARKS = ("?", "？", "؟")
_LEADS_IN = (":", "：", "…", "...", "—")
_FIGURES = CodeBlock | MathBlock | Table | Quote | HtmlBlock


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


def with_answers(page: Page) -> Page:
    """Return *page* with sections such as "### Answer" put behind the options they answer, in the section before."""
    sections: list[Section] = []
    for section in page.sections:
        hidden = _hidden_answer(section) if sections else None
        if hidden and _answers(hidden, sections[-1].blocks):
            sections[-1] = replace(sections[-1], blocks=(*sections[-1].blocks, hidden))
        else:
            sections.append(section)
    return replace(page, sections=tuple(sections)) if len(sections) < len(page.sections) else page


def _hidden_answer(section: Section) -> Details | None:
    """Return *section* as details, if its heading says that it holds an answer and nothing else does."""
    heading = section.trail[-1] if section.trail and section.blocks else None
    if not heading or not answer_title().fullmatch(text_of(heading.children)):
        return None
    return Details(heading.children, section.blocks, heading.span.to(section.blocks[-1].span))


def _answers(hidden: Details, blocks: Blocks) -> bool:
    """Say whether *hidden* names one of the options that *blocks* end with."""
    solution = solution_at((hidden,))
    for number in range(len(blocks)):
        options = options_at(blocks[number:])
        if options and solution and number + options.takes == len(blocks):
            return bool(right_of(solution.statement, options)[0])
    return False


def told_once(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return *diagnostics* of a page with those about questions without an answer made one, at the first of them."""
    found = list(diagnostics)
    same = [one for one in found if one.code == "R207"]
    if len(same) < 2:
        return found
    message = same[0].message.replace("1 question with options has", f"{len(same)} questions with options have")
    whole = replace(same[0], message=message.replace(": ", "; the first: ", 1))
    return [whole if one is same[0] else one for one in found if one is same[0] or one.code != "R207"]


# --- where a question stands ------------------------------------------------------------------------------------------


def _claim_section(site: Site, heading: Heading) -> Claim | None:
    """Claim a heading that asks, or only numbers a question, with all that stands below it, up to a ruler.

    Where more questions follow, they are read by themselves.
    """
    end = next((n for n, block in enumerate(site.following) if isinstance(block, Ruler)), len(site.following))
    blocks = site.following[:end]
    if not blocks or any(_is_wished(block) for block in blocks):
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
    is_asked_below = any(_asks(text_of(block)) for block in before if isinstance(block, Paragraph))
    if title and _asks(title) and (is_numbered or not is_asked_below):
        return _read(site, (own, *blocks), 1, number_of(text)), site.steps
    if is_told and is_numbered and (not title or question_label().match(text)):
        steps = (
            *site.steps,
            *((Step(label(choice_notes.without_label(heading.children)), is_heading=True),) if title else ()),
        )
        return _read(site, blocks, 0, number_of(text)), steps
    if title and not is_told:
        found = _read(site, (own, *blocks), 1, number_of(text))
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
    found = _read(site, blocks, 0, number_of(text_of(first)), is_open)
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
    return Claim(
        tuple(one for made in claims for one in made.candidates),
        tuple(one for made in claims for one in made.verdicts),
        tuple(rest),
        takes=claims[-1].takes if not rest or rest[-1].block is not block.items[-1] else 0,
        diagnostics=tuple(one for made in claims for one in made.diagnostics),
    )


def _claim_item(site: Site, item: ListItem, number: str, following: Blocks) -> Claim | None:
    blocks = item.children
    if (
        not blocks
        or not isinstance(blocks[0], Paragraph | Heading | CodeBlock)
        or any(_is_wished(child) for child in blocks)
    ):
        return None
    number = number or number_of(text_of(blocks[0]))
    found = _read(site, (*blocks, *following), 0, number)
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
    is_label = bool(question_label().match(text)) and not text.endswith(_QUESTION_MARKS)
    asked: Blocks = () if is_label or not text else (own,)
    if asked and not _asks(text):
        return None
    if not children or any(_is_wished(child) for child in children):
        return None
    blocks = (*asked, *children, *site.following)
    found = _read(site, blocks, len(asked), number_of(text))
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


# --- a question, its options, its answer --------------------------------------------------------------------------------


def _read(site: Site, blocks: Blocks, own: int, number: str, is_open: bool = False) -> choice_notes.Found | None:
    """Read the question that *blocks* begin with; the first *own* of them are known to ask."""
    for index in range(own, min(len(blocks), MAX_QUESTION_BLOCKS)):
        options = options_at(blocks[index:])
        if options and (index or options.before):
            found = _settled(site, blocks[:index], options, blocks[index + options.takes :], number)
            if found:
                return found
            if options.form in (Form.LETTERS, Form.BOXES):
                return None
        if not _may_ask(blocks[:index], blocks[index], is_open):
            return None
    return None


def _may_ask(before: Blocks, block: Block, is_open: bool) -> bool:
    """Say whether *block* may be a part of the question that *before* begins.

    In an open run a paragraph after a paragraph is something else, unless the first of them has the question's number.
    """
    if isinstance(block, _FIGURES | List):
        return True
    if not isinstance(block, Paragraph | Heading) or _is_wished(block):
        return False
    text = text_of(block)
    if answer_sign().match(text):
        return False
    if not before:
        return True
    if is_open and isinstance(before[-1], Paragraph):
        return question_label().match(text_of(before[0])) is not None and not label_length(text)
    return not (is_open and label_length(text))


def _is_wished(block: Block) -> bool:
    """Say whether *block* is in explicit syntax, apart from a ``Question:`` whose answer may name an option."""
    if isinstance(block, Paragraph) and (match := question_label().match(text_of(block.children))):
        return is_explicit(replace(block, children=cut(block.children, match.end())))
    return is_explicit(block)


def _settled(site: Site, asked: Blocks, options: Options, rest: Blocks, number: str) -> choice_notes.Found | None:
    """Return the question of *asked* with *options*, or None where these are no options to choose from.

    Lists are written for many reasons; the less a list looks like options, the more must say that it is.
    """
    asked = (*asked, *options.before)
    if any(gives_answer(block) for block in asked):
        return None
    words = "\n".join(text_of(block) for block in asked if not isinstance(block, CodeBlock))
    if not words.strip() or _are_questions(options) or truths.announces(words):
        return None
    solution = solution_at((*options.after, *rest))
    found = choice_notes.Found(asked, options, takes=len(asked) - bool(options.before) + options.takes)
    if solution:
        right, end = right_of(solution.statement, options)
        if right:
            return found.answered(right, solution, end)
    if not _looks_like_options(words, options, bool(label_length(words))):
        return None
    marked = _marked(options, words)
    if marked and not (solution and solution.statement and options.form is not Form.BOXES):
        return found.answered(marked, solution, None)
    if not solution:
        letters = answer_keys.answer_for(site, number)
        right = right_of(letters, options)[0] if letters else ()
        if right:
            return replace(found, right=right)
    is_sure = _is_sure(words, options) and not any(is_explicit(block) for block in asked)
    return found.unanswered(solution) if is_sure or solution else None


def _are_questions(options: Options) -> bool:
    return sum(option.text.endswith(_QUESTION_MARKS) for option in options.items) * 2 > len(options.items)


def _asks(text: str) -> bool:
    """Say whether *text* asks by its mark, by words such as "which of the following", or by a blank to fill in."""
    return text.rstrip(' *_"”»)').endswith(_QUESTION_MARKS) or bool(choosing().search(text)) or bool(BLANK.search(text))


def _asks_somewhere(words: str) -> bool:
    return any(_asks(line) for line in words.split("\n")) or any(f"{mark} " in words for mark in _QUESTION_MARKS)


def _looks_like_options(words: str, options: Options, is_numbered: bool) -> bool:
    """Say whether the question's *words* and the form of the *options* say that these are to choose from."""
    asks = _asks_somewhere(words)
    match options.form:
        case Form.LETTERS:
            return asks or is_numbered or words.rstrip().endswith(_LEADS_IN)
        case Form.BOXES:
            return asks or bool(question_label().match(words))  # a mere number may be that of a chapter
    return asks and (bool(choosing().search(words)) or any(option.is_ticked for option in options.items))


def _marked(options: Options, words: str) -> tuple[int, ...]:
    """Return the options with a tick, else those in bold: some of them, but not all."""
    ticked = tuple(n for n, option in enumerate(options.items) if option.is_ticked)
    bold = tuple(n for n, option in enumerate(options.items) if option.is_bold)
    if ticked:
        is_quiz = options.form is Form.LETTERS or options.items[0].letter or choosing().search(words)
        return ticked if len(ticked) < len(options.items) or is_quiz else ()
    is_heading = any(options.items[n].text.endswith(_LEADS_IN) for n in bold)
    is_marked = len(bold) < len(options.items) and _asks_somewhere(words) and not is_heading
    return bold if is_marked and options.form is not Form.BOXES else ()


def _is_sure(words: str, options: Options) -> bool:
    """Say whether *options* can be nothing but options, although no answer is found."""
    if options.form is Form.LETTERS:
        is_upper = options.items[0].letter.isupper()
        return bool(choosing().search(words)) or (is_upper and _asks_somewhere(words))
    return options.form is Form.BOXES and not any(option.is_ticked for option in options.items)


RULE = Rule("choice", "a question with options and its answer", claim)
