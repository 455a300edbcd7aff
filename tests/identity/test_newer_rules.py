"""Newer rules and wording over an old ledger: an edit like any other, and the same guids."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from markdown_deckbuilder.config import Config
from markdown_deckbuilder.extract.rules import RULES
from markdown_deckbuilder.pipeline import Build
from tests.identity.edits import CELLS, PORTS
from tests.identity.project import Project, guids_with

PAGES = {"a/cells.md": CELLS, "b/ports.md": PORTS}


def _guids(made: Build) -> set[str]:
    return {note.guid for note in made.notes}


def test_other_wording_updates_the_same_notes(tmp_path: Path) -> None:
    """Asked in the words for no language the fronts are others; cue and answer are the source's own, and so the guids."""
    project = Project(tmp_path)
    before = project.rebuild(PAGES)
    project.config = Config(languages=("de",))
    after = project.rebuild()
    assert guids_with(before, "What is Ribosome?") == guids_with(after, "] Ribosome") != []
    assert _guids(after) == _guids(before)
    assert after.changes.updated
    assert not [d for d in after.diagnostics if d.code in ("I305", "I306")]


def test_a_rule_by_another_name_claims_the_same_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of the rule is part of the key, and no more than that."""
    project = Project(tmp_path)
    before = project.rebuild(PAGES)
    renamed = tuple(replace(rule, name=f"new-{rule.name}") for rule in RULES)
    monkeypatch.setattr("markdown_deckbuilder.pipeline.RULES", renamed)
    for rule in RULES:
        monkeypatch.setattr(f"{rule.claim.__module__}.RULE", replace(rule, name=f"new-{rule.name}"))
    after = project.rebuild()
    assert {note.rule for note in after.notes} <= {rule.name for rule in renamed}
    assert _guids(after) == _guids(before)
    assert not after.changes.updated


def test_a_rule_switched_off_and_on_again_brings_its_notes_back(tmp_path: Path) -> None:
    project = Project(tmp_path)
    before = project.rebuild(PAGES)
    project.config = Config(rules={"definition": False, "table": False})
    without = project.rebuild()
    assert without.changes.retired
    project.config = Config()
    after = project.rebuild()
    assert _guids(after) == _guids(before)
    assert set(after.changes.returned) == set(without.changes.retired)
