"""Tombstones in the real Anki: who has the cards can find and delete them, and they come back with their reviews."""

from __future__ import annotations

from pathlib import Path

from tests.notes_folder import PAGE as LONG_PAGE
from tests.notes_folder import build, make_notes, run
from tests.real_anki.collection import collection, import_package, note_by_guid, review_everything

CELLS = Path("D1_cell") / "1.1_cells.md"
PAGE = LONG_PAGE[: LONG_PAGE.index("```")]  # a figure or code would go on to the next note
WITHOUT = "\n".join(line for line in PAGE.splitlines() if "Ribosome" not in line and "red blood" not in line)


def test_retired_notes_are_found_emptied_and_come_back(tmp_path: Path) -> None:
    notes, out = make_notes(tmp_path, PAGE), tmp_path / "out"
    build(notes, out)
    assert not (out / "biology-retired.apkg").exists()
    with collection() as col:
        import_package(col, out / "biology.apkg")
        intervals = review_everything(col)

        (notes / CELLS).write_text(WITHOUT, "utf-8")
        result = build(notes, out, now=1_700_000_100)
        assert "tag:biology::retired" in result.output
        assert "updated" not in import_package(col, out / "biology.apkg")
        assert import_package(col, out / "biology-retired.apkg") == {"updated": 2}

        gone = col.find_notes("tag:biology::retired")
        assert len(gone) == 2
        empty = {cid for note in col.get_empty_cards().notes for cid in note.card_ids}
        assert empty == {card.id for nid in gone for card in col.get_note(nid).cards()}
        for cid in empty:
            assert "taken out of its deck" in col.get_card(cid).question()  # type: ignore[arg-type]

        (notes / CELLS).write_text(PAGE, "utf-8")
        build(notes, out, now=1_700_000_200)
        assert import_package(col, out / "biology.apkg")["updated"] == 2
        assert col.find_notes("tag:biology::retired") == []
        assert list(col.get_empty_cards().notes) == []
        assert {cid: col.get_card(cid).ivl for cid in col.find_cards("")} == intervals
        problems, ok = col.fix_integrity()
        assert ok, problems


def test_newcomers_never_see_them(tmp_path: Path) -> None:
    notes, out = make_notes(tmp_path, PAGE), tmp_path / "out"
    build(notes, out)
    (notes / CELLS).write_text(WITHOUT, "utf-8")
    build(notes, out, now=1_700_000_100)
    with collection() as col:
        import_package(col, out / "biology.apkg")
        assert col.find_notes("tag:biology::retired") == []
        assert col.db.scalar("select count() from notes where id not in (select nid from cards)") == 0  # type: ignore[union-attr]


def test_members_own_words_and_tags_stay_on_what_did_not_change(tmp_path: Path) -> None:
    """After an update with one edit, one new and one retired note, all other notes are as their members left them."""
    notes, out = make_notes(tmp_path, PAGE), tmp_path / "out"
    build(notes, out)
    with collection() as col:
        import_package(col, out / "biology.apkg")
        for nid in col.find_notes(""):
            note = col.get_note(nid)
            note["Extra"], note.tags = f"my own words on {note.guid}", [*note.tags, "mine", "leech"]
            col.update_note(note)
        edited = WITHOUT.replace("two membranes", "a double membrane") + "\nThe heart beats **100,000 times** a day.\n"
        (notes / CELLS).write_text(edited, "utf-8")
        build(notes, out, now=2_000_000_000)

        log = import_package(col, out / "biology.apkg")

        assert (log["new"], log["updated"]) == (1, 1)
        kept = [col.get_note(nid) for nid in col.find_notes("tag:mine tag:leech")]
        assert len(kept) == len(col.find_notes("")) - 2
        assert all(note["Extra"] == f"my own words on {note.guid}" for note in kept)


def test_a_fork_leaves_the_old_reviews_behind(tmp_path: Path) -> None:
    """Forked after the build, the text is a new note for everybody, and the old one a tombstone."""
    notes, out = make_notes(tmp_path, PAGE), tmp_path / "out"
    build(notes, out)
    with collection() as col:
        import_package(col, out / "biology.apkg")
        (nid,) = col.find_notes("Ribosome")
        old = col.get_note(nid).guid
        (notes / CELLS).write_text(PAGE.replace("joins amino acids to proteins", "reads messenger RNA"), "utf-8")
        place = f"{notes / CELLS}:6"
        assert "I305" in build(notes, out, now=1_700_000_100).stderr
        assert old in run("fork", place).output

        assert "1 new" in build(notes, out, now=1_700_000_200).output

        assert import_package(col, out / "biology.apkg")["new"] == 1
        assert import_package(col, out / "biology-retired.apkg") == {"updated": 1}
        assert "retired" in note_by_guid(col, old).tags[0]
