"""Edits as people make them, each with what it should do to the notes' identities."""

from __future__ import annotations

from dataclasses import dataclass, field

CELLS = """\
# Cells

## Organelles

- **Mitochondrion**: the organelle that makes most of the cell's ATP.
- **Ribosome**: the machine that joins amino acids to proteins.
- **Lysosome**: a bag of enzymes that digests worn-out parts.
- A red blood cell lives for about **120 days** and then goes to the spleen.
- Cost: high

## Membranes

- **Aquaporin**: a channel that lets water through.
- The membrane of a resting nerve cell holds a voltage of **−70 mV**.
- Cost: low

| Organelle | Membranes | Genome |
|---|---|---|
| Nucleus | two with pores | linear DNA |
| Chloroplast | three | circular DNA |
| Lysosome | one | none at all |
"""

PORTS = """\
# Ports

## Well-known ports

- DNS: UDP
- **SSH**: the service on port 22.
"""


@dataclass(frozen=True)
class Edit:
    """*kept* are pairs of words: those of a note before, and those of the same note afterwards.

    *born* stand on notes with no past, *retired* stood on notes that are gone.  *between* are the files of a build in
    between, which is not looked at: what counts is the first and the last.
    """

    name: str
    after: dict[str, str]
    before: dict[str, str] = field(default_factory=lambda: {"a/cells.md": CELLS, "b/ports.md": PORTS})
    kept: tuple[tuple[str, str], ...] = ()
    born: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    told: tuple[str, ...] = ()  # codes of the diagnostics that tell of it
    between: dict[str, str] | None = None


def _with(*changes: tuple[str, str], page: str = CELLS) -> dict[str, str]:
    for old, new in changes:
        assert page.count(old) == 1, old
        page = page.replace(old, new)
    return {"a/cells.md": page, "b/ports.md": PORTS}


def _moved(line: str, page: str, other: str, heading: str) -> tuple[str, str]:
    assert page.count(line) == 1
    return page.replace(line, ""), other.replace(f"{heading}\n", f"{heading}\n\n{line}", 1)


RIBOSOME = "- **Ribosome**: the machine that joins amino acids to proteins.\n"
BLOOD = "- A red blood cell lives for about **120 days** and then goes to the spleen.\n"
HARBOUR = PORTS.replace("Well-known ports", "Organelles")
TWICE = """\
# T

## Trains

- Cost: high
- **Brake**: what stops a train.

## Ships

- Cost: high
- **Keel**: a beam.
"""

LIST = """\
# T

Types of tissue:

- epithelial
- connective
- muscle
- nervous
"""
LONGER = LIST.replace("- muscle", "- skeletal muscle").replace("- nervous", "- nervous\n- blood")
ANCHORED = "# T\n\n## Ships\n\n<!-- id: keel -->\n- **Keel**: the beam along the bottom of a ship.\n"

TWO_CLOZES = "# T\n\n## U\n\n- A red blood cell lives for about **120 days** and then goes to the **spleen**.\n"

