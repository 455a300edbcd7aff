"""Decks that people have already, made by other programs: their notes go on as ours, reviews and all."""

from __future__ import annotations

import json
from pathlib import Path

import genanki
import pytest
from anki.collection import Collection, ExportAnkiPackageOptions

from markdown_deckbuilder.importers.apkg import read_package
from tests.notes_folder import build, make_notes, objects, run
from tests.real_anki.collection import collection, import_package, note_by_guid

PAGE = """\
# Cells

## Organelles

- **Mitochondrion**: the organelle that makes most of the cell's ATP.
- **Ribosome**: the machine that joins amino acids to proteins.

## What does the Golgi apparatus do?

It sorts proteins and sends them on.

## Blood

A red blood cell lives for about ==120 days== and then goes to the ==spleen==.
"""

BASIC = [
    ("Mitochondrion", "the organelle that makes most of the cell&#x27;s ATP"),  # the words of the source
    ("<p>What is a <b>ribosome</b>?</p>", "<p>The machine which joins amino acids to proteins.</p>"),
    ("<h2>What does the Golgi apparatus do?</h2>", "<p>It sorts proteins and sends them on.</p>"),
    ("What is a vacuole?", "A bubble in plant cells."),
]
CLOZE = "A red blood cell lives for about {{c2::120 days}} and then goes to the {{c1::spleen}}."


def _genanki(path: Path) -> list[str]:
    """Write a package as genanki's own note types and guids make it; return the guids."""
    deck = genanki.Deck(77, "Old deck")
    for front, back in BASIC:
        deck.add_note(genanki.Note(genanki.BASIC_MODEL, [front, back]))
    deck.add_note(genanki.Note(genanki.CLOZE_MODEL, [CLOZE, ""]))
    genanki.Package(deck).write_to_file(str(path), timestamp=1_600_000_000)
    return [note.guid for note in deck.notes]


def _like_ankdown(path: Path) -> list[str]:
    """Write a package in the manner of programs with a note type of their own, three fields, and guids from positions."""
    fields = [{"name": name} for name in ("Question", "Answer", "Tags")]
    template = [{"name": "Card", "qfmt": "{{Question}}", "afmt": "{{FrontSide}}<hr>{{Answer}}"}]
    model = genanki.Model(88, "Markdown", fields=fields, templates=template)
    deck = genanki.Deck(78, "Old deck")
    for number, (front, back) in enumerate(BASIC):
        deck.add_note(genanki.Note(model, [front, back, ""], guid=f"cells.md#{number}"))
    genanki.Package(deck).write_to_file(str(path), timestamp=1_600_000_000)
    return [note.guid for note in deck.notes]


def _adopted(notes: Path) -> dict[str, str]:
    """Return the guid of each note by a word in it."""
    words = ("organelle that", "joins amino", "sorts proteins", "120 days")
    found = objects(run("cards", notes, "--json"))
    return {word: next(one["guid"] for one in found if word in json.dumps(one["cards"])) for word in words}


@pytest.mark.parametrize("make", [_genanki, _like_ankdown])
def test_notes_are_placed_by_their_words(make: object, tmp_path: Path) -> None:
    """Three of four basic notes say what ours say, the fourth is listed; cloze numbers are those of the package."""
    notes, old = make_notes(tmp_path, PAGE), tmp_path / "old.apkg"
    guids = make(old)  # type: ignore[operator]

    result = run("adopt", old, "--notes", notes)

    assert result.exit_code == 0, result.output
    assert "found no place" in result.output
    assert "What is a vacuole?" in result.output
    adopted = _adopted(notes)
    assert [adopted[word] for word in ("organelle that", "joins amino", "sorts proteins")] == guids[:3]
    if make is _genanki:
        assert adopted["120 days"] == guids[4]
        (cloze,) = [one for one in objects(run("cards", notes, "--json")) if one["guid"] == guids[4]]
        assert "{{c2::120 days}}" in cloze["fields"]["Text"]
        assert "{{c1::spleen}}" in cloze["fields"]["Text"]


@pytest.mark.parametrize("name", ["ankdown", "anki-apkg-export"])
def test_packages_of_other_programs(name: str, tmp_path: Path) -> None:
    """Written by ankdown, and by the library with which mdanki writes its packages, from cards of ours."""
    notes = make_notes(tmp_path, PAGE)
    package = Path(__file__).parent / "packages" / f"{name}.apkg"
    shipped = {
        next(iter(note.fields.values())): note.guid for note in read_package(package.read_bytes(), name)[0].notes
    }

    result = run("adopt", package, "--notes", notes)

    assert "3 notes recognised by their words" in result.output
    assert "1 note found no place" in result.output
    adopted = _adopted(notes)
    for word, asked in (("organelle that", "Mitochondrion"), ("joins amino", "ribosome"), ("sorts proteins", "Golgi")):
        assert adopted[word] == next(guid for front, guid in shipped.items() if asked in front)


