"""Which ``#words`` of a block are Obsidian's tags, and which are words of its sentences.

Tags stand at an end of their block, on a line of their own, or behind a pair ``term :: meaning``.  In the middle of a
sentence ``#word`` is what the sentence says: a colour, an issue, a line of C.
"""

from __future__ import annotations

import re
from typing import Any

from mistune import Markdown
from mistune.core import InlineState
from mistune.inline_parser import InlineParser

# A word after # with a letter in it, not inside another word, an address or a reference.
_TAG = r"(?<![\w&/#=\]\)\\])#(?=[\w/-]*[^\W\d_])\w[\w/-]*"
# #00B7DA, #fff, #FFAABB; but #bad and #cafe are words.
_COLOUR = re.compile(
    r"(?=[A-Fa-f]*\d)(?:[\dA-Fa-f]{3,4}|[\dA-Fa-f]{6}|[\dA-Fa-f]{8})|([A-Fa-f])\1{2}(?:\1{3})?|(?:[A-F]{6}|[A-F]{8})"
)
_PREPROCESSOR = frozenset({"include", "define", "undef", "ifdef", "ifndef", "elif", "endif", "pragma"})
# What may stand between tags and after them: blanks, commas, the anchor of the block.
_BETWEEN = re.compile(r"[\s,;|·]*(?:\^[A-Za-z0-9-]+\s*)?")
_ENDS_LINE = ("softbreak", "linebreak")

Tokens = list[dict[str, Any]]


def _parse_tag(inline: InlineParser, m: re.Match[str], state: InlineState) -> int | None:
    word = m.group(0)[1:]
    if _COLOUR.fullmatch(word) or word in _PREPROCESSOR:
        return None
    state.append_token({"type": "tag", "raw": word})
    return m.end()


def tags(md: Markdown) -> None:
    """A mistune plugin: what may be a tag becomes a token of its own."""
    md.inline.register("tag", _TAG, _parse_tag, before="link", start_chars="#")


def tags_apart(tokens: Tokens) -> tuple[tuple[str, ...], Tokens]:
    """Return the tags of the block that *tokens* are, each once, and the tokens of its text."""
    if not any(token["type"] == "tag" for token in tokens):
        return (), tokens
    lines = _lines_of(tokens)
    left: list[Tokens] = []
    found: list[str] = []
    for number, line in enumerate(lines):
        is_first = not any(_is_text(token) for above in lines[:number] for token in above)
        is_last = not any(_is_text(token) for below in lines[number + 1 :] for token in below)
        start = _leading(line) if is_first else 0
        end = _trailing(line) if is_last or "::" in "".join(token.get("raw", "") for token in line) else len(line)
        if not any(_is_text(token) for token in line):
            start = end = 0
        taken = [*line[:start], *line[end:]]
        found += [token["raw"].strip("/").replace("/", "::") for token in taken if token["type"] == "tag"]
        left.append([*line[start:end], *(token for token in taken if token["type"] not in ("tag", "text"))])
        if any("^" in token["raw"] for token in taken if token["type"] == "text"):
            left[-1] += [token for token in taken if token["type"] == "text" and "^" in token["raw"]]
    return tuple(dict.fromkeys(found)), [token for line in left for token in line]


def _lines_of(tokens: Tokens) -> list[Tokens]:
    """Return the lines of *tokens*, each with the break at its end."""
    lines: list[Tokens] = [[]]
    for token in tokens:
        lines[-1].append(token)
        if token["type"] in _ENDS_LINE:
            lines.append([])
    return lines


def _is_text(token: dict[str, Any]) -> bool:
    """Say whether *token* is more than a tag and what stands between tags."""
    match token["type"]:
        case "tag" | "softbreak" | "linebreak":
            return False
        case "text":
            return not _BETWEEN.fullmatch(token["raw"])
        case "inline_html":
            return not token["raw"].startswith("<!--")
    return True


def _leading(line: Tokens) -> int:
    """Return how many tokens of *line* are the tags it begins with: "#exam The spindle", but not "#exam: the spindle"."""
    count = next((n for n, token in enumerate(line) if _is_text(token)), len(line))
    if count == 0 or count == len(line):
        return 0
    following = line[count]
    raw = following.get("raw", "")
    if following["type"] == "text" and not raw[:1].isspace():
        return 0
    return 0 if following["type"] == "inline_html" else count


def _trailing(line: Tokens) -> int:
    """Return where the tags begin that *line* ends in, its length where it ends in none."""
    text = [n for n, token in enumerate(line) if _is_text(token)]
    start = text[-1] + 1 if text else 0
    if not text or not any(token["type"] == "tag" for token in line[start:]):
        return len(line)
    last = line[text[-1]]
    return len(line) if last["type"] == "text" and not last["raw"][-1:].isspace() else start
