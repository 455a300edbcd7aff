"""Case files: Markdown pages that state a law, give a source, and show what must come of it.

A case is a heading (the law) followed by fences.  ``source`` is the notes page; the fences after it are what is expected:

- ``notes``: a line a card, ``rule | front ⇒ back``, and under the last card of a note ``  extra: …`` where it has Extra
- ``outcomes``: a line a content line, ``number outcome reason``
- ``html``: the fields that are not empty, ``Field: html``, notes divided by a blank line
- ``tree``: the blocks, a line each, ``first-last Kind text``, children indented
- ``diagnostics``: ``line CODE message``

``pytest --accept`` rewrites the expected fences with what comes of the source now; read the difference like prose.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_deckbuilder.cards.faces import faces
from markdown_deckbuilder.cards.html import visible_text
from markdown_deckbuilder.config import Config
from markdown_deckbuilder.identity.ledger import Ledger
from markdown_deckbuilder.model import Page, Source
from markdown_deckbuilder.outcomes import outcomes
from markdown_deckbuilder.pipeline import Build, build
from markdown_deckbuilder.reading.discover import Target
from markdown_deckbuilder.reading.parse import parse
from markdown_deckbuilder.reading.tree import Block, children_of, text_of

CASES = Path(__file__).parent / "cases"
NOW = 1_700_000_000

_HEADING = re.compile(r"#{1,6} +(.+)")
_FENCE = re.compile(r"(`{3,}|~{3,})\s*(\w+)(?:\s+(.+))?")


@dataclass(frozen=True)
class Case:
    """One law of a case file.  *line* is where its heading stands; *expected* are (kind, text), as written."""

    path: Path
    line: int
    law: str
    source: str
    page: str  # the name of the page in the notes' folder
    expected: tuple[tuple[str, str], ...]

    @property
    def id(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}:{self.line} {self.law}"


def cases(folder: Path = CASES) -> Iterator[Case]:
    """Yield the cases of all files below *folder*."""
    for path in sorted(folder.rglob("*.md")):
        yield from cases_in(path)


def cases_in(path: Path) -> Iterator[Case]:
    """Yield the cases of the file at *path*."""
    law, line, source, page = "", 0, None, "notes.md"
    expected: list[tuple[str, str]] = []
    for number, kind, name, text in _parts(path.read_text("utf-8")):
        if kind in ("heading", "source") and source is not None:
            yield Case(path, line, law, source, page, tuple(expected))
            source, expected = None, []
        if kind == "heading":
            law, line, page = text, number, "notes.md"
        elif kind == "source":
            source, page, line = text, name or "notes.md", line or number
        elif source is not None:
            expected.append((kind, text))
    if source is not None:
        yield Case(path, line, law, source, page, tuple(expected))


def _parts(text: str) -> Iterator[tuple[int, str, str, str]]:
    """Yield (line, kind, name, text) for each heading and each fence of a case file."""
    lines = iter(enumerate(text.split("\n"), 1))
    for number, line in lines:
        heading, fence = _HEADING.fullmatch(line), _FENCE.fullmatch(line)
        if heading:
            yield number, "heading", "", heading.group(1)
        elif fence:
            mark, kind, name = fence.groups()
            inside = []
            for _, inner in lines:
                if inner == mark:
                    break
                inside.append(inner)
            yield number, kind, name or "", "\n".join(inside)


def actual(case: Case, kind: str) -> str:
    """Return what comes of the source of *case* in the form of *kind*."""
    if kind == "tree":
        return tree_lines(parse(Source(case.page, case.source + "\n"))[0])
    return VIEWS[kind](build_case(case))


def build_case(case: Case) -> Build:
    """Build the source of *case* alone, in a folder called ``notes``."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "notes"
        page = root / case.page
        page.parent.mkdir(parents=True)
        page.write_text(case.source + "\n", "utf-8")
        return build(Target(root), Config(cards=0), Ledger(), NOW)


def note_lines(made: Build) -> str:
    lines = []
    for note in made.notes:
        lines += [f"{note.rule} | {card.front} ⇒ {card.back}" for card in faces(note)]
        extra = visible_text(note.fields["Extra"])
        if extra:
            lines.append(f"  extra: {extra}")
    return "\n".join(lines)


def outcome_lines(made: Build) -> str:
    return "\n".join(f"{found.line} {found.outcome.value} {found.reason.value}" for found in outcomes(made))


def html_lines(made: Build) -> str:
    return "\n\n".join(
        "\n".join(f"{name}: {html}" for name, html in note.fields.items() if html and name not in ("Context", "Source"))
        for note in made.notes
    )


def diagnostic_lines(made: Build) -> str:
    return "\n".join(f"{d.span.line if d.span else '-'} {d.code} {d.message}" for d in made.diagnostics)


def tag_lines(made: Build) -> str:
    return "\n".join(" ".join(note.tags) for note in made.notes)


def tree_lines(page: Page) -> str:
    lines: list[str] = []
    for section in page.sections:
        if section.trail:
            _tree(section.trail[-1], 0, lines)
        for block in section.blocks:
            _tree(block, 0, lines)
    return "\n".join(lines)


def _tree(block: Block, depth: int, lines: list[str]) -> None:
    inner = [child for child in children_of(block) if hasattr(child, "span")]
    words = (
        "" if inner else " " + repr(text_of(block) or getattr(block, "text", "") or getattr(block, "html", ""))[1:-1]
    )
    lines.append(f"{'  ' * depth}{block.span.line}-{block.span.end_line} {type(block).__name__}{words}".rstrip())
    for child in inner:
        _tree(child, depth + 1, lines)  # type: ignore[arg-type]


VIEWS: dict[str, Callable[[Build], str]] = {
    "notes": note_lines,
    "outcomes": outcome_lines,
    "html": html_lines,
    "diagnostics": diagnostic_lines,
    "tags": tag_lines,
}


def accept(path: Path) -> None:
    """Rewrite the expected fences of the case file at *path* with what comes of its sources now."""
    found = list(cases_in(path))
    lines = path.read_text("utf-8").split("\n")
    out: list[str] = []
    position, number = 0, -1
    while position < len(lines):
        fence = _FENCE.fullmatch(lines[position])
        if not fence:
            out.append(lines[position])
            position += 1
            continue
        mark, kind, _ = fence.groups()
        end = lines.index(mark, position + 1)
        number += kind == "source"
        inside = lines[position + 1 : end]
        if kind in (*VIEWS, "tree"):
            text = actual(found[number], kind)
            inside = text.split("\n") if text else []
        out += [lines[position], *inside, mark]
        position = end + 1
    path.write_text("\n".join(out), "utf-8")
