"""A note as the matcher sees it: one view of a candidate of this build and of an entry of the ledger."""

from __future__ import annotations

from dataclasses import dataclass

from markdown_deckbuilder.identity.clozes import hidden_words
from markdown_deckbuilder.identity.entries import Entry
from markdown_deckbuilder.identity.fingerprint import normal
from markdown_deckbuilder.identity.ledger import key_of
from markdown_deckbuilder.identity.likeness import meaning
from markdown_deckbuilder.model import Candidate, Cloze

Section = tuple[str, tuple[str, ...]]  # page path and trail


MIN_TELLING_WORDS = 4


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
    def words(self) -> str:
        """All that the source says in the note."""
        return f"{self.cue} {self.text}" if self.cue else self.text

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
