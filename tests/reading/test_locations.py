"""Every block knows its lines: checked on CommonMark's own examples and on generated nestings.

The law: the first word of a text block stands on its first line, and the last on its last.
"""

from __future__ import annotations

import json
import re
import sys
import tarfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markdown_deckbuilder.model import Source
from markdown_deckbuilder.reading.parse import parse
from markdown_deckbuilder.reading.tree import Block, CodeBlock, Heading, Node, Paragraph, Row, text_of, walk

_WORD = re.compile(r"[A-Za-z0-9]+")


def misplaced(text: str) -> list[str]:
    """Return the text blocks of a page *text* whose words do not stand on the lines they claim."""
    lines = text.split("\n")
    page, _ = parse(Source("page.md", text))
    blocks: list[Node] = [block for section in page.sections for block in (*section.trail[-1:], *section.blocks)]
    blocks += [block for note in page.footnotes.values() for block in note]
    wrong = []
    for node in walk(blocks):
        if isinstance(node, Paragraph | Heading | Row):
            wrong += _misplaced_words(node, text, lines)
        elif isinstance(node, CodeBlock) and node.text.strip():
            wrong += _misplaced_code(node, lines)
    return wrong


def _misplaced_words(node: Paragraph | Heading | Row, text: str, lines: list[str]) -> list[str]:
    words = [word for word in _WORD.findall(text_of(node)) if word in text]
    if not words:
        return []
    span = node.span
    wrong = []
    for word, number, edge in ((words[0], span.line, "first"), (words[-1], span.end_line, "last")):
        line = lines[number - 1]
        if word not in line and _WORD.search(line):  # a line of mere signs (```` `` ````, ``===``) holds no word
            wrong.append(f"{span.line}-{span.end_line}: {word!r} is not on its {edge} line")
    return wrong


def _misplaced_code(node: CodeBlock, lines: list[str]) -> list[str]:
    inside = "\n".join(lines[node.span.line - 1 : node.span.end_line])
    return [
        f"{node.span.line}-{node.span.end_line}: the code line {line!r} is not there"
        for line in node.text.split("\n")
        if line.strip() and line.strip() not in inside
    ]


# Examples whose last line holds only words that nobody sees: a link's destination, an HTML comment, a tag.
_UNSEEN_WORDS = {148, 509, 624}


def _commonmark() -> list[dict[str, str]]:
    archives = sorted(Path(sys.prefix, "share").glob("mistune-*.tar.gz"))
    if not archives:
        pytest.skip("CommonMark's examples come with `make test`")
    with tarfile.open(archives[-1]) as archive:
        member = next(name for name in archive.getnames() if name.endswith("fixtures/commonmark.json"))
        file = archive.extractfile(member)
        assert file
        examples: list[dict[str, str]] = json.load(file)
    return examples


def test_commonmark_examples() -> None:
    """No text block of the CommonMark specification's examples is misplaced."""
    examples = _commonmark()
    assert len(examples) > 600
    wrong = {number: found for number, one in enumerate(examples, 1) if (found := misplaced(one["markdown"]))}
    assert {number: found for number, found in wrong.items() if number not in _UNSEEN_WORDS} == {}
    assert wrong.keys() == _UNSEEN_WORDS


_WORDS = st.lists(
    st.sampled_from(["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"]), min_size=1, max_size=4
)


class _Numbered:
    """Gives every word a number, so that no word stands on two lines."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, words: list[str]) -> str:
        self.count += 1
        return " ".join(f"{word}{self.count}" for word in words)


def _leaf(kind: str, words: list[list[str]], name: _Numbered) -> list[str]:
    lines = [name(line) for line in words]
    match kind:
        case "heading":
            return [f"## {lines[0]}"]
        case "setext":
            return [lines[0], "==="]
        case "code":
            return ["```py", *lines, "```"]
        case "table":
            head, *rows = lines
            return [f"| {head} | x |", "|---|---|", *(f"| {row} | y |" for row in rows)]
        case "definition":
            return [lines[0], *(f": {line}" for line in lines[1:] or ["meaning"])]
    return lines


_Leaf = st.tuples(
    st.sampled_from(["paragraph", "heading", "setext", "code", "table", "definition"]),
    st.lists(_WORDS, min_size=1, max_size=3),
)
_Tree = st.recursive(
    _Leaf,
    lambda inner: st.tuples(st.sampled_from(["- ", "1. ", "> "]), st.lists(inner, min_size=1, max_size=3)),
    max_leaves=8,
)


def _lines(tree: tuple[str, list], name: _Numbered) -> list[str]:  # type: ignore[type-arg]
    kind, inside = tree
    if kind not in ("- ", "1. ", "> "):
        return _leaf(kind, inside, name)
    blocks = [_lines(child, name) for child in inside]
    body = [line for number, block in enumerate(blocks) for line in ([""] if number else []) + block]
    if kind == "> ":
        return [f"> {line}".rstrip() for line in body]
    return [f"{kind}{body[0]}", *(f"{' ' * len(kind)}{line}".rstrip() for line in body[1:])]


@given(st.lists(_Tree, min_size=1, max_size=5), st.booleans())
@settings(max_examples=400, deadline=None)
def test_generated_nestings(trees: list[tuple[str, list]], has_front_matter: bool) -> None:  # type: ignore[type-arg]
    """Lists in quotes in lists, with headings, tables, code and definitions inside: nothing is misplaced."""
    name = _Numbered()
    lines = ["---", "title: x", "---"] if has_front_matter else []
    for tree in trees:
        lines += [*_lines(tree, name), ""]
    assert misplaced("\n".join(lines)) == []


@given(st.text(alphabet="-*+>#=|:`~ \t\nab1.)[]^$\\<!", max_size=80))
@settings(max_examples=500, deadline=None)
def test_spans_lie_within_the_page(text: str) -> None:
    """Whatever is written: every block lies within the page and within the block around it, and none is turned round."""
    page, _ = parse(Source("page.md", text))

    def fits(block: Block, first: int, last: int) -> None:
        span = block.span
        assert first <= span.line <= span.end_line <= last, (span, first, last)
        for child in walk((block,)):
            if child is not block and hasattr(child, "span"):
                assert span.line <= child.span.line <= child.span.end_line <= span.end_line, (child, span)

    for section in page.sections:
        for block in (*section.trail, *section.blocks):
            fits(block, 1, len(page.lines))
