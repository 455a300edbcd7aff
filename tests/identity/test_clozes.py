"""Cloze numbers through many edits of one sentence: a number stays with its words, and never goes to others."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from markdown_deckbuilder.model import Note
from tests.identity.project import Project
from tests.identity.test_edit_sequences import WORDS

_DELETION = re.compile(r"\{\{c(\d+)::(.*?)\}\}")


@dataclass
class Word:
    """A word of the sentence; *text* may get a slip, *first* is what it was."""

    text: str
    first: str
    is_hidden: bool = False


class Sentence:
    """A sentence that is edited, and the numbers its deletions had."""

    def __init__(self, folder: Path) -> None:
        self.project = Project(folder)
        self.words = [Word(word, word, number in (2, 5)) for number, word in enumerate(WORDS[:8])]
        self.fresh = iter(WORDS[8:])
        self.numbers: dict[str, int] = {}

    def edit(self, what: str, at: int) -> None:
        word = self.words[at % len(self.words)]
        match what:
            case "hide":
                word.is_hidden = True
            case "show" if sum(one.is_hidden for one in self.words) > 1:
                word.is_hidden = False
            case "insert":
                new = next(self.fresh)
                self.words.insert(at % len(self.words), Word(new, new, at % 2 == 0))
            case "slip" if word.is_hidden and word.text == word.first:
                word.text = word.text[:3] + word.text[4:]
            case "move":
                self.words.remove(word)
                self.words.insert((at * 7) % (len(self.words) + 1), word)

    def rebuild(self) -> Note:
        text = " ".join(f"=={word.text}==" if word.is_hidden else word.text for word in self.words)
        (note,) = self.project.rebuild({"a.md": f"# T\n\n- One says: {text} and so on for ever.\n"}).notes
        return note


EDITS = st.tuples(st.sampled_from(("hide", "show", "insert", "slip", "move")), st.integers(0, 40))


@given(st.lists(EDITS, min_size=1, max_size=14))
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_a_number_stays_with_its_words(edits: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sentence = Sentence(Path(folder))
        guid = sentence.rebuild().guid
        for edit in [("nothing", 0), *edits]:
            sentence.edit(*edit)
            note = sentence.rebuild()
            assert note.guid == guid
            by_text = {word.text: word.first for word in sentence.words}
            found = {by_text[words]: int(number) for number, words in _DELETION.findall(note.fields["Text"])}
            assert set(found) == {word.first for word in sentence.words if word.is_hidden}
            assert len(set(found.values())) == len(found)
            for first, number in found.items():
                assert sentence.numbers.setdefault(first, number) == number, "another number than before"
            owners = [first for first, number in sentence.numbers.items() if number in found.values()]
            assert set(owners) == set(found), "a number that was another word's"
