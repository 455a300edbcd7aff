"""The command line: what each command prints, exits with, and leaves alone."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from markdown_deckbuilder.cli import COMMANDS
from markdown_deckbuilder.cli.progress import Progress
from markdown_deckbuilder.importers.apkg import read_package
from tests.notes_folder import PAGE, build, make_notes, objects, run

READING = [
    ("check",),
    ("cards",),
    ("cards", "--format", "jsonl"),
    ("explain",),
    ("explain", "--json"),
    ("build", "--dry-run"),
]

HEAVY = ("mistune", "genanki", "bs4", "nh3", "msgspec", "pathspec", "markdown_deckbuilder.pipeline")


def _tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_commands_that_read_never_write(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """check, cards, explain and a dry run leave no trace, not even a ledger."""
    notes = make_notes(tmp_path)
    monkeypatch.chdir(tmp_path)
    before = _tree(tmp_path)

    result = run(command[0], notes, *command[1:])

    assert result.exit_code == 0, result.output
    assert result.stdout
    assert _tree(tmp_path) == before


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert "Examples:" in result.output


def test_help_and_version() -> None:
    assert all(name in run("--help").output for name in COMMANDS)
    assert run("--version").output.startswith("deckbuilder ")


@pytest.mark.parametrize(
    "args", [("build", "no/such/place"), ("bild",), ("cards", "--format", "xml"), ("build", "--nonsense")], ids=" ".join
)
def test_misuse_exits_with_2(args: tuple[str, ...]) -> None:
    """A wrong call is told in a sentence, and is not the notes' fault."""
    result = run(*args)
    assert result.exit_code == 2
    assert "Error:" in result.output


def test_a_mistyped_command_is_guessed() -> None:
    assert "Did you mean build?" in run("bild").output


def test_the_first_build_tells_of_its_ledger_once(tmp_path: Path) -> None:
    notes, out = make_notes(tmp_path), tmp_path / "out"
    assert "new ledger" in build(notes, out).output
    assert "new ledger" not in build(notes, out).output


def test_a_ledger_may_lie_elsewhere(tmp_path: Path) -> None:
    notes, ledger = make_notes(tmp_path), tmp_path / "kept" / "l.jsonl"
    build(notes, tmp_path / "out", "--ledger", ledger)
    assert ledger.exists()
    assert not (notes / "ledger.jsonl").exists()


def test_where_no_page_can_be_read_nothing_is_written(tmp_path: Path) -> None:
    """A file in no known encoding is told with file and line; exit code 1, nothing written, nothing retired."""
    notes, out = make_notes(tmp_path), tmp_path / "out"
    build(notes, out)
    (notes / "D1_cell" / "1.1_cells.md").write_bytes(b"# Cells\n\n- **Zell\xe4**: x\n")
    before = _tree(tmp_path)

    result = run("build", notes, "-o", out)

    assert result.exit_code == 1
    assert "1.1_cells.md:3: error S101 not-utf-8  not UTF-8: byte 0xe4" in result.stderr
    assert "nothing is written" in result.stderr
    assert _tree(tmp_path) == before


def _with_a_bad_page(tmp_path: Path) -> Path:
    notes = make_notes(tmp_path)
    (notes / "bad.md").write_text("---\ntitle: a: b\n---\n\n- **Biga**: a stiff dough\n", "utf-8")
    return notes


def test_one_bad_page_does_not_stop_the_others(tmp_path: Path) -> None:
    """The rest is written, the fault is told in its place, the summary says what is missing; exit code 1."""
    notes, out = _with_a_bad_page(tmp_path), tmp_path / "out"

    result = run("build", notes, "-o", out)

    assert result.exit_code == 1
    assert "bad.md:2" in result.stderr and "S103" in result.stderr
    assert f"left out: 1 page not looked at ({notes / 'bad.md'})" in result.output
    assert (out / "biology.apkg").exists() and (notes / "ledger.jsonl").exists()
    shipped, _ = read_package((out / "biology.apkg").read_bytes(), "biology.apkg")
    assert shipped.notes
    with zipfile.ZipFile(out / "biology.apkg") as archive:
        assert b"The build is incomplete" in archive.read("collection.anki2")
    report = json.loads(run("build", notes, "-o", out, "--json").stdout)
    assert report["left_out"] == {"pages": ["bad.md"], "notes": 0, "held_back": 0}
    assert run("build", notes, "-o", out, "--check").exit_code == 1


