"""A card that was shipped stays while its words stand: single deletions and reverse cards of notes that go on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from markdown_deckbuilder.cards.faces import faces
from markdown_deckbuilder.model import Note
from markdown_deckbuilder.pipeline import Build
from tests.identity.project import Project

PAGE = "# Radio\n\n- Each symbol of **16-QAM** carries **four bits** over the air.\n"
REPEATED = "# Radio\n\n- A **valve** feeds a pump and another valve feeds the **boiler** of the plant.\n"
DEFINED = "# Radio\n\n- **Squelch**: a circuit that mutes the loudspeaker while no signal comes in.\n"


def _only(made: Build) -> Note:
    (note,) = made.notes
    return note


def _codes(made: Build) -> list[str]:
    return [one.code for one in made.diagnostics if one.code == "I315"]


def _shipped_hiding(project: Project, words: str, number: int) -> None:
    """Let the ledger say that its only note was shipped hiding *words* too."""
    ((guid, entry),) = project.ledger.entries.items()
    entry = msgspec.structs.replace(entry, clozes={**entry.clozes, words: number})
    project.ledger = replace(project.ledger, entries={guid: entry})


def test_a_deletion_without_its_bold_stays(tmp_path: Path) -> None:
    project = Project(tmp_path)
    before = _only(project.rebuild({"a.md": PAGE}))
    made = project.rebuild({"a.md": PAGE.replace("**four bits**", "four bits")})
    assert _only(made).guid == before.guid
    assert _only(made).fields["Text"].count("{{c") == 2
    assert _codes(made) == ["I315"]


def test_a_deletion_that_newer_rules_do_not_make_stays(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.rebuild({"a.md": PAGE})
    _shipped_hiding(project, "symbol", 7)
    made = project.rebuild()
    assert "{{c7::symbol}}" in _only(made).fields["Text"]
    assert made.changes.updated  # the entry was changed, the shipped fields were not
    assert project.rebuild().changes.unchanged


def test_a_deletion_whose_words_are_gone_ends(tmp_path: Path) -> None:
    """And what ended does not come back with words that happen to be written later."""
    project = Project(tmp_path)
    project.rebuild({"a.md": PAGE})
    shorter = PAGE.replace(" **four bits**", " data")
    assert _only(project.rebuild({"a.md": shorter})).fields["Text"].count("{{c") == 1
    made = project.rebuild({"a.md": PAGE.replace("**four bits**", "four bits")})
    assert _only(made).fields["Text"].count("{{c") == 1
    assert _codes(made) == []


def test_other_words_of_the_same_letters_are_not_hidden(tmp_path: Path) -> None:
    """The hidden "valve" was taken out of the sentence; the other one is no heir of its card."""
    project = Project(tmp_path)
    project.rebuild({"a.md": REPEATED})
    made = project.rebuild({"a.md": REPEATED.replace("A **valve** feeds a pump and another", "Another")})
    assert "::valve" not in _only(made).fields["Text"]


@pytest.mark.parametrize("mark", ["==16-QAM==", "{{c1::16-QAM}}"])
def test_what_the_author_marks_is_all_that_is_hidden(tmp_path: Path, mark: str) -> None:
    project = Project(tmp_path)
    project.rebuild({"a.md": PAGE})
    made = project.rebuild({"a.md": PAGE.replace("**16-QAM**", mark)})
    assert _only(made).fields["Text"].count("{{c") == 1
    made = project.rebuild({"a.md": PAGE.replace("**four bits**", "four bits")})
    assert _only(made).fields["Text"].count("{{c") == 1


@pytest.mark.parametrize("text", ["the $16\\,\\text{mA}$ loop", "the `16 mA` loop", "the 1616 and 16160 loop"])
def test_no_formula_code_or_word_is_cut(tmp_path: Path, text: str) -> None:
    page = f"# Radio\n\n- Each **sensor** of {text} sends its value to the **recorder** upstairs.\n"
    project = Project(tmp_path)
    project.rebuild({"a.md": page})
    before = _only(project.rebuild()).fields["Text"]
    _shipped_hiding(project, "16", 7)
    assert _only(project.rebuild()).fields["Text"] == before


def test_a_reverse_card_stays(tmp_path: Path) -> None:
    """A meaning that takes up a word of its term gives the term away: no new reverse card, but the learned one stays."""
    project = Project(tmp_path)
    before = _only(project.rebuild({"a.md": DEFINED}))
    assert len(faces(before)) == 2
    reworded = DEFINED.replace("mutes", "squelches and mutes")
    assert len(faces(_only(Project(tmp_path / "anew").rebuild({"a.md": reworded})))) == 1
    after = _only(project.rebuild({"a.md": reworded}))
    assert after.guid == before.guid
    front, back = faces(after)[1].front, faces(after)[1].back
    assert "squelches and mutes the loudspeaker" in front
    assert "Squelch" in back


def test_more_words_around_a_hidden_one_take_its_number(tmp_path: Path) -> None:
    """Older rules hid the figure of "16-QAM" alone: the card goes on as that of the whole name."""
    project = Project(tmp_path)
    project.rebuild({"a.md": PAGE})
    ((guid, entry),) = project.ledger.entries.items()
    entry = msgspec.structs.replace(entry, clozes={"16": 1, "four bits": 2})
    project.ledger = replace(project.ledger, entries={guid: entry})
    made = project.rebuild()
    assert "{{c1::<b>16-QAM</b>}}" in _only(made).fields["Text"].replace(
        "<b>{{c1::16-QAM}}</b>", "{{c1::<b>16-QAM</b>}}"
    )


def test_a_note_asked_by_the_title_of_its_page_stays(tmp_path: Path) -> None:
    """The page has grown too long to be about one thing; the term stands in the name of its file alone."""
    text = "Pair of organs that filter the blood and make urine of what they take out of it.\n"
    project = Project(tmp_path)
    before = _only(project.rebuild({"kidney.md": text}))
    made = project.rebuild({"kidney.md": text + "\n" + "And so it goes on. " * 200 + "\n"})
    assert made.changes.standing == (before.guid,)
