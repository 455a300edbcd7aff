"""The packages in the real Anki: they import, are sound, render, and update without losing a review."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from anki.collection import Collection

from tests.notes_folder import PAGE, build, make_notes, objects, run
from tests.real_anki.collection import collection, import_package, note_by_guid, review_everything

ROOT = Path(__file__).parent.parent.parent
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

HARD = r"""# Hard things

- ==marked== words and {{c2::a}} second with {{c3::hint::a hint}}.
- {{c1::`a::b`}} and {{c2::$\frac{a}{{b}}$}} and {{c3::x}y}} close well.
- {{c4::outer {{c5::inner}} words}} nest in one another.
- The text [sound:nothing.mp3] and `[latex]` and {{ name }} are mere words ==here==.
- **Generics**: a way to write `List<T>` once for all types.
- **Template**: the text `{{ user.name }}` that Jinja fills with a value.
- Energy :: $E = mc^2$ where $a < b$
- Q :: A
- ![A pixel](pixel.png) shows ==one dot==.
- a ::: b

<b onclick="x()">bold</b> :: <script>alert(1)</script> nothing happens
"""


def _build(folder: Path, page: str = PAGE, now: int = 1_700_000_000) -> tuple[Path, Path]:
    notes = folder / "notes"
    if not notes.exists():
        notes = make_notes(folder, page)
        (notes / "D1_cell" / "pixel.png").write_bytes(PIXEL)
    (notes / "D1_cell" / "1.1_cells.md").write_text(page, "utf-8")
    build(notes, folder / "out", now=now)
    return notes, folder / "out" / "biology.apkg"


def _is_sound(col: Collection) -> None:
    """fix_integrity has nothing to mend, no card is empty, and every card shows a question and an answer."""
    problems, ok = col.fix_integrity()
    assert ok, problems
    assert list(col.get_empty_cards().notes) == []
    assert not list(col.media.check().missing)
    for cid in col.find_cards(""):
        card = col.get_card(cid)
        for side in (card.question(), card.answer()):
            assert not re.search(r"\{\{(?:c\d|[\w ]+:)", side)
            assert "field" not in side.lower() or "unknown" not in side.lower()
            assert "front of this card is blank" not in side
    for nid in col.find_notes(""):
        note = col.get_note(nid)
        shipped = {card.ord for card in note.cards()}
        if "Text" in note:
            wanted = {number - 1 for number in col._backend.cloze_numbers_in_note(note._to_backend_note())}
            assert shipped == wanted, note["Text"]


@pytest.mark.parametrize("page", [PAGE, HARD], ids=["plain", "hard"])
def test_a_first_import_is_sound_and_a_second_changes_nothing(page: str, tmp_path: Path) -> None:
    notes, package = _build(tmp_path, page)
    count = len(objects(run("cards", notes, "--json")))
    with collection() as col:
        assert import_package(col, package) == {"new": count}
        _is_sound(col)
        assert import_package(col, package) == {"duplicate": count}
        part = next(path for path in package.parent.iterdir() if path != package)
        assert import_package(col, part) == {"duplicate": count}
        _is_sound(col)


def test_our_own_decks_import(tmp_path: Path) -> None:
    """The decks that are committed are sound, and each part has the notes of the whole."""
    whole, *parts = sorted((ROOT / "decks").glob("*.apkg"), key=lambda path: len(path.name))
    assert parts
    with collection() as col:
        log = import_package(col, whole)
        assert set(log) == {"new"}
        _is_sound(col)
        for part in parts:
            assert set(import_package(col, part)) == {"duplicate"}


def test_cards_are_due_in_the_order_of_the_notes(tmp_path: Path) -> None:
    notes, package = _build(tmp_path)
    order = [one["guid"] for one in objects(run("cards", notes, "--json"))]
    with collection() as col:
        import_package(col, package)
        rows = col.db.list("select n.guid from cards c join notes n on n.id = c.nid where c.ord = 0 order by c.due")  # type: ignore[union-attr]
        assert rows == order


def test_the_deck_has_name_tags_and_description(tmp_path: Path) -> None:
    _, package = _build(tmp_path)
    with collection() as col:
        import_package(col, package)
        names = {deck.name: deck.id for deck in col.decks.all_names_and_ids()}
        deck = col.decks.get(names["Biology::01 The cell"])  # type: ignore[arg-type]
        assert deck
        assert "keeps your reviews" in deck["desc"]
        assert col.tags.all() == ["biology::the-cell::cells"]


def test_faces_are_what_anki_shows(tmp_path: Path) -> None:
    """The plain text of ``cards`` is that of the rendered card."""
    from markdown_deckbuilder.cards.html import visible_text

    notes, package = _build(tmp_path)
    with collection() as col:
        import_package(col, package)
        for one in objects(run("cards", notes, "--json")):
            cards = {card.ord: card for card in note_by_guid(col, one["guid"]).cards()}
            assert cards.keys() == {face["ordinal"] for face in one["cards"]}
            for face in one["cards"]:
                question = visible_text(cards[face["ordinal"]].question().split("</style>")[1])
                front = face["front"]
                if front.startswith("["):
                    context, front = front[1:].split("] ", 1)
                    assert context in question
                assert front in question
                assert face["back"] in visible_text(cards[face["ordinal"]].answer().split("</style>")[1])


def test_an_edited_answer_updates_one_note_and_keeps_its_review(tmp_path: Path) -> None:
    """One edit is one update, and every card keeps its history."""
    notes, package = _build(tmp_path)
    count = len(objects(run("cards", notes, "--json")))
    with collection() as col:
        import_package(col, package)
        intervals = review_everything(col)

        _build(tmp_path, PAGE.replace("most of the cell's ATP", "nearly all of the cell's ATP"), now=1_700_000_100)

        assert import_package(col, package) == {"updated": 1, "duplicate": count - 1}
        assert {cid: col.get_card(cid).ivl for cid in col.find_cards("")} == intervals
        assert len(col.find_notes('"nearly all of"')) == 1
        _is_sound(col)


def test_members_own_edits_and_tags_survive_on_unchanged_notes(tmp_path: Path) -> None:
    _, package = _build(tmp_path)
    with collection() as col:
        import_package(col, package)
        (nid,) = col.find_notes("Ribosome")
        note = col.get_note(nid)
        note["Extra"], note.tags = "my own words", [*note.tags, "mine"]
        col.update_note(note)

        _build(tmp_path, PAGE.replace("two membranes", "a double membrane"), now=1_700_000_100)
        import_package(col, package)

        kept = col.get_note(nid)
        assert kept["Extra"] == "my own words"
        assert "mine" in kept.tags


def test_a_note_that_is_gone_stays_in_the_ledger_and_comes_back(tmp_path: Path) -> None:
    """A deleted bullet is retired; restored, it has its old guid and history."""
    notes, package = _build(tmp_path)
    with collection() as col:
        import_package(col, package)
        intervals = review_everything(col)
        without = "\n".join(line for line in PAGE.splitlines() if "Ribosome" not in line)
        _build(tmp_path, without, now=1_700_000_100)
        import_package(col, package)
        ledger = (notes / "ledger.jsonl").read_text("utf-8")
        assert ledger.count('"retired":1700000100') == 1

        _build(tmp_path, PAGE, now=1_700_000_200)
        log = import_package(col, package)

        assert log["updated"] == 1
        assert {cid: col.get_card(cid).ivl for cid in col.find_cards("")} == intervals


def test_scripts_never_reach_a_field(tmp_path: Path) -> None:
    notes, _ = _build(tmp_path, HARD)
    fields = " ".join(html for one in objects(run("cards", notes, "--json")) for html in one["fields"].values())
    assert "<script" not in fields
    assert "onclick" not in fields


@pytest.mark.parametrize("name", ["physiology", "rechnernetze", "mixed_scripts"])
def test_samples_import(name: str, tmp_path: Path) -> None:
    """Notes of other people in other subjects, languages and scripts import, are sound, and import again as duplicates."""
    sample = ROOT / "tests" / "samples" / name
    ledger = tmp_path / "ledger.jsonl"
    build(sample, tmp_path / "out", "--ledger", ledger)
    packages = sorted((tmp_path / "out").iterdir(), key=lambda path: len(path.name))
    count = len(objects(run("cards", sample, "--json", "--ledger", ledger)))
    with collection() as col:
        assert import_package(col, packages[0]) == {"new": count}
        _is_sound(col)
        assert import_package(col, packages[0]) == {"duplicate": count}
