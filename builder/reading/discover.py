"""The notes' folder → pages in their natural order, with titles and domains from the notes' own index page."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from builder.diagnostics import Diagnostic
from builder.model import Domain, Library, Page, Section, Source
from builder.reading.parse import file_title, parse
from builder.reading.tree import Link, Span, text_of, walk

MARKDOWN = (".md", ".markdown")
INDEX_NAMES = ("readme.md", "index.md", "_index.md")
LEDGER_NAME = "ledger.jsonl"


@dataclass(frozen=True, slots=True)
class Target:
    """What the user asked for: the notes' folder, and the part of it to look at ("" for the whole)."""

    root: Path
    part: str = ""


def target_of(path: Path) -> Target:
    """Return the notes' folder that *path*, a folder or a file, belongs to.

    A folder above that holds a ledger makes *path* a part of it; else a folder is its own, and a file is a part of the
    folder it lies in.
    """
    path = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow symlinks away from the notes
    start = path if path.is_dir() else path.parent
    for folder in (start, *start.parents):
        if (folder / LEDGER_NAME).is_file():
            part = path.relative_to(folder).as_posix()
            return Target(folder, "" if part == "." else part)
        if (folder / ".git").exists():
            break
    return Target(start, "" if path.is_dir() else path.name)


def natural(path: str) -> list[tuple[int, int, str]]:
    """Return the key by which 1.2 sorts before 1.10, in every script, and a folder's own files before its folders."""
    key: list[tuple[int, int, str]] = []
    parts = PurePosixPath(path).parts
    for depth, part in enumerate(parts):
        key.append((1 if depth < len(parts) - 1 else 0, 0, ""))
        for piece in re.findall(r"\d+|\D+", unicodedata.normalize("NFC", part).casefold()):
            key.append((0, int(piece), piece) if piece.isdecimal() else (1, 0, piece))
    return key


def discover(target: Target) -> tuple[Library, tuple[Diagnostic, ...]]:
    """Read and parse the pages that *target* asks for.

    Diagnostics: S101 and S102 for files that cannot be read, S103 from front matter, S104 where there are no notes,
    S105 for links of the index to notes to come.
    """
    files, diagnostics = _files(target.root)
    index_path = next((path for path in files if path.casefold() in INDEX_NAMES), None)
    index, faults = _index(target, index_path, files) if index_path else (None, ())
    diagnostics += faults
    wanted = [path for path in files if _is_wanted(path, target.part) and not (index and path == index.path)]
    if not wanted:
        message = "there is no Markdown file here"
        return Library((), "", {}), (*diagnostics, Diagnostic("S104", message, None))
    pages: list[Page] = []
    for path in sorted(wanted, key=lambda path: _order(path, index)):
        source, faults = _read(target.root, path)
        diagnostics += faults
        if source:
            page, faults = parse(source)
            diagnostics += faults
            pages.append(_titled(page, index))
    library = Library(
        pages=tuple(pages),
        title=_library_title(target, index, pages),
        domains=_domains(files, index),
        is_whole=not target.part,
    )
    return library, tuple(diagnostics)


# --- files ------------------------------------------------------------------------------------------------------------


def _files(root: Path) -> tuple[list[str], tuple[Diagnostic, ...]]:
    """Return the Markdown files below *root*, relative to it; hidden files and folders are passed over."""
    found: list[str] = []
    faults: list[Diagnostic] = []

    def tell(error: OSError) -> None:
        path = Path(error.filename or root).relative_to(root).as_posix()
        faults.append(Diagnostic("S102", f"cannot read the folder: {error.strerror}", Span(path, 1, 1)))

    for folder, folders, names in os.walk(root, onerror=tell):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if name.casefold().endswith(MARKDOWN) and not name.startswith("."):
                found.append((Path(folder) / name).relative_to(root).as_posix())
    return sorted(found, key=natural), tuple(faults)


def _is_wanted(path: str, part: str) -> bool:
    return not part or path == part or path.startswith(f"{part}/")


