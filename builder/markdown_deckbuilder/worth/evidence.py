"""How the whole of the notes uses a term: whether it lives in sentences, or is only a label."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from markdown_deckbuilder.model import Candidate, Page

MAX_WORDS = 5

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """*uses* says how often each term stands in the notes, labels and headings included; *leads* in how many places it
    leads a line."""

    uses: Counter[Words]
    leads: Counter[Words]


def words_in(text: str) -> Words:
    """Return the words of *text* as terms are compared."""
    return tuple(_WORD.findall(text.casefold()))


def term_of(candidate: Candidate) -> Words:
    """Return the words of the term that *candidate* asks of or for, without the labels above it."""
    return words_in(candidate.cue.rsplit(" › ", 1)[-1].split(" | ", 1)[0])


def gather(pages: Iterable[Page], candidates: Iterable[Candidate], hidden: Iterable[Words] = ()) -> Evidence:
    """Look through *pages* for the terms of *candidates*, and for the *hidden* words of clozes."""
    places: dict[Words, set[tuple[str, tuple[str, ...]]]] = defaultdict(set)
    for candidate in candidates:
        places[term_of(candidate)].add((candidate.span.path, candidate.trail))
    terms = {term for term in (*places, *hidden) if 0 < len(term) <= MAX_WORDS}
    return Evidence(_count(pages, terms), Counter({term: len(found) for term, found in places.items()}))


def _count(pages: Iterable[Page], terms: set[Words]) -> Counter[Words]:
    """Count *terms* in the words of *pages*, in one pass."""
    lengths: dict[str, set[int]] = defaultdict(set)
    for term in terms:
        lengths[term[0]].add(len(term))
    uses: Counter[Words] = Counter()
    for page in pages:
        words = words_in(page.text)
        for position, word in enumerate(words):
            for length in lengths.get(word, ()):
                found = words[position : position + length]
                if found in terms:
                    uses[found] += 1
    return uses
