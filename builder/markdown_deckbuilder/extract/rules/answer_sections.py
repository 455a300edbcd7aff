"""Sections such as "### Answer": they belong behind the options that they answer."""

from __future__ import annotations

from dataclasses import replace

from markdown_deckbuilder.extract.rules.options import options_at
from markdown_deckbuilder.extract.rules.quiz_words import answer_title
from markdown_deckbuilder.extract.rules.solutions import right_of, solution_at
from markdown_deckbuilder.model import Page, Section
from markdown_deckbuilder.reading.tree import Blocks, Details, text_of


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
