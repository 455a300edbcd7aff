"""Where in a block a link or image stands: blocks know their lines, what is written inside them does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote

from markdown_deckbuilder.reading.tree import Span

VAULT = "vault:"  # an embed or wikilink: the file is known by its name, wherever in the notes' folder it lies


def line_of(reference: str, span: Span, lines: Sequence[str]) -> Span:
    """Return the line of *span* on which *reference* is written; all of *span* where no line shows it.

    *reference* is the address of a link or an image as the tree has it, *lines* are all lines of the file.
    """
    inside = range(span.line, min(span.end_line, len(lines)) + 1)
    for written in _writings(reference):
        for number in inside:
            if written in lines[number - 1]:
                return replace(span, line=number, end_line=number)
    return span


def _writings(reference: str) -> Iterator[str]:
    """Yield how *reference* may be written in a file, the surest first: whole, decoded, its last part, its name."""
    plain = unquote(reference.removeprefix(VAULT))
    name = PurePosixPath(plain.split("#", 1)[0])
    yield from (written for written in (reference, plain, name.name, name.stem) if written)
