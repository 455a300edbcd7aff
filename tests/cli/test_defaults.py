"""Which notes are meant where none are named, and how places are printed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from markdown_deckbuilder.cli.nearest import nearest_notes
from tests.notes_folder import PAGE, build, make_notes, objects, run

HOME = Path("/nowhere/home")


def _tree(folder: Path, *files: str) -> None:
    for name in files:
        path, _, text = name.partition("=")
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("files", "here", "found"),
    [
        (["v/a/b/x.md", "v/ledger.jsonl"], "v/a/b", "v"),
        (["v/a/b/x.md", "v/deckbuilder.toml"], "v/a/b", "v"),
        (["v/a/x.md", "v/deckbuilder.toml", "v/a/ledger.jsonl"], "v/a", "v/a"),
        (["v/a/x.md", "v/pyproject.toml=[tool.deckbuilder]\nnotes = 'a'"], "v", "v/a"),
        (["v/a/x.md", "v/pyproject.toml=[tool.deckbuilder]\nroot_deck = 'a'"], "v/a", "v/a"),
        (["v/a/x.md", "v/pyproject.toml=[tool.other]\n"], "v/a", "v/a"),
        (["v/a/x.md", "v/pyproject.toml=broken ["], "v/a", "v/a"),
        (["v/deckbuilder.toml=notes = 'my notes'", "v/docs/x"], "v/docs", "v/my notes"),
        (["v/deckbuilder.toml", "v/notes/ledger.jsonl"], "v", "v/notes"),
        (["v/deckbuilder.toml", "v/notes/x.md"], "v", "v"),
        (["v/notes/x.md"], "v", "v/notes"),
        (["v/x.md"], "v", "v"),
        (["ledger.jsonl", "v/.git/HEAD", "v/a/x.md"], "v/a", "v/a"),
    ],
)
def test_the_nearest_notes_are_meant(files: list[str], here: str, found: str, tmp_path: Path) -> None:
    """A ledger or configuration upwards, within the repository; else notes/ here; else here."""
    _tree(tmp_path, *files)
    (tmp_path / "v" / ".git").mkdir(exist_ok=True)
    assert nearest_notes(tmp_path / here, HOME) == tmp_path / found


def test_a_home_folder_and_the_root_are_never_meant(tmp_path: Path) -> None:
    _tree(tmp_path, "x.md", "ledger.jsonl", "deep/er/x.md")
    assert nearest_notes(tmp_path, tmp_path) is None
    assert nearest_notes(tmp_path / "deep" / "er", tmp_path) == tmp_path / "deep" / "er"
    root = Path(tmp_path.anchor)
    assert nearest_notes(root, HOME) in (None, root / "notes")
    _tree(tmp_path, "notes/x.md")
    assert nearest_notes(tmp_path, tmp_path) == tmp_path / "notes"


COMMANDS = [("build", "--dry-run", "--json"), ("check",), ("cards",), ("explain",)]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_commands_find_the_notes_by_themselves(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = make_notes(tmp_path)
    build(notes, tmp_path / "decks")
    named = run(*command, notes)
    for here in (tmp_path, notes, notes / "D1_cell"):
        monkeypatch.chdir(here)
        result = run(*command)
        assert result.exit_code == 0, result.output
        assert result.stdout.count("\n") == named.stdout.count("\n")


def test_diff_adopt_and_rename_find_them_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = make_notes(tmp_path)
    build(notes, tmp_path / "decks")
    monkeypatch.chdir(notes / "D1_cell")
    assert run("diff", "-o", tmp_path / "decks").exit_code == 0
    assert run("adopt", tmp_path / "decks" / "biology.apkg", "--dry-run").exit_code == 0
    assert run("rename", "Biology", "Life", "--dry-run").exit_code == 0


@pytest.mark.parametrize("command", [*COMMANDS, ("diff",)], ids=" ".join)
def test_at_home_the_folder_must_be_named(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _tree(tmp_path, "x.md")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    result = run(*command)
    assert result.exit_code == 2
    assert "name the folder of notes" in result.stderr


@pytest.mark.parametrize("name", ["build", "check", "cards", "explain", "diff", "adopt", "rename"])
def test_the_help_says_what_is_looked_at(name: str) -> None:
    assert "nearest folder from here upwards" in " ".join(run(name, "--help").output.split())


# --- places -----------------------------------------------------------------------------------------------------------

NAMES = ["cells.md", "the cell: an outline.md", "12: cells.md", 'a\'b "c".md']
TWICE = (
    PAGE + "\n## Again\n\n- **Ribosome**: the machine that joins amino acids to proteins.\n\nQ: Is it alive?\nA: Yes\n"
)


@pytest.mark.parametrize("where", ["above", "inside", "elsewhere"])
@pytest.mark.parametrize("name", NAMES)
def test_what_is_printed_can_be_pasted_back(
    name: str, where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every place that a command prints is one that `explain` takes, from the folder one is in."""
    notes = tmp_path / "my notes"
    _tree(notes, f"D1 cell/{name}={TWICE}")
    (tmp_path / "other").mkdir()
    build(notes, tmp_path / "decks")
    _tree(notes, f"D1 cell/{name}={TWICE.replace('that lives', 'which lives').replace('most of', 'nearly all')}")
    monkeypatch.chdir({"above": tmp_path, "inside": notes / "D1 cell", "elsewhere": tmp_path / "other"}[where])

    explained = run("explain", notes).stdout.splitlines()
    cards = run("cards", notes).stdout.splitlines()
    checked = [line for line in run("check", notes).stderr.splitlines() if re.search(r": (error|warning|info) ", line)]
    differences = run("diff", notes, "-o", tmp_path / "decks").stdout.splitlines()
    twins = [line for line in checked if "stands already in" in line]
    places = [re.split(r" +(?:card|extra|none) ", line)[0] for line in explained]
    places += [re.findall(r"\((\S*[^()]*:\d+) [\w-]+\)$", line)[0] for line in cards]
    places += [re.split(r": (?:error|warning|info) ", line)[0] for line in checked]
    places += [re.split(r"stands already in (.*?:\d+): ", line)[1] for line in twins]
    places += [line.partition(" ")[2].rpartition(" (")[0] for line in differences if line.startswith("updated ")]

    assert explained
    assert cards
    assert twins
    assert any(line.startswith("updated ") for line in differences)
    for place in set(places):
        result = run("explain", place)
        assert result.exit_code == 0, (place, result.output)
        assert result.stdout.startswith(f"{place} ")
        assert run("explain", f"{place}:").exit_code == 0


