"""A candidate → what of it tells whether its card is worth learning: named features, each a number."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markdown_deckbuilder.extract.rules.phrases import words_of
from markdown_deckbuilder.extract.rules.quantities import is_value
from markdown_deckbuilder.extract.wording import Wording, in_any_language, wording_of
from markdown_deckbuilder.extract.wording.language import plain_label
from markdown_deckbuilder.model import Basic, Candidate, Cloze, Page
from markdown_deckbuilder.reading.tree import (
    Blocks,
    Code,
    CodeBlock,
    Deletion,
    Image,
    Link,
    List,
    Math,
    MathBlock,
    Node,
    Strong,
    Table,
    text_of,
    walk,
)
from markdown_deckbuilder.worth.evidence import Evidence, term_of, words_in

# From so many on, more does not tell more.
MANY = 20
# Names of files and folders that speak of the project which holds the notes: the same in every language.
_OF_PROJECT = frozenset(
    "agents authors changelog changes code contributing conduct contributors dev development install history issue "
    "license licence log logs meta migration plan planning privacy project pull readme release releases request roadmap "
    "security setup status sync template templates todo workflow workflows".split()
)
_YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
_FIGURE = re.compile(r"\d")
_PATH = re.compile(r"https?://|\w/\w+/\w|\w\.\w{2,4}\b(?!\w)")
_EXAMPLE = re.compile(r"\be\.?\s?g\.|\bz\.\s?B\.|\bp\.\s?ej|\bex\s?:|例如|比如|например|ad es\.|par ex|por ex", re.I)


@dataclass(frozen=True, slots=True)
class PageView:
    """What a page tells of all its cards: the shares of its lines that are code, links and table rows."""

    wording: Wording
    code: float
    links: float
    table: float
    is_exercise: bool
    is_project: bool


def view_of(page: Page, language: str) -> PageView:
    """Return what *page*, written in *language*, tells of all its cards."""
    lines = [line for line in page.lines if line.strip()]
    total = max(len(lines), 1)
    fenced, inside = 0, False
    for line in lines:
        is_fence = line.lstrip().startswith(("```", "~~~"))
        fenced += inside or is_fence
        inside ^= is_fence
    wording = wording_of(language)
    return PageView(
        wording,
        fenced / total,
        sum("](" in line or "[[" in line for line in lines) / total,
        sum(line.lstrip().startswith("|") for line in lines) / total,
        _names(f"{page.path} {page.title}", in_any_language("exercise_words")),
        _names(page.path, _OF_PROJECT),
    )


def _names(text: str, words: frozenset[str]) -> bool:
    return bool(words & set(words_in(re.sub(r"[_./-]", " ", text))))


def features_of(
    candidate: Candidate, view: PageView, evidence: Evidence, *, is_reverse: bool = False
) -> Mapping[str, float]:
    """Return the features of *candidate* that are not 0, by name; of its reverse card where it *is_reverse*."""
    if is_reverse:
        found = {"bias": 1.0, "reverse": 1.0, f"reverse {candidate.rule}": 1.0}
    else:
        found = {"bias": 1.0, f"rule {candidate.rule}": 1.0, f"form {candidate.rule} {candidate.form}": 1.0}
    parts = [
        _of_term(candidate, view.wording, evidence),
        _of_answer(candidate, view.wording),
        _of_place(candidate, view),
    ]
    if isinstance(candidate.content, Cloze):
        parts.append(_of_cloze(candidate, candidate.content, view.wording, evidence))
    else:
        parts.append(_of_front(candidate.content, view.wording))
    for part in parts:
        found |= {name: float(value) for name, value in part if value}
    return found


def hidden_terms(candidate: Candidate) -> Iterator[tuple[str, ...]]:
    """Yield the words that each deletion of *candidate* hides."""
    if isinstance(candidate.content, Cloze):
        yield from (words_in(text_of(node)) for node in walk(candidate.content.text) if isinstance(node, Deletion))


def _scale(count: int) -> float:
    return math.log1p(min(max(count, 0), MANY)) / math.log1p(MANY)


def _of_term(candidate: Candidate, wording: Wording, evidence: Evidence) -> Iterator[tuple[str, float]]:
    leaf = candidate.cue.rsplit(" › ", 1)[-1]
    if not leaf:
        return
    term = term_of(candidate)
    label = leaf.split(" | ", 1)[0]
    uses, leads = evidence.uses[term], evidence.leads[term]
    yield "term used elsewhere", _scale(max(uses - leads, 0))
    yield "term only leads lines", uses <= leads
    yield "term leads many lines", _scale(leads - 1)
    yield "term long", len(term) > 3
    yield "term one word", len(term) == 1
    yield "term generic", wording.is_generic(label)
    yield "term attribute", wording.is_attribute(label)
    yield "term question", bool(term) and term[0] in wording.question_words
    yield "term figure", _FIGURE.search(label) is not None
    yield "term capitals inside", any(word[1:] != word[1:].lower() for word in words_of(label))
    yield "term all capitals", label.isupper() and len(label) > 1
    yield "term small", label[:1].islower()
    yield "term -ing", len(term) <= 2 and bool(term) and term[0].endswith("ing")
    yield "term function words", sum(word in wording.function_words for word in term) / max(len(term), 1)
    yield "term praises", bool(set(term) & wording.praise_words)
    yield "has parent", " › " in candidate.cue


def _of_answer(candidate: Candidate, wording: Wording) -> Iterator[tuple[str, float]]:
    if isinstance(candidate.content, Cloze):
        return
    answer, back = candidate.answer, candidate.content.back
    words = words_of(answer)
    first = words[0].casefold() if words else ""
    lowered = {word.casefold() for word in words}
    yield "answer 1-2 words", len(words) <= 2
    yield "answer 3-5 words", 3 <= len(words) <= 5
    yield "answer 6-14 words", 6 <= len(words) <= 14
    yield "answer 15-24 words", 15 <= len(words) <= 24
    yield "answer over 24 words", len(words) > 24
    yield "answer over 60 words", len(words) > 60
    yield "answer determiner", first in wording.determiners
    yield "answer acts", first in wording.acting_verbs
    yield "answer opens neutral", first in wording.neutral_openers
    yield "answer pronoun", first in wording.pronouns | wording.back_references
    yield "answer addresses", bool(lowered & (wording.addressed | wording.first_person))
    yield "answer praises", bool(lowered & wording.praise_words)
    yield "answer example", _EXAMPLE.search(answer) is not None
    yield "answer figure", _FIGURE.search(answer) is not None
    yield "answer value", is_value(answer, wording)
    yield "answer path", _PATH.search(answer) is not None
    yield "answer commas", _scale(answer.count(",") + answer.count("、"))
    yield "answer colon", ":" in answer or "：" in answer
    yield "answer ends open", answer.rstrip().endswith(("...", "…", "etc", "etc."))
    yield from _of_nodes("answer", back)


def _of_nodes(side: str, blocks: Blocks) -> Iterator[tuple[str, float]]:
    nodes = list(walk(blocks))
    yield f"{side} code", any(isinstance(node, Code) for node in nodes)
    yield f"{side} code block", any(isinstance(node, CodeBlock) for node in nodes)
    yield f"{side} math", any(isinstance(node, Math | MathBlock) for node in nodes)
    yield f"{side} link", any(isinstance(node, Link) for node in nodes)
    yield f"{side} image", any(isinstance(node, Image) for node in nodes)
    yield f"{side} list", any(isinstance(node, List | Table) for node in nodes)
    yield f"{side} bold", any(isinstance(node, Strong) for node in nodes)
    yield f"{side} blocks", _scale(len(blocks) - 1)


def _of_front(content: Basic, wording: Wording) -> Iterator[tuple[str, float]]:
    text = " ".join(text_of(block) for block in content.front)
    words = [word.casefold() for word in words_of(text)]
    yield "front over 20 words", len(words) > 20
    yield "front points back", bool(set(words) & wording.back_references)
    yield "front addresses", bool(set(words) & (wording.addressed | wording.first_person))
    yield "front has reverse", bool(content.reverse_front)
    yield from _of_nodes("front", content.front)


def _of_cloze(
    candidate: Candidate, content: Cloze, wording: Wording, evidence: Evidence
) -> Iterator[tuple[str, float]]:
    text = " ".join(text_of(block) for block in content.text)
    words = [word.casefold() for word in words_of(text)]
    deletions = [node for node in walk(content.text) if isinstance(node, Deletion)]
    hidden = [text_of(node) for node in deletions]
    count = max(len(hidden), 1)
    yield "text under 8 words", len(words) < 8
    yield "text over 25 words", len(words) > 25
    yield "text points back", bool(set(words[:1]) & (wording.pronouns | wording.back_references))
    yield "text points back inside", bool(set(words) & wording.back_references)
    yield "text links", bool(set(words[:1]) & wording.linking_words)
    yield "text addresses", bool(set(words) & (wording.addressed | wording.first_person))
    yield "text praises", bool(set(words) & wording.praise_words)
    yield "text example", _EXAMPLE.search(text) is not None
    yield "text path", _PATH.search(text) is not None
    yield "deletions", _scale(len(hidden) - 1)
    yield "hides first words", text.startswith(hidden[0]) if hidden else False
    yield "hides last words", text.rstrip(" .").endswith(hidden[-1]) if hidden else False
    yield "hides code", sum(_holds(node, Code) for node in deletions) / count
    yield "hides math", sum(_holds(node, Math) for node in deletions) / count
    yield "hides bold", sum(_holds(node, Strong) for node in deletions) / count
    yield "hides figure", sum(_FIGURE.search(one) is not None for one in hidden) / count
    yield "hides year", sum(_YEAR.search(one) is not None for one in hidden) / count
    yield "hides bare figure", sum(one.strip().isdecimal() for one in hidden) / count
    yield "hides over 3 words", sum(len(words_of(one)) > 3 for one in hidden) / count
    yield "hides praise", sum(bool(set(words_in(one)) & wording.praise_words) for one in hidden) / count
    yield "hides used words", sum(_scale(evidence.uses[words_in(one)] - 1) for one in hidden) / count
    yield "hides capitals", sum(one[:1].isupper() for one in hidden) / count
    yield from _of_nodes("text", content.text)


def _holds(node: Node, kind: type) -> bool:
    return any(isinstance(one, kind) for one in walk((node,)))


def _of_place(candidate: Candidate, view: PageView) -> Iterator[tuple[str, float]]:
    wording = view.wording
    leaf = candidate.trail[-1] if candidate.trail else ""
    trail = " ".join(candidate.trail)
    yield "language unknown", not wording.name
    yield "no breadcrumb", not candidate.context
    yield "page of exercises", view.is_exercise
    yield "page of project", view.is_project
    yield "page code", view.code
    yield "page links", view.links
    yield "page tables", view.table
    yield "under exercise", _names(trail, in_any_language("exercise_words"))
    yield "under generic heading", bool(leaf) and wording.is_generic(leaf)
    yield "under open label", plain_label(leaf) in wording.open_labels
    yield "under question", leaf.rstrip().endswith(("?", "？"))
    yield "under figure", _FIGURE.search(leaf) is not None
    yield "depth", _scale(len(candidate.trail))
    yield "has extra", bool(candidate.extra)
