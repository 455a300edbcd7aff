"""The notes keep what they promise: every topic of the guide, every service, links that lead somewhere, short bullets."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from markdown_deckbuilder.cards.faces import faces
from markdown_deckbuilder.config import Config
from markdown_deckbuilder.diagnostics import Severity
from markdown_deckbuilder.identity.ledger import read_ledger
from markdown_deckbuilder.model import Page
from markdown_deckbuilder.pipeline import Build, build
from markdown_deckbuilder.reading.discover import Target
from markdown_deckbuilder.reading.tree import ListItem, Paragraph, text_of, walk

ROOT = Path(__file__).parent.parent.parent
NOTES = ROOT / "notes"
MAX_BULLET_WORDS = 40
FILES = 30  # 29 topics and the extras


@cache
def notes() -> Build:
    ledger, _ = read_ledger((NOTES / "ledger.jsonl").read_bytes(), "ledger.jsonl")
    return build(Target(NOTES), Config(), ledger, 1_700_000_000)


@cache
def card_text() -> str:
    return "\n".join(f"{card.front} {card.back}" for note in notes().notes for card in faces(note))


def _number(page: Page) -> str:
    return Path(page.path).stem.split("_")[0]


def test_all_files_are_there() -> None:
    """29 topics and the extras; the index lists each of them, and nothing that is not there."""
    assert len(notes().library.pages) == FILES
    assert not [fault for fault in notes().diagnostics if fault.code == "S105"]


def test_the_notes_are_clean() -> None:
    """`deckbuilder check --strict` has nothing to say: no broken link, no card that breaks a principle."""
    assert [fault for fault in notes().diagnostics if fault.severity is not Severity.INFO] == []


def _checklist() -> list[tuple[str, list[str]]]:
    lines = (Path(__file__).parent / "checklist.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(item, [number.strip() for number in files.split(",")]) for item, files in rows]


def test_the_checklist_is_whole() -> None:
    assert len(_checklist()) == 133


@pytest.mark.parametrize(("item", "files"), _checklist(), ids=[item for item, _ in _checklist()])
def test_every_checklist_id_is_answered(item: str, files: list[str]) -> None:
    """An id of the guide is covered by a file it is mapped to: in its front matter, at a section, with cards."""
    pages = [page for page in notes().library.pages if _number(page) in files]
    answering = [page for page in pages if item in page.covers]
    assert answering, f"{item} is not covered by {files}"
    sections = [section for page in answering for section in page.sections if item in section.covers]
    assert sections, f"no section answers {item}"
    blocks = [block.span for section in sections for block in section.blocks]
    spans = [note.span for note in notes().notes]
    assert any(
        span.path == block.path and block.line <= span.line <= block.end_line for span in spans for block in blocks
    ), f"no card comes of the sections that answer {item}"


def _services() -> list[str]:
    lines = (Path(__file__).parent / "services.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("service", _services())
def test_every_service_in_scope_is_on_a_card(service: str) -> None:
    names = "|".join(re.escape(name) for name in service.split("|"))
    assert re.search(rf"(?<!\w)(?:{names})(?!\w)", card_text()), service


def test_no_bullet_is_long() -> None:
    """A bullet of more than 40 words is a paragraph in disguise."""
    long = [
        f"{page.path}:{item.span.line}"
        for page in notes().library.pages
        for section in page.sections
        for item in walk(section.blocks)
        if isinstance(item, ListItem)
        and isinstance(item.children[:1] and item.children[0], Paragraph)
        and len(text_of(item.children[0]).split()) > MAX_BULLET_WORDS
    ]
    assert long == []


@pytest.mark.parametrize("page", notes().library.pages, ids=lambda page: page.path)
def test_front_matter_names_what_is_covered(page: Page) -> None:
    """Every id that a section answers is in the front matter, and the other way round."""
    at_sections = {item for section in page.sections for item in section.covers}
    assert set(page.covers) == at_sections
    assert page.title
    assert re.search(r"^updated: \d{4}-\d\d-\d\d$", page.text, re.M)


def test_every_note_has_a_priority() -> None:
    """What is likely to be asked can be studied first: each note is tagged core or detail."""
    untagged = [note.span for note in notes().notes if not any(tag.startswith("priority::") for tag in note.tags)]
    assert untagged == []


def _glossary() -> list[tuple[str, str]]:
    """Return each name that the notes do not use and the one that they use instead."""
    lines = (Path(__file__).parent / "glossary.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(other, name) for name, _, others in rows for other in others.split("|")]


@pytest.mark.parametrize(("other", "name"), _glossary(), ids=[other for other, _ in _glossary()])
def test_one_name_a_thing(other: str, name: str) -> None:
    """A thing has one name in all notes; a former one stands in brackets, or in a sentence that says it is former."""
    for page in notes().library.pages:
        for number, line in enumerate(page.lines, 1):
            if re.search(other, line):
                is_told = re.search(rf"\([^)]*{other}[^)]*\)|[Ff]ormer|[Rr]enamed|older|was called|now called", line)
                assert is_told, f"{page.path}:{number} says {other}; the notes call it {name}"
