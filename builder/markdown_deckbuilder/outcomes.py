"""What became of every content line: on a card, behind one, or on none and why.

A note has a place, but not every line of it is on the note's cards: a rule may ask for the first sentence alone.  So
the words of each line are looked for in what the note shows, in their order.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import SequenceMatcher

from markdown_deckbuilder.extract.wording import in_any_language
from markdown_deckbuilder.model import Basic, Candidate, LineOutcome, Outcome, Page, Reason, Verdict
from markdown_deckbuilder.pipeline import Build
from markdown_deckbuilder.reading.tree import (
    Blocks,
    Cell,
    Details,
    Html,
    HtmlBlock,
    Image,
    Node,
    Span,
    children_of,
    text_of,
    walk,
)

# A reason that a rule states is better than the one that its neighbours give for lines they only passed.
_WEAK = (Reason.PROSE, Reason.HEADING, Reason.LABEL)

# Words without the signs of Markdown; in scripts that leave no blanks between words, each letter.
_TOKEN = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|[^\W_\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]+")
_TAG = re.compile(r"<[^>]*>?")
_MARKUP = re.compile(r"[*`~\\]|==|<!--.*?-->")


def outcomes(build: Build) -> tuple[LineOutcome, ...]:
    """Return the outcome of each content line of the pages of *build*, in the notes' order."""
    words = {page.path: _Words(page) for page in build.library.pages}
    cards: dict[tuple[str, int], list[str]] = defaultdict(list)
    extras: dict[tuple[str, int], list[str]] = defaultdict(list)
    for guid, note in build.settled.items():
        candidate = note.candidate
        for line in words[candidate.span.path].shown(candidate.span, _sides(candidate)):
            cards[line].append(guid)
        for block in candidate.extra:
            for line in words[block.span.path].shown(block.span, (block,)):
                extras[line].append(guid)
    # What a note was made of and does not show has told what is what in it: "Answer: B".
    signs = (Verdict(note.candidate.span, Reason.LABEL) for note in build.settled.values())
    reasons = _reasons((*build.verdicts, *_summaries(build), *signs))
    passed = {line: one for one in reversed(build.passed_over) for line in _lines(one.span)}
    return tuple(
        _with_worth(_outcome(page, line, cards, extras, reasons), build, passed)
        for page in build.library.pages
        for line in sorted(page.content_lines)
    )


def _with_worth(outcome: LineOutcome, build: Build, passed: Mapping[tuple[str, int], Candidate]) -> LineOutcome:
    """Return *outcome* with the worth of its first card, or of the one in *passed* that its line was not worth."""
    judged = None
    if outcome.outcome is Outcome.CARD:
        judged = build.settled[outcome.guids[0]].candidate
    elif outcome.reason is Reason.LOW_WORTH:
        judged = passed.get((outcome.path, outcome.line))
    return replace(outcome, worth=judged.worth, reasons=judged.reasons) if judged else outcome


def words_in(text: str) -> tuple[str, ...]:
    """Return the words of *text*, Markdown or what it shows, without any markup."""
    return tuple(_TOKEN.findall(_MARKUP.sub("", html.unescape(text)).casefold()))


def telling(words: Iterable[str]) -> set[str]:
    """Return those of *words* that carry meaning; all of them where none does."""
    found = set(words)
    return found - in_any_language("function_words") or found


def _summaries(build: Build) -> Iterator[Verdict]:
    """Yield the verdict on what opens the details on a card: a summary such as "Answer" is a label and not shown."""
    for note in build.settled.values():
        for node in walk([*_sides(note.candidate), *note.candidate.extra]):
            if isinstance(node, Details) and node.children:
                path, first, end = node.span.path, node.span.line, node.children[0].span.line - 1
                yield Verdict(Span(path, first, max(first, end)), Reason.LABEL)


