"""Local files that cards show → the collection's media folder: flat names with a content hash, only our own files.

The folder is looked at name by name, never with a name from a page, so that the same notes find the same files on
every system: whether its names tell capitals apart, however it composes letters, whatever a page asks for.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from markdown_deckbuilder.cards.references import ending_of, is_drawing, is_remote, shown
from markdown_deckbuilder.cards.render import MediaNames
from markdown_deckbuilder.cards.svg import UnsafeSvg, made_safe
from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.model import MediaFile
from markdown_deckbuilder.reading.media_endings import MEDIA_ENDINGS
from markdown_deckbuilder.reading.places import VAULT
from markdown_deckbuilder.reading.tree import Span

# Anki cuts longer names (anki.md, Media); the hash and the ending take a part of it.
MAX_NAME_BYTES = 115
HASH_LENGTH = 12
# Above this a file is told of: AnkiWeb and phones carry it for every member.
LARGE_BYTES = 20 * 1024 * 1024
MAX_DATA_BYTES = 10 * 1024 * 1024
# Comparing a name with all others takes a while; a folder with so many missing files has another fault.
MAX_GUESSES = 50

_DATA = re.compile(r"data:image/(png|jpe?g|gif|webp)\s*;\s*base64\s*,", re.I)
_FIRST_BYTES = {
    "png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "jpg": re.compile(rb"\xff\xd8\xff"),
    "gif": re.compile(rb"GIF8[79]a"),
    "webp": re.compile(rb"RIFF.{4}WEBP", re.S),
}
_ELSEWHERE = re.compile(r"file:|[a-z]:[\\/]", re.I)


@dataclass(frozen=True, slots=True)
class _Found:
    """What came of a reference or a file: the file for the collection, if any, and what to tell (code, message)."""

    file: MediaFile | None = None
    faults: tuple[tuple[str, str], ...] = ()


def collect(
    root: Path, references: Iterable[tuple[str, Span]]
) -> tuple[MediaNames, dict[str, MediaFile], tuple[Diagnostic, ...]]:
    """Read the files that *references* (as written, and where) lead to, below the notes' folder *root*.

    Returns the name of each reference in the collection, the files by that name, and M401 to M408, each at every place
    that it concerns.  A file is read once, however many pages show it.
    """
    shelf = _Shelf(root)
    names: dict[tuple[str, str], str] = {}
    files: dict[str, MediaFile] = {}
    diagnostics: dict[Diagnostic, None] = {}
    for reference, span in references:
        found = shelf.find(span.path, reference)
        diagnostics |= {Diagnostic(code, message, span): None for code, message in found.faults}
        if found.file:
            names[span.path, reference] = found.file.name
            files[found.file.name] = found.file
    return names, files, tuple(diagnostics)


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


def _refused(code: str, message: str) -> _Found:
    return _Found(faults=((code, message),))


class _Shelf:
    """Finds and reads the files of one build, each once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.real_root = root.resolve()
        self.tree = _Tree(root)
        self._by_reference: dict[tuple[str, str], _Found] = {}
        self._by_path: dict[Path, _Found] = {}
        self._guesses = 0

    def find(self, page: str, reference: str) -> _Found:
        """Return what *reference*, written on *page*, leads to."""
        key = (page, reference)
        if key not in self._by_reference:
            self._by_reference[key] = self._look_for(page, reference)
        return self._by_reference[key]

    def _look_for(self, page: str, reference: str) -> _Found:
        if reference[:5].casefold() == "data:":
            return _from_data(reference)
        name = shown(reference)
        if is_remote(reference):
            return _refused("M403", f"{name} is not in the notes' folder; the card links to it")
        if _ELSEWHERE.match(reference):
            return _refused("M402", f"{name} lies outside the notes' folder")
        if not reference.strip():
            return _refused("M401", "the image names no file")
        folder = PurePosixPath(page).parent
        is_outside = False
        for spelling in _spellings(reference.removeprefix(VAULT)):
            if reference.startswith(VAULT) and (path := self.tree.by_name(spelling, folder)):
                return self._read_once(path)
            parts = _parts(spelling, folder)
            is_outside |= parts is None
            if parts and (path := self.tree.at(parts)):
                return self._read_once(path)
        if is_outside:
            return _refused("M402", f"{name} lies outside the notes' folder")
        return _refused("M401", f"there is no file {name}{self._nearest(name)}")

    def _nearest(self, name: str) -> str:
        self._guesses += 1
        guess = self.tree.nearest(name) if self._guesses <= MAX_GUESSES else ""
        return f"; there is {guess}" if guess else ""

    def _read_once(self, path: Path) -> _Found:
        if path not in self._by_path:
            self._by_path[path] = self._read(path, path.relative_to(self.root).as_posix())
        return self._by_path[path]

    def _read(self, path: Path, name: str) -> _Found:
        """Return the file at *path*; *name* is what messages call it."""
        try:
            real = path.resolve()
            if not real.is_relative_to(self.real_root):
                return _refused("M402", f"{name} lies outside the notes' folder")
            if path.is_dir():
                return _refused("M401", f"{name} is a folder, not a file")
            if not path.is_file():  # a broken link; or a pipe, on which reading would wait for ever
                return _refused("M401", f"{name} is no file that can be read")
            # Both names: a link may call any file of the folder an image, even one that holds a password.
            if not {ending_of(path.name), ending_of(real.name)} <= MEDIA_ENDINGS:
                return _refused("M405", f"{name} is no image, sound or film that Anki knows")
            data = path.read_bytes()
        except OSError as error:
            return _refused("M401", f"cannot read {name}: {error.strerror}")
        except RuntimeError:  # what Python before 3.13 says to links that lead in a circle
            return _refused("M401", f"cannot read {name}: it links to itself")
        return _file(path.name, data, name) if data else _refused("M401", f"{name} is empty")


