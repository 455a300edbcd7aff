"""Which raw tags in a line are markup, and which are words: "Use <iframe> to embed a page".

A tag that a browser would not show, or that is never closed, would take itself or the rest of its line away; where it
stands in a sentence its author speaks of it, so it is text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Any

Tokens = list[dict[str, Any]]

_TAG = re.compile(r"<(?P<closes>/)?(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<attributes>[^>]*?)/?>")
# What shows nothing by itself in a card, or must not be in one: in a sentence only its name can be meant.
_NOT_FORMATTING = frozenset(
    """
    base body button canvas dialog embed fieldset form head html iframe input label legend link main meta noscript
    object option optgroup param progress script select style template textarea title
    """.split()
)
# These go with what is in them: a program, a film of another site.
_HIDES = frozenset({"embed", "iframe", "object", "svg", "math", "canvas", "script", "style", "template", "noscript"})
_VOID = frozenset({"br", "hr", "img", "wbr", "source", "area", "col", "track"})
_PLAYERS = frozenset({"audio", "video"})
# Where only parts of their own may stand, "a list begins with <ol> and ends with </ol>" means the tags.
_CONTAINERS = frozenset({"dl", "ol", "table", "tbody", "thead", "tr", "ul"})
# A line that begins with a tag and goes on with words: "<div>: a box" or "<script> tags load code".
_SPOKEN_OF = re.compile(r"<(?P<name>[A-Za-z][A-Za-z0-9]*)>(?P<behind>[ \t]*)(?P<first>[^\s<])[^\n]*\w")
_OPTIONAL_END = frozenset({"p", "li", "td", "th", "tr", "dt", "dd", "summary", "details"})


def is_spoken_of(line: str, below: Sequence[str]) -> bool:
    """Say whether *line* only begins with a tag that it speaks of: it has no attributes, and no end in *below*."""
    match = _SPOKEN_OF.match(line)
    if not match:
        return False
    name, is_punctuated = match.group("name").lower(), match.group("first") in ":;–—-="
    if not is_punctuated and (not match.group("behind") or name in _OPTIONAL_END | _VOID):
        return False
    block = takewhile(str.strip, below) if is_punctuated else below
    return not any(f"</{name}" in other.lower() for other in (line, *block))


def tags_as_words(tokens: Tokens) -> Tokens:
    """Return the inline *tokens* of a block with the raw tags that are words turned into text."""
    flat = list(_flat(tokens))
    tags = [(n, token, match) for n, token in flat if (match := _tag_of(token))]
    paired = _paired(tags)
    for position, (n, token, match) in enumerate(tags):
        before = "".join(str(other.get("raw", "")) for _, other in flat[max(n - 1, 0) : n])
        after = "".join(str(other.get("raw", "")) for _, other in flat[n + 1 : n + 2])
        if _is_word(match, n in paired, before, after) and not _is_hidden(tags, position, n in paired):
            token["type"], token["raw"] = "text", html.escape(token["raw"], quote=False)
    return tokens


def _flat(tokens: Tokens) -> list[tuple[int, dict[str, Any]]]:
    flat: Tokens = []
    stack = tokens[::-1]
    while stack:
        token = stack.pop()
        flat.append(token)
        stack.extend(token.get("children", [])[::-1])
    return list(enumerate(flat))


def _tag_of(token: dict[str, Any]) -> re.Match[str] | None:
    return _TAG.fullmatch(token["raw"]) if token["type"] == "inline_html" else None


def _paired(tags: list[tuple[int, dict[str, Any], re.Match[str]]]) -> set[int]:
    """Return the numbers of the tags that have their other half in the same block."""
    found: set[int] = set()
    opened: dict[str, list[int]] = {}
    for n, _, match in tags:
        name = match.group("name").lower()
        if not match.group("closes"):
            opened.setdefault(name, []).append(n)
        elif opened.get(name):
            found |= {opened[name].pop(), n}
    return found


def _is_word(match: re.Match[str], is_paired: bool, before: str, after: str) -> bool:
    name, attributes = match.group("name").lower(), match.group("attributes").strip()
    if name in _VOID or (name in _PLAYERS and attributes):
        return False
    if name in _NOT_FORMATTING:
        return "checkbox" not in attributes
    if name in _CONTAINERS and not attributes:
        return bool(before.strip()) and not (before.startswith("<") or after.startswith("<"))
    if is_paired or attributes:
        return False
    if match.group("closes"):  # at the end of a line it closes what another block began
        return bool(after.strip())
    if not before.strip() and name in _OPTIONAL_END:
        return False
    return bool(before.strip()) or not after or after[:1].isspace()


def _is_hidden(tags: list[tuple[int, dict[str, Any], re.Match[str]]], position: int, is_paired: bool) -> bool:
    """Say whether the tag at *position* is half of something that no card can show; an empty pair is spoken of."""
    n, _, match = tags[position]
    name = match.group("name").lower()
    if name not in _HIDES or not (is_paired or name == "embed"):
        return False
    halves = [(m, half) for m, _, half in tags if half.group("name").lower() == name]
    opens = [(m, half) for m, half in halves if not half.group("closes") and m <= n]
    first, opening = opens[-1] if opens else (n, match)
    closes = next((m for m, half in halves if half.group("closes") and m > first), first)
    return bool(opening.group("attributes").strip()) or closes - first > 1
