"""The ledger: what was built before, one JSON line a note, kept with the notes.

The first line is a header with the format's version, the project key and the pinned names.  Lines are sorted by guid and
their fields stand in a fixed order, so that a diff is short and two members' changes merge line by line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.identity.entries import FORMAT, Entry, Header, Key, Names
from markdown_deckbuilder.identity.fingerprint import digest, normal
from markdown_deckbuilder.identity.heal import merged_entries, merged_headers, without_markers
from markdown_deckbuilder.identity.unreadable import unreadable
from markdown_deckbuilder.model import Candidate
from markdown_deckbuilder.reading.tree import Span

FILE_NAME = "ledger.jsonl"


@dataclass(frozen=True, slots=True)
class Ledger:
    """The whole ledger as a value.

    *project* is "" before the first build; *builder* is the version of deckbuilder that wrote it, "" where none is told.
    """

    project: str = ""
    names: Names = field(default_factory=Names)
    entries: Mapping[str, Entry] = field(default_factory=dict)
    builder: str = ""


def key_of(candidate: Candidate) -> Key:
    """Return the key under which *candidate* is looked up."""
    return Key(
        page=candidate.span.path,
        trail=[normal(heading) for heading in candidate.trail],
        rule=candidate.rule,
        cue=normal(candidate.cue),
    )


def project_key(candidates: Iterable[Candidate]) -> str:
    """Return the key of a project whose first build gave *candidates*.

    Two strangers' decks with the same headings never share a guid, while two people who build the same notes do.
    """
    return digest(f"{normal(c.cue)}\n{normal(c.answer)}" for c in candidates)[:16]


def read_ledger(data: bytes, path: str) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    """Read a ledger from *data*, the contents of the file at *path*.

    What a merge leaves, conflict markers and lines in two versions, is put together (see ``heal.py``).
    Diagnostics: I301 with the line at fault where it cannot be read, I302 where a newer version wrote it, I303 for what
    was put together.
    """
    lines, fault = without_markers(data.split(b"\n"))
    if fault:
        return Ledger(), (_fault(path, fault, "a conflict of a merge begins here and does not end"),)
    if not lines:
        return Ledger(), (_fault(path, 1, "the ledger is empty"),)
    for number, line in lines:
        version = _version_of(line)
        if version is not None and version > FORMAT:
            message = f"the ledger has format {version}, this version of deckbuilder knows {FORMAT}"
            return Ledger(), (Diagnostic("I302", message, Span(path, number, number)),)
    if _version_of(lines[0][1]) is None:
        return Ledger(), (_fault(path, lines[0][0], "the first line is no ledger header"),)
    return _read_lines(lines, path)


def _read_lines(lines: Iterable[tuple[int, bytes]], path: str) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    header: Header | None = None
    entries: dict[str, Entry] = {}
    faults: list[Diagnostic] = []
    for number, line in lines:
        try:
            if _version_of(line) is not None:
                found = msgspec.json.decode(line, type=Header)
                header, message = merged_headers(header, found) if header else (found, "")
            else:
                entry = _ENTRIES.decode(line)
                twin = entries.get(entry.guid)
                entries[entry.guid], message = merged_entries(twin, entry) if twin else (entry, "")
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            faults.append(_fault(path, number, unreadable(error)))
            continue
        if message:
            faults.append(Diagnostic("I303", message, Span(path, number, number)))
    if header is None:
        return Ledger(), tuple(faults)
    return Ledger(header.project, header.names, entries, header.builder), tuple(faults)


def _version_of(line: bytes) -> int | None:
    """Return the format that *line* states, if it is a header."""
    if not line.startswith(b'{"deckbuilder_ledger"'):
        return None
    try:
        header: Any = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    version = header["deckbuilder_ledger"]
    return version if isinstance(version, int) else None


def _fault(path: str, line: int, message: str) -> Diagnostic:
    return Diagnostic("I301", message, Span(path, line, line))


_ENTRIES = msgspec.json.Decoder(Entry)


def write_ledger(ledger: Ledger) -> bytes:
    """Return *ledger* as the bytes of its file."""
    lines = [header_line(ledger), *(entry_line(ledger.entries[guid]) for guid in sorted(ledger.entries))]
    return b"\n".join(lines) + b"\n"


def header_line(ledger: Ledger) -> bytes:
    """Return the first line of *ledger*, without its end."""
    pinned = ledger.names
    decks, tags = dict(sorted(pinned.decks.items())), dict(sorted(pinned.tags.items()))
    names = Names(pinned.root, decks, tags, pinned.tag_root)
    return msgspec.json.encode(Header(FORMAT, ledger.project, names, ledger.builder))


def entry_line(entry: Entry) -> bytes:
    """Return the line of *entry*, without its end."""
    return msgspec.json.encode(entry)