def _file(file_name: str, data: bytes, name: str) -> _Found:
    """Return the file *file_name* with the bytes *data*, made safe; *name* is what messages call it."""
    faults: list[tuple[str, str]] = []
    if len(data) > LARGE_BYTES:
        faults.append(("M406", f"{name} is {len(data) / 1024 / 1024:.0f} MB large"))
    if is_drawing(file_name):
        try:
            safe = made_safe(data)
        except UnsafeSvg as error:
            return _Found(faults=(*faults, ("M404", f"{name} cannot be shown safely: {error}")))
        data = safe.data
        if safe.lost:
            faults.append(("M408", f"{name} is shown without its {' and '.join(safe.lost)}"))
    return _Found(MediaFile(media_name(file_name, data), data), tuple(faults))


def _from_data(reference: str) -> _Found:
    """Return the image that is written out in *reference*, a ``data:`` address."""
    head = _DATA.match(reference)
    if not head:
        return _refused("M407", f"{shown(reference[:40])} is no PNG, JPEG, GIF or WebP image in base64")
    ending = head.group(1).casefold().replace("jpeg", "jpg")
    if len(reference) > MAX_DATA_BYTES * 2:
        return _refused("M407", f"an image in the page is larger than {MAX_DATA_BYTES // 1024 // 1024} MB")
    try:
        data = base64.b64decode("".join(unquote(reference[head.end() :]).split()), validate=True)
    except (binascii.Error, ValueError):
        return _refused("M407", "an image in the page is not written in base64")
    if len(data) > MAX_DATA_BYTES:
        return _refused("M407", f"an image in the page is larger than {MAX_DATA_BYTES // 1024 // 1024} MB")
    if not _FIRST_BYTES[ending].match(data):
        return _refused("M407", f"an image in the page is no {ending.upper()} file")
    return _Found(MediaFile(media_name(f"image.{ending}", data), data))


# --- paths ------------------------------------------------------------------------------------------------------------


