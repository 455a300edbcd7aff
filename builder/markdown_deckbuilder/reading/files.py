"""The notes' folder → the Markdown files in it that are notes, and their text."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.model import Source
from markdown_deckbuilder.reading.encodings import Decoded, decoded
from markdown_deckbuilder.reading.tree import Span

MARKDOWN = (".md", ".markdown")
IGNORE_NAME = ".deckbuilderignore"
# What other programs put beside notes: nobody means them to become cards.
_NOT_NOTES = (".excalidraw.md",)
_NOT_FOLDERS = frozenset({"node_modules", "templates", "_templates"})


def nfc(text: str) -> str:
    """Return *text* in the form in which paths are compared and ordered: macOS writes é as e and an accent."""
    return unicodedata.normalize("NFC", text)


def list_files(root: Path, exclude: Iterable[str] = ()) -> tuple[Mapping[str, str], tuple[Diagnostic, ...]]:
    """Return the Markdown files below *root*: each path, in NFC and relative to *root*, with its name on disk.

    Passed over are hidden files and folders, templates, drawings, and what the patterns *exclude* and those in
    ``.deckbuilderignore`` name.  Symbolic links are followed within the folder, and no file is listed twice.
    Diagnostics: S101, S102 and S109 for what cannot be read, S110 for links that lead outside.
    """
    lines, faults = _ignore_lines(root)
    is_ignored, bad = _ignored(exclude, lines)
    listing = _Listing(root, os.path.realpath(root), is_ignored)
    listing.run()
    return listing.found, (*faults, *bad, *listing.faults)


def is_glob(line: str) -> bool:
    """Say whether *line* is a pattern that git would understand and that names something."""
    from pathspec import GitIgnoreSpec  # only who has patterns pays for it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # re warns of sets that may mean something else one day
            (pattern,) = GitIgnoreSpec.from_lines([nfc(line)]).patterns
    except (ValueError, re.error):
        return False
    return pattern.include is not None


def read(root: Path, path: str, name: str) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    """Read the file *name* below *root*, the source at *path*.

    Diagnostics: S101 and S102 where it cannot be read, S111 where it is in another encoding than UTF-8.
    """
    found, faults = _text(root / name, path)
    return (None if found is None else Source(path, nfc(_plain(found.text)), found.encoding)), faults


def _text(file: Path, shown: str) -> tuple[Decoded | None, tuple[Diagnostic, ...]]:
    """Return the text of *file*, its encoding "" where that is UTF-8."""
    try:
        if not stat.S_ISREG(file.stat().st_mode) and not file.is_dir():
            return None, (_unreadable("file", shown, "it is no regular file"),)  # reading a pipe would wait for ever
        data = file.read_bytes()
    except OSError as error:
        return None, (_unreadable("file", shown, error.strerror),)
    try:
        text = data.decode("utf-8-sig")
        if text.count("\0") <= _MOST_ZEROS * len(text):
            return Decoded(text, ""), ()
        first = data.index(b"\0")
    except UnicodeDecodeError as error:
        first = error.start
    line = data[:first].count(b"\n") + 1
    place, message = Span(shown, line, line), f"not UTF-8: byte 0x{data[first]:02x}"
    found = decoded(data)
    if found is None:
        return None, (Diagnostic("S101", f"{message}; no other encoding fits for certain", place),)
    return found, (Diagnostic("S111", f"{message}; read as {found.encoding}", place),)


# With more zero bytes than this share a file is no text: another encoding, or what a crashed disk leaves.  A single one
# is a fault of the note it stands in (E602).
_MOST_ZEROS = 0.01

# Page breaks and vertical tabs, which programs leave that turn PDF files into text: blanks, as CommonMark has it.
_BLANKS = str.maketrans({"\x0b": " ", "\x0c": " "})


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_BLANKS)


def _unreadable(kind: str, shown: str, why: str | None) -> Diagnostic:
    return Diagnostic("S102", f"cannot read the {kind}: {why}", Span(shown, 1, 1))


# --- patterns ---------------------------------------------------------------------------------------------------------


def _ignore_lines(root: Path) -> tuple[list[tuple[int, str]], tuple[Diagnostic, ...]]:
    """Return the lines of ``.deckbuilderignore`` with their numbers."""
    file = root / IGNORE_NAME
    if not os.path.lexists(file):
        return [], ()
    found, faults = _text(file, IGNORE_NAME)
    return list(enumerate((_plain(found.text) if found else "").split("\n"), 1)), faults


def _ignored(
    exclude: Iterable[str], lines: Iterable[tuple[int, str]]
) -> tuple[Callable[[str], bool], tuple[Diagnostic, ...]]:
    """Return what says whether a path (a folder's with a slash at its end) is named by *exclude* or the file's *lines*.

    The file's lines come last, so that a negation among them has the last word.
    """
    patterns = [nfc(glob) for glob in exclude if is_glob(glob)]
    faults = []
    for number, line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        if is_glob(line):
            patterns.append(nfc(line))
        else:
            message = f"{line.strip()!r} is no pattern of files"
            faults.append(Diagnostic("S109", message, Span(IGNORE_NAME, number, number)))
    if not patterns:
        return (lambda _: False), tuple(faults)
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns).match_file, tuple(faults)


# --- folders ----------------------------------------------------------------------------------------------------------


@dataclass
class _Listing:
    """Walks through a notes' folder.

    Links are followed last, so that a folder or file is known by its own name wherever it has one; what has been seen
    is kept by real path, so that links in a circle come to an end.
    """

    root: Path
    real_root: str
    is_ignored: Callable[[str], bool]
    found: dict[str, str] = field(default_factory=dict)
    faults: list[Diagnostic] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def run(self) -> None:
        self._walk("")
        while self.links:
            links, self.links = sorted(self.links, key=nfc), []
            for link in links:
                self._follow(link)

    def _walk(self, top: str) -> None:
        pending = [top]
        while pending:
            folder = pending.pop()
            real = os.path.realpath(self.root / folder)
            if real in self.seen:
                continue
            self.seen.add(real)
            for entry in self._entries(folder):
                path = f"{folder}/{entry.name}" if folder else entry.name
                if entry.is_symlink():
                    self.links.append(path)
                elif entry.is_dir():
                    if self._is_folder_of_notes(path):
                        pending.append(path)
                elif self._is_note(path):
                    self._add(path, os.path.join(real, entry.name))  # noqa: PTH118 - real is a str

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self.root / folder) as entries:
                return sorted(entries, key=lambda entry: (nfc(entry.name), entry.name))
        except OSError as error:
            self.faults.append(_unreadable("folder", nfc(folder) or ".", error.strerror))
            return []

    def _follow(self, link: str) -> None:
        real = os.path.realpath(self.root / link)
        is_folder = os.path.isdir(real)  # noqa: PTH112 - a Path would raise where the link is too long or a circle
        if not (self._is_folder_of_notes(link) if is_folder else self._is_note(link)):
            return
        if real != self.real_root and not real.startswith(os.path.join(self.real_root, "")):  # noqa: PTH118
            message = "the link leads out of the notes' folder, and is not followed"
            self.faults.append(Diagnostic("S110", message, Span(nfc(link), 1, 1)))
        elif is_folder:
            self._walk(link)
        else:
            self._add(link, real)

    def _add(self, path: str, real: str) -> None:
        """Keep the file at *path*; of two whose names differ in their form alone, each goes by its own."""
        if real in self.seen:
            return
        self.seen.add(real)
        try:
            path.encode()
        except UnicodeEncodeError:
            shown = os.fsencode(path).decode("utf-8", "replace")
            self.faults.append(_unreadable("file", shown, "its name is not UTF-8"))
            return
        other = self.found.get(nfc(path))
        if other is None:
            self.found[nfc(path)] = path
        elif path == nfc(path):
            self.found |= {path: path, other: other}
        else:
            self.found[path] = path

    def _is_folder_of_notes(self, path: str) -> bool:
        name = PurePosixPath(path).name
        is_passed_over = name.startswith(".") or name.casefold() in _NOT_FOLDERS
        return not is_passed_over and not self.is_ignored(f"{nfc(path)}/")

    def _is_note(self, path: str) -> bool:
        name = PurePosixPath(path).name
        is_passed_over = name.startswith(".") or name.casefold().endswith(_NOT_NOTES)
        return name.casefold().endswith(MARKDOWN) and not is_passed_over and not self.is_ignored(nfc(path))
