"""The lines of a ledger: a header, and an entry for each note."""

from __future__ import annotations

import msgspec

FORMAT = 1


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Deck and tag names as first shipped.

    Decks are by domain key, or by page path where a page has its own or that of no domain; tags are by page path.  All
    outlive their titles.  *tag_root* is what was configured above all tags, "" where it follows from the deck.
    """

    root: str = ""
    decks: dict[str, str] = {}
    tags: dict[str, str] = {}
    tag_root: str = ""


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The first line: *builder* is the version of deckbuilder that wrote the ledger last, "" where it was not told yet."""

    deckbuilder_ledger: int
    project: str
    names: Names
    builder: str = ""


class Key(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a note stood and what asked for it, in the source's own words, normalised."""

    page: str
    trail: list[str]
    rule: str
    cue: str


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is remembered of a note.

    *text* is the normalised answer, *hash* that of what the learner reads, *clozes* the number of each deletion that the
    note ever had, by its normalised words; *ended* are those of them that it has no more.  *modified*, *first_seen* and
    *retired* are seconds since the epoch.  A
    *forked* note is retired for good: no other words continue it.  *may_be* is the guid of a note that this one may be
    reworded, until somebody decides.
    """

    guid: str
    note_type: str
    key: Key
    text: str
    hash: str
    clozes: dict[str, int]
    shape: str
    modified: int
    first_seen: int
    retired: int | None
    anchor: str = ""
    forked: bool = False
    ended: tuple[str, ...] = ()
    may_be: str = ""
