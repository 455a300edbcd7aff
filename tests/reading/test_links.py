"""Which links are broken: the names of headings that GitHub and Obsidian know lead somewhere, others do not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.notes_folder import run

PAGE = "# Rivers\n\n## The Upper Rhine: a canal\n\n- **Tulla**: the man who straightened it.\n\nSee [there]({}).\n"


@pytest.mark.parametrize(
    ("url", "broken"),
    [
        ("rivers.md#the-upper-rhine-a-canal", False),
        ("#the-upper-rhine-a-canal", False),
        ("rivers.md#The%20Upper%20Rhine:%20a%20canal", False),
        ("rivers.md#the-lower-rhine", True),
        ("lakes.md", True),
        ("https://example.org/lakes.md", False),
    ],
)
def test_a_link_is_broken_if_nothing_is_there(url: str, broken: bool, tmp_path: Path) -> None:
    (tmp_path / "rivers.md").write_text(PAGE.format(url), "utf-8")
    assert ("S106" in run("check", tmp_path).stderr) is broken


def test_a_fault_names_the_line_that_it_stands_on(tmp_path: Path) -> None:
    """In a paragraph or bullet of several lines, too: links, images and embeds."""
    text = "# A\n\nFirst\nsecond ![](no%20pe.png) of **it**\nthird [x](gone.md)\n\n- **Delta**: where\n  it ends ![[none]]\n"
    (tmp_path / "a.md").write_text(text, "utf-8")
    told = run("check", tmp_path).stderr
    lines = dict(re.findall(r"a\.md:(\d+): \w+ \S+ \S+  there is no (\w+)", told))
    assert lines == {"4": "file", "5": "page", "8": "note"}
