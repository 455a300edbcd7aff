"""Write a build into the ledger: when did what the learner reads change, what is new, what is gone?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

import msgspec

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.identity.clozes import hidden_words, pins
from markdown_deckbuilder.identity.entries import Entry, Names
from markdown_deckbuilder.identity.fingerprint import digest, normal
from markdown_deckbuilder.identity.ledger import Ledger, key_of
from markdown_deckbuilder.identity.rehide import ended
from markdown_deckbuilder.identity.settle import shape_of
from markdown_deckbuilder.model import Changes, Cloze, Identified, Library, Note

# From so many on, and from such a part of the notes, a retirement wants a word of its own: a missing folder looks alike.
MANY_RETIRED = 10
LARGE_PART = 0.2
# From so many on, a newer builder asks before it writes shipped notes anew: members get all of them at once.
MANY_CHANGED = 10

# Fields that tell where a note comes from: they ride along with the next real change.
RIDING = frozenset({"Source"})


def content_hash(note: Note) -> str:
    """Return the hash of what the learner reads: all fields but Source, and the tags."""
    fields = [part for name, html in note.fields.items() if name not in RIDING for part in (name, html)]
    return digest([*fields, *sorted(note.tags)])[:16]


def record(
    notes: Iterable[Note],
    settled: Mapping[str, Identified],
    ledger: Ledger,
    *,
    project: str,
    names: Names,
    now: int,
    is_whole: bool,
    staying: Collection[str] = (),
    builder: str = "",
    doubts: Mapping[str, str] = MappingProxyType({}),
) -> tuple[tuple[Note, ...], Ledger]:
    """Date *notes* and return them with the ledger that remembers this build.

    *settled* are the same notes before rendering, by guid.  *now* is in seconds since the epoch.  Only a build that
    *is_whole* retires what it does not find: else it may have gone where nobody has looked; nor are the notes *staying*
    retired, whose line stands although nothing makes them any more.  ``modified`` is moved only
    by a change of content, and never backwards (``anki.md``: an equal mod never updates).  *builder* is the version that
    builds; *doubts* says, by guid, which entry a note may be reworded.
    """
    entries = dict(ledger.entries)
    dated = []
    for note in notes:
        old = ledger.entries.get(note.guid)
        entry = _entry(note, settled[note.guid], old, now, doubts.get(note.guid, ""))
        entries[note.guid] = entry
        dated.append(replace(note, modified=entry.modified, first_seen=entry.first_seen))
    for guid, entry in ledger.entries.items():
        gone = guid not in settled and entry.retired is None
        if gone and is_whole and guid not in staying:
            entries[guid] = msgspec.structs.replace(entry, retired=now, modified=max(now, entry.modified + 1))
    return tuple(dated), Ledger(ledger.project or project, names, entries, builder)


def sees_everything(ledger: Ledger, library: Library) -> bool:
    """Say whether *library* is all that *ledger* knows: the whole folder, or a part beside which nothing was shipped.

    A page that could not be read may hold what is gone from another one.
    """
    if library.unread:
        return False
    return library.is_whole or not any(
        entry.retired is None and entry.key.page in library.others for entry in ledger.entries.values()
    )


def changes_of(
    notes: Iterable[Note], old: Ledger, new: Ledger, pages: Collection[str], staying: Collection[str] = ()
) -> Changes:
    """Return what has come of *notes* and of the entries of *old*, now that *new* is the ledger.

    *pages* are the paths of those that were read; the notes *staying* are as they were shipped.
    """
    bins: dict[str, list[str]] = {name: [] for name in ("new", "returned", "updated", "moved", "unchanged")}
    seen = set()
    for note in notes:
        seen.add(note.guid)
        bins[_bin(old.entries.get(note.guid), new.entries[note.guid])].append(note.guid)
    gone = [guid for guid, entry in old.entries.items() if entry.retired is None and guid not in seen]
    retired = tuple(guid for guid in gone if new.entries[guid].retired is not None)
    left = [guid for guid in gone if new.entries[guid].retired is None]
    waiting = tuple(guid for guid in left if old.entries[guid].key.page in pages and guid not in staying)
    unseen = tuple(guid for guid in left if old.entries[guid].key.page not in pages)
    told = {name: tuple(guids) for name, guids in bins.items()}
    standing = tuple(guid for guid in left if guid in staying)
    return Changes(**told, retired=retired, not_looked_at=unseen, waiting=waiting, standing=standing)


def _bin(old: Entry | None, new: Entry) -> str:
    if old is None:
        return "new"
    if old.retired is not None:
        return "returned"
    if old.modified != new.modified:
        return "updated"
    return "moved" if (old.key.page, old.key.trail) != (new.key.page, new.key.trail) else "unchanged"


def too_many_retired(changes: Changes) -> tuple[Diagnostic, ...]:
    """Return I310 if so large a part of the notes looked at would be retired that a mistake is likely."""
    stay = len(changes.updated) + len(changes.moved) + len(changes.unchanged)
    gone = len(changes.retired)
    if gone < MANY_RETIRED or gone < (stay + gone) * LARGE_PART:
        return ()
    return (Diagnostic("I310", f"{gone:,} of {stay + gone:,} notes would be retired"),)


def changed_by_builder(changes: Changes, old: Ledger, new: Ledger) -> tuple[Diagnostic, ...]:
    """Return I316 if another version of the builder would write many shipped notes anew whose lines are as they were."""
    if old.builder == new.builder:
        return ()
    pairs = ((old.entries[guid], new.entries[guid]) for guid in changes.updated)
    changed = [now for before, now in pairs if (before.key, before.text) == (now.key, now.text)]
    if len(changed) < MANY_CHANGED:
        return ()
    count = f"{len(changed):,} shipped notes"
    message = f"deckbuilder {new.builder} would write {count} anew, although their lines are as they were"
    return (Diagnostic("I316", message),)


def _entry(note: Note, settled: Identified, old: Entry | None, now: int, may_be: str) -> Entry:
    candidate = settled.candidate
    content = candidate.content
    clozes = dict(old.clozes) if old else {}
    gone = old.ended if old else ()
    if isinstance(content, Cloze):
        clozes = pins(content.text, clozes)
        gone = ended(hidden_words(content.text), clozes)
    hashed = content_hash(note)
    if old is None:
        modified = now
    elif old.hash == hashed and old.retired is None:
        modified = old.modified
    else:
        modified = max(now, old.modified + 1)
    return Entry(
        guid=note.guid,
        note_type=note.kind.value,
        key=key_of(candidate),
        text=normal(candidate.answer),
        hash=hashed,
        clozes=clozes,
        shape=shape_of(candidate),
        modified=modified,
        first_seen=old.first_seen if old else now,
        retired=None,
        anchor=candidate.anchor,
        ended=gone,
        may_be=may_be,
    )