def test_strict_is_all_or_nothing(tmp_path: Path) -> None:
    notes, out = _with_a_bad_page(tmp_path), tmp_path / "out"
    before = _tree(tmp_path)
    result = run("build", notes, "-o", out, "--strict")
    assert result.exit_code == 1 and "nothing is written" in result.stderr and "--strict" in result.stderr
    assert _tree(tmp_path) == before


@pytest.mark.parametrize("command", [c for c in READING if c[0] != "build"], ids=" ".join)
def test_commands_show_what_could_be_read(command: tuple[str, ...], tmp_path: Path) -> None:
    notes = _with_a_bad_page(tmp_path)
    result = run(command[0], notes, *command[1:])
    assert result.exit_code == 1
    assert "S103" in result.output
    assert "Mitochondrion" in result.stdout or command[0] == "check"


def test_diff_shows_what_could_be_read(tmp_path: Path) -> None:
    notes, out = make_notes(tmp_path), tmp_path / "out"
    build(notes, out)
    (notes / "bad.md").write_text("---\ntitle: a: b\n---\n", "utf-8")
    page = notes / "D1_cell" / "1.1_cells.md"
    page.write_text(page.read_text("utf-8").replace("120 days", "110 days"), "utf-8")
    result = run("diff", notes, "-o", out)
    assert result.exit_code == 1
    assert "110 days" in result.stdout and "S103" in result.stderr


