"""What other notes say stands on the cards that embed them."""

from __future__ import annotations

from pathlib import Path

import pytest

from markdown_deckbuilder.config import Config
from markdown_deckbuilder.identity.ledger import Ledger
from markdown_deckbuilder.pipeline import Build
from markdown_deckbuilder.pipeline import build as build_notes
from markdown_deckbuilder.reading.discover import Target
from tests.casefile import diagnostic_lines, note_lines

OTHER = """\
# Rivers

All water runs down.

## Rhine

It rises in the Alps.

### Mouth

- three arms
- one harbour

^arms

## Danube

The longest but one. ^long

> It is blue.
"""


def _built(root: Path, page: str, part: str = "", **others: str) -> Build:
    for name, text in {"page": page, "Rivers": OTHER, **others}.items():
        (root / "water").mkdir(exist_ok=True)
        (root / ("page.md" if name == "page" else f"water/{name}.md")).write_text(text, "utf-8")
    return build_notes(Target(root, part), Config(), Ledger(), 1_700_000_000)


@pytest.mark.parametrize(
    ("embedded", "shown"),
    [
        ("Rivers#^long", "The longest but one."),
        ("Rivers#^arms", "three arms one harbour"),
        ("rivers.md#mouth", "three arms one harbour"),
        ("water/Rivers#Rhine", "It rises in the Alps. Mouth three arms one harbour"),
        ("Rivers#Rivers#Danube", "The longest but one. It is blue."),
    ],
)
def test_a_heading_a_block_or_a_note_is_shown(tmp_path: Path, embedded: str, shown: str) -> None:
    made = _built(tmp_path, f"# Page\n\nQ: What is asked?\nA: ![[{embedded}]]\n", "page.md")
    assert note_lines(made) == f"explicit | [Page] What is asked? ⇒ {shown}"
    assert diagnostic_lines(made) == ""


def test_a_whole_note_is_shown_up_to_about_a_screen(tmp_path: Path) -> None:
    long = "# Long\n\n" + "\n\n".join(f"Paragraph {n} says one two three four five." for n in range(100))
    made = _built(tmp_path, "# Page\n\n## What does it say?\n\n![[Long]]\n", "page.md", Long=long)
    shown = note_lines(made)
    assert "Paragraph 0 says" in shown
    assert "Paragraph 99" not in shown
    assert shown.endswith("…")


def test_a_line_takes_what_is_one_paragraph(tmp_path: Path) -> None:
    made = _built(tmp_path, "# Page\n\nRank :: so: ![[Rivers#^long]] Really.\n", "page.md")
    assert note_lines(made) == "explicit | [Page] Rank ⇒ so: The longest but one. Really."


def test_what_embeds_itself_comes_to_an_end(tmp_path: Path) -> None:
    circle = "# {0}\n\nAll of {0}.\n\n![[{1}]]\n"
    made = _built(
        tmp_path, "# Page\n\nTurn :: ![[A]]\n", "page.md", A=circle.format("A", "B"), B=circle.format("B", "A")
    )
    assert note_lines(made) == "explicit | [Page] Turn ⇒ All of A. All of B."


def test_what_is_not_there_is_told_and_answers_nothing(tmp_path: Path) -> None:
    page = (
        "# Page\n\nA lake :: ![[Lakes]]\n\nA sea :: see ![[Rivers#Seas]]\n\nA map :: ![[map.pdf]]\n\n![[Rivers#^no]]\n"
    )
    made = _built(tmp_path, page, "page.md")
    assert note_lines(made) == "explicit | [Page] A sea ⇒ see"
    assert diagnostic_lines(made).split("\n") == [
        "3 R201 no answer to: A lake",
        "3 S106 there is no note “Lakes” to embed",
        "5 S106 there is no heading “Seas” in water/Rivers.md to embed",
        "7 R201 no answer to: A map",
        "9 S106 there is no block ^no in water/Rivers.md to embed",
    ]


def test_images_are_looked_for_from_the_page_that_shows_them(tmp_path: Path) -> None:
    (tmp_path / "water").mkdir()
    (tmp_path / "water" / "map.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    made = _built(tmp_path, "# Page\n\nCourse :: ![[Map]]\n", "page.md", Map="# Map\n\nSee ![the map](map.png)\n")
    (note,) = made.notes
    assert len(note.media) == 1
