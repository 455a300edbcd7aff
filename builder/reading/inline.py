"""Inline Markdown → inline nodes: mistune's inline parser with our own grammar for math and cloze deletions."""

from __future__ import annotations

import html
import re
from typing import Any

import mistune
from mistune import Markdown
from mistune.core import InlineState
from mistune.inline_parser import InlineParser
from mistune.plugins.math import parse_inline_math

from builder.reading.tree import (
    Break,
    Code,
    Deletion,
    Emphasis,
    FootnoteRef,
    Html,
    Image,
    Inline,
    Inlines,
    Link,
    Mark,
    Math,
    Strike,
    Strong,
    Text,
)

# As in pandoc: the opening $ has no blank after it, the closing one none before and no digit after it.  So "$5 to $10"
# is money.
_INLINE_MATH = (
    r"\$\$(?P<display_math_text>(?:[^$\\]|\\.)+?)\$\$|"
    r"\$(?P<backtick_math_marker>`+)(?P<backtick_math_text>[\s\S]*?)(?P=backtick_math_marker)\$|"
    r"\$(?![\s$])(?P<math_text>(?:[^$\\\n]|\\.)*?[^\s$\\]|\\.)\$(?!\d)"
)
_DELETION = r"\{\{c(?P<deletion_number>\d{1,3})::"
_SKIPPED = re.compile(r"(`+)(?:(?!\1)[\s\S])*\1|\$(?![\s$])(?:[^$\\\n]|\\.)*?[^\s$\\]\$(?!\d)|\\.|\{\{|\}\}|.", re.S)


def _parse_deletion(inline: InlineParser, m: re.Match[str], state: InlineState) -> int | None:
    close = _closing_braces(state.src, m.end())
    if close is None or state.depth >= inline.max_nested_level:
        return None
    words, _, hint = state.src[m.end() : close].partition("::")
    inside = state.copy()
    inside.src = words
    state.append_token(
        {
            "type": "deletion",
            "children": inline.render(inside),
            "attrs": {"number": int(m.group("deletion_number")), "hint": hint},
        }
    )
    return close + 2


def _closing_braces(text: str, position: int) -> int | None:
    """Return where the ``}}`` stands that closes the deletion whose words begin at *position*, or None."""
    depth = 1
    while position < len(text):
        piece = _SKIPPED.match(text, position)
        assert piece
        if piece.group(0) == "{{":
            depth += 1
        elif piece.group(0) == "}}":
            depth -= 1
            if depth == 0:
                return position
        position = piece.end()
    return None


def inline_grammar(md: Markdown) -> None:
    """A mistune plugin: what our sources may hold inside a line besides CommonMark."""
    for name in ("strikethrough", "mark", "url"):
        mistune.plugins.import_plugin(name)(md)
    md.inline.register("inline_math", _INLINE_MATH, parse_inline_math, before="codespan")
    md.inline.register("deletion", _DELETION, _parse_deletion, before="link")


def inlines_from(tokens: list[dict[str, Any]]) -> Inlines:
    """Turn mistune's inline *tokens* into nodes; neighbouring texts become one."""
    nodes: list[Inline] = []
    for token in tokens:
        node = _inline_from(token)
        if isinstance(node, Text) and nodes and isinstance(nodes[-1], Text):
            nodes[-1] = Text(nodes[-1].text + node.text)
        elif node != Text(""):
            nodes.append(node)
    return tuple(nodes)


def _inline_from(token: dict[str, Any]) -> Inline:
    raw = token.get("raw", "")
    attrs = token.get("attrs", {})
    match token["type"]:
        case "text":
            return Text(html.unescape(raw))
        case "codespan":
            return Code(html.unescape(raw) if token.get("escaped") else raw)
        case "inline_math":
            return Math(raw)
        case "block_math":
            return Math(raw, display=True)
        case "softbreak":
            return Break()
        case "linebreak":
            return Break(hard=True)
        case "inline_html":
            return Html(raw)
        case "footnote_ref":
            return FootnoteRef(raw)
        case "image":
            alt = "".join(_plain(child) for child in token["children"])
            return Image(alt, attrs.get("url", ""), attrs.get("title") or "")
    children = inlines_from(token["children"])
    match token["type"]:
        case "emphasis":
            return Emphasis(children)
        case "strong":
            return Strong(children)
        case "strikethrough":
            return Strike(children)
        case "mark":
            return Mark(children)
        case "link":
            return Link(children, attrs.get("url", ""), attrs.get("title") or "")
        case "deletion":
            return Deletion(children, attrs["hint"], attrs["number"])
    raise ValueError(f"mistune gave an inline token of an unknown type: {token['type']}")


def _plain(token: dict[str, Any]) -> str:
    if "children" in token:
        return "".join(_plain(child) for child in token["children"])
    return html.unescape(token.get("raw", ""))