def test_an_incomplete_build_calls_no_package_stale(tmp_path: Path) -> None:
    """The package of a subdeck whose pages cannot be read is not made, and is still wanted."""
    notes, out = make_notes(tmp_path), tmp_path / "out"
    (notes / "D2_heat").mkdir()
    (notes / "D2_heat" / "heat.md").write_text("# Heat\n\n- **Entropy**: a measure of disorder in matter.\n", "utf-8")
    build(notes, out)
    (notes / "D2_heat" / "heat.md").write_text("---\ntitle: a: b\n---\n", "utf-8")
    result = run("build", notes, "-o", out)
    assert result.exit_code == 1 and "delete it" not in result.output


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    result = run("build", tmp_path, "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "S104" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_broken_ledger_is_never_replaced(tmp_path: Path) -> None:
    """A ledger that cannot be read stops everything: a new identity for all would lose all reviews."""
    notes, out = make_notes(tmp_path), tmp_path / "out"
    build(notes, out)
    ledger = notes / "ledger.jsonl"
    lines = ledger.read_text("utf-8").splitlines()
    ledger.write_text("\n".join([*lines[:2], lines[2][:50]]), "utf-8")
    before = _tree(tmp_path)

    result = run("build", notes, "-o", out)

    assert result.exit_code == 1
    assert "ledger.jsonl:3: error I301" in result.stderr
    assert _tree(tmp_path) == before


def test_a_newer_ledger_asks_for_an_upgrade(tmp_path: Path) -> None:
    notes = make_notes(tmp_path)
    (notes / "ledger.jsonl").write_text('{"deckbuilder_ledger": 99, "future": true}\n', "utf-8")
    result = run("check", notes)
    assert result.exit_code == 1
    assert "I302" in result.stderr


def test_strict_fails_on_warnings(tmp_path: Path) -> None:
    notes = make_notes(tmp_path, PAGE + "\nQ: What is missing here?\n")
    assert run("check", notes).exit_code == 0
    assert run("check", notes, "--strict").exit_code == 1
    assert run("build", notes, "-o", tmp_path / "out", "--strict").exit_code == 1
    assert not (tmp_path / "out").exists()


def test_quiet_says_nothing_when_all_is_well(tmp_path: Path) -> None:
    result = build(make_notes(tmp_path), tmp_path / "out", "--quiet")
    assert result.output == ""


def test_an_output_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    notes = make_notes(tmp_path)
    (tmp_path / "out").write_text("a file in the way", "utf-8")
    result = run("build", notes, "-o", tmp_path / "out" / "deeper")
    assert result.exit_code == 1
    assert "E601" in result.stderr


def test_colour_is_for_terminals_only(tmp_path: Path) -> None:
    """Piped output holds no escape sequences, and NO_COLOR takes them from a terminal too."""
    notes = make_notes(tmp_path)
    for env in ({}, {"NO_COLOR": "1"}):
        assert "\x1b" not in run("explain", notes, env=env).output


def test_a_single_file_is_a_build_of_its_own(tmp_path: Path) -> None:
    page = tmp_path / "one.md"
    page.write_text("# Ports\n\n- **DNS**: the service on port 53.\n", "utf-8")
    build(page, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["ports.apkg"]


def test_a_part_of_the_notes_retires_nothing(tmp_path: Path) -> None:
    """Building one page leaves the others not looked at."""
    notes, out = make_notes(tmp_path), tmp_path / "out"
    (notes / "D1_cell" / "1.2_tissue.md").write_text(
        "# Tissue\n\n- **Epithelium**: the tissue that lines surfaces.\n", "utf-8"
    )
    build(notes, out)
    result = build(notes / "D1_cell" / "1.2_tissue.md", tmp_path / "part", "--json")
    (report,) = objects(result)
    assert (report["retired"], report["unchanged"], report["notes"]) == (0, 1, 1)


def test_cards_are_a_contract(tmp_path: Path) -> None:
    """Each line of ``cards --format jsonl`` is one note with everything another program needs."""
    notes = make_notes(tmp_path)
    found = objects(run("cards", notes, "--format", "jsonl"))
    assert [one["format"] for one in found] == [1] * len(found)
    (first,) = [one for one in found if one["cards"][0]["back"].startswith("The organelle that makes")]
    keys = {"format", "guid", "note_type", "deck", "tags", "rule", "fields", "cards", "source", "worth", "reasons"}
    assert set(first) == keys
    assert 0 < first["worth"] < 1
    assert len(first["reasons"]) == 3
    assert first["deck"] == "Biology::01 The cell"
    assert first["tags"] == ["biology::the-cell::cells"]
    assert first["note_type"] == "Deckbuilder Basic"
    assert first["source"] == {"path": "D1_cell/1.1_cells.md", "line": 5, "end_line": 5}
    assert first["cards"][0] == {
        "ordinal": 0,
        "front": "[Cells › Organelles] What is Mitochondrion?",
        "back": "The organelle that makes most of the cell's ATP",
    }
    cloze = next(one for one in found if one["note_type"] == "Deckbuilder Cloze")
    assert "[...]" in cloze["cards"][0]["front"]
    assert cloze["cards"][0]["back"] == "120 days"
    assert "{{c1::" in cloze["fields"]["Text"]


def test_explain_is_a_contract(tmp_path: Path) -> None:
    """Each line of ``explain --format jsonl`` is one content line with an outcome and a reason."""
    notes = make_notes(tmp_path)
    found = objects(run("explain", notes, "--format", "jsonl"))
    lines = (notes / "D1_cell" / "1.1_cells.md").read_text("utf-8").splitlines()
    for one in found:
        assert set(one) == {"format", "path", "line", "text", "outcome", "reason", "guids", "worth", "reasons"}
        assert one["text"] == lines[one["line"] - 1].strip()
        assert one["outcome"] in ("card", "extra", "none")
        assert one["reason"]
        assert bool(one["guids"]) == (one["outcome"] != "none")
    guids = {one["guid"] for one in objects(run("cards", notes, "--format", "jsonl"))}
    assert {guid for one in found for guid in one["guids"]} == guids
    assert [one["line"] for one in found] == [1, 3, 5, 6, 8, 10, 11, 12, 14, 17]


def test_explain_one_line_shows_its_cards(tmp_path: Path) -> None:
    notes = make_notes(tmp_path)
    result = run("explain", f"{notes / 'D1_cell' / '1.1_cells.md'}:6")
    assert "joins amino acids" in result.output
    assert result.output.count("\n") == 4  # the line, what its card is worth, and two cards


def test_help_is_instant() -> None:
    """No command's module, and none of the heavy libraries, is imported for ``--help``."""
    called = "from markdown_deckbuilder.cli import main; main(['--help'], standalone_mode=False)"
    code = f"import sys; {called}; print(sorted(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    loaded = out.splitlines()[-1]
    for heavy in (*HEAVY, "click.shell_completion"):
        assert f"'{heavy}'" not in loaded


# --- init -------------------------------------------------------------------------------------------------------------


def test_init_writes_what_builds_at_once(tmp_path: Path) -> None:
    """Into a folder that need not be there; the example makes cards of each kind, with nothing to complain about."""
    notes = tmp_path / "deep er" / "notes"
    result = run("init", notes)
    assert result.exit_code == 0
    assert sorted(path.name for path in notes.iterdir()) == ["deckbuilder.toml", "example.md"]
    assert f"deckbuilder build '{notes}'" in result.output

    assert run("check", notes, "--strict").stderr == ""
    rules = {one["rule"] for one in objects(run("cards", notes, "--json"))}
    assert rules == {"definition", "cloze", "table", "explicit"}
    build(notes, tmp_path / "out")


def test_init_never_overwrites(tmp_path: Path) -> None:
    """What is there stays, and beside notes of one's own an example would only be in the way."""
    (tmp_path / "deckbuilder.toml").write_text("root_deck = 'Mine'\n", "utf-8")
    (tmp_path / "example.md").symlink_to("nowhere.md")
    before = (tmp_path / "example.md").readlink()
    result = run("init", tmp_path)
    assert result.exit_code == 0
    assert result.output.count("stays as it is") == 2
    assert (tmp_path / "deckbuilder.toml").read_text("utf-8") == "root_deck = 'Mine'\n"
    assert (tmp_path / "example.md").readlink() == before

    notes = make_notes(tmp_path / "own")
    assert "no example is written" in run("init", notes).output
    assert (notes / "deckbuilder.toml").exists()
    assert not (notes / "example.md").exists()


def test_init_in_the_folder_one_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("init", "--quiet").output == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deckbuilder.toml", "example.md"]


def test_init_tells_what_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    result = run("init", tmp_path / "file" / "notes")
    assert result.exit_code == 1
    assert "E601" in result.stderr
    assert run("init", tmp_path / "file").exit_code == 2


# --- completion -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_valid(shell: str) -> None:
    """Each calls the program back; where the shell is here, it can read its script."""
    result = run("completion", shell)
    assert result.exit_code == 0
    assert f"_DECKBUILDER_COMPLETE={shell}_complete" in result.stdout
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=result.stdout, text=True, check=True)


def _completed(line: str) -> list[str]:
    code = "import sys; from markdown_deckbuilder.cli import main\ntry: main(prog_name='deckbuilder')\n"
    code += "finally: print(sorted(sys.modules), file=sys.stderr)"
    env = {"COMP_WORDS": line, "COMP_CWORD": str(line.count(" ")), "_DECKBUILDER_COMPLETE": "bash_complete"}
    found = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | env, capture_output=True, text=True, check=True
    )
    if line.count(" ") == 1:
        assert not [name for name in HEAVY if f"'{name}'" in found.stderr]
    return found.stdout.splitlines()


