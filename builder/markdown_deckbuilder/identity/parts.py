"""A part of the notes that was built before the whole: its ledger goes over into that of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from markdown_deckbuilder.identity.entries import Entry, Names
from markdown_deckbuilder.identity.heal import merged_entries
from markdown_deckbuilder.identity.ledger import Ledger
from markdown_deckbuilder.identity.names import deck_of


@dataclass(frozen=True, slots=True)
class TakeOver:
    """*ledger* with a part's in it; how many notes it did not know; and those that both know, under two guids."""

    ledger: Ledger
    taken: int
    twins: int


def take_over(ledger: Ledger, part: Ledger, folder: str, now: int) -> TakeOver:
    """Return *ledger* with what *part* knows, the ledger of *folder* in the notes of *ledger*.

    Its notes keep guid, date, deck and tag, for they may have been shipped; the root deck is that of *ledger* alone.  Of
    a note that both know under one guid the later change counts.  A note that both know under two goes on under that of
    *ledger*, and the other is retired *now*: one text makes one note.
    """
    entries = dict(ledger.entries)
    known = {_words(entry) for entry in entries.values() if entry.retired is None}
    taken = twins = 0
    for guid, found in part.entries.items():
        entry = _below(found, folder)
        if guid in entries:
            if entry.modified > entries[guid].modified:
                entries[guid] = merged_entries(entries[guid], entry)[0]
            continue
        taken += 1
        if entry.retired is None and _words(entry) in known:
            twins += 1
            entry = msgspec.structs.replace(entry, retired=now, modified=max(now, entry.modified + 1))
        entries[guid] = entry
    if not taken:
        return TakeOver(Ledger(ledger.project, ledger.names, entries, ledger.builder), 0, 0)
    return TakeOver(
        Ledger(ledger.project or part.project, _names(ledger.names, part.names, folder), entries, ledger.builder),
        taken,
        twins,
    )


def _below(entry: Entry, folder: str) -> Entry:
    return msgspec.structs.replace(entry, key=msgspec.structs.replace(entry.key, page=f"{folder}/{entry.key.page}"))


def _words(entry: Entry) -> tuple[str, str, str, str]:
    return (entry.note_type, entry.key.page, entry.key.cue, entry.text)


def _names(names: Names, part: Names, folder: str) -> Names:
    """Return *names* with the deck and the tag of each page of *part*, unless the page has its own in *names*."""
    decks = dict(_decks(part, folder, names))
    tags = {f"{folder}/{page}": tag for page, tag in part.tags.items()}
    return Names(names.root, {**decks, **names.decks}, {**tags, **names.tags}, names.tag_root)


def _decks(part: Names, folder: str, names: Names) -> Iterator[tuple[str, str]]:
    for page in part.tags:
        if f"{folder}/{page}" not in names.tags:
            yield f"{folder}/{page}", deck_of(page, part)
