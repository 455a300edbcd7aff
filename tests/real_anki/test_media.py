"""Images, sounds and films in the real Anki: they arrive whole, none is missing or too many, a new one replaces an old."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from anki.collection import Collection

from tests.cards.test_media import PLACES, PNG, SVG, data_url
from tests.notes_folder import build, objects, run
from tests.real_anki.collection import collection, import_package, note_by_guid, review_everything

OTHERS = f"""
- call :: ![](call.mp3) a bird's call
- march :: <audio src="call.mp3" controls></audio> a sound in a tag
- film :: ![the film](film.webm) a short film
- both :: <video><source src="film.webm"><source src="film.mp4"></video> a film in two forms
- remote :: ![far](https://example.org/far.png) and ![song](https://example.org/song.mp3)
- typed :: the words [sound:typed.mp3] and <b>&#91;sound:typed.mp3]</b> are words
- dot :: ![dot]({data_url(PNG)}) in the page
- drawing :: ![drawing](drawing.svg) of a circle
- accents :: ![Ü](<U\u0308ber \u9178.png>) and a blank
- missing :: ![lost](lost.png) in the sea
- repeated :: ![call](./call.mp3) is heard ![drawing](drawing.svg) twice ![drawing](drawing.svg)
- sound in a cloze: ==![hooting](call.mp3) the owl== hoots
"""


def _notes(folder: Path) -> Path:
    notes = folder / "notes"
    notes.mkdir()
    names = re.findall(r"\w+\.png", PLACES)
    for name in names:
        (notes / name).write_bytes(PNG + name.encode())
    (notes / "call.mp3").write_bytes(b"ID3 call")
    (notes / "film.webm").write_bytes(b"film in webm")
    (notes / "film.mp4").write_bytes(b"film in mp4")
    (notes / "drawing.svg").write_bytes(SVG)
    (notes / unicodedata.normalize("NFD", "Über 酸.png")).write_bytes(PNG + b"accents")
    (notes / "page.md").write_text(PLACES.replace("- term ::", OTHERS.lstrip() + "- term ::"), "utf-8")
    return notes


def _media_is_clean(col: Collection) -> None:
    found = col.media.check()
    assert list(found.missing) == []
    assert list(found.unused) == []
    assert "renamed" not in found.report.lower()


def _files(col: Collection) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(col.media.dir()).iterdir()}


def test_files_arrive_with_their_bytes_and_none_is_missing_or_unused(tmp_path: Path) -> None:
    notes = _notes(tmp_path)
    build(notes, tmp_path / "out")
    with collection() as col:
        assert set(import_package(col, tmp_path / "out" / "notes.apkg")) == {"new"}
        _media_is_clean(col)
        files = _files(col)
        originals = {
            path.read_bytes() for path in notes.iterdir() if path.suffix not in (".md", ".jsonl", ".svg", ".mp4")
        }
        (drawing,) = (data for name, data in files.items() if name.endswith(".svg"))
        assert b"script" not in drawing
        assert b"circle" in drawing
        assert set(files.values()) == originals | {PNG, drawing}
        assert list(col.get_empty_cards().notes) == []
        problems, ok = col.fix_integrity()
        assert ok, problems


def test_every_reference_of_a_card_is_a_file(tmp_path: Path) -> None:
    """Anki's own reading of the rendered cards, sounds included, finds each file in the collection."""
    build(_notes(tmp_path), tmp_path / "out")
    with collection() as col:
        import_package(col, tmp_path / "out" / "notes.apkg")
        files = _files(col)
        played = set()
        for cid in col.find_cards(""):
            card = col.get_card(cid)
            output = card.render_output()
            tags = [*output.question_av_tags, *output.answer_av_tags]
            played |= {tag.filename for tag in tags}  # type: ignore[union-attr]
            names = re.findall(r'<img [^>]*?src="(?!https:)([^"]*)"', card.question() + card.answer())
            assert all(name in files for name in names), names
        assert played <= files.keys()
        assert {name.rpartition(".")[2] for name in played} == {"mp3", "webm"}


def test_plain_text_is_what_anki_shows(tmp_path: Path) -> None:
    from markdown_deckbuilder.cards.html import visible_text

    notes = _notes(tmp_path)
    build(notes, tmp_path / "out")
    with collection() as col:
        import_package(col, tmp_path / "out" / "notes.apkg")
        for one in objects(run("cards", notes, "--json")):
            cards = {card.ord: card for card in note_by_guid(col, one["guid"]).cards()}
            for face in one["cards"]:
                answer = visible_text(cards[face["ordinal"]].answer().split("</style>")[1])
                assert face["back"] in answer
                assert "[anki:" not in answer


def test_a_changed_image_comes_as_a_new_file_and_updates_its_note(tmp_path: Path) -> None:
    notes = _notes(tmp_path)
    package = tmp_path / "out" / "notes.apkg"
    build(notes, tmp_path / "out")
    with collection() as col:
        count = import_package(col, package)["new"]
        before = _files(col)
        intervals = review_everything(col)
        (notes / "back.png").write_bytes(PNG + b"another back")

        build(notes, tmp_path / "out", now=1_700_000_100)
        shown = [one for one in objects(run("cards", notes, "--json")) if "back-" in one["fields"].get("Back", "")]

        assert import_package(col, package) == {"updated": 1, "duplicate": count - 1}
        added = {name: data for name, data in _files(col).items() if name not in before}
        ((name, data),) = added.items()
        assert data == PNG + b"another back"
        assert name in note_by_guid(col, shown[0]["guid"])["Back"]
        assert {cid: col.get_card(cid).ivl for cid in col.find_cards("")} == intervals
        found = col.media.check()
        assert list(found.missing) == []
        assert [old.partition("-")[0] for old in found.unused] == ["back"]  # Anki's own check offers to delete it
