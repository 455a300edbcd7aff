"""Source lines for mistune's block tokens, which mistune itself does not record.

mistune parses a container (a list item, a block quote) by handing a dedented copy of its lines to a child state.  The
copy keeps one line for each source line, so a child needs to know only on which source line its copy begins.  Written
for mistune 3.4; ``tests/reading/test_locations.py`` is the alarm should that change.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

from mistune.block_parser import BlockParser
from mistune.core import BlockState
from mistune.util import unikey

_BARE_MARKER = re.compile(r"[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]*")
_MEANING_START = re.compile(r" {0,3}:[ \t]+")

Token = dict[str, Any]


class Tokens(list[Token]):
    """The block tokens of one container, with the line on which the container itself begins."""

    line = 0


class LocatedState(BlockState):
    """A block state that knows which source line its text begins on.

    Tokens get ``line`` and ``end``, both counted from zero and inclusive.
    """

    tokens: Tokens

    def __init__(self, parent: BlockState | None = None) -> None:
        super().__init__(parent)
        self.tokens = Tokens()
        self.first_line = 0
        self.block_line = 0  # where the block being parsed opened, in this text
        self.next_child_line: int | None = None
        self.block_kind: str | None = None

    def process(self, src: str) -> None:
        super().process(src)
        self.lines = src.split("\n")
        self._starts = [0]
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def line_of(self, offset: int) -> int:
        """Return the line of this text that holds *offset*."""
        return bisect_right(self._starts, offset) - 1

    def start_of(self, line: int) -> int:
        """Return the offset at which *line* starts, or that of the end of the text."""
        return min(self._starts[min(line, len(self.lines))], self.cursor_max)

    def last_line_before(self, offset: int) -> int:
        """Return the last line before *offset* that is not blank."""
        line = self.line_of(max(offset - 1, 0))
        while line > 0 and (line >= len(self.lines) or not self.lines[line].strip()):
            line -= 1
        return line

    def child_state(self, src: str, lazy_line_starts: set[int] | None = None) -> LocatedState:
        child = super().child_state(src, lazy_line_starts)
        assert isinstance(child, LocatedState)
        line = self.block_line if self.next_child_line is None else self.next_child_line
        while line < len(self.lines) and not self.lines[line].strip():
            line += 1
        child.tokens.line = self.first_line + line
        if self.block_kind == "list" and line < len(self.lines) and _BARE_MARKER.fullmatch(self.lines[line]):
            line += 1  # a marker alone on its line gives the child no text
        child.first_line = self.first_line + line
        text = src.rstrip("\n")
        self.next_child_line = line + (text.count("\n") + 1 if text.strip() else 0)
        return child

    def add_paragraph(self, text: str) -> None:
        known = len(self.tokens)
        super().add_paragraph(text)
        if len(self.tokens) > known:
            self.tokens[-1]["line"] = self.first_line + self.line_of(self.cursor)
        self.tokens[-1]["end"] = self.first_line + self.last_line_before(self.cursor + len(text))

    def append_paragraph(self) -> int | None:
        end = super().append_paragraph()
        if end:
            self.tokens[-1]["end"] = self.first_line + self.last_line_before(end)
        return end


class LocatedParser(BlockParser):
    """A block parser whose tokens carry ``line`` and ``end``, counted from zero."""

    state_cls = LocatedState

    def parse_method(self, m: re.Match[str], state: BlockState) -> int | None:
        assert isinstance(state, LocatedState)
        saved = state.block_line, state.next_child_line, state.block_kind
        opened = state.line_of(m.start())
        state.block_line, state.next_child_line, state.block_kind = opened, None, m.lastgroup
        known = len(state.tokens)
        end: int | None = None
        try:
            end = super().parse_method(m, state)
        finally:
            state.block_line, state.next_child_line, state.block_kind = saved
        if end:
            self._place(m, state, known, opened, end)
        return end

    def _parse_indent_code_fast(self, state: BlockState) -> int | None:
        """Place indented code, which mistune parses past :meth:`parse_method`."""
        assert isinstance(state, LocatedState)
        known, opened = len(state.tokens), state.line_of(state.cursor)
        end = super()._parse_indent_code_fast(state)
        if end and len(state.tokens) > known:
            state.tokens[-1]["line"] = state.first_line + opened
            state.tokens[-1]["end"] = state.first_line + state.last_line_before(end)
        return end

    def _place(self, m: re.Match[str], state: LocatedState, known: int, opened: int, end: int) -> None:
        last = state.first_line + state.last_line_before(end)
        # A definition list takes the paragraph above it, and a blank line, out of the tokens.
        for token in state.tokens[max(min(known, len(state.tokens)) - 1, 0) :]:
            token.setdefault("line", state.first_line + opened)
            if m.lastgroup == "setex_heading" and token is state.tokens[-1] and len(state.tokens) == known:
                token["end"] = last  # a setext underline has closed the paragraph above it
            elif "children" in token and token["type"] in ("list", "block_quote"):
                token.setdefault("end", max(_deepest_end(token["children"]), token["line"]))
            else:
                token.setdefault("end", last)
        if m.lastgroup == "ref_footnote":
            lines = state.env.setdefault("footnote_lines", {})
            lines.setdefault(unikey(m.group("footnote_key")), (state.first_line + opened, last))
        elif m.lastgroup == "def_list" and state.tokens and state.tokens[-1]["type"] == "def_list":
            _place_definitions(state, state.tokens[-1], opened, end)


def _deepest_end(tokens: Iterable[Token]) -> int:
    """Return the last line of *tokens* or of anything in them; a list item's is at least its marker's line."""
    end = 0
    for token in tokens:
        end = max(end, token.get("end", 0))
        children = token.get("children")
        if children:
            end = max(end, _deepest_end(children))
        if isinstance(children, Tokens):
            end = max(end, children.line)
    return end


def _place_definitions(state: LocatedState, token: Token, opened: int, end: int) -> None:
    """Give the terms and meanings of a definition list their lines, which mistune parses in states of their own."""
    fresh = [child for child in token["children"] if "line" not in child]
    meanings = [line for line in range(opened, state.line_of(end - 1) + 1) if _MEANING_START.match(state.lines[line])]
    terms = sum(child["type"] == "def_list_head" for child in fresh)
    above = opened - 1
    while above > 0 and not state.lines[above].strip():
        above -= 1
    term_line = state.first_line + above - terms + 1
    token["line"] = min(token["line"], term_line)
    token["end"] = state.first_line + state.last_line_before(end)
    for child in fresh:
        if child["type"] == "def_list_head":
            child["line"] = child["end"] = term_line
            term_line += 1
        else:
            child["line"] = state.first_line + meanings.pop(0)
            shift_lines(child["children"], child["line"])
            child["end"] = max(_deepest_end(child["children"]), child["line"])


def shift_lines(tokens: Iterable[Token], by: int) -> None:
    """Move *tokens*, and all that is in them, down *by* lines."""
    for token in tokens:
        if "line" in token:
            token["line"] += by
            token["end"] += by
        children = token.get("children")
        if isinstance(children, Tokens):
            children.line += by
        if children:
            shift_lines(children, by)