EDITS = (
    Edit(
        "typo in the cue",
        _with(("**Mitochondrion**", "**Mitochondrium**")),
        kept=(("most of the cell", "most of the cell"),),
        told=("I305",),
    ),
    Edit(
        "typo in the answer",
        _with(("joins amino", "jions amino")),
        kept=(("joins amino", "jions amino"),),
        told=("I305",),
    ),
    Edit(
        "typo in cue and answer",
        _with(("**Ribosome**: the machine that joins", "**Ribosom**: the machine which joins")),
        kept=(("joins amino", "which joins"),),
        told=("I305",),
    ),
    Edit(
        "reordered and inserted above",
        _with(
            (RIBOSOME, ""),
            (
                "- **Mitochondrion**",
                f"- **Nucleolus**: the place where ribosomes begin.\n{RIBOSOME}- **Mitochondrion**",
            ),
        ),
        born=("where ribosomes begin",),
    ),
    Edit("heading renamed", _with(("## Organelles", "## Parts of the cell"), ("## Membranes", "## The membrane"))),
    Edit("heading renumbered", _with(("## Organelles", "## 2. Organelles"), ("## Membranes", "## 1. Membranes"))),
    Edit("heading re-levelled", _with(("## Organelles", "# Organelles"), ("## Membranes", "### Membranes"))),
    Edit("file renamed", {"a/zellen.md": CELLS, "b/ports.md": PORTS}),
    Edit("file moved to another domain", {"b/cells.md": CELLS, "b/ports.md": PORTS}),
    Edit("folder renamed", {"biology/cells.md": CELLS, "network/ports.md": PORTS}),
    Edit(
        "file renamed and an answer edited",
        {"a/zellen.md": CELLS.replace("most of the", "nearly all of the"), "b/ports.md": PORTS},
        kept=(("most of the cell", "nearly all of the cell"),),
        told=("I305",),
    ),
    Edit(
        "file split",
        {
            "a/cells.md": CELLS[: CELLS.index("## Membranes")],
            "a/membranes.md": "# Membranes\n\n" + CELLS[CELLS.index("- **Aqua") :],
            "b/ports.md": PORTS,
        },
    ),
    Edit("files merged", {"a/cells.md": CELLS + "\n" + PORTS.replace("# Ports\n", "")}),
    Edit(
        "bullet moved to another file and reworded",
        {
            "a/cells.md": CELLS.replace(RIBOSOME, ""),
            "b/ports.md": HARBOUR + RIBOSOME.replace("joins amino acids to proteins", "makes proteins of amino acids"),
        },
        before={"a/cells.md": CELLS, "b/ports.md": HARBOUR},
        kept=(("joins amino", "makes proteins of"),),
        told=("I305",),
    ),
    Edit(
        "sentence moved to another file and reworded",
        {"a/cells.md": CELLS.replace(BLOOD, ""), "b/ports.md": PORTS + BLOOD.replace("about", "some")},
        kept=(("120 days", "120 days"),),
        told=("I305",),
    ),
    Edit(
        "sentence moved to another file and another heading",
        dict(zip(("a/cells.md", "b/ports.md"), _moved(BLOOD, CELLS, PORTS, "## Well-known ports"), strict=True)),
    ),
    Edit("nested deeper", _with((BLOOD, f"- Blood\n  {BLOOD}")), kept=(("120 days", "120 days"),)),
    Edit(
        "more bold",
        _with(("goes to the spleen", "goes to the **spleen**")),
        kept=(("120 days", "120 days"),),
    ),
    Edit(
        "definition extended",
        _with(("lets water through.", "lets water through the membrane, and hardly anything else.")),
        kept=(("lets water through", "hardly anything else"),),
        told=("I305",),
    ),
    Edit(
        "sentence split into two bullets",
        _with(
            (BLOOD, "- A red blood cell lives for about **120 days**.\n- Old red blood cells go to the **spleen**.\n")
        ),
        kept=(("120 days", "120 days"),),
        born=("Old red blood cells",),
        told=("I305",),
    ),
    Edit(
        "the first of two equal bullets deleted",
        {"t.md": TWICE.replace("- Cost: high\n", "", 1)},
        before={"t.md": TWICE},
        retired=("Trains: Cost",),
    ),
    Edit(
        "the second of two equal bullets deleted",
        {"t.md": TWICE[::-1].replace("- Cost: high\n"[::-1], "", 1)[::-1]},
        before={"t.md": TWICE},
        retired=("Ships: Cost",),
    ),
    Edit(
        "the second of two equal bullets edited",
        {"t.md": TWICE[::-1].replace("high"[::-1], "very high"[::-1], 1)[::-1]},
        before={"t.md": TWICE},
        kept=(("Ships: Cost", "Very high"),),
        told=("I305",),
    ),
    Edit(
        "another protocol in its place",
        {"a/cells.md": CELLS, "b/ports.md": PORTS.replace("DNS: UDP", "NTP: UDP")},
        born=("NTP",),
        retired=("DNS",),
    ),
    Edit(
        "a cloze inserted before",
        _with(("A red blood cell", "A **red blood cell**")),
        kept=(("120 days", "120 days"),),
    ),
    Edit(
        "the first of two clozes removed",
        {"t.md": TWO_CLOZES.replace("**120 days**", "120 days")},
        before={"t.md": TWO_CLOZES},
        kept=(("goes to the [...]", "goes to the [...]"),),
    ),
    Edit(
        "the first of two clozes reworded",
        {"t.md": TWO_CLOZES.replace("**120 days**", "**four months**")},
        before={"t.md": TWO_CLOZES},
        kept=(("about [...]", "about [...]"), ("spleen", "spleen")),
        told=("I305",),
    ),
    Edit(
        "two clozes change places",
        {
            "t.md": "# T\n\n## U\n\n- To the **spleen** goes a red blood cell, after it has lived for about **120 days**.\n"
        },
        before={"t.md": TWO_CLOZES},
        kept=(("about [...]", "about [...]"), ("spleen", "spleen")),
        told=("I305",),
    ),
    Edit(
        "a figure brought up to date",
        _with(("**120 days**", "**115 days**")),
        kept=(("120 days", "115 days"),),
        told=("I305",),
    ),
    Edit(
        "table row added",
        _with(
            (
                "| Lysosome | one | none at all |",
                "| Lysosome | one | none at all |\n| Mitochondrion | two folded | a ring of DNA |",
            )
        ),
        born=("two folded", "a ring of DNA"),
    ),
    Edit(
        "table row reordered",
        _with(
            ("| Nucleus | two with pores | linear DNA |\n", ""),
            (
                "| Lysosome | one | none at all |",
                "| Lysosome | one | none at all |\n| Nucleus | two with pores | linear DNA |",
            ),
        ),
    ),
    Edit("table row renamed", _with(("| Nucleus |", "| Karyon |")), told=("I305", "I305")),
    Edit("table column renamed", _with(("| Genome |", "| DNA inside |")), told=("I305", "I305", "I305")),
    Edit(
        "table column added",
        _with(
            (
                "| Organelle | Membranes | Genome |\n|---|---|---|",
                "| Organelle | Membranes | Genome | Diameter |\n|---|---|---|---|",
            ),
            ("| linear DNA |", "| linear DNA | 6 µm |"),
            ("| circular DNA |", "| circular DNA | 5 µm |"),
            ("| none at all |", "| none at all | 0.5 µm |"),
        ),
        born=(": Diameter?",),
    ),
    Edit(
        "table columns reordered",
        _with(
            ("| Organelle | Membranes | Genome |", "| Organelle | Genome | Membranes |"),
            ("| two with pores | linear DNA |", "| linear DNA | two with pores |"),
            ("| three | circular DNA |", "| circular DNA | three |"),
            ("| one | none at all |", "| none at all | one |"),
        ),
    ),
    Edit(
        "a formatter run over everything",
        {
            "a/cells.md": CELLS.replace("- ", "* ")
            .replace("most of the cell's ATP", "most of the\n  cell's ATP")
            .replace("\n", "\r\n"),
            "b/ports.md": PORTS.replace("- ", "+ ").replace("**", "__"),
        },
    ),
    Edit(
        "deleted and restored",
        _with(),
        between=_with((RIBOSOME, ""), (BLOOD, "")),
    ),
    Edit(
        "deleted and restored elsewhere",
        dict(zip(("a/cells.md", "b/ports.md"), _moved(BLOOD, CELLS, PORTS, "## Well-known ports"), strict=True)),
        between=_with((BLOOD, "")),
    ),
    Edit(
        "basic turned cloze and back",
        _with(),
        between=_with((RIBOSOME, "- The machine that joins amino acids to proteins is the ==ribosome==.\n")),
    ),
    Edit(
        "basic turned cloze, its words still there",
        _with((RIBOSOME, "- The machine that joins amino acids to proteins is the ==ribosome==.\n")),
        told=("I315",),
    ),
    Edit(
        "basic turned cloze in other words",
        _with((RIBOSOME, "- Amino acids are joined to proteins by a machine, the ==ribosome==.\n")),
        born=("a machine, the [...]",),
        retired=("What is Ribosome?",),
        told=("I307",),
    ),
    Edit(
        "a list grows from four to five",
        {"t.md": LONGER},
        before={"t.md": LIST},
        told=("I305",),
    ),
    Edit(
        "a list shrinks",
        {"t.md": LIST},
        before={"t.md": LONGER},
        told=("I305",),
    ),
    Edit(
        "a list is reordered",
        {"t.md": LIST.replace("- epithelial\n", "").replace("- nervous", "- nervous\n- epithelial")},
        before={"t.md": LIST},
        told=("I305",),
    ),
    Edit(
        "a twin of a reversed definition appears far away",
        {"a/cells.md": CELLS, "b/ports.md": PORTS + RIBOSOME.replace("Ribosome", "Peptide maker")},
        born=("Peptide maker",),
        kept=(("What is the term for the machine that joins", "What is the term for the machine that joins"),),
        told=("I308",),
    ),
    Edit(
        "the other of two words for one fact stays",
        {"t.md": "# T\n\n## Ships\n\n- **Keel**: the beam along the bottom of a ship.\n"},
        before={
            "t.md": "# T\n\n## Ships\n\n- **Keel**: the beam along the bottom of a ship.\n\n## Summary\n\n"
            "- **Keel**: the beam along the bottom of a ship.\n"
        },
    ),
    Edit(
        "an anchor holds whatever is written",
        {"t.md": ANCHORED.replace("Keel", "Spine").replace("the beam along the bottom", "what everything rests on")},
        before={"t.md": ANCHORED},
        kept=(("Keel", "Spine"),),
    ),
    Edit(
        "title of the index changed",
        {"README.md": "# Life\n\n## Domain 1: Cells\n\n- [Cells](a/cells.md)\n", "a/cells.md": CELLS},
        before={"README.md": "# Biology\n\n## Domain 1: The cell\n\n- [Cells](a/cells.md)\n", "a/cells.md": CELLS},
    ),
)
