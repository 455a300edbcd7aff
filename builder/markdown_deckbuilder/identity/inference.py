"""The tiers in which words have changed: each pair they find is told, and what is doubtful is left alone and told too.

The limits are measured on rewordings by people who did not know them (``docs/quality/identity.md``).
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from markdown_deckbuilder.extract.rules.abbreviations import initials_fit
from markdown_deckbuilder.identity.cells import by_new_column, by_row_or_column
from markdown_deckbuilder.identity.likeness import Likeness, Weights, is_empty_label, is_generic, likeness, meaning
from markdown_deckbuilder.identity.moves import Moves
from markdown_deckbuilder.identity.nearby import WordIndex
from markdown_deckbuilder.identity.pairing import Pairing
from markdown_deckbuilder.identity.sides import MIN_TELLING_WORDS, Section, Side
from markdown_deckbuilder.model import Kind

# How alike two texts must be to be one reworded (both texts, 0 to 1).
REWORDED = 0.65
# The same where both state figures and these differ, or where the text has moved far away.
REWORDED_FOR_SURE = 0.8
# The same where the note still hides the same words.
REWORDED_AROUND = 0.4
# How far the second best must be behind.
MARGIN = 0.1
# A text is another one extended, or cut short, where so much of the shorter one is in the longer.
EXTENDED = 0.95
# How many words that must be where the place says nothing.
SHARED_FOR_SURE = 6
# A cue with a slip in it, or with a word more or less.
SIMILAR_CUES = 0.7
# Under one cue or one place: whether an answer still speaks of the same thing.
SAME_THING = 0.5
RELATED = 0.25
# From here on somebody should decide.
DOUBTFUL = 0.45

SectionOf = Callable[[Side], Section]
_Pair = tuple[float, Side, Side]  # how alike an entry and a candidate are


@dataclass(frozen=True, slots=True)
class Doubt:
    """*new* may be *old* reworded, or another fact; it is taken for another one.

    Of a change of kind *is_sure* says whether both say the same.
    """

    old: Side
    new: Side
    is_sure: bool = True


class Inference:
    """Finds the heirs of entries whose words were changed, among what *pairing* has left open."""

    def __init__(self, pairing: Pairing, weights: Weights) -> None:
        self.pairing = pairing
        self.weights = weights
        self.moves = Moves((heir.old, heir.new) for heir in pairing.heirs)
        self._likes: dict[tuple[str, str], Likeness] = {}

    def run(self) -> None:
        """Join what the tiers 4 to 7 find, each among what is left by the one before."""
        places: tuple[SectionOf, ...] = (lambda side: side.section, self.moves.section_of)
        for section_of in places:
            self._by_content(section_of)
        self.by_key()
        by_row_or_column(self.pairing, self.moves)
        by_new_column(self.pairing, self.moves, self._says_the_same)
        for section_of in places:
            self._by_answer(section_of)
            self._by_what_is_shown(section_of)
        self._by_lead_term()
        self._by_lead_alone()
        pairs = self._pairs()
        for section_of in places:
            self._nearest(pairs, lambda old, new, of=section_of: of(old) == new.section, REWORDED)  # type: ignore[misc]
        self._nearest(pairs, self._is_on_its_page, REWORDED)
        self._nearest(pairs, lambda old, new: new.is_telling, REWORDED_FOR_SURE)

    def by_key(self) -> None:
        """Join what has the same cue in the same place, or in the one that its section has moved to."""
        self._by_key(lambda side: side.section)
        self._by_key(self.moves.section_of)

    def doubts(self) -> Iterator[Doubt]:
        """Yield the best guess for each open candidate that one might take for an entry that is gone."""
        taken: set[str] = set()
        for score, old, new in self._open(self._pairs()):
            is_near = self._is_on_its_page(old, new) or (old.cue, old.text) == (new.cue, new.text)
            is_likely = not old.cue or score >= SAME_THING or self._has_similar_cue(old, new)
            if is_near and is_likely and not taken & {f"-{old.name}", f"+{new.name}"}:
                taken |= {f"-{old.name}", f"+{new.name}"}
                yield Doubt(old, new)

    def changes_of_kind(self) -> Iterator[Doubt]:
        """Yield what is a note of the other kind now, for which Anki needs a new one."""
        index = self._index()
        for new in self.pairing.candidates.values():
            for kind in Kind:
                if kind.value != new.kind:
                    near = index.nearest(new, (kind.value, new.page))
                    scored = ((old, self._closeness(old, new)) for old in near)
                    alike = (Doubt(old, new, score >= REWORDED) for old, score in scored if score >= SAME_THING)
                    yield from itertools.islice(alike, 1)

    def _is_on_its_page(self, old: Side, new: Side) -> bool:
        return new.page in (old.page, self.moves.page_of(old))

    def _like(self, old: Side, new: Side) -> Likeness:
        pair = (old.words, new.words)
        if pair not in self._likes:
            self._likes[pair] = likeness(*pair, self.weights)
        return self._likes[pair]

    def _closeness(self, old: Side, new: Side) -> float:
        """Return how alike the texts are, where one may be the other with something added or taken away."""
        like = self._like(old, new)
        return like.covered if _is_extended(like) else like.overall

    def _by_key(self, section_of: SectionOf) -> None:
        """Join what has the same cue in the same place, and another answer."""
        self.pairing.pair(
            lambda side: (side.kind, section_of(side), side.rule, side.cue) if side.cue else None,
            lambda side: (side.kind, side.section, side.rule, side.cue) if side.cue else None,
            fits=self._asks_the_same,
            is_inferred=True,
        )
        self.pairing.pair(
            lambda side: (side.kind, section_of(side), side.cue) if side.cue else None,
            lambda side: (side.kind, side.section, side.cue) if side.cue else None,
            fits=self._asks_the_same,
            is_inferred=True,
        )

    def _by_content(self, section_of: SectionOf) -> None:
        """Join what is asked for by a number and says the same under another one: rows and steps that were renumbered."""
        self.pairing.pair(
            lambda side: (section_of(side), side.cell[1:], side.text) if side.is_position and side.text else None,
            lambda side: (side.section, side.cell[1:], side.text) if side.is_position and side.text else None,
            is_inferred=True,
        )

    def _asks_the_same(self, old: Side, new: Side) -> bool:
        """Say whether a shared cue is enough: not for a text that hides its own words, nor under "Note: …" or "2"."""
        if old.kind == Kind.BASIC and not is_empty_label(new.lead) and not new.is_position:
            return _is_like_asked(old, new)
        like = likeness(old.text, new.text, self.weights)
        return like.overall >= SAME_THING and not like.figures_differ

    def _by_answer(self, section_of: SectionOf) -> None:
        """Join what has the same answer in the same place, and another cue."""
        self.pairing.pair(
            lambda side: (side.kind, section_of(side), side.text) if side.text else None,
            lambda side: (side.kind, side.section, side.text) if side.text else None,
            fits=lambda old, new: len(meaning(new.text)) >= MIN_TELLING_WORDS or self._has_similar_cue(old, new),
            is_inferred=True,
        )

    def _says_the_same(self, old: Side, new: Side) -> bool:
        return likeness(old.text, new.text, self.weights).overall >= SAME_THING

    def _by_what_is_shown(self, section_of: SectionOf) -> None:
        """Join the clozes that show the same in the same place and hide other words: the answer was put right."""
        self.pairing.pair(
            lambda side: (section_of(side), side.shown) if side.shown else None,
            lambda side: (side.section, side.shown) if side.shown else None,
            is_inferred=True,
        )

    def _has_similar_cue(self, old: Side, new: Side) -> bool:
        """Say whether the cues are one with a slip, or with a word more or less; of a cell, both row and column."""
        parts = zip(old.cell, new.cell, strict=True) if old.cell and new.cell else ((old.lead, new.lead),)
        likes = [likeness(one, other, self.weights) for one, other in parts if one != other]
        return all(
            (like.overall >= SIMILAR_CUES or like.covered >= EXTENDED) and not like.figures_differ for like in likes
        )

    def _by_lead_term(self) -> None:
        """Join what has the same lead term under the same heading elsewhere."""
        self.pairing.pair(
            lambda side: (
                (side.kind, side.lead, side.leaf)
                if side.lead and side.leaf and not is_generic(side.leaf) and not is_generic(side.lead)
                else None
            ),
            fits=lambda old, new: likeness(old.text, new.text, self.weights).overall >= RELATED,
            is_inferred=True,
        )

    def _by_lead_alone(self) -> None:
        """Join what has a lead term that no other note has, before or now, under another heading and with another answer.

        The answer must still speak of the same.
        """
        counts = [Counter((side.kind, side.lead) for side in sides) for sides in self.pairing.all_sides()]
        self.pairing.pair(
            lambda side: (side.kind, side.lead) if self._is_own_term(side, counts) else None,
            fits=lambda old, new: _is_like_asked(old, new) and self._is_related(old, new),
            is_inferred=True,
        )

    def _is_own_term(self, side: Side, counts: list[Counter[tuple[str, str]]]) -> bool:
        is_unique = all(count[side.kind, side.lead] <= 1 for count in counts)
        is_name = side.kind == Kind.BASIC and bool(side.lead) and not side.cell and not side.is_position
        return is_name and is_unique and not is_generic(side.lead) and bool(meaning(side.lead))

    def _is_related(self, old: Side, new: Side) -> bool:
        """Say whether the answers share two telling words, or one where the headings share one too.

        "Symmetry" of one measure and of another share letters of a formula and no more.
        """
        said = len(_telling(old.text) & _telling(new.text))
        return said >= 2 or (said == 1 and bool(_telling(old.leaf) & _telling(new.leaf)))

    def _nearest(self, pairs: list[_Pair], is_in_reach: Callable[[Side, Side], bool], limit: float) -> None:
        """Join what is nearest to each other in reach, by a margin, and above *limit*."""
        scored = [pair for pair in self._open(pairs) if is_in_reach(pair[1], pair[2])]
        scored = _hiding_most(scored)
        best: dict[str, list[float]] = defaultdict(list)
        for score, old, new in scored:
            best[f"-{old.name}"].append(score)
            best[f"+{new.name}"].append(score)
        for score, old, new in scored:
            second = max(best[f"-{old.name}"][1:2] + best[f"+{new.name}"][1:2], default=0.0)
            is_best = score == best[f"-{old.name}"][0] == best[f"+{new.name}"][0]
            is_clear = is_best and score - second >= MARGIN and self._is_reworded(old, new, limit)
            if is_clear and score - self._most_alike_elsewhere(old, new) >= MARGIN:
                self.pairing.join(old, new, is_inferred=True)

    def _most_alike_elsewhere(self, old: Side, new: Side) -> float:
        """Return how alike *new* is to what stood beside *old* and stands there still, or *old* to what that reads now.

        Where bullets follow one pattern, a new one is as near to those that stay as to the one that is gone.
        """
        area = (old.kind, old.page)
        scores = [self._closeness(other, new) for other in self._stayed[0].nearest(new, area)]
        scores += [self._closeness(old, other) for other in self._stayed[1].nearest(old, area)]
        return max(scores, default=0.0)

    @cached_property
    def _stayed(self) -> tuple[WordIndex, WordIndex]:
        """What has kept its words, by the page where it stood: as it was, and as it is."""
        were, are = WordIndex(self.weights), WordIndex(self.weights)
        for heir in self.pairing.heirs:
            if not heir.is_inferred:
                were.add(heir.old, [(heir.old.kind, heir.old.page)])
                are.add(heir.new, [(heir.old.kind, heir.old.page)])
        return were, are

    def _is_reworded(self, old: Side, new: Side, limit: float) -> bool:
        like = self._like(old, new)
        if old.kind == Kind.BASIC and old.lead != new.lead and not self._has_similar_cue(old, new):
            return False
        if bool(old.text) is not bool(new.text):
            return False  # a question answered by a picture, and one answered by a figure
        hides_other_words = bool(old.hidden and new.hidden) and not self._hides_alike(old, new)
        if like.figures_differ or hides_other_words:
            limit = REWORDED_FOR_SURE
        elif limit < REWORDED_FOR_SURE and any(_is_telling(words) for words in old.hidden & new.hidden):
            limit = REWORDED_AROUND
        elif old.lead and old.lead == new.lead and not is_generic(new.lead):
            limit = min(limit, REWORDED)  # what has a name of its own is known by it anywhere
        least_shared = MIN_TELLING_WORDS if limit < REWORDED_FOR_SURE else SHARED_FOR_SURE
        return like.overall >= limit or (_is_extended(like) and like.shared >= least_shared)

    def _hides_alike(self, old: Side, new: Side) -> bool:
        """Say whether one deletion is still about the same: another one asks for something else."""
        pairs = ((one, other) for one in old.hidden for other in new.hidden)
        return any(one == other or likeness(one, other, self.weights).covered >= SAME_THING for one, other in pairs)

    def _pairs(self) -> list[_Pair]:
        """Return the open pairs that are somewhat alike, on one page or anywhere, the best first."""
        index = self._index()
        found = []
        for new in self.pairing.candidates.values():
            near = index.nearest(new, (new.kind, new.page)) + index.nearest(new, new.kind)
            for old in {old.name: old for old in near}.values():
                score = self._closeness(old, new)
                if score >= DOUBTFUL and _is_like_asked(old, new):
                    found.append((score, old, new))
        return sorted(found, key=lambda one: (-one[0], one[1].name, one[2].name))

    def _index(self) -> WordIndex:
        """Return the open entries by kind, and by kind and page: the one where they stood, and where its notes went."""
        index = WordIndex(self.weights)
        for old in self.pairing.entries.values():
            index.add(old, [old.kind, (old.kind, old.page), (old.kind, self.moves.page_of(old))])
        return index

    def _open(self, pairs: Iterable[_Pair]) -> Iterator[_Pair]:
        """Yield the pairs of which neither side has been joined yet."""
        entries, candidates = self.pairing.entries, self.pairing.candidates
        return (pair for pair in pairs if pair[1].name in entries and pair[2].name in candidates)


def _hiding_most(pairs: list[_Pair]) -> list[_Pair]:
    """Return *pairs* without those whose entry has more of its hidden words hidden in another one of them.

    Where a sentence was split, its longer half may show what the other one hides.
    """
    most: dict[str, int] = defaultdict(int)
    for _, old, new in pairs:
        most[old.name] = max(most[old.name], len(old.hidden & new.hidden))
    return [pair for pair in pairs if len(pair[1].hidden & pair[2].hidden) == most[pair[1].name]]


def _is_like_asked(old: Side, new: Side) -> bool:
    """Say whether both ask what letters stand for, or neither does: a term's expansion is not its meaning."""
    return initials_fit(old.lead, old.text) is initials_fit(new.lead, new.text)


def _is_extended(like: Likeness) -> bool:
    return like.covered >= EXTENDED and like.shared >= MIN_TELLING_WORDS


def _telling(text: str) -> set[str]:
    """Return the stems of *text* that are words: letters of a formula are none."""
    return {word for word in meaning(text) if len(word) >= _MIN_TELLING_LETTERS and word.isalpha()}


def _is_telling(hidden: str) -> bool:
    """Say whether *hidden*, the words of a deletion, are more than a "not" or a "two"."""
    return len(hidden) >= _MIN_TELLING_LETTERS


_MIN_TELLING_LETTERS = 4
