"""Which ends of lines in a paragraph are seen, as Obsidian shows them, and which only wrap it.

A paragraph is wrapped where each of its lines is filled: the first word of the next one would not have gone on it.
Other lines are what their author wrote below one another, unless a line plainly goes on in the next.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from markdown_deckbuilder.reading.tree import Break, Image, Inlines

MIN_WRAPPED, MAX_WRAPPED = 50, 130  # characters of a line that somebody's editor wrapped
NARROW = 70  # below it lines that each begin like a sentence are no wrapped ones
RAGGED = 12  # characters by which a wrapped line may stay behind the longest

_GOES_ON = re.compile(r"[,、，(\[—–-]\s*$")
_SMALL_WORD = re.compile(r"(?<![^\W_])[a-zà-ÿ]{1,3}$")  # such as "of", "und" or "del"
# "- item", "A) option", "1 → c": a list that Markdown does not read, of which no line stands for itself.
_LISTED = re.compile(r"[-*+•]\s|\(?\w{1,2}[.)]\s|\d")


def with_line_ends(children: Inlines, source: str) -> Inlines:
    """Return *children*, the inline nodes of the paragraph *source*, with the breaks told that end a line of its own."""
    lines = [line.strip() for line in source.strip(" \r\n\t\f").split("\n")]
    breaks = [index for index, node in enumerate(children) if isinstance(node, Break)]
    if len(lines) < 2 or len(breaks) != len(lines) - 1 or _is_wrapped(lines):
        return children
    nodes = list(children)
    for index, above, below in zip(breaks, lines, lines[1:], strict=False):
        node = nodes[index]
        if isinstance(node, Break) and not _runs_on(above, below):
            is_beside_image = isinstance(nodes[index - 1], Image) or any(
                isinstance(one, Image) for one in nodes[index + 1 : index + 2]
            )
            divides = not node.hard and not is_beside_image and _are_apart(above, below)
            nodes[index] = replace(node, hard=True, divides=divides)
    return tuple(nodes)


def _is_wrapped(lines: list[str]) -> bool:
    width = max(map(len, lines))
    if width < NARROW and len(lines) > 2 and not any(map(_runs_on, lines, lines[1:])):
        return False
    return all(
        MIN_WRAPPED <= len(line) <= MAX_WRAPPED and len(line) + 1 + _first_word(below) > width - RAGGED
        for line, below in pairwise(lines)
    )


def _first_word(line: str) -> int:
    word = re.match(r"[ -~]*?(?=\s|$)|\S*", line)
    return len(word.group(0)) if word else 0


def _are_apart(above: str, below: str) -> bool:
    """Say whether each of both lines says something without the other."""
    return not above.endswith((":", "：")) and not _LISTED.match(above) and not _LISTED.match(below)


def _runs_on(above: str, below: str) -> bool:
    """Say whether the line *below* goes on with what the line *above* says."""
    first = re.sub(r"^[\W_]+", "", below)[:1]
    if first.islower() or _GOES_ON.search(above):
        return True
    return len(above) >= MIN_WRAPPED and bool(_SMALL_WORD.search(above))
