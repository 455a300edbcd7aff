"""``![[Note]]``, ``![[Note#Heading]]`` and ``![[Note#^block]]``: the text of other notes, shown where it is embedded.

Only cards show it.  On its own page it stays an embed: its facts are asked where they are written.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.model import Page
from markdown_deckbuilder.reading.files import MARKDOWN, nfc
from markdown_deckbuilder.reading.places import VAULT, line_of
from markdown_deckbuilder.reading.tree import (
    Block,
    Blocks,
    Break,
    Callout,
    Comment,
    Details,
    Heading,
    Inline,
    Inlines,
    Link,
    List,
    ListItem,
    Node,
    Paragraph,
    Quote,
    Span,
    Text,
    text_of,
    walk,
)

# About a screen of text; an embedded note may be a whole chapter.
MAX_WORDS = 250
MAX_DEPTH = 3

_OTHER_FILE = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,9}$")
_BLOCK_NAME = re.compile(r"\s*\^([A-Za-z0-9-]+)\s*")


def transclude(
    pages: Iterable[Page], paths: Iterable[str], load: Callable[[str], Page | None]
) -> tuple[list[Page], tuple[Diagnostic, ...]]:
    """Return *pages* with the text of what they embed, and S106 for each embed of a note or place that is not there.

    *paths* are those of all notes of the folder; *load* reads one that is not among *pages*.
    """
    pages = list(pages)
    notes = _Notes(tuple(paths), load, {page.path: page for page in pages})
    diagnostics: list[Diagnostic] = []
    found: list[Page] = []
    for page in pages:
        embeds: dict[str, Blocks] = {}
        for url, span in _embeds(page) if "![[" in page.text else ():
            try:
                embeds[url] = notes.embedded(page.path, url, ())
            except _MissingError as missing:
                diagnostics.append(Diagnostic("S106", str(missing), line_of(url, span, page.lines)))
        found.append(replace(page, embeds=embeds) if embeds else page)
    return found, tuple(diagnostics)


def with_embedded(blocks: Blocks, embeds: Mapping[str, Blocks]) -> Blocks:
    """Return *blocks* with *embeds*, by what they are called there, in the places of what embeds them."""
    return tuple(inner for block in blocks for inner in _with_embedded(block, embeds))


def embeds_in(blocks: Blocks) -> bool:
    """Say whether something is embedded in *blocks*."""
    return any(isinstance(node, Link) and node.embeds for node in walk(blocks))


def _with_embedded(block: Block, embeds: Mapping[str, Blocks]) -> Iterator[Block]:
    match block:
        case Paragraph(children) if any(isinstance(node, Link) and node.embeds for node in children):
            yield from _split(block, embeds)
        case ListItem(children) | Quote(children) | Callout(_, _, children) | Details(_, children):
            yield replace(block, children=with_embedded(children, embeds))
        case List(items):
            inside = (inner for item in items for inner in _with_embedded(item, embeds))
            yield replace(block, items=tuple(item for item in inside if isinstance(item, ListItem)))
        case _:
            yield block


def _split(source: Paragraph, embeds: Mapping[str, Blocks]) -> Iterator[Block]:
    """Yield the paragraph *source* with what it embeds: a single paragraph within its line, blocks between its parts."""
    line: list[Inline] = []
    for node in source.children:
        if not isinstance(node, Link) or not node.embeds:
            line.append(node)
            continue
        match embeds.get(node.url, ()):
            case (Paragraph(children, span),) if span.path == source.span.path or not _shows_files(children):
                line += children
            case blocks:
                yield from _part(line, source)
                yield from blocks
                line = []
    yield from _part(line, source)


def _part(line: list[Inline], source: Paragraph) -> Iterator[Paragraph]:
    kept = tuple(line)
    while kept and (isinstance(kept[0], Break) or kept[0] == Text(" ")):
        kept = kept[1:]
    while kept and (isinstance(kept[-1], Break) or kept[-1] == Text(" ")):
        kept = kept[:-1]
    if kept:
        yield replace(source, children=kept)


def _shows_files(children: Inlines) -> bool:
    """Say whether *children* refer to files, which are looked for from the page they are written on."""
    return any(hasattr(node, "url") or hasattr(node, "html") for node in walk(children))


def _embeds(page: Page) -> Iterator[tuple[str, Span]]:
    for blocks in (*(section.blocks for section in page.sections), *page.footnotes.values()):
        for block in blocks:
            span = block.span
            nodes: tuple[Node, ...] = (block,)
            for node in walk(nodes):
                span = getattr(node, "span", span)
                if isinstance(node, Link) and node.embeds:
                    yield node.url, span


class _MissingError(Exception):
    """What is embedded is not there; says what."""


@dataclass
class _Notes:
    """All notes of a folder, of which those that are not read yet are loaded when they are embedded."""

    paths: tuple[str, ...]
    load: Callable[[str], Page | None]
    pages: dict[str, Page | None]
    names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for path in self.paths:
            self.names[PurePosixPath(_without_ending(path)).name.casefold()].append(path)

    def embedded(self, page: str, url: str, inside: tuple[str, ...]) -> Blocks:
        """Return the text that *url*, written on *page*, embeds, itself embedded in what *inside* names.

        It is as long as a screen at most; what embeds itself, or too deep, is empty.
        """
        name, _, place = nfc(url.removeprefix(VAULT)).partition("#")
        path = self._path(page, name.strip()) if name.strip() else page
        if path is None:
            return ()
        here = f"{path}#{place}"
        if here in inside or len(inside) >= MAX_DEPTH:
            return ()
        target = self._page(path)
        if target is None:
            return ()
        blocks = _place(target, place.split("#")[-1].strip())
        return _bounded(self._with_inner(path, blocks, (*inside, here)))

    def _with_inner(self, path: str, blocks: Blocks, inside: tuple[str, ...]) -> Blocks:
        urls = {node.url for node in walk(blocks) if isinstance(node, Link) and node.embeds}
        embeds = {}
        for url in urls:
            try:
                embeds[url] = self.embedded(path, url, inside)
            except _MissingError:  # told on the page that embeds it
                embeds[url] = ()
        return with_embedded(blocks, embeds) if embeds else blocks

    def _page(self, path: str) -> Page | None:
        if path not in self.pages:
            self.pages[path] = self.load(path)
        return self.pages[path]

    def _path(self, page: str, name: str) -> str | None:
        """Return the path of the note that *page* calls *name*, None where it is no note; the nearest of several."""
        written = name
        name = _without_ending(name).casefold().strip("/")
        fitting = [path for path in self.names.get(PurePosixPath(name).name, ()) if _is_called(path, name)]
        if fitting:
            return min(fitting, key=lambda path: (PurePosixPath(path).parent != PurePosixPath(page).parent, len(path)))
        if _OTHER_FILE.search(name):
            return None
        raise _MissingError(f"there is no note “{written}” to embed")


def _without_ending(path: str) -> str:
    ending = next((ending for ending in MARKDOWN if path.casefold().endswith(ending)), "")
    return path[: len(path) - len(ending)]


def _is_called(path: str, name: str) -> bool:
    own = _without_ending(path).casefold()
    return own == name or own.endswith(f"/{name}")


def _place(page: Page, place: str) -> Blocks:
    """Return the blocks of *page* at *place*: a heading's section, the block with an anchor, or the whole page."""
    if not place:
        return tuple(_whole(page))
    if place.startswith("^"):
        return _named_block(page, place[1:].casefold())
    return tuple(_under_heading(page, place))


