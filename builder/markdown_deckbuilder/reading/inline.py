"""Inline Markdown → inline nodes: mistune's inline parser with our own grammar for math and cloze deletions."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import mistune
from mistune import Markdown
from mistune.core import InlineState
from mistune.inline_parser import InlineParser

from markdown_deckbuilder.reading.dollars import formula_at
from markdown_deckbuilder.reading.markup import file_name, tag_from
from markdown_deckbuilder.reading.media_endings import MEDIA_ENDINGS
from markdown_deckbuilder.reading.places import VAULT
from markdown_deckbuilder.reading.raw_tags import tags_as_words
from markdown_deckbuilder.reading.tags import tags, tags_apart
from markdown_deckbuilder.reading.tree import (
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
    text_of,
)

# {{c1::words}}, and {{cloze words}} of Logseq, which has no number of its own.
_DELETION = r"\{\{(?:c(?P<deletion_number>\d{1,3})::|cloze[ \t]+)"
# A field of Dataview inside a line, [due:: 2024-05-01]: data for that program, and nothing to read.
_FIELD = (
    r"[\[(][A-Za-z](?:[\w -]{0,40}\w)?::[ \t](?:\[\[[^\[\]\n]*\]\]|[^\[\]()\n]|\[[^\[\]\n]*\]|\([^()\n]*\))*[\])][ \t]*"
)
_SKIPPED = re.compile(r"(`+)(?:(?!\1)[\s\S])*\1|\\.|\{\{c\d+::|\{\{|\}\}|::|.", re.S)


_WIKILINK = r"!?\[\[(?P<wiki>[^\[\]\n]+)\]\]"
# A word of Han signs and its reading in kana, bopomofo or Latin letters.
FURIGANA = r"\{[^{}|\n]*[々㐀-䶿一-鿿][^{}|\n]*(?:\|[^{}|\n㐀-䶿一-鿿]*)+\}"
_SET_OF_SIGNS = re.compile(r"(?:\\?\S-\\?\S|\\\S|[^\w\s])+")  # "^[a-z]" outside code is a pattern
_WORD = re.compile(r"[^\W\d_]{2}")
_SIZE = re.compile(r"\d{1,5}(?:x\d{1,5})?")
_ANCHOR = re.compile(r"(?:^|(?<!\s)\s+)\^([A-Za-z0-9-]+)\s*$")


def _parse_formula(inline: InlineParser, m: re.Match[str], state: InlineState) -> int | None:
    formula = formula_at(state.src, m.start())
    if formula is None:
        return None
    state.append_token({"type": "block_math" if formula.is_display else "inline_math", "raw": formula.tex})
    return formula.end


def _parse_deletion(inline: InlineParser, m: re.Match[str], state: InlineState) -> int | None:
    found = _closing_braces(state.src, m.end())
    if found is None or state.depth >= inline.max_nested_level:
        return None
    colons, close = found
    words, hint = state.src[m.end() : colons], state.src[colons + 2 : close]
    inside, beside = state.copy(), state.copy()
    inside.src, beside.src = words, hint
    state.append_token(
        {
            "type": "deletion",
            "children": inline.render(inside),
            "attrs": {"number": int(m.group("deletion_number") or 0) or None, "hint": inline.render(beside)},
        }
    )
    return close + 2


def _closing_braces(text: str, position: int) -> tuple[int, int] | None:
    """Return where the hint and the ``}}`` of the deletion stand whose words begin at *position*, or None.

    Without a hint both are the same.  Colons and braces in code, formulas and inner deletions are passed over.
    """
    depth, colons = 1, -1
    while position < len(text):
        if text[position] == "$" and (formula := formula_at(text, position)):
            position = formula.end
            continue
        piece = _SKIPPED.match(text, position)
        assert piece
        if piece.group(0).startswith("{{"):
            depth += 1
        elif piece.group(0) == "}}":
            depth -= 1
            if depth == 0:
                return (position if colons < 0 else colons), position
        elif piece.group(0) == "::" and depth == 1 and colons < 0:
            colons = position
        position = piece.end()
    return None


def _parse_wikilink(inline: InlineParser, m: re.Match[str], state: InlineState) -> int:
    state.append_token(_embed(m.group("wiki")) if m.group(0).startswith("!") else _wikilink(m.group("wiki")))
    return m.end()


def _wikilink(inside: str) -> dict[str, Any]:
    """Return the link that ``[[target|alias]]`` is.  Without an alias Obsidian shows "note > heading"."""
    target, _, alias = inside.replace("\\|", "|").partition("|")
    page, _, place = target.partition("#")
    shown = alias or " > ".join(
        part for part in (PurePosixPath(page).name, place if not place.startswith("^") else "") if part
    )
    children = [{"type": "text", "raw": shown.strip()}] if shown.strip() else []
    return {"type": "link", "children": children, "attrs": {"url": f"{VAULT}{target.strip()}"}}


def _embed(inside: str) -> dict[str, Any]:
    """Return the image that ``![[file|alias|width]]`` is, or an empty link where another note is embedded."""
    target, *options = (part.strip() for part in inside.replace("\\|", "|").split("|"))
    if target.split("#", 1)[0].rpartition(".")[2].casefold() not in MEDIA_ENDINGS:
        return {"type": "link", "children": [], "attrs": {"url": f"{VAULT}{target}"}, "embeds": True}
    size = next((option for option in options if _SIZE.fullmatch(option)), "")
    alt = next((option for option in options if option != size), "")
    url = f"{VAULT}{target.split('#', 1)[0]}"
    return {"type": "image", "children": [{"type": "text", "raw": alt}], "attrs": {"url": url}, "width": _width(size)}


def _width(size: str) -> int:
    return int(size.split("x", 1)[0]) if _SIZE.fullmatch(size) else 0


def _parse_footnote(inline: InlineParser, m: re.Match[str], state: InlineState) -> int | None:
    """Read ``^[a note]``: its words are kept apart as those of ``[^1]`` are, and its label is the words themselves."""
    close = _closing_bracket(state.src, m.end())
    words = state.src[m.end() : close].strip() if close else ""
    if close is None or not words or _SET_OF_SIGNS.fullmatch(words) or not _WORD.search(words):
        return None
    label = f"^{words}"
    state.env.setdefault("inline_footnotes", {})[label] = words
    state.append_token({"type": "footnote_ref", "raw": label})
    return close + 1


def _closing_bracket(text: str, position: int) -> int | None:
    """Return where the bracket closes inside which *position* stands; code, formulas and escapes are passed over."""
    depth = 1
    while position < len(text):
        if text[position] == "$" and (formula := formula_at(text, position)):
            position = formula.end
            continue
        piece = _SKIPPED.match(text, position)
        assert piece
        depth += (piece.group(0) == "[") - (piece.group(0) == "]")
        if depth == 0:
            return position
        position = piece.end()
    return None


def _parse_furigana(inline: InlineParser, m: re.Match[str], state: InlineState) -> int:
    """Read ``{漢字|かん|じ}``, a word with how it is read: a reading for each sign, or one for all of them."""
    word, *readings = m.group(0)[1:-1].split("|")
    parts = list(zip(word, readings, strict=True)) if len(word) == len(readings) else [(word, "".join(readings))]
    markup = "".join(f"{part}<rp>(</rp><rt>{reading}</rt><rp>)</rp>" if reading else part for part, reading in parts)
    for piece in re.split(r"(<[^<>]+>)", f"<ruby>{markup}</ruby>"):
        if piece:
            state.append_token({"type": "ruby_tag" if piece.startswith("<") else "text", "raw": piece})
    return m.end()


def _parse_field(inline: InlineParser, m: re.Match[str], state: InlineState) -> int:
    state.append_token({"type": "field"})
    return m.end()


def inline_grammar(md: Markdown) -> None:
    """A mistune plugin: what our sources may hold inside a line besides CommonMark."""
    for name in ("strikethrough", "mark", "url"):
        mistune.plugins.import_plugin(name)(md)
    md.inline.register("inline_math", r"\$", _parse_formula, before="codespan")
    md.inline.register("deletion", _DELETION, _parse_deletion, before="link", start_chars="{")
    md.inline.register("wikilink", _WIKILINK, _parse_wikilink, before="link", start_chars=("!", "["))
    md.inline.register("field", _FIELD, _parse_field, before="wikilink", start_chars=("[", "("))
    md.inline.register("inline_footnote", r"\^\[", _parse_footnote, before="link", start_chars="^")
    md.inline.register("furigana", FURIGANA, _parse_furigana, before="link", start_chars="{")
    tags(md)


@dataclass(frozen=True, slots=True)
class Line:
    """The nodes of a text, and what was taken out of it: its ``#tags``, and the ``^anchor`` at its end."""

    children: Inlines
    tags: tuple[str, ...] = ()
    anchor: str = ""


