"""Cards in the syntax of another program that is not read: told once a page, never of code or ordinary prose."""

from __future__ import annotations

import re

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.reading.foreign import holds_cards
from markdown_deckbuilder.reading.repair import free_lines
from markdown_deckbuilder.reading.tree import Span

MIN_LINES = 3
MIN_SHARE = 1 / 6  # of the lines outside code that are not blank

_TEXT = r"[^`|<>{}$\\/]*"
_WORDS = rf"[^\W\d_]{_TEXT}"
_BULLET = r"[ \t]*(?:[-*+][ \t]+)?"
# What a line looks like, and on which pages it can be meant: on any, or only on those that say they hold cards.
_SYNTAXES: tuple[tuple[str, re.Pattern[str], bool], ...] = (
    ("RemNote's `>>`", re.compile(rf"{_BULLET}{_WORDS}(?<![:\s])\s(?:>>>?|>>1\.|;;)\s{_WORDS}\s\w{_TEXT}"), False),
    ("`C: … [cloze]` of hashcards", re.compile(r"C:[ \t]+[^`]*\[[^\[\]]+\](?![(\[:])[^`]*"), False),
    ("a lone `%` between front and back", re.compile(r"[ \t]*%[ \t]*"), False),
    (
        "`{cloze}` in single braces",
        re.compile(
            rf"{_BULLET}(?=[^`$\\]*$)[^{{}}=;]*(?<![{{\w$#%]){{(?:c?\d+:{{1,2}})?[^\W\d_][^{{}}:=;]*}}(?![}}\w])[^=;]*"
        ),
        True,
    ),
)


def unread_syntax(path: str, lines: list[str], first_line: int) -> tuple[Diagnostic, ...]:
    """Return R206 where *lines* from *first_line* on hold cards in a syntax that is not read; at most one."""
    body = lines[first_line:]
    is_declared = holds_cards(body)
    found = [
        (name, numbers)
        for name, pattern, needs_declaration in _SYNTAXES
        if (is_declared or not needs_declaration) and len(numbers := _matching(body, pattern)) >= MIN_LINES
    ]
    if not found:
        return ()
    name, numbers = max(found, key=lambda one: len(one[1]))
    line = numbers[0] + first_line + 1
    message = f"{len(numbers)} lines look like cards in a syntax that is not read: {name}"
    return (Diagnostic("R206", message, Span(path, line, line)),)


def _matching(lines: list[str], pattern: re.Pattern[str]) -> list[int]:
    numbers = [number for number, line in enumerate(lines) if pattern.fullmatch(line)]
    if len(numbers) < MIN_LINES:
        return []
    free = free_lines(lines)
    found = [number for number in numbers if free[number]]
    filled = sum(is_free and bool(line.strip()) for line, is_free in zip(lines, free, strict=True))
    return found if len(found) >= MIN_SHARE * filled else []
