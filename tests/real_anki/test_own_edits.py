"""What a member writes into a note: it stays until we change the note after that, as README and the decks say."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from markdown_deckbuilder.anki.collection import throw_away
from markdown_deckbuilder.exporters.packages import DESCRIPTION
from tests.notes_folder import PAGE, build, make_notes
from tests.real_anki.collection import import_package

README = Path(__file__).parent.parent.parent / "README.md"


@pytest.mark.parametrize(
    ("is_ours_later", "always", "keeps_ours_unchanged", "keeps_ours_changed"),
    [
        pytest.param(False, False, True, True, id="edited after our change"),
        pytest.param(True, False, True, False, id="edited before our change"),
        pytest.param(False, True, False, False, id="edited after our change, always"),
        pytest.param(True, True, False, False, id="edited before our change, always"),
    ],
)
def test_a_members_own_edit(
    is_ours_later: bool, always: bool, keeps_ours_unchanged: bool, keeps_ours_changed: bool, tmp_path: Path
) -> None:
    """A field and a tag of theirs, in a note that we change and in one that we do not."""
    notes, out = make_notes(tmp_path), tmp_path / "out"
    build(notes, out)
    with throw_away() as collection:
        import_package(collection, out / "biology.apkg")
        edited = {}
        for word in ("Mitochondrion", "Ribosome"):
            edited[word] = note = collection.get_note(collection.find_notes(f"Front:*{word}*")[0])
            note["Extra"] = "my remark"
            note.tags.append("mine")
            collection.update_note(note)
        (notes / "D1_cell" / "1.1_cells.md").write_text(PAGE.replace("most of", "nearly all of"), "utf-8")
        build(notes, out, now=int(time.time()) + (1_000 if is_ours_later else -1_000))
        import_package(collection, out / "biology.apkg", updates_always=always)
        for note in edited.values():
            note.load()
        found = {word: (note["Extra"] == "my remark", "mine" in note.tags) for word, note in edited.items()}
        assert found["Ribosome"] == (keeps_ours_unchanged,) * 2
        assert found["Mitochondrion"] == (keeps_ours_changed,) * 2
        assert ("nearly all of" in edited["Mitochondrion"]["Back"]) is not keeps_ours_changed


def test_it_is_told_the_same_way_everywhere() -> None:
    """README and the description of the decks say what the test above holds."""
    readme = README.read_text("utf-8")
    assert "What you edit in a note stays until we change that note after you" in readme
    assert "stays until we change that note after you" in DESCRIPTION
    for text in (readme, DESCRIPTION):
        assert "eep remarks in notes of your own" in text


def test_anki_shows_what_the_deck_says(tmp_path: Path) -> None:
    notes, out = make_notes(tmp_path), tmp_path / "out"
    build(notes, out)
    with throw_away() as collection:
        import_package(collection, out / "biology.apkg")
        deck = collection.decks.by_name("Biology::01 The cell")
        assert deck is not None
        assert json.dumps(deck["desc"]) == json.dumps(DESCRIPTION.format(count="8 notes"))
