"""What somebody decides about identities, written into the ledger: refuse a history, grant one, change a pinned name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import msgspec

from markdown_deckbuilder.identity.entries import Entry, Key, Names
from markdown_deckbuilder.identity.ledger import Ledger
from markdown_deckbuilder.identity.names import deck_path, tag_path, top_tag


def fork(ledger: Ledger, guid: str, now_reads: Entry, now: int) -> Ledger:
    """Return *ledger* after the note *guid* was told not to go on as the text that *now_reads* describes.

    It is retired at *now* for good; the text becomes a note of its own with the next build.
    """
    entry = ledger.entries[guid]
    retired = msgspec.structs.replace(entry, retired=now, modified=max(now, entry.modified + 1), forked=True)
    if (entry.key.cue, entry.text) == (now_reads.key.cue, now_reads.text):
        retired = _without_words(retired)
    return replace(ledger, entries={**ledger.entries, guid: retired})


def _without_words(entry: Entry) -> Entry:
    """Return *entry* without its words, which belong to another note now and must not bring it back."""
    key = Key(entry.key.page, [], entry.key.rule, "")
    return msgspec.structs.replace(entry, key=key, text="", anchor="")


def prune(ledger: Ledger, guids: Iterable[str], now: int) -> Ledger:
    """Return *ledger* with the living notes *guids* retired at *now*; they come back when they are worth enough again."""
    gone = {
        guid: msgspec.structs.replace(entry, retired=now, modified=max(now, entry.modified + 1))
        for guid in guids
        if (entry := ledger.entries[guid]).retired is None
    }
    return replace(ledger, entries={**ledger.entries, **gone})


def inherit(ledger: Ledger, guid: str, heir: Entry, now: int) -> Ledger:
    """Return *ledger* after the note *guid* was told to go on as *heir*, which describes what the notes say now.

    The guid that *heir* has in *ledger*, if it was shipped already, is retired at *now*.
    """
    old = ledger.entries[guid]
    entries = dict(ledger.entries)
    if heir.guid in entries:
        entries = dict(fork(ledger, heir.guid, heir, now).entries)
    entries[guid] = msgspec.structs.replace(
        heir,
        guid=guid,
        hash="",  # with the next build it reads otherwise
        clozes=old.clozes,
        ended=old.ended,
        modified=old.modified,
        first_seen=old.first_seen,
        retired=None,
        may_be="",
    )
    return replace(ledger, entries=entries)


def distinct(ledger: Ledger, guid: str) -> Ledger:
    """Return *ledger* after somebody said that the note *guid* is another fact than the one it might have been."""
    entry = msgspec.structs.replace(ledger.entries[guid], may_be="")
    return replace(ledger, entries={**ledger.entries, guid: entry})


@dataclass(frozen=True, slots=True)
class Renaming:
    """The ledger after a pinned name was changed, and which decks and tags have another name now: old → new."""

    ledger: Ledger
    decks: Mapping[str, str]
    tags: Mapping[str, str]


def rename(ledger: Ledger, old: str, new: str, now: int) -> Renaming:
    """Return *ledger* with the deck or tag *old*, and all below it, called *new*.

    Where the tag above all others changes, so does that of retired notes, and they are dated *now*.

    Nothing has that name where the maps of decks and tags are both empty.
    """
    names = ledger.names
    deck, tag = deck_path(new), tag_path(new)
    decks = {name: _below(name, old, deck) for name in {names.root, *names.decks.values()} if _is_below(name, old)}
    tags = {name: _below(name, old, tag) for name in names.tags.values() if _is_below(name, old)}
    top = top_tag(names.root, names.tag_root)
    root = decks.get(names.root, names.root)
    tag_root = _below(top, old, tag) if tags and _is_below(top, old) else names.tag_root
    if root != names.root and not tag_root:
        tag_root = top  # it would follow from the deck, and tags were not to be renamed
    pinned = Names(
        root,
        {key: decks.get(name, name) for key, name in names.decks.items()},
        {key: tags.get(name, name) for key, name in names.tags.items()},
        tag_root,
    )
    entries = ledger.entries
    if top_tag(root, tag_root) != top:
        entries = {guid: _dated(entry, now) for guid, entry in entries.items()}
    return Renaming(replace(ledger, names=pinned, entries=entries), decks, tags)


def _dated(entry: Entry, now: int) -> Entry:
    """Return *entry*, if it is retired, as changed *now*: its tombstone has another tag."""
    if entry.retired is None:
        return entry
    return msgspec.structs.replace(entry, modified=max(now, entry.modified + 1))


def _is_below(name: str, top: str) -> bool:
    return name == top or name.startswith(f"{top}::")


def _below(name: str, old: str, new: str) -> str:
    return new + name[len(old) :]
