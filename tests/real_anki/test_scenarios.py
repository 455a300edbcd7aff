"""Each edit of :mod:`tests.identity.edits` in the real Anki, with reviews on the cards: none is lost or ends elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from anki.collection import Collection

from markdown_deckbuilder.anki.verify import verify
from markdown_deckbuilder.exporters.apkg import apkg
from markdown_deckbuilder.exporters.packages import packages
from markdown_deckbuilder.pipeline import Build
from tests.identity.edits import EDITS, Edit
from tests.identity.project import Project, guids_with
from tests.identity.test_real_edits import EDITS as REAL_EDITS
from tests.identity.test_real_edits import Edit as RealEdit
from tests.real_anki.collection import collection, import_package, review_everything


def ship(made: Build, folder: Path) -> Path:
    """Write the packages of *made* below *folder*; return the one with everything."""
    folder.mkdir()
    first, *_ = made_packages = packages(made)
    for package in made_packages:
        (folder / package.file_name).write_bytes(apkg(package))
    return folder / first.file_name


def histories(col: Collection) -> dict[tuple[str, int], int]:
    """Return the interval of every card that has one, by guid and ordinal."""
    rows = col.db.all("select n.guid, c.ord, c.ivl from cards c join notes n on n.id = c.nid where c.ivl > 0")  # type: ignore[union-attr]
    return {(guid, ordinal): interval for guid, ordinal, interval in rows}


def review_and_log_everything(col: Collection) -> None:
    """Give every card an interval that no other card has, and an entry in the review log."""
    for cid, number in review_everything(col).items():
        col.db.execute("insert into revlog values (?, ?, -1, 3, ?, 1, 2500, 4000, 1)", number * 1000, cid, number)  # type: ignore[union-attr]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_reviews_stay_with_their_facts(edit: Edit, tmp_path: Path) -> None:
    """After the import of the later deck every card that was there has its interval and its review log."""
    project = Project(tmp_path / "notes")
    project.root.mkdir()
    before = project.rebuild(edit.before)
    old = ship(before, tmp_path / "old")
    if edit.between is not None:
        project.rebuild(edit.between)
    after = project.rebuild(edit.after)
    new = ship(after, tmp_path / "new")
    with collection() as col:
        import_package(col, old)
        review_and_log_everything(col)
        col.fix_integrity()  # it completes the reviews that we have made up
        reviewed = histories(col)
        log = import_package(col, new)

        assert histories(col) == reviewed
        assert col.db.scalar("select count() from revlog") == len(reviewed)  # type: ignore[union-attr]
        assert log.get("conflicting", 0) == 0
        gone = {note.guid for note in before.notes} - {note.guid for note in after.notes} - {*after.changes.standing}
        assert log.get("new", 0) == sum(note.guid not in {guid for guid, _ in reviewed} for note in after.notes)
        assert log.get("updated", 0) == sum(_is_newer(note.guid, before, after) for note in after.notes)
        for words, now in edit.kept:
            (guid,) = set(guids_with(before, words)) & set(guids_with(after, now))
            nid = col.db.scalar("select id from notes where guid = ?", guid)  # type: ignore[union-attr]
            shown = [side for card in col.get_note(nid).cards() for side in (card.question(), card.answer())]
            assert any(now.split(": ")[-1].rstrip("?") in _plain(side) for side in shown)
        assert {guid for words in edit.retired for guid in guids_with(before, words)} == gone
        problems, ok = col.fix_integrity()
        assert ok, problems
        assert _empty_cards(col) == _cards_of(before, after) - _cards_of(after, before)
    proof = verify(old, new)
    assert proof.conflicting == ()
    assert bool(proof.wrong) == ("anchor" in edit.name)  # there the author says so, whatever the words
    assert bool(proof.lost) == ("I307" in edit.told)  # Anki has no way from one kind of note to the other
    assert set(proof.retired) == gone | {*after.changes.standing}


@pytest.mark.parametrize("edit", REAL_EDITS, ids=lambda edit: edit.name)
def test_reviews_stay_through_real_edits(edit: RealEdit, tmp_path: Path) -> None:
    """What stands on both sides shows the words of the later page, with its interval and its review log."""
    project = Project(tmp_path / "notes")
    project.root.mkdir()
    before = project.rebuild({"a.md": edit.before})
    old = ship(before, tmp_path / "old")
    after = project.rebuild({"a.md": edit.after})
    new = ship(after, tmp_path / "new")
    with collection() as col:
        import_package(col, old)
        review_and_log_everything(col)
        col.fix_integrity()
        reviewed = histories(col)
        log = import_package(col, new)
        assert histories(col) == reviewed
        assert col.db.scalar("select count() from revlog") == len(reviewed)  # type: ignore[union-attr]
        assert log.get("conflicting", 0) == 0
        for words, now in edit.kept:
            guid = guids_with(before, words)[0]
            nid = col.db.scalar("select id from notes where guid = ?", guid)  # type: ignore[union-attr]
            shown = [side for card in col.get_note(nid).cards() for side in (card.question(), card.answer())]
            assert any(now.split(": ")[-1].split("] ")[-1] in _plain(side) for side in shown)
        problems, ok = col.fix_integrity()
        assert ok, problems
    assert verify(old, new).wrong == ()


def _is_newer(guid: str, before: Build, after: Build) -> bool:
    old = {note.guid: note.modified for note in before.notes}
    new = {note.guid: note.modified for note in after.notes}
    return guid in old and new[guid] > old[guid]


def _cards_of(made: Build, other: Build) -> set[tuple[str, int]]:
    """Return the cards of *made*, those of notes that *other* has too."""
    there = {note.guid for note in other.notes}
    return {(note.guid, ordinal) for note in made.notes if note.guid in there for ordinal in note.ordinals}


def _empty_cards(col: Collection) -> set[tuple[str, int]]:
    cards = [col.get_card(cid) for note in col.get_empty_cards().notes for cid in note.card_ids]  # type: ignore[arg-type]
    return {(card.note().guid, card.ord) for card in cards}


def _plain(html: str) -> str:
    from markdown_deckbuilder.cards.html import visible_text

    return " ".join(visible_text(html.split("</style>")[1]).split())
