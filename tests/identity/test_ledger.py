"""A ledger in trouble: healed where the rules say how, else a clear complaint, and never a new identity for everything."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from markdown_deckbuilder.identity.ledger import read_ledger, write_ledger
from tests.notes_folder import PAGE, build, make_notes, objects, run

CELLS = Path("D1_cell") / "1.1_cells.md"


def _git(folder: Path, *args: str, fails: bool = False) -> str:
    name = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", "-C", str(folder), *name, *args], capture_output=True, text=True, check=False)
    assert (done.returncode != 0) == fails, done.stdout + done.stderr
    return done.stdout


def _guids(notes: Path) -> dict[str, str]:
    """Return the guid of each note by the back of its first card."""
    return {one["cards"][0]["back"]: one["guid"] for one in objects(run("cards", notes, "--json"))}


def _merged(folder: Path, ours: str, theirs: str) -> tuple[Path, dict[str, str], dict[str, str]]:
    """Merge two branches that both changed the page and rebuilt; return the notes and the guids of either branch."""
    notes = make_notes(folder)
    build(notes, folder / "out")
    _git(folder, "init", "-q", "-b", "main")
    (folder / ".gitignore").write_text("out\n", "utf-8")
    _git(folder, "add", "-A")
    _git(folder, "commit", "-qm", "first")
    known = []
    for branch, page, now in (("ours", ours, 1_700_001_000), ("theirs", theirs, 1_700_002_000)):
        _git(folder, "checkout", "-q", "main")
        _git(folder, "checkout", "-q", "-b", branch)
        (notes / CELLS).write_text(page, "utf-8")
        build(notes, folder / "out", now=now)
        known.append(_guids(notes))
        _git(folder, "commit", "-qam", branch)
    _git(folder, "checkout", "-q", "ours")
    for package in (folder / "out").iterdir():
        package.unlink()  # packages are rebuilt after a merge
    return notes, known[0], known[1]


NERVE = "A resting nerve cell holds a voltage of **−70 mV**.\n"
HEART = "The heart beats some **100,000 times** a day.\n"


def test_two_branches_that_both_rebuilt_are_merged(tmp_path: Path) -> None:
    """New notes of both sides keep the guids they have there, and a note changed on both is dated by the later."""
    ours = PAGE.replace("most of the", "nearly all of the") + NERVE
    theirs = PAGE.replace("It has two membranes.", "It has a double membrane.") + HEART
    notes, left, right = _merged(tmp_path, ours, theirs)
    _git(tmp_path, "merge", "-q", "theirs", fails=True)
    assert "<<<<<<<" in (notes / "ledger.jsonl").read_text("utf-8")
    both = PAGE.replace("most of the", "nearly all of the").replace("It has two", "It has two") + NERVE + HEART
    (notes / CELLS).write_text(both, "utf-8")

    result = build(notes, tmp_path / "out", now=1_700_003_000)

    assert "I303" in result.stderr
    found = _guids(notes)
    assert found["−70 mV"] == left["−70 mV"]
    assert found["100,000 times"] == right["100,000 times"]
    assert set(found.values()) == {*left.values(), *right.values()}
    assert "<<<<<<<" not in (notes / "ledger.jsonl").read_text("utf-8")
    entries = [json.loads(line) for line in (notes / "ledger.jsonl").read_text("utf-8").splitlines()[1:]]
    assert all(entry["retired"] is None for entry in entries)
    changed = next(entry for entry in entries if entry["key"]["cue"] == "mitochondrion")
    assert changed["modified"] == 1_700_003_000


def test_a_union_merge_needs_nobody(tmp_path: Path) -> None:
    """With ``ledger.jsonl merge=union`` in .gitattributes git leaves lines in two versions, which are put together."""
    notes, left, right = _merged(tmp_path, PAGE + NERVE, PAGE + HEART)
    (tmp_path / ".gitattributes").write_text("ledger.jsonl merge=union\n*.md merge=union\n", "utf-8")

    _git(tmp_path, "merge", "-q", "theirs")
    build(notes, tmp_path / "out", now=1_700_003_000)

    assert set(_guids(notes).values()) == {*left.values(), *right.values()}


def _line(name: str, **changes: object) -> bytes:
    entry = {
        "guid": name,
        "note_type": "basic",
        "key": {"page": "a.md", "trail": [], "rule": "definition", "cue": "x"},
        "text": "y",
        "hash": "h",
        "clozes": {},
        "shape": "basic",
        "modified": 5,
        "first_seen": 1,
        "retired": None,
    }
    return json.dumps(entry | changes).encode()


HEADER = b'{"deckbuilder_ledger":1,"project":"p","names":{}}'


def test_of_two_versions_the_later_counts() -> None:
    lines = [HEADER, _line("a", modified=5, clozes={"old": 1}), _line("a", modified=7, text="z", clozes={"new": 2})]
    ledger, faults = read_ledger(b"\n".join(lines), "ledger.jsonl")
    assert [fault.code for fault in faults] == ["I303"]
    entry = ledger.entries["a"]
    assert (entry.text, entry.modified, dict(entry.clozes)) == ("z", 7, {"old": 1, "new": 2})


def test_one_guid_for_two_notes_stays_with_the_older() -> None:
    """Another place and other words are another note: it is born anew, with a word about it."""
    other = _line(
        "a", key={"page": "b.md", "trail": [], "rule": "definition", "cue": "q"}, text="z", first_seen=9, modified=9
    )
    ledger, (fault,) = read_ledger(b"\n".join([HEADER, other, _line("a")]), "ledger.jsonl")
    assert ledger.entries["a"].text == "y"
    assert "the other starts anew" in fault.message
    assert fault.span
    assert fault.span.line == 3


def test_the_common_past_of_a_conflict_is_left_out() -> None:
    lines = [
        HEADER,
        b"<<<<<<< ours",
        _line("a"),
        b"||||||| past",
        _line("b"),
        b"=======",
        _line("c"),
        b">>>>>>> theirs",
    ]
    ledger, faults = read_ledger(b"\n".join(lines), "ledger.jsonl")
    assert set(ledger.entries) == {"a", "c"}
    assert faults == ()


def test_names_pinned_on_two_branches_are_all_kept() -> None:
    one = b'{"deckbuilder_ledger":1,"project":"p","names":{"root":"R","decks":{"a":"R::A"},"tags":{"a.md":"r::a"}}}'
    other = b'{"deckbuilder_ledger":1,"project":"p","names":{"root":"R","decks":{"a":"R::X","b":"R::B"}}}'
    ledger, (fault,) = read_ledger(b"\n".join([b"<<<<<<< x", one, b"=======", other, b">>>>>>> y"]), "ledger.jsonl")
    assert dict(ledger.names.decks) == {"a": "R::A", "b": "R::B"}
    assert "dropped: R::X" in fault.message


@pytest.mark.parametrize(
    ("lines", "place", "code"),
    [
        ([HEADER, b"<<<<<<< ours", _line("a")], 2, "I301"),
        ([HEADER, _line("a")[:40]], 2, "I301"),
        ([HEADER, b'"text"'], 2, "I301"),
        ([_line("a")], 1, "I301"),
        ([b'{"deckbuilder_ledger":1,"project":5,"names":{}}'], 1, "I301"),
        ([b""], 1, "I301"),
        ([HEADER, _line("a", guid=5)], 2, "I301"),
        ([HEADER, _line("a", surprise=1)], 2, "I301"),
        ([b'{"deckbuilder_ledger":2,"what":"ever"}'], 1, "I302"),
        ([HEADER, _line("a"), b'{"deckbuilder_ledger":2,"project":"p","names":{}}'], 3, "I302"),
    ],
    ids=["open", "cut", "text", "headless", "header", "empty", "type", "field", "newer", "newer-in-a-merge"],
)
def test_what_cannot_be_read_is_told_with_its_line(lines: list[bytes], place: int, code: str) -> None:
    ledger, faults = read_ledger(b"\n".join(lines), "ledger.jsonl")
    assert [(fault.code, fault.span.line) for fault in faults if fault.span] == [(code, place)]
    assert set(ledger.entries) <= {"a"}


def test_what_is_written_is_read_again() -> None:
    ledger, _ = read_ledger(b"\n".join([HEADER, _line("b", anchor="x"), _line("a", retired=7, forked=True)]), "l")
    assert read_ledger(write_ledger(ledger), "l") == (ledger, ())


@pytest.mark.parametrize("loss", ["missing", "cut at a line", "from before"])
def test_a_lost_ledger_stops_the_build_and_comes_back(loss: str, tmp_path: Path) -> None:
    """The packages tell that notes are missing in the ledger; ``adopt`` restores it to the byte."""
    notes, out = make_notes(tmp_path), tmp_path / "out"
    build(notes, out)
    ledger = notes / "ledger.jsonl"
    before = ledger.read_bytes()
    (notes / CELLS).write_text(
        PAGE.replace("most of", "nearly all of").replace("- **Rib", "- **Nucleolus**: where ribosomes begin.\n- **Rib"),
        "utf-8",
    )
    build(notes, out, now=1_700_000_100)
    whole = ledger.read_bytes()
    if loss == "missing":
        ledger.unlink()
    elif loss == "cut at a line":
        ledger.write_bytes(b"\n".join(whole.splitlines()[:4]) + b"\n")
    else:
        ledger.write_bytes(before)
    left = ledger.read_bytes() if ledger.exists() else None

    result = run("build", notes, "-o", out)

    assert result.exit_code == 1
    assert "I309" in result.stderr
    assert (ledger.read_bytes() if ledger.exists() else None) == left
    packages = sorted(out.glob("*.apkg"))
    assert run("adopt", *packages, "--notes", notes).exit_code == 0
    assert ledger.read_bytes() == whole
    assert run("build", notes, "-o", out, "--check").exit_code == 0


def test_a_ledger_with_retired_notes_comes_back_too(tmp_path: Path) -> None:
    notes, out = make_notes(tmp_path), tmp_path / "out"
    build(notes, out)
    (notes / CELLS).write_text("\n".join(line for line in PAGE.splitlines() if "Ribosome" not in line), "utf-8")
    build(notes, out, now=1_700_000_100)
    ledger = notes / "ledger.jsonl"
    whole = ledger.read_bytes()
    assert b'"retired":1700000100' in whole
    ledger.unlink()
    assert run("adopt", *sorted(out.glob("*.apkg")), "--notes", notes).exit_code == 0
    assert ledger.read_bytes() == whole
