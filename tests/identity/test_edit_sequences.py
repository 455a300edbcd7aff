"""Random edits with known truth: a guid never goes to another fact, and none is lost that could be kept."""

from __future__ import annotations

import itertools
import os
import random
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from markdown_deckbuilder.exporters.apkg import apkg
from markdown_deckbuilder.exporters.packages import packages
from markdown_deckbuilder.importers.apkg import read_package
from markdown_deckbuilder.model import Note
from tests.identity.project import Project

_STARTS = (
    "lum",
    "fes",
    "tor",
    "gri",
    "bal",
    "nev",
    "sko",
    "pra",
    "dul",
    "mik",
    "zan",
    "hob",
    "quo",
    "wel",
    "vit",
    "jar",
)
_ENDS = ("oran", "ikel", "udam", "estor", "aphil", "ombar", "indal", "yvern", "ustak", "eglon", "irmed", "opaz")
# Words that no two facts share, in an order that mixes beginnings and endings.
WORDS = [start + end for start, end in itertools.product(_STARTS, _ENDS)]
random.Random(3).shuffle(WORDS)


@dataclass
class Fact:
    """A bullet whose truth is known: whatever its words are now, it says the same as on the day it was written."""

    text: str
    is_attribute: bool = False  # says something of its heading alone, such as "Cost: high"
    guid: str = ""
    edits: int = 0  # of its words since the last build
    moves: int = 0


@dataclass
class Section:
    heading: str
    facts: list[Fact] = field(default_factory=list)


@dataclass
class Page:
    path: str
    title: str
    sections: list[Section]