def test_the_shell_completes_commands_options_and_files() -> None:
    """Commands without importing any of them."""
    assert _completed("deckbuilder c") == ["plain,cards", "plain,check", "plain,completion"]
    assert "plain,--dry-run" in _completed("deckbuilder build --d")
    assert _completed("deckbuilder explain no") == ["file,no"]
    assert _completed("deckbuilder completion z") == ["plain,zsh"]


# --- progress ---------------------------------------------------------------------------------------------------------


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _watched(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, *, is_shown: bool = True, patience: float = 0
) -> str:
    monkeypatch.setattr("markdown_deckbuilder.cli.progress.PATIENCE", patience)
    monkeypatch.setattr("sys.stderr", stream)
    with Progress(is_shown=is_shown) as progress:
        for step in ("reading", "extracting"):
            for _ in range(3):
                progress(step, 3)
    return stream.getvalue()


def test_long_work_at_a_terminal_shows_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = _watched(monkeypatch, _Terminal())
    assert "reading" in shown
    assert "extracting" in shown
    assert "3/3" in shown


def test_nobody_else_is_shown_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a pipe, not under --quiet or --json, not where NO_PROGRESS is set, and not before a second has passed."""
    assert _watched(monkeypatch, io.StringIO()) == ""
    assert _watched(monkeypatch, _Terminal(), is_shown=False) == ""
    assert _watched(monkeypatch, _Terminal(), patience=60) == ""
    monkeypatch.setenv("NO_PROGRESS", "1")
    assert _watched(monkeypatch, _Terminal()) == ""


@pytest.mark.parametrize(
    ("args", "is_shown"),
    [
        (("check",), True),
        (("build", "--dry-run"), True),
        (("cards",), True),
        (("explain",), True),
        (("check", "--quiet"), False),
        (("check", "--json"), False),
        (("build", "--dry-run", "--json"), False),
        (("build", "--dry-run", "--quiet"), False),
        (("cards", "--format", "jsonl"), False),
        (("explain", "--json"), False),
    ],
)
def test_options_decide_on_the_bar(
    args: tuple[str, ...], is_shown: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    class Watched(Progress):
        def __init__(self, *, is_shown: bool) -> None:
            asked.append(is_shown)
            super().__init__(is_shown=is_shown)

    monkeypatch.setattr("markdown_deckbuilder.cli.workplace.Progress", Watched)
    assert run(args[0], make_notes(tmp_path), *args[1:]).exit_code == 0
    assert asked == [is_shown]


def test_a_path_that_no_file_can_have_is_a_wrong_call() -> None:
    result = run("check", "x" * 300)
    assert result.exit_code == 2
    assert "there is nothing at" in result.output