def line_from(tokens: list[dict[str, Any]]) -> Line:
    """Turn mistune's inline *tokens*, those of a block, into nodes, with tags and anchor apart."""
    tags, tokens = tags_apart(tags_as_words(tokens))
    nodes = _without_struck_out(inlines_from(tokens))
    anchor = ""
    if nodes and isinstance(nodes[-1], Text) and (match := _ANCHOR.search(nodes[-1].text)):
        anchor = match.group(1)
        nodes = (*nodes[:-1], Text(nodes[-1].text[: match.start()]))
    if tags or anchor:
        nodes = _trimmed(nodes)
    return Line(nodes, tags, anchor)


def _without_struck_out(nodes: Inlines) -> Inlines:
    """Return *nodes* without what is struck out in them, unless that is all of it."""
    left = tuple(node for node in nodes if not isinstance(node, Strike))
    return left if len(left) < len(nodes) and any(text_of(node).strip() for node in left) else nodes


def _trimmed(nodes: Inlines) -> Inlines:
    """Return *nodes* without the blanks that a tag or an anchor leaves at the ends, and without empty ones there."""
    while nodes and _is_blank(nodes[-1]):
        nodes = nodes[:-1]
    while nodes and _is_blank(nodes[0]):
        nodes = nodes[1:]
    if nodes and isinstance(nodes[-1], Text):
        nodes = (*nodes[:-1], Text(nodes[-1].text.rstrip()))
    return nodes