def _read(root: Path, path: str) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    try:
        data = (root / path).read_bytes()
    except OSError as error:
        return None, (Diagnostic("S102", f"cannot read the file: {error.strerror}", Span(path, 1, 1)),)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = f"not UTF-8: byte 0x{data[error.start]:02x}"
        return None, (Diagnostic("S101", message, Span(path, line, line)),)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "�")
    return Source(path, unicodedata.normalize("NFC", text)), ()


# --- the index page ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Entry:
    title: str
    heading: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Index:
    """What the index page says: the order and titles of pages, and the headings they stand under."""

    path: str
    title: str
    entries: dict[str, _Entry]  # page path -> its entry, in the index's order


def _index(target: Target, path: str, files: Iterable[str]) -> tuple[_Index | None, tuple[Diagnostic, ...]]:
    """Read the page at *path* as an index; it is one if it links to another page of the folder."""
    source, _ = _read(target.root, path)
    if source is None:
        return None, ()  # told when the page itself is read
    page, _ = parse(source)
    entries = {link: entry for link, entry in _links(page) if link != path}
    known = set(files)
    if not known & entries.keys():
        return None, ()
    title = next((text_of(section.trail[0]) for section in page.sections if section.trail), "")
    missing = [(link, entry) for link, entry in entries.items() if link not in known]
    diagnostics = [
        Diagnostic("S105", f"{link} is not written yet", entry.span)
        for link, entry in missing
        if not (target.root / link).exists()
    ]
    return _Index(path, title.strip(), entries), tuple(diagnostics)


def _links(page: Page) -> Iterator[tuple[str, _Entry]]:
    for section in page.sections:
        heading = _heading(section)
        for block in section.blocks:
            for inner in walk((block,)):
                for node in getattr(inner, "children", ()) if hasattr(inner, "span") else ():
                    if isinstance(node, Link) and (path := _local(page.path, node.url)):
                        yield path, _Entry(text_of(node).strip(), heading, inner.span)  # type: ignore[union-attr]


def _heading(section: Section) -> str:
    """Return the heading of the first level below the index's title under which *section* stands."""
    below = [heading for heading in section.trail if heading.level > 1] or list(section.trail[1:])
    return text_of(below[0]).strip() if below else ""


def _local(page: str, url: str) -> str | None:
    """Return the path of the note that *url*, written on *page*, leads to, or None where it leads elsewhere."""
    if re.match(r"[a-z][a-z0-9+.-]*:|//|#|/", url, re.I):
        return None
    path = unquote(url.split("#", 1)[0].split("?", 1)[0])
    if not path.casefold().endswith(MARKDOWN):
        return None
    joined = os.path.normpath(PurePosixPath(page).parent / path)
    return None if joined.startswith("..") else PurePosixPath(joined).as_posix()


def _order(path: str, index: _Index | None) -> tuple[int, list[tuple[int, int, str]]]:
    listed = list(index.entries) if index else []
    return (listed.index(path) if path in listed else len(listed), natural(path))


def _titled(page: Page, index: _Index | None) -> Page:
    if page.title:
        return page
    entry = index.entries.get(page.path) if index else None
    return replace(page, title=entry.title if entry and entry.title else file_title(page.path))


def _library_title(target: Target, index: _Index | None, pages: list[Page]) -> str:
    if index and index.title:
        return index.title
    if target.part and len(pages) == 1:
        return pages[0].title
    return target.root.name or "Notes"


def _domains(files: Iterable[str], index: _Index | None) -> dict[str, Domain]:
    """Return the domain of each page: its top folder, titled by the index heading it is listed under.

    A page in the notes' folder itself has one only if the index lists it under a heading.
    """
    ordered = sorted(files, key=lambda path: _order(path, index))
    entries = index.entries if index else {}
    paths = [*entries, *(path for path in ordered if path not in entries)]
    domains: dict[str, Domain] = {}
    by_key: dict[str, Domain] = {}
    for path in paths:
        if index and path == index.path:
            continue
        parts = PurePosixPath(path).parts
        heading = entries[path].heading if path in entries else ""
        key = parts[0] if len(parts) > 1 else heading
        if not key:
            continue
        if key not in by_key:
            by_key[key] = Domain(key, heading or parts[0].replace("_", " "), len(by_key) + 1)
        domains[path] = by_key[key]
    return domains
