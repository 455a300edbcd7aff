"""Who is whom after an edit, by what the notes are about before and after."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.identity.edits import EDITS, Edit
from tests.identity.project import Project, guids_with


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_one_edit(edit: Edit, tmp_path: Path) -> None:
    """Each note that says the same still has its guid; what is born or retired is just what the edit says."""
    project = Project(tmp_path)
    before = project.rebuild(edit.before)
    if edit.between is not None:
        project.rebuild(edit.between)
    after = project.rebuild(edit.after)
    old, new = {note.guid for note in before.notes}, {note.guid for note in after.notes}
    for words, now in edit.kept:
        assert guids_with(before, words)[:1] == guids_with(after, now)[:1] != []
    assert new - old == {guid for words in edit.born for guid in guids_with(after, words)}
    stays = set(after.changes.standing)
    assert old - new - stays == {guid for words in edit.retired for guid in guids_with(before, words)}
    codes = [d.code for d in after.diagnostics if d.code in ("I305", "I306", "I307", "I308", "I315")]
    assert tuple(codes) == edit.told, [d.message for d in after.diagnostics]
