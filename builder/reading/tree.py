"""The tree a page is parsed into: frozen block and inline nodes, each block with its place.

The parser makes these nodes and nothing later changes them.  Rules read them with ``match``; the only node no Markdown
source yields directly is :class:`Deletion`, a cloze deletion, which rules put around the words to hide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a source: lines of the file, front matter included, counted from 1; both ends belong to it."""

    path: str
    line: int
    end_line: int

    def to(self, other: Span) -> Span:
        """Return the span from the start of this one to the end of *other*."""
        return Span(self.path, min(self.line, other.line), max(self.end_line, other.end_line))


# --- inline nodes -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Code:
    text: str


@dataclass(frozen=True, slots=True)
class Math:
    tex: str
    display: bool = False


@dataclass(frozen=True, slots=True)
class Emphasis:
    children: Inlines


@dataclass(frozen=True, slots=True)
class Strong:
    children: Inlines


@dataclass(frozen=True, slots=True)
class Strike:
    children: Inlines


@dataclass(frozen=True, slots=True)
class Mark:
    """``==marked==`` words."""

    children: Inlines


@dataclass(frozen=True, slots=True)
class Link:
    children: Inlines
    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """An image, sound or film; *url* as the author wrote it, *width* in CSS pixels, 0 where none is asked for."""

    alt: str
    url: str
    title: str = ""
    width: int = 0


@dataclass(frozen=True, slots=True)
class Break:
    """The end of a source line inside a paragraph; *hard* where the author asked for a visible one."""

    hard: bool = False


@dataclass(frozen=True, slots=True)
class Html:
    """One raw tag, or a comment, as it stands in the source."""

    html: str


@dataclass(frozen=True, slots=True)
class FootnoteRef:
    label: str


@dataclass(frozen=True, slots=True)
class Deletion:
    """Words hidden on a cloze card.  *number* is None until identity has given the deletion its lasting number."""

    children: Inlines
    hint: str = ""
    number: int | None = None


Inline = Text | Code | Math | Emphasis | Strong | Strike | Mark | Link | Image | Break | Html | FootnoteRef | Deletion
Inlines = tuple[Inline, ...]


# --- block nodes ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text of one or more lines.  *tags* are the inline ``#tags`` taken out of it, *anchor* the name behind its ``^``."""

    children: Inlines
    span: Span
    tags: tuple[str, ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    children: Inlines
    span: Span


@dataclass(frozen=True, slots=True)
class ListItem:
    children: Blocks
    span: Span
    checked: bool | None = None  # None where the item is no to-do


@dataclass(frozen=True, slots=True)
class List:
    items: tuple[ListItem, ...]
    ordered: bool
    span: Span
    start: int = 1


@dataclass(frozen=True, slots=True)
class Cell:
    children: Inlines


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    head: Row
    rows: tuple[Row, ...]
    alignments: tuple[str, ...]  # "", "left", "center" or "right", a column each
    span: Span


@dataclass(frozen=True, slots=True)
class CodeBlock:
    text: str
    language: str
    span: Span


@dataclass(frozen=True, slots=True)
class MathBlock:
    tex: str
    span: Span


@dataclass(frozen=True, slots=True)
class Quote:
    children: Blocks
    span: Span


@dataclass(frozen=True, slots=True)
class Callout:
    """``> [!kind]- title`` and what stands in it.  *kind* is lower case."""

    kind: str
    title: Inlines
    children: Blocks
    span: Span


@dataclass(frozen=True, slots=True)
class Details:
    """``<details>`` with its summary and what it hides."""

    summary: Inlines
    children: Blocks
    span: Span


@dataclass(frozen=True, slots=True)
class HtmlBlock:
    html: str
    span: Span


@dataclass(frozen=True, slots=True)
class Comment:
    """``<!-- text -->`` standing alone: the way in which an author speaks to the builder."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Ruler:
    span: Span


@dataclass(frozen=True, slots=True)
class Definition:
    """A term of a definition list with its meanings, each a run of blocks."""

    term: Inlines
    meanings: tuple[Blocks, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class DefinitionList:
    items: tuple[Definition, ...]
    span: Span


Block = (
    Paragraph
    | Heading
    | List
    | ListItem
    | Table
    | CodeBlock
    | MathBlock
    | Quote
    | Callout
    | Details
    | HtmlBlock
    | Comment
    | Ruler
    | Definition
    | DefinitionList
)
Blocks = tuple[Block, ...]
Node = Block | Inline | Row | Cell


def text_of(node: Node | Iterable[Node]) -> str:
    """Return the visible words of *node*, or of several nodes in a row, without any markup.

    Images give their alternative text, math its TeX, footnote marks and comments nothing; blocks stand on lines of
    their own and line ends inside a paragraph become spaces.
    """
    match node:
        case Text(text) | Code(text) | CodeBlock(text):
            return text
        case Math(tex) | MathBlock(tex):
            return tex
        case Image(alt):
            return alt
        case Break():
            return " "
        case Html() | HtmlBlock() | FootnoteRef() | Comment() | Ruler():
            return ""
        case Row(cells):
            return " | ".join(text_of(cell) for cell in cells)
        case Table(head, rows):
            return "\n".join(text_of(row) for row in (head, *rows))
        case List(items) | DefinitionList(items):
            return "\n".join(text_of(item) for item in items)
        case Definition(term, meanings):
            return "\n".join([text_of(term), *(_text_of_blocks(meaning) for meaning in meanings)])
        case ListItem(children) | Quote(children):
            return _text_of_blocks(children)
        case Callout(_, title, children) | Details(title, children):
            return "\n".join(text for text in (text_of(title), _text_of_blocks(children)) if text)
        case (
            Paragraph(children)
            | Heading(children=children)
            | Cell(children)
            | Emphasis(children)
            | Strong(children)
            | Strike(children)
            | Mark(children)
            | Link(children)
            | Deletion(children)
        ):
            return "".join(text_of(child) for child in children)
        case _:
            return "".join(text_of(child) for child in node)


def _text_of_blocks(blocks: Blocks) -> str:
    return "\n".join(text for text in (text_of(block) for block in blocks) if text)


def children_of(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly inside *node*, in source order."""
    match node:
        case Table(head, rows):
            return (head, *rows)
        case Row(cells):
            return cells
        case List(items) | DefinitionList(items):
            return items
        case Definition(term, meanings):
            return (*term, *(block for meaning in meanings for block in meaning))
        case Callout(_, title, children) | Details(title, children):
            return (*title, *children)
        case Text() | Code() | Math() | Image() | Break() | Html() | FootnoteRef():
            return ()
        case CodeBlock() | MathBlock() | HtmlBlock() | Comment() | Ruler():
            return ()
        case _:
            return node.children


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield *nodes* and everything inside them, each before its children."""
    for node in nodes:
        yield node
        yield from walk(children_of(node))
