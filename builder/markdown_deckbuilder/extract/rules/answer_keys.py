"""Answers collected at the end of a page: "1. B  2. D", a table, or a numbered list under "Answers"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from markdown_deckbuilder.extract.rules.phrases import lines_of
from markdown_deckbuilder.extract.rules.quiz_words import answer_sign, answer_title, number_of
from markdown_deckbuilder.model import Claim, Page, Reason, Section, Site, Verdict
from markdown_deckbuilder.reading.tree import Block, Inlines, List, Paragraph, Table, Text, text_of

_ENTRY = re.compile(
    r"\s*(?:Q\.?\s*)?(?P<number>\d{1,3}(?:\.\d+)*)\s*[.):=–-]?\s*"
    r"[(\[]?(?P<letters>[A-Ja-j](?:\s*[,&+/]\s*[A-Ja-j])*|[A-J]{2,4})[)\]]?\s*(?:[,;|.]|\s|$)"
)
_LETTER_FIRST = re.compile(r"\W*[A-Ja-j]\b\s*(?:[).:,–—-]|$)")


@dataclass(frozen=True)
class _Read:
    """A page by its text alone, so that its keys are looked for once."""

    path: str
    text: str
    page: Page = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Key:
    """The answers collected in section number *place*, by the number of their question; doubtful ones are left out."""

    place: int
    answers: Mapping[str, Inlines]


def answer_for(site: Site, number: str) -> Inlines:
    """Return what the next answer key of the page says to the question with *number*; nothing where that is in doubt."""
    if not number:
        return ()
    place = next((n for n, section in enumerate(site.page.sections) if section is site.section), 0)
    keys = _keys(_Read(site.page.path, site.page.text, site.page))
    key = next((key for key in keys if key.place >= place), None)
    return key.answers.get(number, ()) if key else ()


def claim(site: Site) -> Claim | None:
    """Claim a block of an answer key, so that nothing takes its letters for facts."""
    answers = _answers_in(site.block, _is_key(site.section))
    return Claim(verdicts=(Verdict(site.block.span, Reason.REPEATED),)) if answers else None


@lru_cache(maxsize=4)
def _keys(read: _Read) -> tuple[_Key, ...]:
    keys: list[_Key] = []
    counts: Counter[str] = Counter()
    for place, section in enumerate(read.page.sections):
        found = [pair for block in section.blocks for pair in _answers_in(block, _is_key(section))]
        if not found:
            counts.update(_numbers_in(section))
            continue
        given = Counter(number for number, _ in found)
        sure = {number: answer for number, answer in found if given[number] == 1 and counts[number] <= 1}
        if keys and keys[-1].place == place - 1 and not counts:
            sure = {**keys.pop().answers, **sure}
        keys.append(_Key(place, sure))
        counts.clear()
    return tuple(keys)


def _is_key(section: Section) -> bool:
    return any(answer_title().fullmatch(text_of(heading.children)) for heading in section.trail[-1:])


def _numbers_in(section: Section) -> Iterator[str]:
    """Yield the numbers of what may be questions, so that a number which comes twice is in doubt."""
    yield from (number_of(text_of(heading.children)) for heading in section.trail[-1:])
    for block in section.blocks:
        match block:
            case Paragraph(children) if "?" in text_of(children):
                yield number_of(text_of(children))
            case List(items=items, ordered=True, start=start):
                yield from (
                    str(start + n) for n, item in enumerate(items) if len(item.children) > 1 or "?" in text_of(item)
                )


def _answers_in(block: Block, is_key: bool) -> list[tuple[str, Inlines]]:
    match block:
        case List(items=items, ordered=True, start=start) if is_key:
            firsts = [item.children[0] if item.children else None for item in items]
            rows = [_pairs(f"{start + n}. {text_of(item)}") for n, item in enumerate(items)]
            if all(rows):
                return [pair for row in rows for pair in row]
            named = [(str(start + n), one.children) for n, one in enumerate(firsts) if isinstance(one, Paragraph)]
            lettered = sum(bool(_LETTER_FIRST.match(text_of(words))) for _, words in named)
            return named if lettered * 2 > len(items) else []
        case List(items=items) if is_key:
            lines = [item.children[0] for item in items if item.children]
            return [pair for line in lines if isinstance(line, Paragraph) for pair in _pairs(text_of(line))]
        case Paragraph(children):
            sign = answer_sign().match(text_of(children))
            if not is_key and not sign:
                return []
            text = "\n".join(text_of(line) for line in lines_of(children))
            pairs = _pairs(text[sign.end() :] if sign else text)
            return pairs if is_key or len(pairs) > 1 else []
        case Table(head, rows) if is_key:
            texts = [" ".join(text_of(cell) for cell in row.cells) for row in (head, *rows)]
            return [pair for text in texts for pair in _pairs(text)]
    return []


def _pairs(text: str) -> list[tuple[str, Inlines]]:
    """Return the numbers and letters of *text*, if it consists of nothing else."""
    found: list[tuple[str, Inlines]] = []
    position = 0
    text = text.strip()
    while position < len(text):
        match = _ENTRY.match(text, position)
        if not match:
            return []
        found.append((match.group("number"), (Text(match.group("letters")),)))
        position = match.end()
    return found
