"""Commands that decide about identities act on the notes that are meant, or on none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from markdown_deckbuilder.identity.ledger import read_ledger
from tests.notes_folder import PAGE, build, make_notes, run


def test_rename_needs_notes_that_were_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would begin a ledger of its own in the folder one happens to stand in."""
    monkeypatch.chdir(tmp_path)
    result = run("rename", "Biology", "Life")
    assert result.exit_code == 2 and "--notes" in result.stderr
    assert not (tmp_path / "ledger.jsonl").exists()


def test_adopt_asks_which_notes_are_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes, out = make_notes(tmp_path), tmp_path / "decks"
    build(notes, out)
    (notes / "ledger.jsonl").unlink()
    notes.rename(tmp_path / "bio")
    monkeypatch.chdir(tmp_path)
    result = run("adopt", out / "biology.apkg")
    assert result.exit_code == 2 and "--notes" in result.stderr
    assert not (tmp_path / "ledger.jsonl").exists()
    assert run("adopt", out / "biology.apkg", "--notes", "bio").exit_code == 0


def test_our_own_packages_are_adopted_although_a_page_is_broken(tmp_path: Path) -> None:
    """They say themselves which note is which; only notes of other programs need all pages."""
    notes, out = make_notes(tmp_path), tmp_path / "decks"
    build(notes, out)
    before = (notes / "ledger.jsonl").read_bytes()
    (notes / "ledger.jsonl").unlink()
    (notes / "bad.md").write_text("---\ntitle: a: b\n---\n", "utf-8")
    assert run("adopt", *sorted(out.glob("*.apkg")), "--notes", notes).exit_code == 0
    assert (notes / "ledger.jsonl").read_bytes() == before


def test_a_part_never_has_the_name_of_a_subdeck(tmp_path: Path) -> None:
    """The package of one page would take the place of that of a whole subdeck."""
    notes, out = make_notes(tmp_path), tmp_path / "decks"
    page = notes / "D1_cell" / "01-the-cell.md"
    page.write_text("# More\n\n- **Lysosome**: a bag of enzymes for digestion.\n", "utf-8")
    build(notes, out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    build(page, out, now=1_700_000_100)
    after = {path.name: path.read_bytes() for path in out.iterdir()}
    assert all(after[name] == data for name, data in before.items())
    assert len(after) == len(before) + 1


def test_what_a_link_leads_to_outside_is_not_shown(tmp_path: Path) -> None:
    notes = make_notes(tmp_path)
    (tmp_path / "secret.txt").write_text("the secret words\n", "utf-8")
    (notes / "x.md").symlink_to(tmp_path / "secret.txt")
    result = run("check", notes)
    assert "S110" in result.stderr and "secret words" not in result.output


def test_a_new_top_tag_reaches_the_tombstones(tmp_path: Path) -> None:
    """An equal date would never update them, and the search that is named would find nothing."""
    notes, out = make_notes(tmp_path), tmp_path / "decks"
    build(notes, out)
    page = notes / "D1_cell" / "1.1_cells.md"
    page.write_text(PAGE.replace("- **Ribosome**: the machine that joins amino acids to proteins.\n", ""), "utf-8")
    build(notes, out, now=1_700_000_100)
    old = _retired(notes)
    assert run("rename", "biology", "life", "--notes", notes).exit_code == 0
    assert old and all(after > before for before, after in zip(old, _retired(notes), strict=True))


def _retired(notes: Path) -> list[int]:
    ledger, _ = read_ledger((notes / "ledger.jsonl").read_bytes(), "")
    return [entry.modified for entry in ledger.entries.values() if entry.retired is not None]


def test_a_quiet_dry_run_does_not_say_that_anything_is_done(tmp_path: Path) -> None:
    notes, out = make_notes(tmp_path), tmp_path / "decks"
    build(notes, out)
    page = notes / "D1_cell" / "1.1_cells.md"
    page.write_text(PAGE.replace("- **Ribosome**: the machine that joins amino acids to proteins.\n", ""), "utf-8")
    result = run("build", notes, "-o", out, "-q", "--dry-run")
    assert "import" not in result.output and "nothing is written yet" in result.output


def test_a_path_outside_the_notes_is_told_as_it_is(tmp_path: Path) -> None:
    notes = make_notes(tmp_path)
    (tmp_path / "file").write_text("x", "utf-8")
    result = run("build", notes, "-o", tmp_path / "file" / "decks")
    assert result.exit_code == 1
    assert str(notes) not in result.stderr.split("E601")[0].splitlines()[-1] or os.sep not in "x"


def test_check_tells_a_lost_ledger_as_a_build_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = make_notes(tmp_path)
    build(notes, tmp_path / "decks")
    (notes / "ledger.jsonl").unlink()
    monkeypatch.chdir(tmp_path)
    result = run("check", notes)
    assert result.exit_code == 1 and "I309" in result.stderr
