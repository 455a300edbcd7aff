"""Three folders of notes as people keep them, end to end: what comes of them is read like prose when it changes."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from markdown_deckbuilder.cards.faces import uncovered
from markdown_deckbuilder.cards.html import visible_text
from markdown_deckbuilder.config import Config
from markdown_deckbuilder.extract.asides import MAX_EXTRA, size_of
from markdown_deckbuilder.identity.ledger import Ledger
from markdown_deckbuilder.model import Note, Outcome, Reason
from markdown_deckbuilder.outcomes import outcomes, telling, words_in
from markdown_deckbuilder.pipeline import Build, build
from markdown_deckbuilder.reading.discover import Target
from tests.casefile import diagnostic_lines, note_lines
from tests.test_properties import without_code

SAMPLES = Path(__file__).parent / "samples"
GOLDEN = Path(__file__).parent / "golden"
NAMES = sorted(path.name for path in SAMPLES.iterdir() if path.is_dir())
# Raw Markdown that no card may show (docs/cards.md); the samples hold none of it as text.
RAW = ("**", "](", "[[", "|---", "{{c", "%%", "==", "<div", "<summary")


def build_sample(name: str) -> Build:
    return build(Target(SAMPLES / name), Config(cards=0), Ledger(), 1_700_000_000)


def golden_text(made: Build) -> str:
    """Return what comes of a sample: page by page its deck, tags and cards, then the diagnostics."""
    parts = []
    for page in made.library.pages:
        notes = tuple(note for note in made.notes if note.span.path == page.path)
        decks = " ".join(dict.fromkeys(note.deck for note in notes))
        parts.append(f"# {page.path} → {decks}" if notes else f"# {page.path}: no cards")
        parts.append(note_lines_of(made, notes))
    return "\n".join([*parts, "# diagnostics", diagnostic_lines(made), ""])


def note_lines_of(made: Build, notes: tuple[Note, ...]) -> str:
    return note_lines(replace(made, notes=notes))


@pytest.mark.parametrize("name", NAMES)
def test_golden(name: str, accepts: bool) -> None:
    """The cards of a sample are those that were read and found right."""
    path = GOLDEN / f"{name}.txt"
    text = golden_text(build_sample(name))
    if accepts:
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_no_raw_markup_on_a_card(name: str) -> None:
    """No card shows Markdown that should have been read."""
    made = build_sample(name)
    for line in note_lines(replace(made, notes=tuple(map(without_code, made.notes)))).split("\n"):
        for raw in RAW:
            assert raw not in line, line


@pytest.mark.parametrize("name", NAMES)
def test_every_line_has_a_reason(name: str) -> None:
    """At most 3 % of the content lines end as unrecognised, and none without a reason."""
    found = outcomes(build_sample(name))
    assert found
    unrecognised = [one for one in found if one.reason is Reason.UNRECOGNISED]
    assert len(unrecognised) <= 0.03 * len(found), [(one.path, one.line) for one in unrecognised]


@pytest.mark.parametrize("name", NAMES)
def test_what_explain_says_is_on_the_cards(name: str) -> None:
    """Words of a line called *card* are on a front or back of its notes, words of one called *extra* in their Extra."""
    made = build_sample(name)
    notes = {note.guid: note for note in made.notes}
    for found in outcomes(made):
        words = words_in(re.sub(r"<!--.*?-->|<[^>]*>|\]\([^)]*\)|https?://\S+", " ", found.text))
        if found.outcome is Outcome.NONE or not words:
            continue
        shown = " ".join(_shown(notes[guid], found.outcome) for guid in found.guids)
        assert telling(words) & set(words_in(shown)), (found, shown)


def _shown(note: Note, outcome: Outcome) -> str:
    """Return what the cards of *note* ask and answer, or what stands behind them, with the names of images."""
    fields = [html for name, html in note.fields.items() if (name == "Extra") is (outcome is Outcome.EXTRA)]
    return " ".join(f"{visible_text(uncovered(html))} {' '.join(note.media)}" for html in fields)


@pytest.mark.parametrize("name", NAMES)
def test_extra_is_bounded(name: str) -> None:
    """Nothing behind a card takes more than a screen or two."""
    for note in build_sample(name).settled.values():
        assert sum(map(size_of, note.candidate.extra)) <= MAX_EXTRA, note.candidate.span