def _whole(page: Page) -> Iterator[Block]:
    for number, section in enumerate(page.sections):
        if number:
            yield from section.trail[-1:]
        yield from _shown(section.blocks)


def _under_heading(page: Page, place: str) -> Iterator[Block]:
    heading: Heading | None = None
    name = _plain(place)
    for section in page.sections:
        if heading is None and section.trail and _plain(text_of(section.trail[-1])) == name:
            heading = section.trail[-1]
        elif heading is None or heading not in section.trail:
            continue
        else:
            yield section.trail[-1]
        yield from _shown(section.blocks)
    if heading is None:
        raise _MissingError(f"there is no heading “{place}” in {page.path} to embed")


def _shown(blocks: Blocks) -> Iterator[Block]:
    return (block for block in blocks if not isinstance(block, Comment))


def _plain(words: str) -> str:
    """Return a heading's *words* as Obsidian compares them: without their signs."""
    return " ".join(re.findall(r"\w+", words.casefold()))


def _named_block(page: Page, anchor: str) -> Blocks:
    """Return the block of *page* that is called *anchor*, by a name at its end or on a line of its own below it."""
    blocks = tuple(block for section in page.sections for block in section.blocks)
    for node in walk(blocks):
        match node:
            case ListItem(children=(Paragraph(anchor=name), *_) as children) if name.casefold() == anchor:
                return children
            case Paragraph(anchor=name) if name.casefold() == anchor:
                return (node,)
    for number, line in enumerate(page.lines, 1):
        written = _BLOCK_NAME.fullmatch(line)
        if written and written.group(1).casefold() == anchor:
            above = [block for block in blocks if block.span.end_line < number]
            return tuple(above[-1:])
    raise _MissingError(f"there is no block ^{anchor} in {page.path} to embed")


def _bounded(blocks: Blocks) -> Blocks:
    """Return *blocks* up to about a screen of text; of a longer list or paragraph its beginning."""
    kept: list[Block] = []
    left = MAX_WORDS
    for block in blocks:
        words = len(text_of(block).split())
        if words > left:
            return (*kept, *_beginning(block, left), Paragraph((Text("…"),), block.span))
        kept.append(block)
        left -= words
    return tuple(kept)


def _beginning(block: Block, words: int) -> Blocks:
    if not isinstance(block, List):
        return ()
    items: list[ListItem] = []
    for item in block.items:
        words -= len(text_of(item).split())
        if words < 0:
            break
        items.append(item)
    return (replace(block, items=tuple(items)),) if items else ()
