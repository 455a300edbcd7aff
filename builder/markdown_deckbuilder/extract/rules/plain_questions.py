"""Questions written as ordinary lines or paragraphs, with an answer right below them.

In running text most questions are rhetorical.  One is taken for a question to be asked only where it stands in a line
of its own, opens with a question word, names what it is about, and has a short answer below it that nothing goes on
from: a list, or a paragraph with a heading, a ruler, another such question or the end of the section behind it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_deckbuilder.extract.rules.exchanges import begins_with_term
from markdown_deckbuilder.extract.rules.explicit import is_explicit
from markdown_deckbuilder.extract.rules.phrases import is_lead_in, lines_of, sentences, strip, words_of
from markdown_deckbuilder.extract.rules.subjects import paragraph, words_for
from markdown_deckbuilder.extract.wording import Wording
from markdown_deckbuilder.extract.wording.language import QUESTION_MARKS
from markdown_deckbuilder.model import Site
from markdown_deckbuilder.reading.tree import Blocks, Break, Image, Inlines, List, Paragraph, Ruler, text_of, walk

MIN_QUESTION_WORDS, MAX_QUESTION_WORDS = 3, 22
MAX_ANSWER_WORDS = 60
MAX_ITEMS = 7
# How far from its beginning the question word of a question may stand: "In which city …".
OPENING_WORDS = 3

_OPTION = re.compile(r"\s*(?:\(?[A-Ha-h][.)]|\[[ xX]?\])\s")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, what answers it, and how many of the blocks after it that takes."""

    question: Inlines
    answer: Blocks
    takes: int


def asked_plainly(site: Site, source: Paragraph) -> Asked | None:
    """Return the question that *source* is, or that its first line is, with its answer; None where it is none."""
    wording = words_for(site)
    first, *others = lines_of(source.children)
    if not asks_plainly(first, wording) or not _is_text_of_section(site):
        return None
    if others:
        answer = paragraph(_joined(others), source.span)
        told, taken = answer, 0
    else:
        told, taken = _answer_below(site.following)
    if not told or not _is_answer(told) or not _is_closed(site.following[taken:], told, wording):
        return None
    return Asked(strip(first), told, taken)


def asks_plainly(line: Inlines, wording: Wording) -> bool:
    """Say whether *line* is one question that can be asked by itself."""
    text = text_of(line).strip()
    if (
        not text.endswith(QUESTION_MARKS)
        or len(sentences(line)) != 1
        or any(isinstance(node, Image) for node in walk(line))
    ):
        return False
    words = [word.casefold() for word in words_of(text)]
    if not MIN_QUESTION_WORDS <= len(words) <= MAX_QUESTION_WORDS:
        return False
    return any(word in wording.question_words for word in words[:OPENING_WORDS]) and not _dangles(words, wording)


def _dangles(words: list[str], wording: Wording) -> bool:
    """Say whether the subject of the question in *words* is a mere "it" or "this"."""
    found = next((n for n, word in enumerate(words[:3]) if word in wording.back_references), None)
    if found is None:
        return False
    return not wording.auxiliaries or found == 0 or words[found - 1] in wording.auxiliaries


def _is_text_of_section(site: Site) -> bool:
    """Say whether *site* is part of the running text: a bullet, quote or callout has rules of its own."""
    return any(block is site.block for block in site.section.blocks)


def _answer_below(below: Blocks) -> tuple[Blocks, int]:
    match below:
        case (Paragraph(children) as lead, List() as items, *_) if is_lead_in(text_of(children)):
            return (lead, items), 2
        case (Paragraph() | List() as answer, *_):
            return (answer,), 1
    return (), 0


def _is_answer(blocks: Blocks) -> bool:
    text = "\n".join(text_of(block) for block in blocks)
    if not 0 < len(words_of(text)) <= MAX_ANSWER_WORDS or any(is_explicit(block) for block in blocks):
        return False
    if text.rstrip().endswith((*QUESTION_MARKS, ":", "：", "…", "...")):
        return False
    for block in blocks:
        if isinstance(block, List) and not _is_plain_list(block):
            return False
        if isinstance(block, Paragraph) and any(_is_no_answer(text_of(line)) for line in lines_of(block.children)):
            return False
    return True


def _is_plain_list(block: List) -> bool:
    """Say whether *block* is no choice of options, no list of tasks or questions, and none of terms with their meanings.

    Each of those terms is better asked by itself.
    """
    told = [item.children[0] for item in block.items if item.children]
    terms = [one for one in told if isinstance(one, Paragraph) and begins_with_term(one.children)]
    return (
        len(block.items) <= MAX_ITEMS
        and 2 * len(terms) < len(block.items)
        and not any(item.checked is not None or _is_no_answer(text_of(item)) for item in block.items)
    )


def _is_no_answer(line: str) -> bool:
    """Say whether *line* is an option to choose, or asks itself."""
    return bool(_OPTION.match(line)) or line.rstrip().endswith(QUESTION_MARKS)


def _is_closed(below: Blocks, answer: Blocks, wording: Wording) -> bool:
    """Say whether the *answer* ends where it seems to: nothing goes on from it."""
    if isinstance(answer[-1], List) or not below:
        return True
    match below[0]:
        case Ruler():
            return True
        case Paragraph(children):
            return asks_plainly(lines_of(children)[0], wording)
    return False


def _joined(lines: list[Inlines]) -> Inlines:
    told = [line for line in lines if text_of(line).strip()]
    return strip(tuple(node for n, line in enumerate(told) for node in ((Break(),) if n else ()) + line))
