"""Packages → the bytes of ``.apkg`` files, the same for the same notes wherever and whenever they are built."""

from __future__ import annotations

import hashlib
import itertools
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from typing import Any

import genanki

from markdown_deckbuilder.cards.note_types import NoteType, note_type
from markdown_deckbuilder.model import HEADER_KEY, OTHERS_KEY, Kind, Note, Package

# The first time a zip file can state; members carry no other.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
# Bytes 92 to 99 of an SQLite file name the change counter and the library's version (sqlite.org/fileformat2, 1.3.15
# and 1.3.16); the version differs from machine to machine and says nothing about the notes.
_SQLITE_VERSION = slice(96, 100)
_SQLITE_VERSION_WRITTEN = (3_040_000).to_bytes(4, "big")


class _Model(genanki.Model):  # type: ignore[misc]
    """A note type whose own time decides whether Anki updates it."""

    def __init__(self, kind: NoteType) -> None:
        super().__init__(
            model_id=kind.id,
            name=kind.name,
            fields=[{"name": field.name, "id": field.id} for field in kind.fields],
            templates=[
                {"name": template.name, "id": template.id, "qfmt": template.front, "afmt": template.back}
                for template in kind.templates
            ],
            css=kind.css,
            model_type=self.CLOZE if kind.kind is Kind.CLOZE else self.FRONT_BACK,
        )
        self.modified = kind.modified

    # Anki computes what a template requires anew on import; genanki's own guess costs time and reads no nested sections.
    @property
    def _req(self) -> list[Any]:
        return [[ordinal, "any", [0]] for ordinal in range(len(self.templates))]

    def to_json(self, timestamp: float, deck_id: int) -> dict[str, Any]:
        return dict(super().to_json(self.modified, deck_id), did=1)


class _Note(genanki.Note):  # type: ignore[misc]
    """A note with our own card ordinals and its own time of change."""

    def __init__(self, note: Note, model: _Model, position: int) -> None:
        super().__init__(
            model=model,
            fields=list(note.fields.values()),
            tags=list(note.tags),
            guid=note.guid,
            due=position,
        )
        self.modified = note.modified
        self.ordinals = note.ordinals

    @property
    def cards(self) -> list[genanki.Card]:
        return [genanki.Card(ordinal) for ordinal in self.ordinals]

    def _check_invalid_html_tags_in_fields(self) -> None:
        """Leave out genanki's warning: our fields are balanced HTML by construction, and its pattern is slow."""

    def write_to_db(self, cursor: sqlite3.Cursor, timestamp: float, deck_id: int, id_gen: Iterator[int]) -> None:
        super().write_to_db(cursor, self.modified, deck_id, id_gen)


class _Deck(genanki.Deck):  # type: ignore[misc]
    def to_json(self) -> dict[str, Any]:
        return dict(super().to_json(), md=True)


def deck_id(name: str) -> int:
    """Return an id for the deck *name*.  Anki matches decks by name and gives them ids of its own."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:5], "big") + (1 << 40)


def apkg(package: Package) -> bytes:
    """Return the bytes of *package* as an ``.apkg`` file.

    It holds ``collection.anki2`` (schema 11, deflated), which imports into every Anki from 2.1.54 on.  Cards are new and
    due in the order of the decks and their notes.
    """
    members = [("collection.anki2", _collection(package))]
    members += [(str(number), file.data) for number, file in enumerate(package.media)]
    names = {str(number): file.name for number, file in enumerate(package.media)}
    members.append(("media", json.dumps(names, ensure_ascii=False, sort_keys=True).encode()))
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # else it tells the operating system
            archive.writestr(info, data)
    return out.getvalue()


def _collection(package: Package) -> bytes:
    models = {kind: _Model(note_type(kind)) for kind in Kind}
    position = itertools.count(1)
    filled = []
    first_seen = modified = 0
    for deck in package.decks:
        made = _Deck(deck_id(deck.name), deck.name, deck.description)
        for note in deck.notes:
            made.add_note(_Note(note, models[note.kind], next(position)))
            first_seen = min(first_seen or note.first_seen, note.first_seen)
            modified = max(modified, note.modified)
        filled.append(made)
    with closing(sqlite3.connect(":memory:")) as connection:
        genanki.Package(filled).write_to_db(connection.cursor(), modified, itertools.count(first_seen * 1000))
        _remember(connection, package)
        connection.commit()
        connection.execute("vacuum")
        data = bytearray(connection.serialize())
    data[_SQLITE_VERSION] = _SQLITE_VERSION_WRITTEN
    return bytes(data)


def _remember(connection: sqlite3.Connection, package: Package) -> None:
    """Put what the ledger knows where Anki keeps nothing of its own: the column ``data``, and a key of the settings."""
    ids = connection.execute("select guid, id from notes").fetchall()
    lines = [(package.memory[guid], note_id) for guid, note_id in ids if guid in package.memory]
    connection.executemany("update notes set data = ? where id = ?", lines)
    if package.header:
        settings = json.loads(connection.execute("select conf from col").fetchone()[0])
        settings[HEADER_KEY] = json.loads(package.header)
        if package.others:
            settings[OTHERS_KEY] = list(package.others)
        connection.execute("update col set conf = ?", (json.dumps(settings, ensure_ascii=False),))


def content_of(data: bytes) -> str | None:
    """Return a hash of what the package *data* says, whatever versions of zlib and SQLite wrote it; None if it is none."""
    sha = hashlib.sha256()
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for name in sorted(archive.namelist()):
                sha.update(name.encode())
                if name != "collection.anki2":
                    sha.update(archive.read(name))
                    continue
                with closing(sqlite3.connect(":memory:")) as connection:
                    connection.deserialize(archive.read(name))
                    for table in ("col", "notes", "cards"):
                        for row in connection.execute(f"select * from {table} order by id"):
                            sha.update(repr(row).encode())
    except (zipfile.BadZipFile, zlib.error, sqlite3.Error, LookupError, EOFError, RuntimeError):
        return None
    return sha.hexdigest()
