"""What never becomes a card: contents and link lists, to-dos, struck-out lines, empty bullets.

Recognised by content, never by a heading's name: a list is one of contents when every leaf of it is a link.
"""

from __future__ import annotations

from builder.extract.rules.phrases import words_of
from builder.extract.rules.record import Rule
from builder.model import Claim, Reason, Site, Verdict
from builder.reading.tree import (
    Block,
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


def claim(site: Site) -> Claim | None:
    """Claim a block of which nothing is to be learned."""
    reason = _reason(site.block)
    return Claim(verdicts=(Verdict(site.block.span, reason),)) if reason else None


def _reason(block: Block) -> Reason | None:
    match block:
        case ListItem(checked=bool()):
            return Reason.TO_DO
        case List(items) if items and all(item.checked is not None for item in items):
            return Reason.TO_DO
        case ListItem(children=()):
            return Reason.CONTENTS
        case ListItem(children=(Paragraph(children),)) | Paragraph(children) if _is_only(children, Strike):
            return Reason.STRUCK_OUT
    return Reason.CONTENTS if _is_contents(block) else None


def _is_contents(block: Block) -> bool:
    match block:
        case Paragraph(children):
            return _is_only(children, Link) or (_is_only(children, Link, Image) and _links(children) > 0)
        case List(items):
            return bool(items) and all(_is_contents(item) for item in items)
        case ListItem(children):
            return bool(children) and any(_has_link(child) for child in children) and all(map(_is_contents, children))
        case Table(rows=rows) if rows:
            cells = [cell for row in rows for cell in row.cells if text_of(cell).strip()]
            return bool(cells) and all(_is_only(cell.children, Link) or not words_of(text_of(cell)) for cell in cells)
    return False


def _has_link(block: Block) -> bool:
    return any(isinstance(node, Link) for node in walk((block,)))


def _links(inlines: Inlines) -> int:
    return sum(isinstance(node, Link) for node in inlines)


def _is_only(inlines: Inlines, *kinds: type[Inline]) -> bool:
    """Say whether nothing but nodes of *kinds*, and signs between them, stands in *inlines*."""
    found = any(isinstance(node, kinds) for node in inlines)
    return found and all(isinstance(node, kinds) or not words_of(text_of(node)) for node in inlines)


RULE = Rule("passed-over", "contents lists, to-dos, struck-out lines", claim)