def test_a_command_that_is_suggested_quotes_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from markdown_deckbuilder.diagnostics import HERE, Diagnostic
    from markdown_deckbuilder.reading.tree import Span
    from markdown_deckbuilder.report import message_of

    monkeypatch.chdir(tmp_path)
    fault = Diagnostic("I306", f"deckbuilder inherit {HERE} abc", Span("a b/it's: 1.md", 3, 3))
    assert shlex.split(message_of(fault, tmp_path))[2] == "a b/it's: 1.md:3"


def test_a_path_is_never_taken_for_an_option(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _tree(tmp_path, "v/-x.md=# X\n")
    monkeypatch.chdir(tmp_path / "v")
    (line,) = run("explain", ".").stdout.splitlines()
    assert line.startswith("./-x.md:1 ")
    assert run("explain", line.split()[0]).exit_code == 0


def test_programs_get_paths_of_the_notes_folder(tmp_path: Path) -> None:
    """The lines of `explain --json`, as those of `cards --json`, name pages as the ledger does, wherever one is."""
    notes = make_notes(tmp_path)
    assert {one["path"] for one in objects(run("explain", notes, "--json"))} == {"D1_cell/1.1_cells.md"}
    assert {one["source"]["path"] for one in objects(run("cards", notes, "--json"))} == {"D1_cell/1.1_cells.md"}


def test_a_line_without_content_is_told_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_notes(tmp_path)
    monkeypatch.chdir(tmp_path)
    result = run("explain", "notes/D1_cell/1.1_cells.md:2")
    assert result.exit_code == 2
    assert "notes/D1_cell/1.1_cells.md:2 has no content" in result.stderr