def _spellings(reference: str) -> Iterator[str]:
    """Yield what *reference* may mean: as written, percent-decoded, without query and fragment, with forward slashes."""
    cut = re.split(r"[?#]", reference)[0]
    for spelling in dict.fromkeys((reference, unquote(reference), cut, unquote(cut))):
        if spelling:
            yield spelling
    if "\\" in unquote(cut):
        yield unquote(cut).replace("\\", "/")


def _parts(reference: str, folder: PurePosixPath) -> tuple[str, ...] | None:
    """Return the path from the notes' folder that *reference* means on a page in *folder*; None where it leads out of it.

    One that begins with a slash starts at the notes' folder.
    """
    parts = [] if reference.startswith("/") else list(folder.parts)
    for part in reference.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return tuple(parts)


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())


class _Tree:
    """The names below the notes' folder, each folder listed once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._listed: dict[Path, tuple[dict[str, str], ...]] = {}

    def at(self, parts: tuple[str, ...]) -> Path | None:
        """Return what lies at *parts* below the root; letter case counts only where two names differ in nothing else."""
        path = self.root
        for part in parts:
            asked = (part, _composed(part), _folded(part))
            listed = self._names_in(path)
            name = next((names[key] for key, names in zip(asked, listed, strict=True) if key in names), None)
            if name is None:
                return None
            path /= name
        return path

    def by_name(self, name: str, folder: PurePosixPath) -> Path | None:
        """Return the file that an embed in *folder* calls *name*, with or without folders before it.

        That in the same folder is meant before those in the folders above, nearest first, and these before the one with
        the shortest path.
        """
        wanted = [part for part in name.split("/") if part]
        if not wanted or name.startswith(("/", "./", "../")):
            return None
        folded = [_folded(part) for part in wanted]

        def rank(path: PurePosixPath) -> tuple[int, bool, int, str]:
            start = PurePosixPath(*path.parts[: -len(wanted)])
            steps = len(folder.parts) - len(start.parts) if folder.is_relative_to(start) else len(folder.parts) + 1
            is_other = [_composed(part) for part in path.parts[-len(wanted) :]] != [_composed(part) for part in wanted]
            return steps, is_other, len(path.parts), str(path)

        fitting = [
            path
            for path in self._files.get(folded[-1], ())
            if [_folded(part) for part in path.parts[-len(wanted) :]] == folded
        ]
        return self.root / min(fitting, key=rank) if fitting else None

    def nearest(self, name: str) -> str:
        """Return the path of the media file whose name is most like that in *name*, or ""."""
        last = _folded(name.replace("\\", "/").rstrip("/").rpartition("/")[2])
        close = get_close_matches(last, self._media_names, n=1, cutoff=0.7)
        return str(self._files[close[0]][0]) if close else ""

    def _names_in(self, folder: Path) -> tuple[dict[str, str], ...]:
        """Return the names in *folder* by their own spelling, by their composed letters, and without capitals."""
        if folder not in self._listed:
            try:
                names = sorted(os.listdir(folder), reverse=True)  # noqa: PTH208 - names alone are wanted
            except OSError:
                names = []
            self._listed[folder] = tuple({spell(name): name for name in names} for spell in (str, _composed, _folded))
        return self._listed[folder]

    @cached_property
    def _media_names(self) -> list[str]:
        return [name for name in self._files if ending_of(name) in MEDIA_ENDINGS]

    @cached_property
    def _files(self) -> dict[str, list[PurePosixPath]]:
        """The files below the root by their folded name, shortest path first; hidden ones are no notes."""
        found: dict[str, list[PurePosixPath]] = {}
        for folder, folders, names in os.walk(self.root):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in names:
                path = PurePosixPath((Path(folder) / name).relative_to(self.root).as_posix())
                if not name.startswith(".") and str(path).isprintable():  # a name in no known encoding is not
                    found.setdefault(_folded(name), []).append(path)
        for paths in found.values():
            paths.sort(key=lambda path: (len(path.parts), str(path)))
        return found
