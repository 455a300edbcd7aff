"""Cards in the syntax of other programs, over random pages: no line is lost and no sign of ours is left."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from markdown_deckbuilder.model import Source
from markdown_deckbuilder.reading.foreign import own_syntax
from markdown_deckbuilder.reading.parse import parse
from markdown_deckbuilder.reading.tree import Block, walk

LINES = st.lists(
    st.sampled_from(
        """?|??|+++|What is it? #card|- item #flashcard-reverse|  - below|## Head #card|#flashcards/a|START|END|Basic|Cloze
Back: y|Tags: a b|%%|%%ANKI|END%%||text|a::b|**T**:: z|key:: value|  id:: 4|> ?|> q|  ?|    ?|- a|```|```ad-note|title: x
<details>|</details>|<!--SR:!2024-->|<!--|-->|1. one|   two|$$|---|STARTI [Cloze] {x} y ENDI|TARGET DECK|FILE TAGS: a|(k:: v)
{{cloze q}}|^abc-1""".replace("\n", "|").split("|")
    ),
    min_size=1,
    max_size=14,
)


@given(LINES)
def test_lines_stay_where_they_are(lines: list[str]) -> None:
    assert len(own_syntax(lines)) == len(lines)


@given(LINES)
def test_signs_between_the_passes_are_on_no_page(lines: list[str]) -> None:
    page, _ = parse(Source("page.md", "\n".join(lines)))
    assert "\\ufdd" not in repr(page.sections)


@given(LINES)
def test_every_block_has_its_lines(lines: list[str]) -> None:
    page, _ = parse(Source("page.md", "\n".join(lines)))
    for node in walk(block for section in page.sections for block in section.blocks):
        if isinstance(node, Block):
            assert 1 <= node.span.line <= node.span.end_line <= len(lines)
