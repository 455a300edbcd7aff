"""Whether ``==marks==`` hide words is a setting, and a page may say otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from markdown_deckbuilder.config import Config
from markdown_deckbuilder.identity.ledger import Ledger
from markdown_deckbuilder.pipeline import build
from markdown_deckbuilder.reading.discover import Target

PAGE = "# Dough\n\nThe yeast is ==fed== with flour and water every day.\n"


@pytest.mark.parametrize(
    ("setting", "front_matter", "hides"),
    [
        ("cloze", "", True),
        ("highlight", "", False),
        ("highlight", "---\nmarks: cloze\n---\n", True),
        ("cloze", "---\nmarks: highlight\n---\n", False),
    ],
)
def test_marks_hide_or_highlight(setting: str, front_matter: str, hides: bool, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(front_matter + PAGE, "utf-8")
    made = build(Target(tmp_path), Config(marks=setting), Ledger(), 1_700_000_000)  # type: ignore[arg-type]
    assert [note.fields["Text"] for note in made.notes] == (
        ["The yeast is {{c1::fed}} with flour and water every day."] if hides else []
    )
    assert made.diagnostics == ()
