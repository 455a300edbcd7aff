"""How diagnostics are read at a terminal: one, many, and what a code means."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click import unstyle

from markdown_deckbuilder.cli.telling import LIMIT, told
from markdown_deckbuilder.diagnostics import ABOUT_REVIEWS, CATALOGUE, Diagnostic, Severity
from markdown_deckbuilder.exporters.catalogue import entry_text
from markdown_deckbuilder.reading.tree import Span
from tests.notes_folder import PAGE, build, make_notes, objects, run

YES_NO = "Q: Is number {} prime?\nA: Yes\n"


def _many(count: int) -> str:
    return "# Primes\n\n" + "\n".join(YES_NO.format(n) for n in range(count))


def test_a_diagnostic_shows_its_place_its_line_and_what_to_do(tmp_path: Path) -> None:
    page = tmp_path / "primes.md"
    page.write_text(_many(1), "utf-8")
    assert run("check", page).stderr.splitlines() == [
        f"{page}:3: warning C506 yes-or-no  the answer is only Yes",
        "    Q: Is number 0 prime?",
        "  help: Ask for the fact itself: what, how many, which, why.",
    ]


def test_what_to_do_is_said_once_a_code(tmp_path: Path) -> None:
    page = tmp_path / "primes.md"
    page.write_text(_many(3), "utf-8")
    assert run("check", page).stderr.count("  help: ") == 1


def test_many_are_cut_and_counted_by_code(tmp_path: Path) -> None:
    page = tmp_path / "primes.md"
    page.write_text(_many(LIMIT + 7) + "\nQ: Why?\n", "utf-8")
    lines = run("check", page).stderr.splitlines()
    assert sum("warning C506" in line for line in lines) == LIMIT
    assert lines[-4:] == [
        "",
        "C506 yes-or-no                27 warnings, 7 not shown  deckbuilder explain C506",
        "R201 question-without-answer  1 warning                 deckbuilder explain R201",
        "--all shows all of them.",
    ]


@pytest.mark.parametrize("command", [("check",), ("build", "--dry-run"), ("build", "--dry-run", "--strict")])
def test_all_shows_all(command: tuple[str, ...], tmp_path: Path) -> None:
    page = tmp_path / "primes.md"
    page.write_text(_many(LIMIT + 7), "utf-8")
    lines = run(command[0], page, *command[1:], "--all").stderr.splitlines()
    assert sum("warning C506" in line for line in lines) == LIMIT + 7
    assert "--all" not in lines[-1]


def test_errors_and_what_is_told_once_are_never_cut(tmp_path: Path) -> None:
    """A build writes a ledger that knows of them: the next one would not say them again."""
    span = Span("a.md", 1, 1)
    for code in ("S103", "I305", "I306", "I307", "I303"):
        lines = list(told([Diagnostic(code, f"{n}", span) for n in range(LIMIT + 5)], tmp_path))
        assert sum(f"/a.md:1: {CATALOGUE[code].severity.value} {code} " in unstyle(line) for line in lines) == LIMIT + 5


def test_programs_get_all(tmp_path: Path) -> None:
    page = tmp_path / "primes.md"
    page.write_text(_many(LIMIT + 7), "utf-8")
    assert len(objects(run("check", page, "--json"))) == LIMIT + 7
    assert len(objects(run("build", page, "--dry-run", "--json"))[0]["diagnostics"]) == LIMIT + 7
    assert run("check", page, "--format", "github").stdout.count("::warning") == LIMIT + 7


def test_a_long_line_is_cut_to_the_width_of_the_terminal(tmp_path: Path) -> None:
    page = tmp_path / "a.md"
    for word in ("is", "素数"):
        page.write_text(f"# Primes\n\n[More](gone.md) {f'{word} ' * 200}\n", "utf-8")
        _, source, _ = run("check", page, env={"COLUMNS": "60"}).stderr.splitlines()
        assert source.endswith("…")
        assert 58 <= sum(2 if letter in "素数" else 1 for letter in source) <= 60


def test_notes_cannot_speak_to_the_terminal(tmp_path: Path) -> None:
    page = tmp_path / "a.md"
    page.write_text("# A\n\nQ: Is\t\x1b[31mred\u202e a\u00a0colour?\nA: Yes\n", "utf-8")
    assert "    Q: Is �[31mred a colour?" in run("check", page).stderr


def test_no_line_is_shown_of_what_nobody_writes_by_hand(tmp_path: Path) -> None:
    notes, out = make_notes(tmp_path), tmp_path / "out"
    build(notes, out)
    (notes / "ledger.jsonl").write_text("nonsense\n", "utf-8")
    assert "    nonsense" not in run("check", notes).stderr


# --- quiet ------------------------------------------------------------------------------------------------------------


def test_quiet_says_how_many_notes_are_retired(tmp_path: Path) -> None:
    notes, out = make_notes(tmp_path), tmp_path / "out"
    build(notes, out)
    page = notes / "D1_cell" / "1.1_cells.md"
    page.write_text("\n".join(line for line in PAGE.splitlines() if "Ribosome" not in line), "utf-8")
    result = build(notes, out, "--quiet")
    assert result.stdout == (
        "1 note retired. To remove them from Anki: import biology-retired.apkg too, "
        "search for tag:biology::retired, and delete the results.\n"
    )


def test_quiet_leaves_hints_out_of_a_refused_build_too(tmp_path: Path) -> None:
    notes, out = make_notes(tmp_path), tmp_path / "out"
    (notes / "D1_cell" / "1.1_cells.md").write_text(f"{PAGE}\n- [no](page.md)\n\n{PAGE}", "utf-8")
    loud, quiet = (run("build", notes, "-o", out, "--strict", *more) for more in ((), ("-q",)))
    assert (loud.exit_code, quiet.exit_code) == (1, 1)
    assert " info " in loud.stderr
    assert " info " not in quiet.stderr
    assert " warning " in quiet.stderr


def test_what_decides_about_reviews_is_shown_whatever_its_severity(tmp_path: Path) -> None:
    for code in ABOUT_REVIEWS:
        fault = Diagnostic(code, "x", Span("a.md", 1, 1), Severity.INFO)
        assert list(told([fault], tmp_path, least=Severity.WARNING))
    assert not list(told([Diagnostic("I308", "x", Span("a.md", 1, 1))], tmp_path, least=Severity.WARNING))


# --- why nothing is written -------------------------------------------------------------------------------------------


def test_a_refused_build_says_why(tmp_path: Path) -> None:
    page = tmp_path / "primes.md"
    page.write_text(_many(1), "utf-8")
    result = run("build", page, "-o", tmp_path / "out", "--strict")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == "nothing is written, because of --strict: 1 warning"


def test_an_error_of_one_page_stops_only_a_strict_build(tmp_path: Path) -> None:
    notes = make_notes(tmp_path)
    (notes / "bad.md").write_text("---\ntitle: a: b\n---\n", "utf-8")
    result = run("build", notes, "-o", tmp_path / "out", "--strict")
    assert result.stderr.splitlines()[-1] == "nothing is written, because of --strict: 1 error"


def test_what_endangers_reviews_is_named(tmp_path: Path) -> None:
    page = tmp_path / "bad.md"
    page.write_text("---\ntitle: a: b\n---\n", "utf-8")
    result = run("build", page, "-o", tmp_path / "out")
    assert result.stderr.splitlines()[-1] == "nothing is written, because no page can be read: 1 error"
    assert not (tmp_path / "out").exists()


# --- explain a code ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["C504", "c504", "giveaway", "GiveAway"])
def test_a_code_or_its_name_is_explained(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("explain", name)
    assert result.exit_code == 0
    assert result.stdout.startswith("C504 giveaway (warning)\n\nThe front of a card shows its own answer.\n")
    assert "Better:\n    Q: Which gas do green plants take up?\n" in result.stdout
    assert result.stdout.endswith("What to do: Word the front without the answer.\n")


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_code_is_explained_in_the_words_of_the_catalogue(code: str) -> None:
    text = " ".join(" ".join(entry_text(CATALOGUE[code])).split())
    entry = CATALOGUE[code]
    assert all(" ".join(words.split()) in text for words in (entry.what, entry.why, entry.hint))


def test_a_code_is_explained_to_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    entry = json.loads(run("explain", "C504", "--json").stdout)
    assert (entry["format"], entry["code"], entry["name"]) == (1, "C504", "giveaway")


def test_a_file_or_folder_of_that_name_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "giveaway").mkdir()
    (tmp_path / "giveaway" / "a.md").write_text("# A\n", "utf-8")
    assert "giveaway/a.md:1" in run("explain", "giveaway").stdout


@pytest.mark.parametrize(("name", "near"), [("C5O4", ""), ("C599", "C509"), ("give-away", "C504 giveaway")])
def test_an_unknown_code_names_the_nearest(
    name: str, near: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("explain", name)
    assert result.exit_code == 2
    assert near in result.stderr
    assert ("did you mean" in result.stderr) == bool(near)
