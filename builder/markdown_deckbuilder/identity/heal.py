"""What a merge leaves in a ledger, put together: both sides' lines are read, and the later of two versions counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from markdown_deckbuilder.identity.entries import Entry, Header, Names

# What git writes around the two sides of a conflict; the part after |||||||, their common past, is left out.
_OURS, _PAST, _THEIRS, _END = b"<<<<<<<", b"|||||||", b"=======", b">>>>>>>"


def without_markers(lines: Iterable[bytes]) -> tuple[list[tuple[int, bytes]], int]:
    """Return *lines* with their numbers, without blank ones and conflict markers, and the line of an open conflict or 0."""
    kept: list[tuple[int, bytes]] = []
    begun, is_past = 0, False
    for number, line in enumerate(lines, 1):
        if line.startswith(_OURS):
            begun = number
        elif begun and line.startswith(_PAST):
            is_past = True
        elif begun and line.startswith(_THEIRS):
            is_past = False
        elif begun and line.startswith(_END):
            begun = 0
        elif line.strip() and not is_past:
            kept.append((number, line))
    return kept, begun


def merged_entries(one: Entry, other: Entry) -> tuple[Entry, str]:
    """Return what two lines of one guid come to, and what to tell of it.

    The later change counts, with the numbers of all deletions that either side knows.  Where place and text differ, they
    are two notes that were given one guid on two branches: the older keeps it, and the other one will be born anew.
    """
    if one == other:
        return one, f"the note {one.guid} stands in the ledger twice"
    if one.key != other.key and one.text != other.text:
        older = min(one, other, key=lambda entry: (entry.first_seen, entry.modified))
        return (
            older,
            f"two notes have the guid {one.guid}: “{older.key.cue or older.text}” keeps it, the other starts anew",
        )
    later, earlier = sorted((one, other), key=lambda entry: entry.modified, reverse=True)
    clozes = {words: number for words, number in earlier.clozes.items() if number not in later.clozes.values()}
    merged = msgspec.structs.replace(
        later,
        clozes={**clozes, **later.clozes},
        first_seen=min(one.first_seen, other.first_seen),
        ended=(*later.ended, *(words for words in clozes if words not in later.clozes)),
    )
    return merged, f"the note {one.guid} was changed on two branches: the later change counts"


def merged_headers(one: Header, other: Header) -> tuple[Header, str]:
    """Return the header with the names that either side has pinned, those of *one* first, and what to tell of it."""
    names = Names(
        one.names.root or other.names.root,
        {**other.names.decks, **one.names.decks},
        {**other.names.tags, **one.names.tags},
        one.names.tag_root or other.names.tag_root,
    )
    lost = [*_lost(one.names.decks, other.names.decks), *_lost(one.names.tags, other.names.tags)]
    if one.names.root and other.names.root not in ("", one.names.root):
        lost.append(other.names.root)
    if other.project != one.project:
        lost.append(f"project key {other.project}")
    told = f"; dropped: {', '.join(lost)}" if lost else ""
    builder = one.builder if one.builder == other.builder else ""  # so that what either changes is told once more
    return Header(
        one.deckbuilder_ledger, one.project, names, builder
    ), f"two branches have pinned names; all are kept{told}"


def _lost(kept: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    return [name for key, name in other.items() if kept.get(key, name) != name]
