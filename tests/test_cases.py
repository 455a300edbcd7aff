"""Every case file holds."""

from __future__ import annotations

import pytest

from tests.casefile import Case, accept, actual, cases

ALL = list(cases())


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.id)
def test_case(case: Case, accepts: bool) -> None:
    if accepts:
        accept(case.path)
        return
    assert case.expected, f"{case.path}:{case.line}: the case expects nothing"
    for kind, text in case.expected:
        assert text == actual(case, kind), f"{case.path}:{case.line}: {kind}"


def test_case_files_are_read() -> None:
    """A case file in a form that the runner does not see would never fail."""
    assert len(ALL) > 40
    assert len({case.id for case in ALL}) == len(ALL)
