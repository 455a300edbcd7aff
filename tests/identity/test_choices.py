"""A question with options is the same note, however its options are ordered and its questions are numbered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.identity.project import Project

BEFORE = """\
# Trees

**7. Which of these woods float?**

- [ ] A. Ebony
- [x] B. Balsa
- [x] C. Pine

## Question 3: Bark

Which bark is white?

A) Oak
B) Birch

Answer: B
"""

AFTER = """\
# Trees

**12. Which of these woods float?**

- [x] A. Pine
- [ ] B. Ebony
- [x] C. Balsa

## Question 4: Bark

Which bark is white?

A) Birch
B) Oak

Answer: A
"""


@pytest.mark.parametrize("is_known", [True, False], ids=["with the ledger", "born anew"])
def test_order_and_numbers_are_no_part_of_identity(is_known: bool, tmp_path: Path) -> None:
    """The guids are the same, even without anything that remembers the first build."""
    first = Project(tmp_path / "a")
    before = first.rebuild({"trees.md": BEFORE})
    project = first if is_known else Project(tmp_path / "b")
    after = project.rebuild({"trees.md": AFTER})
    assert [note.guid for note in after.notes] == [note.guid for note in before.notes]
    assert len(after.notes) == 2
    assert [note.fields["Back"] for note in after.notes] != [note.fields["Back"] for note in before.notes]
