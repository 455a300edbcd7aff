"""Read a question, its options and its answer from blocks: is it one, and which of the options are right?"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from markdown_deckbuilder.extract.rules import answer_keys, choice_notes, truths
from markdown_deckbuilder.extract.rules.exchanges import gives_answer
from markdown_deckbuilder.extract.rules.explicit import is_explicit
from markdown_deckbuilder.extract.rules.options import Form, Options, options_at
from markdown_deckbuilder.extract.rules.phrases import cut
from markdown_deckbuilder.extract.rules.quiz_words import BLANK, answer_sign, choosing, label_length, question_label
from markdown_deckbuilder.extract.rules.solutions import right_of, solution_at
from markdown_deckbuilder.extract.wording.language import QUESTION_MARKS
from markdown_deckbuilder.model import Site
from markdown_deckbuilder.reading.tree import (
    Block,
    Blocks,
    CodeBlock,
    Heading,
    HtmlBlock,
    List,
    MathBlock,
    Paragraph,
    Quote,
    Table,
    text_of,
)

# A question may be a story of several paragraphs, with code and tables in it.
MAX_QUESTION_BLOCKS = 8
_LEADS_IN = (":", "：", "…", "...", "—")


_FIGURES = CodeBlock | MathBlock | Table | Quote | HtmlBlock


def read_question(
    site: Site, blocks: Blocks, own: int, number: str, is_open: bool = False
) -> choice_notes.Found | None:
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
    if not isinstance(block, Paragraph | Heading) or is_wished(block):
        return False
    text = text_of(block)
    if answer_sign().match(text):
        return False
    if not before:
        return True
    if is_open and isinstance(before[-1], Paragraph):
        return question_label().match(text_of(before[0])) is not None and not label_length(text)
    return not (is_open and label_length(text))


def is_wished(block: Block) -> bool:
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
    return sum(option.text.endswith(QUESTION_MARKS) for option in options.items) * 2 > len(options.items)


@lru_cache(maxsize=16_384)
def asks(text: str) -> bool:
    """Say whether *text* asks by its mark, by words such as "which of the following", or by a blank to fill in."""
    return text.rstrip(' *_"”»)').endswith(QUESTION_MARKS) or bool(choosing().search(text)) or bool(BLANK.search(text))


def _asks_somewhere(words: str) -> bool:
    return any(asks(line) for line in words.split("\n")) or any(f"{mark} " in words for mark in QUESTION_MARKS)


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
