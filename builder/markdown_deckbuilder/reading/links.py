"""Links between pages: those that lead to a file or a heading that is not there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from urllib.parse import unquote

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.model import Page
from markdown_deckbuilder.reading.files import MARKDOWN, nfc
from markdown_deckbuilder.reading.places import line_of
from markdown_deckbuilder.reading.tree import Link, Node, Span, text_of, walk


def local_path(page: str, url: str) -> str | None:
    """Return the path of the note that *url*, written on *page*, leads to, or None where it leads elsewhere."""
    if re.match(r"[a-z][a-z0-9+.-]*:|//|#|/", url, re.I):
        return None
    path = nfc(unquote(url.split("#", 1)[0].split("?", 1)[0]))
    if not path.casefold().endswith(MARKDOWN):
        return None
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
    return None if joined.startswith("..") else joined


def broken_links(pages: Iterable[Page], exists: Container[str], to_come: Container[str]) -> Iterator[Diagnostic]:
    """Yield S106 for links of *pages* that lead to no file or heading, and S105 for those to pages *to_come*.

    *exists* are the paths of all notes, whether they were read or not.
    """
    pages = tuple(pages)
    anchors = {page.path: _anchors(page) for page in pages}
    for page in pages:
        for url, span in _links(page):
            fault = _fault(page, url, anchors, exists, to_come)
            if fault:
                code, message = fault
                yield Diagnostic(code, message, line_of(url, span, page.lines))


def _fault(
    page: Page, url: str, anchors: Mapping[str, set[str]], exists: Container[str], to_come: Container[str]
) -> tuple[str, str] | None:
    target = page.path if url.startswith("#") else local_path(page.path, url)
    if target is None:
        return None
    if target not in exists:
        return ("S105", f"{target} is not written yet") if target in to_come else ("S106", f"there is no page {target}")
    anchor = unquote(url.partition("#")[2]).casefold()
    if anchor and target in anchors and anchor not in anchors[target]:
        return "S106", f"there is no heading #{anchor} in {target}"
    return None


def _links(page: Page) -> Iterator[tuple[str, Span]]:
    for section in page.sections:
        for block in section.blocks:
            span = block.span
            nodes: tuple[Node, ...] = (block,)
            for node in walk(nodes):
                span = getattr(node, "span", span)
                if isinstance(node, Link):
                    yield node.url, span


def _anchors(page: Page) -> set[str]:
    """Return the names by which GitHub, and other programs, let one link to the headings of *page*."""
    found: dict[str, int] = {}
    anchors: set[str] = set(re.findall(r"<a\s+(?:id|name)=[\"']([^\"']+)", page.text))
    for section in page.sections:
        if not section.trail:
            continue
        name = re.sub(r"[^\w\- ]", "", text_of(section.trail[-1]).strip().casefold()).replace(" ", "-")
        count = found.get(name, 0)
        found[name] = count + 1
        anchors.add(text_of(section.trail[-1]).strip())  # as Obsidian writes it
        anchors |= {f"{name}-{count}" if count else name, name.strip("-"), re.sub(r"-+", "-", name).strip("-")}
    return {anchor.casefold() for anchor in anchors} | {"", "top", "toc"}