def _is_blank(node: Inline) -> bool:
    return isinstance(node, Break) or (isinstance(node, Text) and not node.text.strip())


def inlines_from(tokens: list[dict[str, Any]]) -> Inlines:
    """Turn mistune's inline *tokens* into nodes; neighbouring texts become one, tags text."""
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
        case "tag":
            return Text(f"#{raw}")
        case "field":
            return Text("")
        case "codespan":
            return Code(raw)
        case "inline_math":
            return Math(raw)
        case "block_math":
            return Math(raw, display=True)
        case "softbreak":
            return Break()
        case "linebreak":
            return Break(hard=True)
        case "inline_html":
            return tag_from(raw)
        case "ruby_tag":
            return Html(raw)
        case "footnote_ref":
            return FootnoteRef(raw)
        case "image":
            alt, _, size = "".join(_plain(child) for child in token["children"]).rpartition("|")
            alt, width = (alt, _width(size)) if alt and _width(size) else (f"{alt}|{size}".lstrip("|"), 0)
            url = attrs.get("url", "")
            return Image(alt or file_name(url), url, attrs.get("title") or "", token.get("width") or width)
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
            return Link(children, attrs.get("url", ""), attrs.get("title") or "", token.get("embeds", False))
        case "deletion":
            # Anki shows a hint as the words in the gap: they are kept, their marks are not.
            return Deletion(children, text_of(inlines_from(attrs["hint"])), attrs["number"])
    raise ValueError(f"mistune gave an inline token of an unknown type: {token['type']}")


def _plain(token: dict[str, Any]) -> str:
    if "children" in token:
        return "".join(_plain(child) for child in token["children"])
    return html.unescape(token.get("raw", ""))
