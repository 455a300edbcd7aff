"""The notes' folder → pages in their natural order, with titles and domains from the notes' own index page."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.model import Domain, Library, Page, Section, Source, file_title
from markdown_deckbuilder.reading.files import IGNORE_NAME, MARKDOWN, list_files, nfc, read
from markdown_deckbuilder.reading.links import broken_links, local_path
from markdown_deckbuilder.reading.parse import parse
from markdown_deckbuilder.reading.transclusion import transclude
from markdown_deckbuilder.reading.tree import Link, Span, depth_of, text_of, walk

INDEX_NAMES = ("readme.md", "index.md", "_index.md")
LEDGER_NAME = "ledger.jsonl"
# Blocks and formats in one another.  Notes with twenty levels are hard to read; from about ninety on Python gives up.
MAX_DEPTH = 60


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
        for piece in re.findall(r"\d+|\D+", nfc(part).casefold()):
            key.append((0, int(piece), piece) if piece.isdecimal() else (1, 0, piece))
    return key


def discover(
    target: Target, exclude: Iterable[str] = (), on_page: Callable[[int], object] = lambda total: None
) -> tuple[Library, tuple[Diagnostic, ...]]:
    """Read and parse the pages that *target* asks for, without what the patterns *exclude* name.

    *on_page* is called with the number of pages after each of them.  Diagnostics: S101 and S102 for files that cannot
    be read, S103 from front matter, S104 where there are no notes, S105 and S106 for links to
    notes to come and to nothing, S106 for embeds of nothing, S109 for patterns that are none, S110 for links that lead
    out of the folder.
    """
    files, diagnostics = list_files(target.root, exclude)
    paths = sorted(files, key=natural)
    index_path = next((path for path in paths if path.casefold() in INDEX_NAMES), None)
    index, faults = _index(target, index_path, files) if index_path else (None, ())
    diagnostics += faults
    parts = _parts_asked_for(target)
    wanted = [path for path in paths if _is_wanted(path, parts) and not (index and path == index.path)]
    if not wanted:
        return Library((), "", {}), (*diagnostics, _no_notes(target))
    pages: list[Page] = []
    guessed: set[str] = set()
    for path in _in_order(wanted, index):
        source, faults = read(target.root, path, files[path])
        diagnostics += faults
        page, faults = _parsed(source) if source else (None, ())
        diagnostics += faults
        if source and page:
            pages.append(_titled(page, index))
            guessed |= {path} if source.encoding else set()
        on_page(len(wanted))
    pages, faults = transclude(pages, paths, lambda path: _page_at(target, path, files))
    diagnostics += faults
    library = Library(
        pages=tuple(pages),
        title=_library_title(target, index, pages, is_alone=len(paths) == 1),
        domains=_domains(_in_order(paths, index), index),
        is_whole=not target.part,
        others=frozenset(paths) - {page.path for page in pages},
        unread=frozenset(_unread(diagnostics)),
        guessed=frozenset(guessed),
        opened_as={path: name for path, name in files.items() if path != name},
    )
    to_come = {path for path in index.entries if path not in files} if index else set()
    return library, (*diagnostics, *broken_links(pages, files, to_come))


def _parsed(source: Source) -> tuple[Page | None, tuple[Diagnostic, ...]]:
    """Parse *source*; one that is nested deeper than any notes are would overrun the stages after this one."""
    try:
        page, faults = parse(source)
        blocks = tuple(block for section in page.sections for block in section.blocks)
        if depth_of(blocks) <= MAX_DEPTH:
            return page, faults
    except RecursionError:
        pass
    return None, (Diagnostic("S112", "the page is nested too deep to be read", Span(source.path, 1, 1)),)


def _unread(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """Yield the paths of the files and folders that *diagnostics* say could not be read; "" for the whole folder."""
    for fault in diagnostics:
        if fault.code in ("S101", "S102", "S112") and fault.span and fault.span.path != IGNORE_NAME:
            yield fault.span.path


def _page_at(target: Target, path: str, files: Mapping[str, str]) -> Page | None:
    source, _ = read(target.root, path, files[path])
    return _parsed(source)[0] if source else None


def _parts_asked_for(target: Target) -> tuple[str, ...]:
    """Return the path that is asked for, and where it leads if it is a symbolic link: pages go by their own names."""
    real = os.path.relpath(os.path.realpath(target.root / target.part), os.path.realpath(target.root))
    return (nfc(target.part), nfc(PurePosixPath(real).as_posix())) if target.part else ("",)


def _is_wanted(path: str, parts: tuple[str, ...]) -> bool:
    return any(not part or path == part or path.startswith(f"{part}/") for part in parts)


def _no_notes(target: Target) -> Diagnostic:
    """Return S104 for the place that was asked for."""
    place = target.root / target.part
    if place.name.casefold().endswith(MARKDOWN) and os.path.isfile(place):  # noqa: PTH113 - a Path may raise
        why = "it is hidden, a template, a drawing, an index, or excluded"
        return Diagnostic("S104", f"{place} makes no page: {why}")
    return Diagnostic("S104", f"there is no Markdown file at {place}")


# --- the index page ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Entry:
    """A link of the index: *headings* are those it stands under, below the index's title, outermost first."""

    title: str
    headings: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class _Index:
    """What the index page says: the order and titles of pages, and the headings they stand under."""

    path: str
    title: str
    entries: dict[str, _Entry]  # page path -> its entry, in the index's order


