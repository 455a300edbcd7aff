"""Pipe tables as GitHub reads them, with a line for every row.

mistune's own plugin drops a table whose rows are uneven and splits at a pipe inside code or a wikilink; people write
both.  GitHub fills short rows up and cuts long ones (GFM spec, section 4.10).
"""

from __future__ import annotations

import re

from mistune import Markdown
from mistune.block_parser import BlockParser
from mistune.core import BlockState

from markdown_deckbuilder.reading.exchange import begins_exchange
from markdown_deckbuilder.reading.inline import FURIGANA
from markdown_deckbuilder.reading.located import LocatedState, Token

# A parse method that declines leaves its line to the paragraph, so what begins another block may not match at all.  The
# header row must hold a pipe and be followed by a delimiter row; no quantifier here can run twice over one text.
_TABLE_START = (
    r"^ {0,3}(?![-+*]\s|\d{1,9}[.)]\s|>|#{1,6}\s|```|~~~)(?=[^\n]*\|)\S[^\n]*\n {0,3}(?=[^\n]*-)[-:| \t]+(?=\n|$)"
)
_DELIMITER = re.compile(r":?-+:?")
# A code span, a wikilink and a word with its reading keep their pipes; an escaped pipe is text.
_PIECE = re.compile(rf"(`+)(?:(?!\1).)*\1(?!`)|!?\[\[[^\[\]\n]*\]\]|{FURIGANA}|\\.|[^|`\\!\[{{]+|[^|]")


def split_row(line: str) -> list[str]:
    """Return the cells of a table row *line* as Markdown, stripped, with ``\\|`` turned into a plain pipe."""
    text = line.strip()
    cells, cell, position = [], "", 0
    if text.startswith("|"):
        position = 1
    while position < len(text):
        if text[position] == "|":
            cells.append(cell)
            cell = ""
            position += 1
            continue
        piece = _PIECE.match(text, position)
        assert piece
        cell += piece.group(0)
        position = piece.end()
    if cell.strip() or not text.endswith("|") or text.endswith("\\|"):
        cells.append(cell)
    return [cell.strip().replace("\\|", "|") for cell in cells]


def alignments_of(line: str) -> list[str] | None:
    """Return the column alignments that the delimiter row *line* states, or None where it is none."""
    alignments = []
    for cell in split_row(line):
        if not _DELIMITER.fullmatch(cell):
            return None
        left, right = cell.startswith(":"), cell.endswith(":")
        alignments.append("center" if left and right else "left" if left else "right" if right else "")
    return alignments


def _parse_table(block: BlockParser, m: re.Match[str], state: BlockState) -> int | None:
    assert isinstance(state, LocatedState)
    first = state.line_of(m.start())
    head = split_row(state.lines[first])
    alignments = alignments_of(state.lines[first + 1])
    if alignments is None or (len(alignments) != len(head) and "|" not in state.lines[first + 1]):
        return None
    # GitHub shows a table whose delimiter row is too short or too long as text; its author meant a table.
    width = max(len(head), len(alignments))
    head, alignments = head + [""] * (width - len(head)), alignments + [""] * (width - len(alignments))
    rows = [_row(head, state.first_line + first)]
    line = first + 2
    ends_table = block.compile_sc(["fenced_code", "atx_heading", "thematic_break", "block_quote", "list", "block_html"])
    while line < len(state.lines) and "|" in state.lines[line] and not ends_table.match(state.lines[line] + "\n"):
        if begins_exchange(state.lines[line]):
            break
        cells = split_row(state.lines[line])
        cells = (cells + [""] * len(head))[: len(head)]
        rows.append(_row(cells, state.first_line + line))
        line += 1
    state.append_token({"type": "table", "children": rows, "attrs": {"alignments": alignments}})
    return state.start_of(line)


def _row(cells: list[str], line: int) -> Token:
    return {"type": "table_row", "cells": cells, "line": line, "end": line}


def table(md: Markdown) -> None:
    """A mistune plugin: pipe tables at the top level, in lists and in quotes."""
    for rules in (md.block.rules, md.block.list_rules, md.block.block_quote_rules):
        if "table" not in rules:
            md.block.insert_rule(rules, "table", before="setex_heading")
    md.block.register("table", _TABLE_START, _parse_table, before="setex_heading")
