"""``verify`` sees what is lost: by notes that came anew, by numbers that changed places, by merged branches it sees none."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path

import pytest

from markdown_deckbuilder.anki.verify import verify
from markdown_deckbuilder.cards.note_types import note_type
from markdown_deckbuilder.model import Kind
from tests.identity.test_ledger import HEART, NERVE, PAGE, _git, _merged
from tests.notes_folder import build, make_notes, run

CLOZES = "# T\n\n## U\n\nA red blood cell lives for about ==120 days== and then goes to the ==spleen==.\n"


def _changed(path: Path, copy: Path, statement: str) -> Path:
    """Write the package at *path* to *copy* with its notes changed by an SQL *statement*."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    connection = sqlite3.connect(":memory:")
    connection.deserialize(members["collection.anki2"])
    connection.execute(statement)
    connection.commit()
    members["collection.anki2"] = connection.serialize()
    with zipfile.ZipFile(copy, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return copy


def test_notes_that_come_anew_are_lost(tmp_path: Path) -> None:
    """Other guids for the same words: everybody would begin again, and verify says so."""
    notes, out = make_notes(tmp_path), tmp_path / "out"
    build(notes, out)
    old = out / "biology.apkg"
    other = _changed(old, tmp_path / "other.apkg", "update notes set guid = 'x' || guid")
    result = run("verify", old, other)
    assert result.exit_code == 1
    assert "15 cards lost their history" in result.output
    proof = verify(old, other)
    assert len(proof.lost) > 8
    assert proof.kept == 0
    assert len(proof.new) == len(proof.retired) == 8
    assert not proof.is_sound


def test_numbers_that_change_places_are_seen(tmp_path: Path) -> None:
    """The history of one deletion on the words of another is worse than none."""
    notes, out = make_notes(tmp_path, CLOZES), tmp_path / "out"
    build(notes, out)
    old = out / "biology.apkg"
    swap = "replace(replace(replace(flds, '{{c1', '{{cX'), '{{c2', '{{c1'), '{{cX', '{{c2')"
    other = _changed(old, tmp_path / "other.apkg", f"update notes set flds = {swap}, mod = mod + 9")
    proof = verify(old, other)
    assert len(proof.wrong) == 2
    assert run("verify", old, other).exit_code == 1


def test_another_note_type_conflicts(tmp_path: Path) -> None:
    notes, out = make_notes(tmp_path, CLOZES), tmp_path / "out"
    build(notes, out)
    old = out / "biology.apkg"
    basic = note_type(Kind.BASIC).id
    other = _changed(old, tmp_path / "other.apkg", f"update notes set mid = {basic}, mod = mod + 9")
    assert run("verify", old, other).exit_code == 1


def test_an_update_keeps_everything(tmp_path: Path) -> None:
    notes, out = make_notes(tmp_path), tmp_path / "out"
    build(notes, out)
    old = tmp_path / "old.apkg"
    old.write_bytes((out / "biology.apkg").read_bytes())
    (notes / "D1_cell" / "1.1_cells.md").write_text(PAGE.replace("most of", "nearly all of") + NERVE, "utf-8")
    build(notes, out, now=1_700_000_100)
    result = run("verify", old, out / "biology.apkg", "--json")
    assert result.exit_code == 0
    found = json.loads(result.output)
    assert (len(found["updated"]), len(found["new"]), found["lost"], found["wrong"]) == (1, 2, [], [])


def test_merged_branches_lose_nothing(tmp_path: Path) -> None:
    """What either branch has shipped goes on in the packages of the merge."""
    notes, _, _ = _merged(tmp_path, PAGE.replace("most of the", "nearly all of the") + NERVE, PAGE + HEART)
    shipped = []
    for branch in ("ours", "theirs"):
        _git(tmp_path, "checkout", "-q", branch)
        build(notes, tmp_path / branch, now=1_700_002_000)
        shipped.append(tmp_path / branch / "biology.apkg")
    _git(tmp_path, "checkout", "-q", "ours")
    _git(tmp_path, "merge", "-q", "theirs", fails=True)
    page = PAGE.replace("most of the", "nearly all of the") + NERVE + HEART
    (notes / "D1_cell" / "1.1_cells.md").write_text(page, "utf-8")
    build(notes, tmp_path / "merged", now=1_700_003_000)
    for old in shipped:
        proof = verify(old, tmp_path / "merged" / "biology.apkg")
        assert proof.is_sound
        assert proof.retired == ()


def test_what_anki_cannot_import_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.apkg"
    path.write_bytes(b"no package")
    result = run("verify", path, path)
    assert result.exit_code == 1
    assert "Anki cannot import" in result.stderr


@pytest.mark.parametrize("clock", [1_700_000_000, 1_600_000_000])
def test_modified_never_goes_backwards(clock: int, tmp_path: Path) -> None:
    """With a clock that stands still or runs backwards a change is dated later all the same, and is imported."""
    notes, out = make_notes(tmp_path), tmp_path / "out"
    build(notes, out)
    old = tmp_path / "old.apkg"
    old.write_bytes((out / "biology.apkg").read_bytes())
    (notes / "D1_cell" / "1.1_cells.md").write_text(PAGE.replace("most of", "nearly all of"), "utf-8")
    build(notes, out, now=clock)
    assert len(verify(old, out / "biology.apkg").updated) == 1
