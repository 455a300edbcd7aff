"""A note that Anki would make no card of is refused."""

from __future__ import annotations

from markdown_deckbuilder.checks.importable import check
from markdown_deckbuilder.extract.wording import wording_of
from markdown_deckbuilder.model import Kind, Note
from markdown_deckbuilder.reading.tree import Span


def _cloze(text: str, *ordinals: int) -> Note:
    fields = {"Text": text, "Extra": "", "Context": "", "Source": ""}
    return Note("a" * 16, Kind.CLOZE, fields, (), "Deck", ordinals, "cloze", Span("notes.md", 3, 3))


def _messages(note: Note) -> list[str]:
    return [f"{fault.code} {fault.message}" for fault in check(note, (), wording_of("en"))]


def test_a_cloze_note_without_the_deletion_of_a_card_is_refused() -> None:
    assert _messages(_cloze("Use {{c1::a frame}} and", 0, 1)) == [
        "E602 the cloze deletion c2 is not in the text of the note"
    ]


def test_a_deletion_that_shows_nothing_is_none() -> None:
    assert _messages(_cloze("Use {{c1::<b></b>}}", 0)) == ["E602 the cloze deletion c1 is not in the text of the note"]


def test_words_and_pictures_can_be_hidden() -> None:
    assert not _messages(
        _cloze("{{c1::A <b>frame</b>}} or {{c2::<img src='frame.png'>}} or {{c3::[sound:a.mp3]}}", 0, 1, 2)
    )
