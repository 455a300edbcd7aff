"""Notes that stay as they were shipped: their fields, from the packages in the output folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from markdown_deckbuilder.cli.beside import packages_in, read_quietly
from markdown_deckbuilder.identity.entries import Entry
from markdown_deckbuilder.model import Kind, Note, ShippedNote
from markdown_deckbuilder.pipeline import Build
from markdown_deckbuilder.reading.tree import Span

_MEDIA = re.compile(r'src="([^"]+)"|\[sound:([^\]]+)\]')


def with_shipped(made: Build, output: Path) -> Build:
    """Return *made* with the notes that stay as they were shipped, as the packages in *output* hold them.

    One that is in none of them, or shows a file that the notes have no more, stays in the ledger alone: those who have
    its cards keep them.
    """
    wanted = set(made.changes.standing)
    if not wanted:
        return made
    found: dict[str, ShippedNote] = {}
    for path in packages_in([output]):
        for note in read_quietly(path).notes:
            is_newer = note.guid not in found or found[note.guid].modified < note.modified
            if note.guid in wanted and note.ordinals and is_newer:
                found[note.guid] = note
    entries = made.ledger.entries
    notes = (_note(note, entries[guid]) for guid, note in sorted(found.items()))
    return replace(made, notes=(*made.notes, *(note for note in notes if set(note.media) <= made.media.keys())))


def _note(shipped: ShippedNote, entry: Entry) -> Note:
    return Note(
        guid=entry.guid,
        kind=Kind(entry.note_type),
        fields=shipped.fields,
        tags=shipped.tags,
        deck=shipped.deck,
        ordinals=shipped.ordinals,
        rule=entry.key.rule,
        span=Span(entry.key.page, 1, 1),
        modified=entry.modified,
        first_seen=entry.first_seen,
        media=tuple(sorted(set(_shown(shipped)))),
    )


def _shown(note: ShippedNote) -> Iterator[str]:
    for value in note.fields.values():
        yield from (name or sound for name, sound in _MEDIA.findall(value))
