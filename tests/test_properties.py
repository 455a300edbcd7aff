"""Whatever is written: no exception, an outcome for every line, balanced HTML, no raw markup on a card."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from markdown_deckbuilder.cards.faces import faces
from markdown_deckbuilder.model import Note, Source
from markdown_deckbuilder.outcomes import outcomes
from markdown_deckbuilder.pipeline import Build
from markdown_deckbuilder.reading.parse import parse
from tests.casefile import Case, build_case
from tests.markdown_pages import pages

_VOID = {"br", "hr", "img", "source", "col", "wbr"}


class Balance(HTMLParser):
    """Reads HTML and notes every tag that closes what is not open, or that is never closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.faults.append(tag)


def unbalanced(markup: str) -> list[str]:
    """Return the tags of *markup* that do not pair."""
    reader = Balance()
    # A deletion's braces may stand between tags; they are text to HTML.
    reader.feed(markup)
    reader.close()
    return reader.faults + reader.open


def made_of(page: str) -> Build:
    return build_case(Case(Path("-"), 0, "", page, "notes.md", ()))


@given(pages)
@settings(deadline=None)
def test_every_line_has_an_outcome(page: str) -> None:
    """No page raises, and each of its content lines ends as a card, as Extra, or on none for a reason."""
    made = made_of(page)
    found = outcomes(made)
    assert {one.line for one in found} == set().union(*(one.content_lines for one in made.library.pages))
    assert all(one.reason for one in found)


@given(pages)
@settings(deadline=None)
def test_fields_are_balanced_html(page: str) -> None:
    """Every field is HTML whose tags pair, and nothing in it acts."""
    for note in made_of(page).notes:
        for name, markup in note.fields.items():
            assert unbalanced(markup) == [], (name, markup)
            assert not re.search(r"<script|\son\w+=|javascript:", markup, re.I)


@given(pages)
@settings(deadline=None)
def test_cards_show_no_raw_markup(page: str) -> None:
    """No card shows ``](``, ``[[``, ``|---`` or ``{{c``, unless the author wrote it as code or left it unfinished.

    The name of a page in ``[[ ]]`` is taken to the letter, as Obsidian does, and so are by CommonMark a block of HTML and
    a table that goes on in the text of a bullet, without an empty line between.
    """
    page = re.sub(r"\n(?=[^\n]*\|[^\n]*\n[^\n]*\|---)", "\n\n", page)
    page = re.sub(r"\[\[[^\[\]\n]*\]\]|</?[a-z][^<>\n]*>", "", page)
    for note in made_of(page).notes:
        for card in faces(without_code(note)):
            shown = f"{card.front} {card.back}"
            for raw in ("](http", "[[Note", "|---", "{{c1::hidden}}", "==mark==", "**bold**"):
                assert raw not in shown, (raw, card)


def without_code(note: Note) -> Note:
    """Return *note* without code and formulas, in which any sign may stand."""
    code = re.compile(r"<(code|pre)\b.*?</\1>|\\[(\[].*?\\[)\]]", re.S)
    return replace(note, fields={name: code.sub("", markup) for name, markup in note.fields.items()})


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_text_at_all_is_read(text: str) -> None:
    """Characters in any order are a page: nothing raises, and places stay within it."""
    page, _ = parse(Source("page.md", text.replace("\r", "\n")))
    assert all(1 <= line <= len(page.lines) for line in page.content_lines)
