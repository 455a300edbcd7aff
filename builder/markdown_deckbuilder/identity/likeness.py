"""How alike two texts are to somebody who rewrites notes: by the words that carry meaning, with slips forgiven."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from markdown_deckbuilder.extract.rules.phrases import stem, words_of
from markdown_deckbuilder.extract.wording import wording_of

# Shorter words differ by a letter and mean something else: TCP and UCP, vein and rein.
_MIN_SLIP_LENGTH = 5
_LONG_WORD = 9  # from here on a word may hold two slips
# Beginnings that a slip would turn into each other, and that mean opposites.
_PREFIXES = (
    ("hypo", "hyper"),
    ("inter", "intra"),
    ("micro", "macro"),
    ("ab", "ad"),
    ("endo", "ecto"),
    ("ante", "anti"),
)
_OPPOSITES = (*_PREFIXES, *((b, a) for a, b in _PREFIXES))
# What a figure weighs beside a word: it is what changes when a fact is brought up to date.
_FIGURE_WEIGHT = 0.5
_FIGURE = re.compile(r"\d")


# The languages whose small words and labels weigh nothing.  Likeness must not change with each language that is added:
# the limits are measured with these (docs/quality/identity.md), and one language's small words are another's terms.
_WEIGHED = ("en", "de")


@cache
def _function_words() -> frozenset[str]:
    """Return the words that carry no meaning, in any of the languages weighed: a ledger does not tell its own."""
    return frozenset().union(*(wording_of(language).function_words for language in _WEIGHED))


def is_empty_label(label: str) -> bool:
    """Say whether *label*, normalised, asks for nothing by itself ("Note", "Key features"), in any language weighed."""
    return any(wording_of(language).is_generic(label) for language in _WEIGHED)


def is_generic(label: str) -> bool:
    """Say whether *label*, normalised, names nothing of its own ("Key features", "Default"), in any language weighed."""
    return is_empty_label(label) or any(wording_of(language).is_attribute(label) for language in _WEIGHED)


@lru_cache(maxsize=65_536)
def meaning(text: str) -> tuple[str, ...]:
    """Return the stems of the words in *text* that carry meaning, in their order; all words where none does.

    Accents and the like are left aside: they come and go with keyboards.
    """
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    # "long-term" is "long term": hyphens come and go too
    parts = unicodedata.normalize("NFC", plain).replace("-", " ").replace("‑", " ")
    words = [word.casefold() for word in words_of(parts)]
    telling = [word for word in words if word not in _function_words()] or words
    return tuple(stem(word) for word in telling)


class Weights:
    """How much each stem tells: a word that stands in every other note tells little about which note it is."""

    def __init__(self, counts: Mapping[str, int], total: int) -> None:
        """*counts* says in how many of *total* texts each stem stands."""
        self._counts = counts
        self._total = total
        self._known: dict[str, float] = {}

    def of(self, word: str) -> float:
        """Return the weight of the stem *word*, about 0.5 to 1.5; a figure has half of it."""
        known = self._known.get(word)
        if known is None:
            rarity = math.log((self._total + 2) / (self._counts.get(word, 0) + 1)) / math.log(self._total + 2)
            known = self._known[word] = (_FIGURE_WEIGHT if _FIGURE.search(word) else 1.0) * (0.5 + rarity)
        return known


def weights_of(texts: Iterable[str]) -> Weights:
    """Return the weights of the stems in *texts*, those of all notes."""
    counts: Counter[str] = Counter()
    total = 0
    for text in texts:
        counts.update(set(meaning(text)))
        total += 1
    return Weights(counts, total)


@dataclass(frozen=True, slots=True)
class Likeness:
    """*overall* and *covered* go from 0 to 1: what share of both texts agrees, and of the shorter one."""

    overall: float
    covered: float
    shared: int  # words that agree
    figures_differ: bool = False  # both state figures, and not the same


def likeness(old: str, new: str, weights: Weights) -> Likeness:
    """Return how alike *old* and *new* are, both normalised.  The order of the words does not count."""
    ours, theirs = Counter(meaning(old)), Counter(meaning(new))
    both = ours & theirs
    agreed_old = agreed_new = sum(weights.of(word) * count for word, count in both.items())
    shared = both.total()
    left = list((ours - both).elements())
    for word in (theirs - both).elements():
        twin = _slip_of(word, left)
        if twin is not None:
            left.remove(twin)
            agreed_old += weights.of(twin)
            agreed_new += weights.of(word)
            shared += 1
    whole_old = sum(weights.of(word) * count for word, count in ours.items())
    whole_new = sum(weights.of(word) * count for word, count in theirs.items())
    if not whole_old or not whole_new:
        return Likeness(0.0, 0.0, 0)
    overall = (agreed_old + agreed_new) / (whole_old + whole_new)
    covered = max(agreed_old / whole_old, agreed_new / whole_new)
    return Likeness(overall, covered, shared, _figures_differ(ours, theirs))


def _figures_differ(ours: Counter[str], theirs: Counter[str]) -> bool:
    old, new = ({word for word in words if _FIGURE.search(word)} for words in (ours, theirs))
    return bool(old and new) and not (old <= new or new <= old)


def _slip_of(word: str, others: Iterable[str]) -> str | None:
    """Return the one of *others* that is *word* with a slip of the pen or another ending, or None."""
    if _FIGURE.search(word):
        return None
    return next((other for other in others if _is_slip(word, other)), None)


def _is_slip(word: str, other: str) -> bool:
    """Say whether two words are one with a slip in it: their first letter is the same, as it mostly is in slips."""
    if word[0] != other[0] or _FIGURE.search(other):
        return False
    short, long = (word, other) if len(word) <= len(other) else (other, word)
    if len(short) < _MIN_SLIP_LENGTH - 1 or len(long) < _MIN_SLIP_LENGTH:
        return False
    if any({word[: len(a)], other[: len(b)]} == {a, b} for a, b in _OPPOSITES):
        return False
    if long.startswith(short):
        return len(short) * 5 >= len(long) * 3
    return bool(OSA.distance(word, other) <= (2 if len(short) >= _LONG_WORD else 1))