def test_adopted_notes_go_on_in_anki(tmp_path: Path) -> None:
    """Under another program's note type they conflict; after Change Note Type they are updated and keep their reviews."""
    notes, old, out = make_notes(tmp_path, PAGE), tmp_path / "old.apkg", tmp_path / "out"
    guids = _genanki(old)
    run("adopt", old, "--notes", notes)
    build(notes, out)
    with collection() as col:
        import_package(col, old)
        for number, cid in enumerate(col.find_cards(""), 10):
            card = col.get_card(cid)
            card.type, card.queue, card.ivl, card.due = 2, 2, number, number
            col.update_card(card)
        before = {note_by_guid(col, guid).cards()[0].id: note_by_guid(col, guid).cards()[0].ivl for guid in guids}

        assert import_package(col, out / "biology.apkg").get("conflicting") == 4
        for theirs, ours in (("Basic (genanki)", "Deckbuilder Basic"), ("Cloze (genanki)", "Deckbuilder Cloze")):
            _change_note_type(col, theirs, ours)
        log = import_package(col, out / "biology.apkg", updates_always=True)  # a change of the note type is an edit

        assert log["updated"] == 4
        assert "conflicting" not in log
        for guid in guids:
            card = note_by_guid(col, guid).cards()[0]
            assert card.ivl == before[card.id]
        assert note_by_guid(col, guids[1])["Back"] == "The machine that joins amino acids to proteins"
        _, ok = col.fix_integrity()
        assert ok


def _change_note_type(col: Collection, old: str, new: str) -> None:
    """Do what Notes › Change Note Type does with its defaults."""
    theirs, ours = col.models.by_name(old), col.models.by_name(new)
    assert theirs
    assert ours
    info = col.models.change_notetype_info(old_notetype_id=theirs["id"], new_notetype_id=ours["id"])
    request = info.input
    request.note_ids.extend(col.find_notes(f'note:"{old}"'))
    col.models.change_notetype_of_notes(request)


@pytest.mark.parametrize("legacy", [True, False], ids=["old format", "new format"])
def test_what_anki_exports_is_adopted_without_a_change(legacy: bool, tmp_path: Path) -> None:
    """Exported from Anki our deck has lost its ledger; by their words all notes are found, and none is updated."""
    nested = "\n{{c4::A reflex arc {{c5::of two neurons}} with a hint::which arc?}} jerks the knee.\n"
    notes, out = make_notes(tmp_path, PAGE + nested), tmp_path / "out"
    build(notes, out)
    before = {one["guid"]: one["fields"] for one in objects(run("cards", notes, "--json"))}
    exported = tmp_path / "exported.apkg"
    with collection() as col:
        import_package(col, out / "biology.apkg")
        options = ExportAnkiPackageOptions(with_scheduling=False, with_media=True, legacy=legacy)
        col.export_anki_package(out_path=str(exported), options=options, limit=None)
    ledger = notes / "ledger.jsonl"
    kept = {line["guid"]: line["modified"] for line in map(json.loads, ledger.read_text("utf-8").splitlines()[1:])}
    ledger.unlink()

    assert run("adopt", exported, "--notes", notes).exit_code == 0
    (report,) = objects(build(notes, tmp_path / "out2", "--json", now=1_800_000_000))

    assert (report["new"], report["updated"], report["retired"]) == (0, 0, 0)
    again = {line["guid"]: line["modified"] for line in map(json.loads, ledger.read_text("utf-8").splitlines()[1:])}
    assert again == kept
    assert {one["guid"]: one["fields"] for one in objects(run("cards", notes, "--json"))} == before


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    notes, old = make_notes(tmp_path, PAGE), tmp_path / "old.apkg"
    _genanki(old)
    assert "recognised" in run("adopt", old, "--notes", notes, "--dry-run").output
    assert not (notes / "ledger.jsonl").exists()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no zip", b"text"])
def test_what_is_no_package_is_told(data: bytes, tmp_path: Path) -> None:
    notes, path = make_notes(tmp_path), tmp_path / "x.apkg"
    path.write_bytes(data)
    result = run("adopt", path, "--notes", notes)
    assert result.exit_code == 1
    assert "I311" in result.stderr
    assert read_package(data, "x")[0].notes == ()
