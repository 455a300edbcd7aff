"""What never becomes a card: contents and link lists, to-dos, struck-out lines, empty bullets, badges, drawings in code.

Recognised by content, never by a heading's name: a list is one of contents when every leaf of it is a link.
"""

from __future__ import annotations

import re

from markdown_deckbuilder.extract.rules.phrases import bare, words_of
from markdown_deckbuilder.extract.rules.record import Rule
from markdown_deckbuilder.extract.rules.subjects import words_for
from markdown_deckbuilder.extract.wording import Wording
from markdown_deckbuilder.extract.wording.language import numbering_length
from markdown_deckbuilder.model import Claim, Reason, Site, Verdict
from markdown_deckbuilder.reading.tree import (
    Block,
    Break,
    Cell,
    CodeBlock,
    HtmlBlock,
    Image,
    Inline,
    Inlines,
    Link,
    List,
    ListItem,
    Paragraph,
    Strike,
    Table,
    text_of,
    walk,
)

# Languages of code blocks that are drawn, or run, by the program the notes were written in.
DRAWN = frozenset({"mermaid", "plantuml", "dot", "graphviz", "dataview", "dataviewjs", "query", "chart", "excalidraw"})

_TO_DO = re.compile(r"(?:TODO|TO-DO|FIXME)\b\s*:?")
_PLACEHOLDER = re.compile(r"\[?\[_?toc_?\]\]?", re.I)
_BADGE = re.compile(r"shields\.io|badge", re.I)
_ANCHOR = re.compile(r"<a\b[^>]*>.*?</a\s*>", re.I | re.S)
_TAG = re.compile(r"<[^>]*>")


def claim(site: Site) -> Claim | None:
    """Claim a block of which nothing is to be learned."""
    reason = _reason(site.block, words_for(site))
    return Claim(verdicts=(Verdict(site.block.span, reason),)) if reason else None


def _reason(block: Block, wording: Wording) -> Reason | None:
    match block:
        case ListItem(checked=bool()):
            return Reason.TO_DO
        case List(items) if items and all(item.checked is not None for item in items):
            return Reason.TO_DO
        case ListItem(children=()):
            return Reason.CONTENTS
        case ListItem(children=(Paragraph(children), *_)) | Paragraph(children) if _TO_DO.match(text_of(children)):
            return Reason.TO_DO
        case ListItem(children=(Paragraph(children),)) | Paragraph(children) if _is_only(children, wording, Strike):
            return Reason.STRUCK_OUT
        case CodeBlock(language=language) if language.casefold() in DRAWN:
            return Reason.ASIDE
    return Reason.CONTENTS if is_contents(block, wording) else None


def is_contents(block: Block, wording: Wording | None = None) -> bool:
    """Say whether *block* only leads elsewhere: a list of links, a "back to top", a placeholder, a badge."""
    match block:
        case Paragraph(children):
            return _leads_elsewhere(children, wording)
        case List(items):
            return bool(items) and all(is_contents(item, wording) for item in items)
        case ListItem(children=(Paragraph(), *below)) if below and all(isinstance(one, List) for one in below):
            return all(is_contents(one, wording) for one in below)
        case ListItem(children):
            return bool(children) and _has_link(block) and all(is_contents(child, wording) for child in children)
        case Table(head, rows):
            told = [row.cells[1:] if _is_number(row.cells[0]) else row.cells for row in rows or (head,)]
            cells = [cell for row in told for cell in row if cell.children]
            return bool(cells) and all(_leads_elsewhere(cell.children, wording) for cell in cells)
        case HtmlBlock(markup):
            return bool(_ANCHOR.search(markup)) and not words_of(_TAG.sub(" ", _ANCHOR.sub(" ", markup)))
    return False


def is_link_only(cell: Cell) -> bool:
    """Say whether *cell* holds nothing but a link out of the notes, such as a profile or a source."""
    nodes = [node for node in cell.children if text_of(node).strip() or isinstance(node, Link)]
    return bool(nodes) and all(isinstance(node, Link) and not node.url.startswith("vault:") for node in nodes)


def _leads_elsewhere(children: Inlines, wording: Wording | None) -> bool:
    text = text_of(children).strip()
    if _PLACEHOLDER.fullmatch(text):
        return True
    if _is_only(children, wording, Link, Image) and any(isinstance(node, Link) for node in walk(children)):
        return True
    images = [node for node in children if isinstance(node, Image)]
    return bool(images) and all(_BADGE.search(image.url) for image in images) and _is_only(children, wording, Image)


def _is_number(cell: Cell) -> bool:
    words = words_of(text_of(cell))
    return bool(words) and all(word.isdecimal() for word in words)


def _has_link(block: Block | Cell) -> bool:
    return any(isinstance(node, Link) for node in walk((block,)))


def _is_only(inlines: Inlines, wording: Wording | None, *kinds: type[Inline]) -> bool:
    """Say whether nothing but nodes of *kinds*, and signs, numbers and small words between them, stands in *inlines*."""
    nodes = [node for outer in inlines for node in (bare((outer,)) if not isinstance(outer, Break) else ())]
    found = [isinstance(node, kinds) for node in nodes]
    skip = numbering_length(text_of(inlines))
    small = wording.conjunctions if wording else ()
    others = "".join(text_of(node) for node, is_one in zip(nodes, found, strict=True) if not is_one)
    left = [word for word in words_of(others[min(skip, len(others)) :]) if word.casefold() not in small]
    return any(found) and not [word for word in left if not re.fullmatch(r"[\d.]+", word)]


RULE = Rule(
    "passed-over",
    "nothing: contents and link lists, to-dos, struck-out lines, badges, drawings in code",
    claim,
)
