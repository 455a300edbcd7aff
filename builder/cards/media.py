"""Local files that cards show → the collection's media folder: flat names with a content hash, only our own files."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import unquote

from builder.cards.render import MediaNames
from builder.diagnostics import Diagnostic
from builder.model import MediaFile
from builder.reading.tree import Span

# Anki cuts longer names (anki.md, Media); the hash and the ending take a part of it.
MAX_NAME_BYTES = 115
HASH_LENGTH = 12


def collect(
    root: Path, references: Iterable[tuple[str, str, Span]], opened_as: Mapping[str, str]
) -> tuple[MediaNames, dict[str, MediaFile], tuple[Diagnostic, ...]]:
    """Read the files that *references* (page path, reference, place) lead to, below the notes' folder *root*.

    *opened_as* gives the name on disk of each page for which it differs from its path.  Returns the name of each
    reference in the collection, the files by that name, and M401 to M403.
    """
    names: dict[tuple[str, str], str] = {}
    found: dict[str, MediaFile] = {}
    faults: dict[tuple[str, str], Diagnostic] = {}
    for page, reference, span in references:
        key = (page, reference)
        if key in names or key in faults:
            continue
        if re.match(r"(?:[a-z][a-z0-9+.-]*:|//)", reference, re.I):
            faults[key] = Diagnostic("M403", f"{reference} is not in the notes' folder; the card links to it", span)
            continue
        path = (root / opened_as.get(page, page)).parent / unquote(reference.split("#", 1)[0].split("?", 1)[0])
        if not path.resolve().is_relative_to(root.resolve()):
            faults[key] = Diagnostic("M402", f"{reference} lies outside the notes' folder", span)
            continue
        try:
            data = path.read_bytes()
        except OSError:
            faults[key] = Diagnostic("M401", f"there is no file {reference}", span)
            continue
        name = media_name(path.name, data)
        names[key] = name
        found[name] = MediaFile(name, data)
    return names, found, tuple(faults.values())


def media_name(file_name: str, data: bytes) -> str:
    """Return the name under which a file *file_name* with the bytes *data* goes into the collection."""
    stem, dot, ending = unicodedata.normalize("NFC", file_name).rpartition(".")
    if not dot:
        stem, ending = ending, ""
    word = re.sub(r"[^\w-]+", "-", stem).strip("-_") or "file"
    ending = re.sub(r"[^a-z0-9]", "", ending.casefold())[:8]
    tail = f"-{hashlib.sha256(data).hexdigest()[:HASH_LENGTH]}" + (f".{ending}" if ending else "")
    room = MAX_NAME_BYTES - len(tail)
    return word.encode()[:room].decode(errors="ignore") + tail
