"""Kinds of edits that real histories of notes are full of: each fact that stands on both sides keeps its guid."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from markdown_deckbuilder.pipeline import Build
from tests.identity.project import Project, guids_with


@dataclass(frozen=True)
class Edit:
    """A page before and after; *kept* are words on a card of one note before, and on one of the same note after."""

    name: str
    before: str
    after: str
    kept: tuple[tuple[str, str], ...] = ()
    born: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()


EDITS = (
    Edit(
        "a row on top, and all numbers one higher",
        "# Bread\n\n| Step | Tool |\n|---|---|\n| 1 | Bowl |\n| 2 | Hook |\n| 3 | Oven |\n",
        "# Bread\n\n| Step | Tool |\n|---|---|\n| 1 | Scale |\n| 2 | Bowl |\n| 3 | Hook |\n| 4 | Oven |\n",
        kept=(("Bowl", "Bowl"), ("Hook", "Hook"), ("Oven", "Oven")),
        born=("Scale",),
    ),
    Edit(
        "layers that are counted otherwise",
        "# Wall\n\n- **Layer 1**: keeps the rain out\n- **Layer 2**: holds the warmth in\n",
        "# Wall\n\n- **Layer 1**: carries the load of the roof\n- **Layer 2**: keeps the rain out\n"
        "- **Layer 3**: holds the warmth in\n",
        kept=(("Keeps the rain out", "Keeps the rain out"), ("Holds the warmth in", "Holds the warmth in")),
        born=("Carries the load of the roof",),
    ),
    Edit(
        "a term under another heading and with another answer",
        "# Music\n\n## Playing the strings\n\n- **Pizzicato**: a way of sounding a string by plucking it with a finger\n",
        "# Music\n\n## Strings\n\n- **Pizzicato**: plucked, not bowed\n",
        kept=(("Pizzicato", "Pizzicato"),),
    ),
    Edit(
        "the same label of another thing, under another heading",
        "# Measures\n\n## Covariance of two series\n\n- **Symmetry**: the order of $x$ and $y$ is free\n",
        "# Measures\n\n## Rank correlation\n\n- **Symmetry**: swapping $x$ with $y$ changes nothing\n",
        born=("changes nothing",),
    ),
    Edit(
        "other words below one long label",
        "# Birds\n\n- Before we come to the flight of geese, a word about the wind over land:\n"
        "  - It is hardest to see at a height of **ten kilometres** above the plain.\n",
        "# Birds\n\n- Before we come to the flight of geese, a word about the wind over land:\n"
        "  - We shall follow a pair of **sea eagles** through a summer on the coast.\n",
        born=("sea eagles",),
    ),
    Edit(
        "what letters stand for is not what they mean",
        "# Ships\n\n- **ROV (vehicle, operated remotely)**: works where no diver can go\n",
        "# Ships\n\n- **Remotely Operated Vehicle (ROV)**: works on the ground where no diver can go\n",
        kept=(("Works where", "Works on the ground"),),
        born=("stand for",),
    ),
    Edit(
        "a sentence cut in two",
        "# Cheese\n\nRennet is **strongest when warm** and is stopped by **vinegar**, and spirits; "
        "**calcium chloride salt** can bring it back to curd.\n",
        "# Cheese\n\nRennet is **strongest when warm** and is stopped by **vinegar**, and strong spirits. "
        "**Calcium chloride salt** can bring it back to curd.\n",
        kept=(("is stopped by [...]", "is stopped by [...]"),),
        born=("[...] can bring it back",),
    ),
    Edit(
        "labels that become headings above tables that look alike",
        "# Pets\n\n**Dogs:**\n\n| Care | Young | Old |\n|---|---|---|\n| Feeding | daily | daily |\n\n"
        "**Cats:**\n\n| Care | Young | Old |\n|---|---|---|\n| Feeding | daily | daily |\n",
        "# Pets\n\n### Dogs\n\n| Care | Young | Old |\n|---|---|---|\n| Feeding | daily | daily |\n\n"
        "### Cats\n\n| Care | Young | Old |\n|---|---|---|\n| Feeding | daily | daily |\n",
        kept=(("Dogs] Feeding: Young", "Dogs] Feeding: Young"), ("Cats] Feeding: Old", "Cats] Feeding: Old")),
    ),
    Edit(
        "a column with another name and other words",
        "# Sets\n\n| Call | Description |\n|---|---|\n| add | adds the element to the set |\n"
        "| drop | takes the element out of the set |\n",
        "# Sets\n\n| Call | Effect |\n|---|---|\n| add | add the element to the set |\n"
        "| drop | take the element out of the set |\n",
        kept=(("dds the element", "dd the element"), ("akes the element", "ake the element")),
    ),
    Edit(
        "another column in the place of one",
        "# Ports\n\n| Name | Port |\n|---|---|\n| Telnet | twenty-three |\n| Gopher | seventy |\n",
        "# Ports\n\n| Name | Made by |\n|---|---|\n| Telnet | Jon Postel |\n| Gopher | Mark McCahill |\n",
        born=("Jon Postel", "Mark McCahill"),
    ),
    Edit(
        "a hidden word put right",
        "# Nets\n\n- When gradients are checked the cost function goes by the name `L(ceta)` in all of the code.\n",
        "# Nets\n\n- When gradients are checked the cost function goes by the name `L(theta)` in all of the code.\n",
        kept=(("When gradients", "When gradients"),),
    ),
    Edit(
        "a hyphen more",
        "# Nets\n\n- The conclusion is that recurrent nets are **not good** at long term ties.\n",
        "# Nets\n\n- The conclusion is that recurrent nets are **not good** at long-term ties.\n",
        kept=(("recurrent nets", "recurrent nets"),),
    ),
    Edit(
        "bold taken away",
        "# Audit\n\n- Trails of the office include **management** and **data events** of a year.\n",
        "# Audit\n\n- Trails of the office include management and data events of a year.\n",
        stays=("management",),
    ),
    Edit(
        "a label renamed above what no rule makes any more",
        "# Oven\n\n- Choosing how to load:\n  - With **a single pot** ==> the fire is kept low all night\n",
        "# Oven\n\n- Loads:\n  - With a single pot, ==> the fire is kept low all night\n",
        stays=("a single pot",),
    ),
    Edit(
        "an expansion whose brackets go",
        "# Ships\n\n- Container Naval Beacon (CNB) has two lamps and a horn of its own.\n",
        "# Ships\n\n- Container Naval Beacon CNB has two lamps and a horn of its own.\n",
        stays=("Container Naval Beacon",),
    ),
)


def _standing(made: Build, before: Build) -> list[str]:
    fields = {note.guid: " ".join(note.fields.values()) for note in before.notes}
    return [fields[guid] for guid in made.changes.standing]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_one_edit(edit: Edit, tmp_path: Path) -> None:
    project = Project(tmp_path)
    before = project.rebuild({"a.md": edit.before})
    after = project.rebuild({"a.md": edit.after})
    for words, now in edit.kept:
        assert guids_with(before, words)[:1] == guids_with(after, now)[:1] != []
    old = {note.guid for note in before.notes}
    assert {n.guid for n in after.notes} - old == {guid for words in edit.born for guid in guids_with(after, words)[:1]}
    standing = _standing(after, before)
    assert len(standing) == len(edit.stays), after.diagnostics
    assert all(words in fields for words, fields in zip(edit.stays, standing, strict=True))


def test_one_fact_of_a_page_that_was_cut_into_several_keeps_its_guid(tmp_path: Path) -> None:
    """What letters stand for is one fact, on whichever of the new pages it is written."""
    line = "- Bytecode runs on the Java Virtual Machine (JVM) of each {} in the same way.\n"
    project = Project(tmp_path)
    before = project.rebuild({"all.md": "# Java\n\n## Running\n\n" + line.format("computer")})
    pages = {f"{name}.md": f"# Part {name}\n\n## {name}\n\n" + line.format(name) for name in ("phone", "watch")}
    after = project.rebuild(pages)
    assert guids_with(before, "stand for")[0] in guids_with(after, "stand for")
