"""The tree a page is parsed into: frozen block and inline nodes, each block with its place.

The parser makes these nodes and nothing later changes them.  Rules read them with ``match``; the only node no Markdown
source yields directly is :class:`Deletion`, a cloze deletion, which rules put around the words to hide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any


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
    """``==marked==`` words, which *hides* as a cloze does unless their author marks only to highlight."""

    children: Inlines
    hides: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """A link; one that *embeds* stands for the text of the note it leads to, and has no words of its own."""

    children: Inlines
    url: str
    title: str = ""
    embeds: bool = False


@dataclass(frozen=True, slots=True)
class Image:
    """An image, sound or film; *url* as the author wrote it, *width* in CSS pixels, 0 where none is asked for."""

    alt: str
    url: str
    title: str = ""
    width: int = 0


@dataclass(frozen=True, slots=True)
class Break:
    """The end of a source line inside a paragraph.

    *hard* where it is seen: the author asked for it, or both lines are of their own; then it *divides* them.
    """

    hard: bool = False
    divides: bool = False


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
class Flashcard:
    """A card as another program writes it, with blocks on both sides.  *back* is empty where no answer was found.

    *tags* and *anchor* are those of the blocks in it.
    """

    front: Blocks
    back: Blocks
    span: Span
    is_reversed: bool = False  # the back is asked for the front, too
    tags: tuple[str, ...] = ()
    anchor: str = ""


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
    | Flashcard
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
    kind = type(node)
    if kind is Text:
        return node.text  # type: ignore[union-attr]
    if kind is tuple and len(node) == 1:  # type: ignore[arg-type]
        return text_of(node[0])  # type: ignore[index]
    shown = _SHOWN.get(kind)
    return shown(node) if shown else "".join([text_of(child) for child in node])  # type: ignore[union-attr]


def _of_children(node: Paragraph | Strong) -> str:
    return "".join([text_of(child) for child in node.children])


def _of_blocks(blocks: Iterable[Block]) -> str:
    return "\n".join([text for text in [text_of(block) for block in blocks] if text])


def _of_titled(title: Inlines, children: Blocks) -> str:
    return "\n".join([text for text in (text_of(title), _of_blocks(children)) if text])


# What each kind of node shows.  A table of functions: this is asked a hundred times for every line of a source.
_SHOWN: dict[type, Callable[[Any], str]] = {
    Text: lambda node: node.text,
    Code: lambda node: node.text,
    CodeBlock: lambda node: node.text,
    Math: lambda node: node.tex,
    MathBlock: lambda node: node.tex,
    Image: lambda node: node.alt,
    Break: lambda node: " ",
    **dict.fromkeys((Html, HtmlBlock, FootnoteRef, Comment, Ruler), lambda node: ""),
    **dict.fromkeys((Paragraph, Heading, Cell, Emphasis, Strong, Strike, Mark, Link, Deletion), _of_children),
    Row: lambda node: " | ".join([text_of(cell) for cell in node.cells]),
    Table: lambda node: "\n".join([text_of(row) for row in (node.head, *node.rows)]),
    List: lambda node: "\n".join([text_of(item) for item in node.items]),
    DefinitionList: lambda node: "\n".join([text_of(item) for item in node.items]),
    Definition: lambda node: "\n".join([text_of(node.term), *[_of_blocks(meaning) for meaning in node.meanings]]),
    ListItem: lambda node: _of_blocks(node.children),
    Quote: lambda node: _of_blocks(node.children),
    Callout: lambda node: _of_titled(node.title, node.children),
    Details: lambda node: _of_titled(node.summary, node.children),
    Flashcard: lambda node: _of_blocks((*node.front, *node.back)),
}


def children_of(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly inside *node*, in source order."""
    inside = _INSIDE.get(type(node))
    return inside(node) if inside else ()


_INSIDE: dict[type, Callable[[Any], tuple[Node, ...]]] = {
    **dict.fromkeys(
        (Paragraph, Heading, ListItem, Quote, Cell, Emphasis, Strong, Strike, Mark, Link, Deletion),
        lambda node: node.children,
    ),
    Table: lambda node: (node.head, *node.rows),
    Row: lambda node: node.cells,
    List: lambda node: node.items,
    DefinitionList: lambda node: node.items,
    Definition: lambda node: (*node.term, *(block for meaning in node.meanings for block in meaning)),
    Callout: lambda node: (*node.title, *node.children),
    Details: lambda node: (*node.summary, *node.children),
    Flashcard: lambda node: (*node.front, *node.back),
}


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield *nodes* and everything inside them, each before its children."""
    stack = list(nodes)[::-1]
    while stack:
        node = stack.pop()
        yield node
        inside = _INSIDE.get(type(node))
        if inside:
            stack.extend(inside(node)[::-1])


def depth_of(nodes: Iterable[Node]) -> int:
    """Return how deep what is in *nodes* is nested: 1 where nothing is in them."""
    deepest, level = 0, list(nodes)
    while level:
        deepest += 1
        level = [inner for node in level for inner in children_of(node)]
    return deepest