class EditedNotes(RuleBasedStateMachine):
    """Pages of sections of bullets, edited at random, with a rebuild now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.words = iter(WORDS)
        self.figures = itertools.count(20)
        self.root = Path(tempfile.mkdtemp())
        self.project = Project(self.root)
        self.pages: list[Page] = []
        self.deleted: list[tuple[Fact, Section]] = []
        self.owners: dict[str, Fact] = {}
        self.bullet = "-"
        self.strays = 0  # bullets and sections moved since the last build

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    # --- what there is ---

    def _word(self) -> str:
        return next(self.words, "") or f"word{len(self.owners)}x"

    def _fact(self, form: int) -> Fact:
        a, b = self._word(), self._word()
        if form == 0:
            return Fact(f"**{a.title()}**: the part of a machine that turns {b} into motion.")
        if form == 1:
            return Fact(f"The {a} of a {b} opens at =={next(self.figures)} bar== and then stays open for a while.")
        return Fact(f"Cost: {('high', 'low', 'fair')[form % 3]}", is_attribute=True)

    def _sections(self) -> list[Section]:
        return [section for page in self.pages for section in page.sections]

    def _facts(self) -> list[Fact]:
        return [fact for section in self._sections() for fact in section.facts]

    def _pick(self, data: st.DataObject, *, with_attributes: bool = False) -> tuple[Section, Fact]:
        pairs = [(s, f) for s in self._sections() for f in s.facts if with_attributes or not f.is_attribute]
        return data.draw(st.sampled_from(pairs))

    @initialize(forms=st.lists(st.integers(0, 1), min_size=12, max_size=12))
    def first_build(self, forms: list[int]) -> None:
        it = iter(forms)
        for number in range(3):
            sections = []
            for _ in range(2):
                facts = [self._fact(next(it)), self._fact(next(it)), self._fact(2 + number)]
                sections.append(Section(f"About the {self._word()}", facts))
            self.pages.append(Page(f"d{number}/p{number}.md", f"Page {self._word()}", sections))
        self.build()

    def _moved(self, section: Section) -> None:
        """Count a change above *section* for what says something of its heading alone, or did until it was deleted."""
        for fact in (*section.facts, *(fact for fact, home in self.deleted if home is section)):
            fact.moves += fact.is_attribute

    # --- edits ---

    @rule(data=st.data(), form=st.integers(0, 1), at=st.integers(0, 5))
    def write(self, data: st.DataObject, form: int, at: int) -> None:
        section = data.draw(st.sampled_from(self._sections()))
        section.facts.insert(at, self._fact(form))

    @precondition(lambda self: len(self._facts()) > 8)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        section, fact = self._pick(data, with_attributes=True)
        section.facts.remove(fact)
        if not fact.edits:
            self.deleted.append((fact, section))

    @precondition(lambda self: any(section in self._sections() for _, section in self.deleted))
    @rule()
    def restore(self) -> None:
        """Bring back what was deleted last, as it was, under its heading."""
        fact, section = next(pair for pair in reversed(self.deleted) if pair[1] in self._sections())
        self.deleted.remove((fact, section))
        section.facts.append(fact)
        fact.moves += 1

    @rule(data=st.data(), at=st.integers(0, 200))
    def slip(self, data: st.DataObject, at: int) -> None:
        """Leave out or double a letter in a long word."""
        _, fact = self._pick(data)
        spots = [
            i for i in range(1, len(fact.text)) if fact.text[i - 1 : i + 4].isalpha() and fact.text[i : i + 4].islower()
        ]
        if fact.edits == 0 and spots:
            spot = spots[at % len(spots)] + 1
            fact.text = fact.text[:spot] + (fact.text[spot] if at % 2 else "") + fact.text[spot + at % 2 :]
            fact.edits += 1

    @rule(data=st.data())
    def extend(self, data: st.DataObject) -> None:
        _, fact = self._pick(data)
        if fact.edits == 0 and "everybody" not in fact.text:
            fact.text = fact.text.removesuffix(".") + ", as everybody who has ever seen one will confirm."
            fact.edits += 1

    @rule(data=st.data())
    def turn_round(self, data: st.DataObject) -> None:
        """Put the clauses of a sentence in another order."""
        _, fact = self._pick(data)
        if (
            fact.edits == 0
            and fact.text.startswith("The ")
            and " opens at " in fact.text
            and fact.text.endswith("while.")
        ):
            subject, rest = fact.text.removesuffix(".").split(" opens at ")
            figure, _ = rest.split(" and then ", 1)
            fact.text = f"At {figure} {subject[0].lower()}{subject[1:]} opens, and stays open for a while."
            fact.edits += 1

    @rule(data=st.data(), at=st.integers(0, 5))
    def move_bullet(self, data: st.DataObject, at: int) -> None:
        section, fact = self._pick(data)
        section.facts.remove(fact)
        other = data.draw(st.sampled_from(self._sections()))
        other.facts.insert(at, fact)
        fact.moves += other is not section
        self.strays += other is not section

    @rule(data=st.data())
    def rename_heading(self, data: st.DataObject) -> None:
        section = data.draw(st.sampled_from(self._sections()))
        section.heading = f"{'How it is with' if data.draw(st.booleans()) else 'On'} the {self._word()}"
        self._moved(section)

    @rule(data=st.data(), folder=st.integers(0, 4))
    def rename_file(self, data: st.DataObject, folder: int) -> None:
        page = data.draw(st.sampled_from(self.pages))
        page.path = f"d{folder}/{self._word()}.md"
        for section in page.sections:
            self._moved(section)

    @rule(data=st.data())
    def retitle(self, data: st.DataObject) -> None:
        page = data.draw(st.sampled_from(self.pages))
        page.title = f"Page {self._word()}"
        for section in page.sections:
            self._moved(section)

    @rule(data=st.data())
    def move_section(self, data: st.DataObject) -> None:
        page = data.draw(st.sampled_from([page for page in self.pages if page.sections]))
        section = page.sections.pop(data.draw(st.integers(0, len(page.sections) - 1)))
        self._moved(section)
        self.strays += 1
        data.draw(st.sampled_from(self.pages)).sections.insert(0, section)

    @rule(bullet=st.sampled_from("-*+"))
    def reformat(self, bullet: str) -> None:
        self.bullet = bullet

    # --- what must hold ---

    @rule()
    def build(self) -> None:
        before = getattr(self, "files", {})
        places = self._write_out()
        made = self.project.rebuild(dict(self.files))
        by_line: dict[tuple[str, int], Note] = {(note.span.path, note.span.line): note for note in made.notes}
        for fact, place in places:
            note = by_line.get(place)
            assert note, (place, fact.text)
            owner = self.owners.setdefault(note.guid, fact)
            assert owner is fact, f"{owner.text!r} went on as {fact.text!r}\n{_shown(before)}\n{_shown(self.files)}"
            could_be_kept = fact.edits + fact.moves <= 1
            if fact.is_attribute and fact.moves and self.strays:
                could_be_kept = False  # its heading is another, and its company no longer tells where it went
            if fact.guid and could_be_kept:
                assert note.guid == fact.guid, f"{fact.text!r} lost its guid\n{_shown(before)}\n{_shown(self.files)}"
            fact.guid, fact.edits, fact.moves = note.guid, 0, 0
        self.strays = 0
        self.made = made

    def _write_out(self) -> list[tuple[Fact, tuple[str, int]]]:
        """Lay out the pages; return where each fact stands."""
        self.files: dict[str, str] = {}
        places = []
        for page in self.pages:
            lines = [f"# {page.title}"]
            for section in page.sections:
                lines += ["", f"## {section.heading}", ""]
                for fact in section.facts:
                    lines.append(f"{self.bullet} {fact.text}")
                    places.append((fact, (page.path, len(lines))))
            self.files[page.path] = "\n".join(lines) + "\n"
        return places

    @invariant()
    def ledger_and_packages_agree(self) -> None:
        if not self.pages:
            return
        entries = self.project.ledger.entries
        staying = self.made.changes.standing  # those are added from the packages on disk, of which there are none here
        living = {g: entry.modified for g, entry in entries.items() if entry.retired is None and g not in staying}
        assert living == {note.guid: note.modified for note in self.made.notes}
        whole, *_ = packages(self.made)
        shipment, faults = read_package(apkg(whole), whole.file_name)
        assert faults == ()
        assert {note.guid: note.modified for note in shipment.notes} == living
        assert all(note.ordinals for note in shipment.notes)


def _shown(files: dict[str, str]) -> str:
    return "\n".join(f"--- {path}\n{text}" for path, text in files.items())


# Shrinking a sequence takes minutes; the sequence itself is printed, and is short enough to read.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
_IS_THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
TestEditSequences = EditedNotes.TestCase
TestEditSequences.settings = settings(
    max_examples=300 if _IS_THOROUGH else 12,
    stateful_step_count=30,
    deadline=None,
    phases=PHASES,
    suppress_health_check=list(HealthCheck),
)
