"""What an author asks for outright keeps its notes while the page around it grows."""

from __future__ import annotations

from pathlib import Path

from markdown_deckbuilder.model import Note
from tests.identity.project import Project


def _guid(made_notes: tuple[Note, ...], words: str) -> str:
    (note,) = [note for note in made_notes if any(words in text for text in note.fields.values())]
    return note.guid


def test_a_stub_above_retires_nothing(tmp_path: Path) -> None:
    page = "# Heat\n\n{0}Q: What is cold?\nA: Little heat in a body.\n\nQ: What is steam?\nA: Water as gas.\n{1}"
    project = Project(tmp_path)
    first = project.rebuild({"a.md": page.format("", "")})
    for above, below in (
        ("Q: What is warmth?\nA:\n\n", ""),
        ("Q: What is warmth?\n\nA:\n\n", ""),
        ("", "\nQ: What is warmth?\nA:\n"),
    ):
        again = project.rebuild({"a.md": page.format(above, below)})
        assert [note.guid for note in again.notes] == [note.guid for note in first.notes]
        assert not again.changes.retired


def test_an_answer_that_grows_by_blocks_is_the_same_note(tmp_path: Path) -> None:
    page = "# Heat\n\nQ: What is cold?\nA: Little heat in a body.\n{0}\nQ: What is steam?\nA: Water as gas.\n"
    project = Project(tmp_path)
    first = project.rebuild({"a.md": page.format("")})
    again = project.rebuild({"a.md": page.format("\nAs felt:\n\n- by the skin\n- by a glass\n")})
    assert [note.guid for note in again.notes] == [note.guid for note in first.notes]


def test_an_id_or_anchor_on_a_label_names_its_list(tmp_path: Path) -> None:
    before = "# Dough\n\n{0}Kinds of flour:{1}\n\n- wheat\n- rye\n\n## Other\n\n- **Biga**: a stiff dough\n"
    after = "# Bread\n\n## Elsewhere\n\n{0}Types of meal:{1}\n\n- emmer\n- einkorn\n\n- **Biga**: a stiff dough\n"
    for number, (comment, anchor) in enumerate((("<!-- id: flour -->\n", ""), ("", " ^flour"))):
        project = Project(tmp_path / str(number))
        first = project.rebuild({"a.md": before.format(comment, anchor)})
        again = project.rebuild({"a.md": after.format(comment, anchor)})
        assert _guid(first.notes, "wheat") == _guid(again.notes, "emmer")


def test_an_embedded_note_may_change(tmp_path: Path) -> None:
    page = "# Fallacies\n\nGenetic :: ![[Genetic fallacy]]\n\nQ: What is a plaque?\nA: ![[Plaques#Brain]]\n"
    project = Project(tmp_path)
    first = project.rebuild(
        {
            "a.md": page,
            "Genetic fallacy.md": "Judged by its origin.\n",
            "Plaques.md": "# Plaques\n\n## Brain\n\nDeposits between the neurons.\n",
        }
    )
    asked = [note.guid for note in first.notes if note.span.path == "a.md"]
    again = project.rebuild(
        {
            "a.md": page,
            "Genetic fallacy.md": "A claim is judged by where it comes from.\n",
            "Plaques.md": "# Plaques\n\n## Brain\n\nClumps of amyloid.\n",
        }
    )
    assert [note.guid for note in again.notes if note.span.path == "a.md"] == asked
    assert set(asked) <= set(again.changes.updated)
