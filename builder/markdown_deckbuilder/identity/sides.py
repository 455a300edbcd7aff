"""A note as the matcher sees it: one view of a candidate of this build and of an entry of the ledger."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_deckbuilder.identity.clozes import hidden_words
from markdown_deckbuilder.identity.entries import Entry
from markdown_deckbuilder.identity.fingerprint import normal
from markdown_deckbuilder.identity.ledger import key_of
from markdown_deckbuilder.identity.likeness import meaning
from markdown_deckbuilder.model import Candidate, Cloze, Kind

Section = tuple[str, tuple[str, ...]]  # page path and trail


MIN_TELLING_WORDS = 4
# The rules that make a cloze whose cue is the name of the list.
_LISTS = ("list", "steps")
# "2", "#3", "layer 2", "step 4.": at most one word and a small number.
_POSITION = re.compile(r"(?:[^\W\d_]+\s)?#?\d{1,2}[.)]?")


@dataclass(frozen=True, slots=True)
class Side:
    """*name* is the guid of an entry, or the number of a candidate; all words are normalised."""

    name: str
    kind: str
    page: str = ""
    trail: tuple[str, ...] = ()
    rule: str = ""
    cue: str = ""
    text: str = ""
    anchor: str = ""
    stands_alone: bool = False
    hidden: frozenset[str] = frozenset()  # the words of its deletions; of an entry, all it ever had

    @property
    def section(self) -> Section:
        return (self.page, self.trail)

    @property
    def leaf(self) -> str:
        """The heading it stands under."""
        return self.trail[-1] if self.trail else ""

    @property
    def lead(self) -> str:
        """What a bullet itself asks by, without the labels and parent bullets above it."""
        return self.cue.rsplit(" › ", 1)[-1]

    @property
    def cell(self) -> tuple[str, ...]:
        """The row's and the column's name of a table's cell; () for other notes."""
        parts = tuple(self.lead.split(" | "))
        return parts if len(parts) == 2 else ()

    @property
    def path(self) -> tuple[str, ...]:
        """All that stands above it, whether as headings, labels or parent bullets, and its own cue."""
        return (*self.trail, *self.cue.split(" › "))

    @property
    def words(self) -> str:
        """What the source says in the note itself: not what the labels and parent bullets above it say."""
        return f"{self.lead} {self.text}" if self.lead and self.names_itself else self.text

    @property
    def shown(self) -> str:
        """The words of a cloze without those that it hides or hid; "" of other notes, or where too few are left."""
        if self.kind != Kind.CLOZE or self.rule in _LISTS:
            return ""
        left = self.text
        for words in sorted(self.hidden, key=len, reverse=True):
            left = left.replace(words.split(" #")[0], " ")
        told = " ".join(left.split())
        return told if len(meaning(told)) >= MIN_TELLING_WORDS else ""

    @property
    def names_itself(self) -> bool:
        """Whether its cue ends in words of its own; that of a cloze is all labels, unless it asks for a whole list."""
        return self.kind == Kind.BASIC or self.rule in _LISTS

    @property
    def is_position(self) -> bool:
        """Whether it is asked for by a number alone, "step 2" or the row "2": that says where it stands, not what it is."""
        return self.kind == Kind.BASIC and bool(_POSITION.fullmatch(self.cell[0] if self.cell else self.lead))

    @property
    def is_telling(self) -> bool:
        """Whether its words say by themselves what they are about: "Default: 5" may be said of two things."""
        return self.stands_alone or len(meaning(self.words)) >= MIN_TELLING_WORDS


def side_of_candidate(number: int, candidate: Candidate) -> Side:
    """Return the view of *candidate*, the one at *number*."""
    key = key_of(candidate)
    content = candidate.content
    return Side(
        str(number),
        candidate.kind.value,
        key.page,
        tuple(key.trail),
        key.rule,
        key.cue,
        normal(candidate.answer),
        candidate.anchor,
        candidate.stands_alone,
        frozenset(hidden_words(content.text)) if isinstance(content, Cloze) else frozenset(),
    )


def side_of_entry(entry: Entry) -> Side:
    """Return the view of *entry*."""
    key = entry.key
    return Side(
        entry.guid,
        entry.note_type,
        key.page,
        tuple(key.trail),
        key.rule,
        key.cue,
        entry.text,
        entry.anchor,
        hidden=frozenset(entry.clozes),
    )
