"""A ledger that was lost is noticed by what the packages hold, whatever anything is called now."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import Result

from markdown_deckbuilder.cli import beside
from tests.notes_folder import PAGE, build, make_notes, objects, run

OTHER = "# Tides\n\n- **Neap tide**: the smallest range, when sun and moon pull at right angles.\n"


def _advised(result: Result) -> list[str]:
    """Return the words of the command that I309 advises."""
    match = re.search(r"I309 .*?: deckbuilder (.+?); to start anew", result.stderr)
    assert match, result.output + result.stderr
    return shlex.split(match.group(1))


def _rename_folder(notes: Path, out: Path) -> tuple[Path, Path]:
    moved = notes.rename(notes.parent / "my biology")
    (moved / "README.md").unlink()
    return moved, out


def _rename_deck(notes: Path, out: Path) -> tuple[Path, Path]:
    index = notes / "README.md"
    index.write_text(index.read_text("utf-8").replace("# Biology", "# Life"), "utf-8")
    return notes, out


def _other_output(notes: Path, out: Path) -> tuple[Path, Path]:
    return notes, out.parent / "elsewhere" / "new"


def _all(notes: Path, out: Path) -> tuple[Path, Path]:
    return _rename_folder(*_other_output(notes, out))


@pytest.mark.parametrize("change", [_rename_folder, _rename_deck, _other_output, _all])
def test_a_lost_ledger_is_noticed_by_content(change: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written; the command that the message advises brings every guid back, as it stands there."""
    notes, out = make_notes(tmp_path), tmp_path / "decks"
    build(notes, out)
    guids = {one["guid"] for one in objects(run("cards", notes, "--json"))}
    (notes / "ledger.jsonl").unlink()
    notes, out = change(notes, out)  # type: ignore[operator]
    monkeypatch.chdir(tmp_path)
    result = run("build", notes, "-o", out)
    assert result.exit_code == 1
    assert "delete" not in result.output + result.stderr
    assert not (notes / "ledger.jsonl").exists()
    assert run(*_advised(result)).exit_code == 0
    assert " new" not in build(notes, out, now=1_700_000_100).output.replace("new ledger", "")
    assert {one["guid"] for one in objects(run("cards", notes, "--json"))} == guids


