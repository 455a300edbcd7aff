"""What a card is worth, to the user: fewer cards, the reasons, and shipped notes that stay until they are pruned."""

from __future__ import annotations

from pathlib import Path

from tests.notes_folder import build, make_notes, objects, run

PAGE = """# Waterways

## Locks

- **Sluice**: a gate that lets water into a chamber
- **Realistic scenario**: see `lib/auth.ts`
"""


def _notes(folder: Path, cards: str = "0.0") -> Path:
    notes = make_notes(folder, PAGE)
    (notes / "deckbuilder.toml").write_text(f"cards = {cards}\n", "utf-8")
    return notes


def _worths(notes: Path) -> dict[str, float]:
    return {one["cards"][0]["back"]: one["worth"] for one in objects(run("cards", notes, "--json"))}


def _between(notes: Path) -> str:
    low, high = sorted(_worths(notes).values())[:2]
    assert low < high
    return f"{(low + high) / 2:.3f}"


def _set(notes: Path, cards: str) -> None:
    (notes / "deckbuilder.toml").write_text(f"cards = {cards}\n", "utf-8")


def test_what_is_worth_too_little_is_left_out_and_told(tmp_path: Path) -> None:
    """Explain gives the worth and what weighs most for and against."""
    notes = _notes(tmp_path)
    page = notes / "D1_cell" / "1.1_cells.md"
    _set(notes, _between(notes))
    assert len(_worths(notes)) == 1
    build(notes, tmp_path / "out")
    told = run("explain", f"{page}:6").stdout
    assert "none  low-worth" in told
    assert "    worth 0." in told
    (outcome,) = objects(run("explain", f"{page}:6", "--json"))
    assert outcome["reason"] == "low-worth"
    assert outcome["worth"] < 1
    assert all(reason[0] in "+−" for reason in outcome["reasons"])
    (outcome,) = objects(run("explain", f"{page}:5", "--json"))
    assert outcome["outcome"] == "card"
    assert outcome["worth"] is not None


def test_a_build_says_how_many_it_left_out(tmp_path: Path) -> None:
    """Whoever misses a card learns which setting makes it; who wants all is told nothing."""
    notes = _notes(tmp_path)
    least = _between(notes)
    _set(notes, least)
    told = build(notes, tmp_path / "out").stdout
    assert f"1 more note would be worth too little at `cards = {float(least):g}`" in told
    _set(notes, '"many"')
    assert "worth too little" not in build(notes, tmp_path / "out", now=1_700_000_100).stdout


def test_a_shipped_note_stays_until_it_is_pruned(tmp_path: Path) -> None:
    """And comes back with its history when the setting asks for it again."""
    notes, out = _notes(tmp_path), tmp_path / "out"
    build(notes, out)
    before = {one["guid"] for one in objects(run("cards", notes, "--json"))}
    least = _between(notes)
    _set(notes, least)
    (report,) = objects(build(notes, out, "--json", now=1_700_000_100))
    assert (report["unchanged"], report["retired"]) == (2, 0)

    listed = run("prune", notes)
    assert listed.exit_code == 0
    assert "1 shipped note worth less than" in listed.stdout
    assert "nothing is changed" in listed.stdout
    (report,) = objects(build(notes, out, "--json", now=1_700_000_200))
    assert report["unchanged"] == 2

    applied = run("prune", notes, "--apply")
    assert "1 note retired" in applied.stdout
    assert len(objects(run("cards", notes, "--json"))) == 1
    (report,) = objects(build(notes, out, "--json", now=1_700_000_300))
    assert (report["unchanged"], report["new"]) == (1, 0)
    assert "no shipped note is worth less than" in run("prune", notes).stdout

    _set(notes, "0.0")
    (report,) = objects(build(notes, out, "--json", now=1_700_000_400))
    assert (report["returned"], report["new"]) == (1, 0)
    assert {one["guid"] for one in objects(run("cards", notes, "--json"))} == before


def test_what_is_asked_for_is_never_pruned(tmp_path: Path) -> None:
    """Whoever marks a word has said what it is worth."""
    notes, out = (
        make_notes(tmp_path, "# Waterways\n\n## Locks\n\n- the ==Realistic scenario== of today\n"),
        tmp_path / "out",
    )
    build(notes, out)
    _set(notes, "1.0")
    assert "no shipped note is worth less than 1" in run("prune", notes).stdout
