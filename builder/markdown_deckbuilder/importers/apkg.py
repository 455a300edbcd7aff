"""An ``.apkg`` file, whoever made it → the notes in it: our own packages, genanki's, and those exported from Anki."""

from __future__ import annotations

import json
import sqlite3
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.model import HEADER_KEY, OTHERS_KEY, Shipment, ShippedNote
from markdown_deckbuilder.reading.tree import Span

# The newest form first: a package for new programs also holds a collection.anki2 with a single note that asks for them.
_ZSTD, _PLAIN = "collection.anki21b", ("collection.anki21", "collection.anki2")
# The schema from which note types and decks have tables of their own (rslib/src/storage/upgrades in Anki's sources).
_FIRST_WITH_TABLES = 15
_FIELD_END = "\x1f"


@dataclass(frozen=True, slots=True)
class _NoteType:
    name: str
    is_cloze: bool
    fields: tuple[str, ...]


def read_package(data: bytes, path: str) -> tuple[Shipment, tuple[Diagnostic, ...]]:
    """Read the notes in *data*, the contents of the package at *path*.  Diagnostics: I311 where it is none."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            collection = _collection(archive)
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.create_collation("unicase", _unicase)
            connection.deserialize(_without_wal(collection))
            return Shipment(tuple(_notes(connection)), *_ledger_parts(connection)), ()
    except _BROKEN as error:
        message = f"Anki could not import this file: {_said(error)}"
        return Shipment(()), (Diagnostic("I311", message, Span(path, 1, 1)),)


class _NotPacked(Exception):
    """What was to be unpacked is not in the form that its name promises."""


# What zipfile, zlib, SQLite and JSON raise, and what comes of values of other types than Anki would write.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    sqlite3.Error,
    EOFError,
    RuntimeError,  # an encrypted member; NotImplementedError, one in another compression
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    _NotPacked,
)


def _said(error: Exception) -> str:
    """Return what *error* says of a package, in words of ours."""
    match error:
        case _NotPacked():
            return str(error)
        case zipfile.BadZipFile():
            return "it is not a package, or it is damaged"
        case RuntimeError():
            return "it is encrypted, or packed in a way that is not known"
        case zlib.error() | EOFError():
            return "it is damaged"
    return "the collection in it is damaged"


def _collection(archive: zipfile.ZipFile) -> bytes:
    names = archive.namelist()
    if _ZSTD in names:
        return _unpacked(archive.read(_ZSTD))
    found = next((name for name in _PLAIN if name in names), None)
    if found is None:
        raise _NotPacked("there is no collection in it")
    return archive.read(found)


def _unpacked(data: bytes) -> bytes:
    import zstandard

    try:
        with zstandard.ZstdDecompressor().stream_reader(BytesIO(data)) as stream:
            return stream.read()
    except zstandard.ZstdError as error:
        raise _NotPacked("the collection in it is damaged") from error


def _without_wal(collection: bytes) -> bytes:
    """Return *collection* as a database that may lie in memory.

    Bytes 18 and 19 say whether a write-ahead log belongs to it (sqlite.org/fileformat2, 1.3.3), which a package has not.
    """
    return collection[:18] + b"\x01\x01" + collection[20:]


def _unicase(one: str, other: str) -> int:
    one, other = one.casefold(), other.casefold()
    return (one > other) - (one < other)


def _notes(connection: sqlite3.Connection) -> Iterator[ShippedNote]:
    has_tables = connection.execute("select ver from col").fetchone()[0] >= _FIRST_WITH_TABLES
    types = _types_in_tables(connection) if has_tables else _types_in_json(connection)
    decks = _decks_in_tables(connection) if has_tables else _decks_in_json(connection)
    ordinals: dict[int, list[int]] = defaultdict(list)
    homes: dict[int, str] = {}
    for note_id, ordinal, deck, home in connection.execute("select nid, ord, did, odid from cards order by nid, ord"):
        ordinals[note_id].append(ordinal)
        homes.setdefault(note_id, decks.get(home or deck, ""))
    rows = connection.execute("select id, guid, mid, mod, tags, flds, data from notes order by id")
    for note_id, guid, type_id, modified, tags, values, memory in rows:
        kind = types[type_id]
        yield ShippedNote(
            guid=guid,
            note_type=kind.name,
            is_cloze=kind.is_cloze,
            fields=dict(zip(kind.fields, values.split(_FIELD_END), strict=False)),
            tags=tuple(tags.split()),
            deck=homes.get(note_id, ""),
            ordinals=tuple(ordinals[note_id]),
            modified=modified,
            memory=memory,
        )


def _ledger_parts(connection: sqlite3.Connection) -> tuple[str, tuple[str, ...]]:
    """Return what one of our packages carries of its ledger among the settings, which Anki writes as JSON."""
    (text,) = connection.execute("select conf from col").fetchone()
    settings = json.loads(text or "{}")
    header, others = settings.get(HEADER_KEY), settings.get(OTHERS_KEY) or ()
    shown = json.dumps(header, ensure_ascii=False, separators=(",", ":")) if header else ""
    return shown, tuple(str(line) for line in others)


def _types_in_json(connection: sqlite3.Connection) -> Mapping[int, _NoteType]:
    types: dict[str, dict[str, Any]] = json.loads(connection.execute("select models from col").fetchone()[0])
    return {
        int(type_id): _NoteType(
            str(one["name"]),
            one.get("type") == 1,
            tuple(str(field["name"]) for field in sorted(one["flds"], key=lambda field: int(field["ord"]))),
        )
        for type_id, one in types.items()
    }


def _types_in_tables(connection: sqlite3.Connection) -> Mapping[int, _NoteType]:
    fields: dict[int, list[str]] = defaultdict(list)
    for type_id, name in connection.execute("select ntid, name from fields order by ntid, ord"):
        fields[type_id].append(name)
    rows = connection.execute("select id, name, config from notetypes")
    return {type_id: _NoteType(name, _is_cloze(config), tuple(fields[type_id])) for type_id, name, config in rows}


def _is_cloze(config: bytes) -> bool:
    """Say whether a note type's settings, a protobuf message, begin with field 1 ("kind") set to 1 (cloze)."""
    return config.startswith(b"\x08\x01")


def _decks_in_json(connection: sqlite3.Connection) -> Mapping[int, str]:
    decks: dict[str, dict[str, Any]] = json.loads(connection.execute("select decks from col").fetchone()[0])
    return {int(deck_id): str(deck["name"]) for deck_id, deck in decks.items()}


def _decks_in_tables(connection: sqlite3.Connection) -> Mapping[int, str]:
    return {
        deck_id: name.replace(_FIELD_END, "::") for deck_id, name in connection.execute("select id, name from decks")
    }