def test_a_package_exported_from_anki_tells_too(tmp_path: Path) -> None:
    """It has lost the ledger's lines; the guids and the words of the cards are the same."""
    pytest.importorskip("anki")
    from anki.collection import ExportAnkiPackageOptions

    from markdown_deckbuilder.anki.collection import import_package, throw_away

    notes = make_notes(tmp_path)
    build(notes, tmp_path / "first" / "x")
    with throw_away() as collection:
        import_package(collection, tmp_path / "first" / "x" / "biology.apkg")
        options = ExportAnkiPackageOptions(with_scheduling=False, with_media=True, legacy=False)
        (notes / "ledger.jsonl").unlink()
        collection.export_anki_package(out_path=str(notes / "mine.apkg"), options=options, limit=None)
    page = notes / "D1_cell" / "1.1_cells.md"
    page.write_text(f"{PAGE}\n- **Nucleolus**: where ribosomes begin.\n", "utf-8")
    result = run("build", notes, "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "mine.apkg holds 8 of these notes, which the ledger does not know" in result.stderr


def test_a_copy_of_the_notes_is_built_anew(tmp_path: Path) -> None:
    """On purpose, while the notes it was made of go on beside it with their ledger."""
    notes, out = make_notes(tmp_path), tmp_path / "decks"
    build(notes, out)
    copy = tmp_path / "copy"
    shutil.copytree(notes, copy)
    (copy / "ledger.jsonl").unlink()
    (copy / "README.md").write_text("# Life\n\n- [Cells](D1_cell/1.1_cells.md)\n", "utf-8")
    assert "8 new" in build(copy, tmp_path / "other").output


def test_packages_of_another_project_are_no_hindrance(tmp_path: Path) -> None:
    """Two decks in one folder, even with a fact in common."""
    notes, out = make_notes(tmp_path), tmp_path / "decks"
    build(notes, out)
    other = tmp_path / "tides"
    other.mkdir()
    shared = "\n- **Ribosome**: the machine that joins amino acids to proteins.\n"
    more = "".join(f"\n- **Word{n}**: the meaning of word number {n}.\n" for n in range(6))
    (other / "tides.md").write_text(OTHER + shared + more, "utf-8")
    (notes / "ledger.jsonl").rename(tmp_path / "kept")
    assert "8 new" in build(other, out).output


def test_a_package_of_a_part_is_no_hindrance(tmp_path: Path) -> None:
    notes, out = make_notes(tmp_path), tmp_path / "decks"
    (notes / "tides.md").write_text(OTHER, "utf-8")
    build(notes / "tides.md", out)
    assert "8 new, 1 unchanged" in build(notes, out, now=1_700_000_100).output
    build(notes / "tides.md", out, now=1_700_000_200)
    assert "9 unchanged" in build(notes, out, now=1_700_000_300).output


def test_nothing_is_called_left_over_by_a_new_ledger(tmp_path: Path) -> None:
    """Who moves the old packages into a folder below and starts anew is not told to delete anything."""
    notes, out = make_notes(tmp_path), tmp_path / "decks"
    build(notes, out)
    (out / "old.apkg").write_bytes((out / "biology.apkg").read_bytes())
    assert "old.apkg is not of this build" in build(notes, out, now=1_700_000_100).output
    result = run("build", notes, "-o", out, "--ledger", tmp_path / "new.jsonl")
    assert "delete" not in result.output + result.stderr


def test_a_package_with_what_the_ledger_does_not_know_is_not_left_over(tmp_path: Path) -> None:
    """It may be all that is left of another branch."""
    notes, out = make_notes(tmp_path), tmp_path / "decks"
    build(notes, out)
    before = (notes / "ledger.jsonl").read_bytes()
    page = notes / "D1_cell" / "1.1_cells.md"
    page.write_text(f"{PAGE}\n- **Nucleolus**: where ribosomes begin.\n", "utf-8")
    build(notes, out, now=1_700_000_100)
    (out / "branch.apkg").write_bytes((out / "biology.apkg").read_bytes())
    page.write_text(PAGE, "utf-8")
    (notes / "ledger.jsonl").write_bytes(before)
    assert "delete" not in build(notes, out, now=1_700_000_200).output


def test_packages_are_not_read_where_little_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One new note of many opens the package that it goes into; no new one opens none, and a new ledger opens a few."""
    notes, out = make_notes(tmp_path), tmp_path / "decks"
    build(notes, out)
    opened: list[str] = []
    read = beside.read_quietly
    monkeypatch.setattr(beside, "read_quietly", lambda path: opened.append(path.name) or read(path))
    monkeypatch.setattr(beside, "left_over", lambda *_: ())
    for number in range(60):
        (out / f"x{number}.apkg").write_bytes(b"no package")
    build(notes, out, "--json", now=1_700_000_100)
    assert opened == []
    (notes / "D1_cell" / "1.1_cells.md").write_text(f"{PAGE}\n- **Nucleolus**: where ribosomes begin.\n", "utf-8")
    build(notes, out, "--json", now=1_700_000_200)
    assert opened == ["biology.apkg"]
    run("build", notes, "-o", out, "--ledger", tmp_path / "new.jsonl", "--json")
    assert len(opened) <= 1 + beside.MOST_PACKAGES


def test_a_part_is_told_the_folder_that_the_packages_are_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`adopt` finds the pages that the packages remember only in the folder that they were built from."""
    notes, out = make_notes(tmp_path), tmp_path / "decks"
    build(notes, out)
    (notes / "ledger.jsonl").unlink()
    monkeypatch.chdir(tmp_path)
    advised = _advised(run("build", notes / "D1_cell", "-o", out))
    assert advised[advised.index("--notes") + 1] == "notes"
