"""Comments and code fences that are opened and never closed: they hide all that stands below them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.reading.tree import Block, CodeBlock, Span

_FENCE = re.compile(r"\s*(`{3,}|~{3,})")


def unclosed(blocks: Iterable[Block], comments: Iterable[Span], lines: list[str]) -> Iterator[Diagnostic]:
    """Yield S113 for each fence among *blocks*, those of a page, and each of *comments*, that nothing closes.

    *lines* are those of the page.  One that hides nothing is not told.
    """
    for block in blocks:
        if isinstance(block, CodeBlock) and _is_open(block, lines):
            yield from _told("code fence", block.span, lines)
    for span in comments:
        yield from _told("comment", span, lines)


def _is_open(block: CodeBlock, lines: list[str]) -> bool:
    """Say whether *block* is fenced and runs to the end of the page without a closing fence."""
    opening = _FENCE.match(lines[block.span.line - 1])
    if not opening or any(line.strip() for line in lines[block.span.end_line :]):
        return False
    closing = lines[block.span.end_line - 1].strip() if block.span.end_line > block.span.line else ""
    return not (closing.startswith(opening.group(1)) and not closing.strip(opening.group(1)[0]))


def _told(what: str, span: Span, lines: list[str]) -> Iterator[Diagnostic]:
    hidden = [number for number in range(span.line + 1, len(lines) + 1) if lines[number - 1].strip()]
    if hidden:
        message = f"a {what} is opened here and not closed: lines {hidden[0]} to {hidden[-1]} are hidden in it"
        yield Diagnostic("S113", message, Span(span.path, span.line, span.line))
