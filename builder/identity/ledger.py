"""The ledger: what was built before, one JSON line a note, kept with the notes.

The first line is a header with the format's version, the project key and the pinned names.  Lines are sorted by guid and
their fields stand in a fixed order, so that a diff is short and two members' changes merge line by line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from builder.diagnostics import Diagnostic
from builder.identity.fingerprint import digest, normal
from builder.model import Candidate
from builder.reading.tree import Span

FORMAT = 1
FILE_NAME = "ledger.jsonl"


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Deck and tag names as first shipped.

    Decks are by domain key, or by page path where a page has its own or that of no domain; tags are by page path.  All
    outlive their titles.  *tag_root* is what was configured above all tags, "" where it follows from the deck.
    """

    root: str = ""
    decks: dict[str, str] = {}
    tags: dict[str, str] = {}
    tag_root: str = ""


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    deckbuilder_ledger: int
    project: str
    names: Names


class Key(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a note stood and what asked for it, in the source's own words, normalised."""

    page: str
    trail: list[str]
    rule: str
    cue: str


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is remembered of a note.

    *text* is the normalised answer, *hash* that of what the learner reads, *clozes* the number of each deletion that the
    note ever had, by its normalised words.  *modified*, *first_seen* and *retired* are seconds since the epoch.  A
    *forked* note is retired for good: no text continues it.
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


@dataclass(frozen=True, slots=True)
class Ledger:
    """The whole ledger as a value.  *project* is "" before the first build."""

    project: str = ""
    names: Names = field(default_factory=Names)
    entries: Mapping[str, Entry] = field(default_factory=dict)


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

    Diagnostics: I301 with the line at fault where it cannot be read, I302 where a newer version wrote it.
    """
    lines = [(number, line) for number, line in enumerate(data.split(b"\n"), 1) if line.strip()]
    if not lines:
        return Ledger(), (_fault(path, 1, "the ledger is empty"),)
    version = _version_of(lines[0][1])
    if version is not None and version > FORMAT:
        message = f"the ledger has format {version}, this version of deckbuilder knows {FORMAT}"
        return Ledger(), (Diagnostic("I302", message, Span(path, 1, 1)),)
    try:
        header = msgspec.json.decode(lines[0][1], type=Header)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return Ledger(), (_fault(path, lines[0][0], f"the first line is no ledger header: {error}"),)
    entries: dict[str, Entry] = {}
    faults: list[Diagnostic] = []
    decoder = msgspec.json.Decoder(Entry)
    for number, line in lines[1:]:
        try:
            entry = decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            faults.append(_fault(path, number, f"the line is no ledger entry: {error}"))
            continue
        if entry.guid in entries:
            faults.append(_fault(path, number, f"the note {entry.guid} stands in the ledger twice"))
        entries[entry.guid] = entry
    return Ledger(header.project, header.names, entries), tuple(faults)


def _version_of(line: bytes) -> int | None:
    try:
        header: Any = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    version = header.get("deckbuilder_ledger") if isinstance(header, dict) else None
    return version if isinstance(version, int) else None


def _fault(path: str, line: int, message: str) -> Diagnostic:
    return Diagnostic("I301", message, Span(path, line, line))


def write_ledger(ledger: Ledger) -> bytes:
    """Return *ledger* as the bytes of its file."""
    pinned = ledger.names
    decks, tags = dict(sorted(pinned.decks.items())), dict(sorted(pinned.tags.items()))
    names = Names(pinned.root, decks, tags, pinned.tag_root)
    lines = [msgspec.json.encode(Header(FORMAT, ledger.project, names))]
    lines += [msgspec.json.encode(ledger.entries[guid]) for guid in sorted(ledger.entries)]
    return b"\n".join(lines) + b"\n"
