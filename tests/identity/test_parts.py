"""A trial build of a part, before or after that of the whole: the same notes, the same guids, the whole's own name."""

from __future__ import annotations

from pathlib import Path

import pytest

from markdown_deckbuilder.identity.entries import Entry, Key, Names
from markdown_deckbuilder.identity.ledger import Ledger, read_ledger
from markdown_deckbuilder.identity.names import deck_of
from markdown_deckbuilder.identity.parts import take_over
from tests.notes_folder import build, objects, run

CELLS = "# The living cell\n\n- **Ribosome**: the machine that joins amino acids to proteins.\n"
ROOTS = "# Roots\n\n- **Taproot**: a main root that grows straight down.\n"
TIDES = "# Tides\n\n- **Neap tide**: the smallest range, when sun and moon pull at right angles.\n"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """A folder of notes with two folders in it."""
    folder = tmp_path / "vault"
    for path, text in (("bio/cells.md", CELLS), ("bio/roots.md", ROOTS), ("tides.md", TIDES)):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder


def _guids(notes: Path) -> dict[str, str]:
    return {one["cards"][0]["front"]: one["guid"] for one in objects(run("cards", notes, "--json"))}


def _ledger(folder: Path) -> Ledger:
    ledger, faults = read_ledger((folder / "ledger.jsonl").read_bytes(), "ledger.jsonl")
    assert not faults
    return ledger


def test_a_page_of_several_does_not_name_the_deck(vault: Path) -> None:
    """Built alone, it goes where it would with the others; only a page without others names the deck itself."""
    build(vault / "bio" / "cells.md", vault / "out")
    assert _ledger(vault / "bio").names.root == "bio"
    (vault / "bio" / "ledger.jsonl").unlink()
    (vault / "bio" / "roots.md").unlink()
    build(vault / "bio" / "cells.md", vault / "out2")
    assert _ledger(vault / "bio").names.root == "The living cell"


