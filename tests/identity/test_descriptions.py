"""What a deck says of itself: how many notes it has in this version, with those below it, whatever was looked at."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path

from tests.notes_folder import build

TERMS = {
    "README.md": "# Life\n\n- [Tides](tides.md)\n",
    "tides.md": "# Tides\n\n- **Neap tide**: the smallest range, when sun and moon pull at right angles.\n",
    "bio/cells.md": "# Cells\n\n- **Ribosome**: the machine that joins amino acids to proteins.\n"
    "- **Vacuole**: a sac that holds water and waste.\n",
    "geo/rocks.md": "# Rocks\n\n- **Basalt**: a dark rock that cools fast at the surface.\n"
    "- **Granite**: a pale rock that cools slowly at depth.\n- **Slate**: a rock that splits into thin sheets.\n",
}


def _notes(folder: Path) -> Path:
    for path, text in TERMS.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder


def _said(package: Path) -> dict[str, str]:
    """Return how each deck in *package* begins its description, by the deck's name; Anki's own Default has none."""
    with zipfile.ZipFile(package) as archive:
        data = archive.read("collection.anki2")
    connection = sqlite3.connect(":memory:")
    connection.deserialize(data)
    decks = json.loads(connection.execute("select decks from col").fetchone()[0])
    return {deck["name"]: deck["desc"].split(". ")[0] for deck in decks.values() if deck["desc"]}


ALL = {
    "Life": "6 notes in all",
    "Life::01 bio": "2 notes in all",
    "Life::02 geo": "3 notes in all",
}


def test_a_deck_counts_with_those_below_it(tmp_path: Path) -> None:
    notes, out = _notes(tmp_path / "notes"), tmp_path / "out"
    build(notes, out)
    assert _said(out / "life.apkg") == ALL
    assert _said(out / "life-02-geo.apkg") == {"Life::02 geo": ALL["Life::02 geo"]}


def test_a_part_does_not_say_that_the_rest_is_gone(tmp_path: Path) -> None:
    """The package of one page changes the description of its deck; the deck is as large as before."""
    notes, out = _notes(tmp_path / "notes"), tmp_path / "out"
    build(notes, out)
    (notes / "geo" / "ores.md").write_text("# Ores\n\n- **Galena**: the chief ore of lead.\n", "utf-8")
    build(notes / "geo" / "ores.md", out, now=1_700_000_100)
    assert _said(out / "life-ores.apkg") == {"Life::02 geo": "4 notes in all"}
    build(notes / "tides.md", out, now=1_700_000_200)
    assert _said(out / "life-tides.apkg") == {"Life": "7 notes in all"}


def test_what_moved_and_what_is_gone(tmp_path: Path) -> None:
    """A note that stands in another folder now counts there; one that was retired counts nowhere."""
    notes, out = _notes(tmp_path / "notes"), tmp_path / "out"
    build(notes, out)
    moved = "- **Vacuole**: a sac that holds water and waste.\n"
    (notes / "bio" / "cells.md").write_text(TERMS["bio/cells.md"].replace(moved, ""), "utf-8")
    text = TERMS["geo/rocks.md"].replace("- **Slate**: a rock that splits into thin sheets.\n", moved)
    (notes / "geo" / "rocks.md").write_text(text, "utf-8")
    build(notes, out, now=1_700_000_100)
    assert _said(out / "life.apkg") == {
        "Life": "5 notes in all",
        "Life::01 bio": "1 note in all",
        "Life::02 geo": "3 notes in all",
    }
    assert _said(out / "life-retired.apkg") == {"Life": "5 notes in all"}


def test_a_part_after_the_move_says_the_same(tmp_path: Path) -> None:
    """What is not looked at is counted where the ledger has it."""
    notes, out = _notes(tmp_path / "notes"), tmp_path / "out"
    (notes / "deckbuilder.toml").write_text('subdecks = "topic"\n', "utf-8")
    build(notes, out)
    assert _said(out / "life.apkg")["Life::02 geo::Rocks"] == "3 notes in all"
    build(notes / "geo", out, now=1_700_000_100)
    assert _said(out / "life-geo.apkg") == {"Life::02 geo::Rocks": "3 notes in all"}
