"""Which lines of a page say something, so that each of them must have an outcome."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_deckbuilder.reading.tree import (
    Block,
    Blocks,
    Callout,
    CodeBlock,
    Comment,
    Definition,
    DefinitionList,
    Details,
    Flashcard,
    Heading,
    List,
    ListItem,
    MathBlock,
    Paragraph,
    Quote,
    Ruler,
    Span,
    Table,
    text_of,
)


def content_lines_of(block: Block, lines: list[str]) -> Iterator[int]:
    """Yield the lines of *block* that say something: not fences, rulers, delimiter rows, comments or blank lines."""

    def filled(first: int, last: int) -> Iterator[int]:
        return (line for line in range(first, last + 1) if lines[line - 1].strip())

    span = block.span
    match block:
        case Comment() | Ruler():
            return
        case Table(head, rows):
            yield from (row.span.line for row in (head, *rows))
        case List(items) | DefinitionList(items):
            for item in items:
                yield from content_lines_of(item, lines)
        case ListItem(children) | Quote(children):
            for child in children:
                yield from content_lines_of(child, lines)
        case Callout(_, title, children) | Details(title, children):
            if text_of(title).strip():
                yield from filled(span.line, _title_end(children, lines, span))
            for child in children:
                yield from content_lines_of(child, lines)
        case Flashcard(front, back):
            for child in (*front, *back):
                yield from content_lines_of(child, lines)
        case Definition(_, meanings):
            yield span.line
            for meaning in meanings:
                for child in meaning:
                    yield from content_lines_of(child, lines)
        case CodeBlock(text):
            is_fenced = span.end_line - span.line + 1 > text.count("\n") + 1 or not text
            yield from filled(span.line + is_fenced, span.line + is_fenced + text.count("\n") if text else 0)
        case MathBlock():
            yield from (line for line in filled(span.line, span.end_line) if lines[line - 1].strip("$> \t"))
        case Paragraph(children=()):
            return
        case Heading(children=children):
            yield from filled(span.line, span.line if children else 0)
        case _:
            yield from filled(span.line, span.end_line)


def _title_end(children: Blocks, lines: list[str], span: Span) -> int:
    """Return the last line of the title that *children* stand below; it may be written over two lines of HTML."""
    last = min((child.span.line for child in children), default=span.end_line + 1) - 1
    return next((line for line in range(span.line, last + 1) if "summary>" in lines[line - 1]), span.line)