@pytest.mark.parametrize("part", ["bio", "bio/cells.md"])
def test_a_part_first_and_then_the_whole(part: str, vault: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(vault / part, out)
    first = _guids(vault / part)
    result = build(vault, out, now=1_700_000_100)
    assert "bio/ledger.jsonl:1: info I313" in result.stderr
    assert "after the build this file is not needed any more" in result.stderr
    assert f"{3 - len(first)} new" in result.output
    ledger = _ledger(vault)
    assert ledger.names.root == "vault"
    assert {front: guid for front, guid in _guids(vault).items() if front in first} == first
    assert deck_of("bio/cells.md", ledger.names) == "bio"  # as shipped
    assert deck_of("tides.md", ledger.names) == "vault"
    assert "I313" not in build(vault, out, now=1_700_000_200).stderr


def test_after_that_the_part_is_one_of_the_whole(vault: Path, tmp_path: Path) -> None:
    """Whether the part's old ledger is deleted or left: it is not written any more."""
    out = tmp_path / "out"
    build(vault / "bio", out)
    build(vault, out, now=1_700_000_100)
    left = (vault / "bio" / "ledger.jsonl").read_bytes()
    (vault / "bio" / "stems.md").write_text("# Stems\n\n- **Node**: the place where a leaf begins.\n", "utf-8")
    assert "1 new, 2 unchanged, 1 not looked at" in build(vault / "bio", out, now=1_700_000_200).output
    assert (vault / "bio" / "ledger.jsonl").read_bytes() == left
    (vault / "bio" / "ledger.jsonl").unlink()
    assert "4 unchanged" in build(vault, out, now=1_700_000_300).output


def test_the_whole_first_and_then_a_part(vault: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(vault, out)
    whole = _guids(vault)
    assert "2 unchanged, 1 not looked at" in build(vault / "bio", out, now=1_700_000_100).output
    assert not (vault / "bio" / "ledger.jsonl").exists()
    assert _guids(vault) == whole


def test_a_repository_within_the_notes_is_a_part_of_them(vault: Path, tmp_path: Path) -> None:
    """Built with them first it has no ledger of its own; with one of its own, it goes on with that."""
    out = tmp_path / "out"
    (vault / "bio" / ".git").mkdir()
    build(vault, out)
    assert "2 unchanged, 1 not looked at" in build(vault / "bio", out, now=1_700_000_100).output
    (vault / "ledger.jsonl").rename(vault / "bio" / "away")
    build(vault / "bio", tmp_path / "part", now=1_700_000_200)
    (vault / "bio" / "away").rename(vault / "ledger.jsonl")
    result = build(vault / "bio", tmp_path / "part", now=1_700_000_300)
    assert "2 unchanged" in result.output
    assert "not looked at" not in result.output


def test_a_folder_that_is_excluded_is_no_part(vault: Path, tmp_path: Path) -> None:
    build(vault / "bio", tmp_path / "out")
    (vault / "deckbuilder.toml").write_text('exclude = ["bio/"]\n', "utf-8")
    result = build(vault, tmp_path / "out", now=1_700_000_100)
    assert "I313" not in result.stderr
    assert len(_ledger(vault).entries) == 1


def test_a_file_of_another_program_is_no_ledger(vault: Path, tmp_path: Path) -> None:
    (vault / "bio" / "ledger.jsonl").write_text('{"account": "cash"}\n', "utf-8")
    assert "3 new" in build(vault, tmp_path / "out").output


def test_a_parts_ledger_that_is_broken_stops_the_build(vault: Path, tmp_path: Path) -> None:
    build(vault / "bio", tmp_path / "out")
    path = vault / "bio" / "ledger.jsonl"
    path.write_bytes(path.read_bytes()[:-40])
    result = run("build", vault, "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "bio/ledger.jsonl:3: error I301" in result.stderr
    assert not (vault / "ledger.jsonl").exists()


def test_notes_that_both_know_under_two_guids(vault: Path, tmp_path: Path) -> None:
    """The whole's go on, the part's are retired and can be found by their tag; nothing is lost without a word."""
    build(vault / "bio", tmp_path / "part")
    left = (vault / "bio" / "ledger.jsonl").read_bytes()
    part = _guids(vault / "bio")
    (vault / "bio" / "ledger.jsonl").unlink()
    build(vault, tmp_path / "out", now=1_700_000_100)
    whole = _guids(vault)
    assert not set(part.values()) & set(whole.values())
    (vault / "bio" / "ledger.jsonl").write_bytes(left)
    result = build(vault, tmp_path / "out", now=1_700_000_200)
    assert "I314 two-guids  2 notes of bio had a guid here as well" in result.stderr
    assert _guids(vault) == whole
    assert (tmp_path / "out" / "vault-retired.apkg").is_file()
    assert {guid for guid, entry in _ledger(vault).entries.items() if entry.retired} == set(part.values())


def _entry(guid: str, page: str, modified: int = 5) -> Entry:
    key = Key(page=page, trail=["t"], rule="definition", cue=guid)
    return Entry(guid, "basic", key, f"text of {guid}", "h", {}, "", modified, 1, None, "")


def test_the_later_change_of_a_note_counts() -> None:
    """In memory: both know the note under one guid, and its part was built again on its own."""
    whole = Ledger("p", Names("Vault"), {"a": _entry("a", "bio/x.md", 5)})
    part = Ledger("q", Names("bio"), {"a": _entry("a", "x.md", 9), "b": _entry("b", "x.md")})
    done = take_over(whole, part, "bio", now=20)
    assert (done.taken, done.twins) == (1, 0)
    assert done.ledger.entries["a"].modified == 9
    assert done.ledger.entries["b"].key.page == "bio/x.md"
    assert done.ledger.project == "p"
    assert take_over(done.ledger, part, "bio", now=30).ledger == done.ledger


def test_a_part_of_a_new_whole_gives_its_project_but_not_its_name() -> None:
    part = Ledger("q", Names("bio", {"D1": "bio::01 One"}, {"D1/x.md": "bio::one::x"}), {"b": _entry("b", "D1/x.md")})
    ledger = take_over(Ledger(), part, "life", now=20).ledger
    assert (ledger.project, ledger.names.root) == ("q", "")
    assert ledger.names.decks == {"life/D1/x.md": "bio::01 One"}
    assert ledger.names.tags == {"life/D1/x.md": "bio::one::x"}