class _Words:
    """The words of the content lines of a page, and where in it they are shown again."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.lines: dict[int, tuple[str, ...]] = {}

    def shown(self, span: Span, blocks: Blocks) -> Iterator[tuple[str, int]]:
        """Yield the lines of which telling words are in *blocks*, and those of *span* that are mere signs or tags.

        The words of a block are looked for in its own place first; a front may have another, such as the title above.
        """
        found: set[int] = set()
        for place, text in _pieces(blocks):
            words = words_in(text)
            seen = _seen(self._lines(place), words)
            if len(telling(words) & set().union(*seen.values())) * 2 <= len(telling(words)):
                seen |= _seen(self._lines(span), words)
            found.update(line for line, common in seen.items() if telling(self._of(line)) & common)
            found.update(line for line, own in self._lines(place).items() if own and telling(own) <= set(words))
        found.update(line for line in self._lines(span) if not words_in(_TAG.sub("", self.page.lines[line - 1])))
        return ((span.path, line) for line in sorted(found))

    def _lines(self, span: Span) -> dict[int, tuple[str, ...]]:
        numbers = range(span.line, span.end_line + 1)
        return {line: self._of(line) for line in numbers if line in self.page.content_lines}

    def _of(self, line: int) -> tuple[str, ...]:
        if line not in self.lines:
            self.lines[line] = words_in(self.page.lines[line - 1])
        return self.lines[line]


def _seen(lines: Mapping[int, tuple[str, ...]], shown: tuple[str, ...]) -> dict[int, set[str]]:
    """Return the words of *lines*, by their number, that come again in *shown* in the same order."""
    if len(lines) == 1:
        return {line: set(words) & set(shown) for line, words in lines.items()}
    source = [(word, line) for line, words in lines.items() for word in words]
    seen: dict[int, set[str]] = defaultdict(set)
    matcher = SequenceMatcher(None, [word for word, _ in source], shown, autojunk=False)
    for start, _, size in matcher.get_matching_blocks():
        for word, line in source[start : start + size]:
            seen[line].add(word)
    return seen


def _sides(candidate: Candidate) -> Blocks:
    """Return what the cards of *candidate* ask and answer."""
    content = candidate.content
    if isinstance(content, Basic):
        return (*content.front, *content.back, *content.reverse_front, *content.reverse_back)
    return content.text


def _pieces(blocks: Iterable[Node]) -> Iterator[tuple[Span, str]]:
    """Yield the texts of *blocks*, each with its own place: a paragraph, a row, a title."""
    for node in walk(blocks):
        span = getattr(node, "span", None)
        if isinstance(span, Span):
            inner = children_of(node)
            own = [child for child in inner if not hasattr(child, "span")] if inner else [node]
            if own:
                yield span, _all_text(own)


def _all_text(nodes: Iterable[Node]) -> str:
    """Return the words of *nodes* with what text_of leaves out: where images lie, and raw HTML."""
    pieces: list[str] = []
    for node in nodes:
        match node:
            case Image(alt=alt, url=url):
                pieces.append(f" {alt} {url} ")
            case Html(markup) | HtmlBlock(markup):
                pieces.append(f" {markup} ")
            case Cell(children):
                pieces.append(f" {_all_text(children)} ")
            case _:
                inner = children_of(node)
                pieces.append(_all_text(inner) if inner else text_of(node))
    return "".join(pieces)


def _lines(span: Span) -> Iterator[tuple[str, int]]:
    return ((span.path, line) for line in range(span.line, span.end_line + 1))


def _reasons(verdicts: Iterable[Verdict]) -> dict[tuple[str, int], Reason]:
    reasons: dict[tuple[str, int], Reason] = {}
    for verdict in verdicts:
        for line in _lines(verdict.span):
            if line not in reasons or reasons[line] in _WEAK:
                reasons[line] = verdict.reason
    return reasons


def _outcome(
    page: Page,
    line: int,
    cards: Mapping[tuple[str, int], list[str]],
    extras: Mapping[tuple[str, int], list[str]],
    reasons: Mapping[tuple[str, int], Reason],
) -> LineOutcome:
    place = (page.path, line)
    text = page.lines[line - 1].strip()
    if place in cards:
        return LineOutcome(page.path, line, text, Outcome.CARD, Reason.CARD, tuple(cards[place]))
    if place in extras:
        return LineOutcome(page.path, line, text, Outcome.EXTRA, Reason.EXTRA, tuple(extras[place]))
    return LineOutcome(page.path, line, text, Outcome.NONE, reasons.get(place, Reason.UNRECOGNISED))