def _index(target: Target, path: str, files: Mapping[str, str]) -> tuple[_Index | None, tuple[Diagnostic, ...]]:
    """Read the page at *path* as an index; it is one if it links to another page of the folder."""
    source, faults = read(target.root, path, files[path])
    if source is None:
        return None, ()  # told when the page itself is read
    page, found = _parsed(source)
    if page is None:
        return None, ()
    entries = {link: entry for link, entry in _links(page) if link != path}
    if not files.keys() & entries.keys():
        return None, ()
    title = next((text_of(section.trail[0]) for section in page.sections if section.trail), "")
    missing = [(link, entry) for link, entry in entries.items() if link not in files]
    diagnostics = [
        Diagnostic("S105", f"{link} is not written yet", entry.span)
        for link, entry in missing
        if not os.path.exists(target.root / link)  # noqa: PTH110 - a Path raises where the name is too long
    ]
    return _Index(path, title.strip(), entries), (*faults, *found, *diagnostics)


def _links(page: Page) -> Iterator[tuple[str, _Entry]]:
    for section in page.sections:
        headings = _headings(section)
        for block in section.blocks:
            for inner in walk((block,)):
                for node in getattr(inner, "children", ()) if hasattr(inner, "span") else ():
                    if isinstance(node, Link) and (path := local_path(page.path, node.url)):
                        yield path, _Entry(text_of(node).strip(), headings, inner.span)  # type: ignore[union-attr]


def _headings(section: Section) -> tuple[str, ...]:
    """Return the headings below the index's title under which *section* stands."""
    below = [heading for heading in section.trail if heading.level > 1] or list(section.trail[1:])
    return tuple(text_of(heading).strip() for heading in below)


def _in_order(paths: Iterable[str], index: _Index | None) -> list[str]:
    """Return *paths* in the order of the index, then in their natural order."""
    listed = {path: number for number, path in enumerate(index.entries)} if index else {}
    return sorted(paths, key=lambda path: (listed.get(path, len(listed)), natural(path)))


def _titled(page: Page, index: _Index | None) -> Page:
    if page.title:
        return page
    entry = index.entries.get(page.path) if index else None
    return replace(page, title=entry.title if entry and entry.title else file_title(page.path))


def _library_title(target: Target, index: _Index | None, pages: list[Page], *, is_alone: bool) -> str:
    """Return what the notes are called as a whole, whatever part of them is looked at.

    A page that *is_alone* in its folder and is asked for by name gives its title: there is no whole beside it.
    """
    if index and index.title:
        return index.title
    if target.part and is_alone and pages:
        return pages[0].title
    return target.root.name or "Notes"


def _domains(paths: Iterable[str], index: _Index | None) -> dict[str, Domain]:
    """Return the domain of each page: its top folder, titled by the heading of the index that stands for that folder.

    A page in the notes' folder itself has one only if the index lists it under a heading.
    """
    entries = index.entries if index else {}
    titles = _folder_titles(entries)
    domains: dict[str, Domain] = {}
    by_key: dict[str, Domain] = {}
    for path in dict.fromkeys((*entries, *paths)):
        if index and path == index.path:
            continue
        folder = _top_folder(path)
        key = folder or next(iter(entries[path].headings if path in entries else ()), "")
        if not key:
            continue
        if key not in by_key:
            title = titles.get(key) or folder_words(key) if folder else key
            by_key[key] = Domain(key, title, len(by_key) + 1)
        domains[path] = by_key[key]
    return domains


def _folder_titles(entries: Mapping[str, _Entry]) -> dict[str, str]:
    """Return the title of each folder that has a heading of the index to itself, the outermost such heading.

    A heading over several folders ("Contents") names none of them.
    """
    folders: dict[tuple[str, ...], set[str]] = {}
    for path, entry in entries.items():
        for depth in range(1, len(entry.headings) + 1):
            folders.setdefault(entry.headings[:depth], set()).add(_top_folder(path))
    titles: dict[str, str] = {}
    for trail, inside in sorted(folders.items(), key=lambda item: len(item[0])):
        if len(inside) == 1:
            titles.setdefault(next(iter(inside)), trail[-1])
    return titles


def _top_folder(path: str) -> str:
    parts = PurePosixPath(path).parts
    return parts[0] if len(parts) > 1 else ""


def folder_words(name: str) -> str:
    """Return the name of a folder in words."""
    return name.replace("_", " ").strip() or name
