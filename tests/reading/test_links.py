"""Links between pages lead to the same pages on every system."""

from __future__ import annotations

import ntpath
import os

import pytest

from markdown_deckbuilder.reading.links import local_path


@pytest.mark.parametrize(
    ("url", "path"),
    [("deep/other.md", "sub/deep/other.md"), ("../other%20page.md#a", "other page.md"), ("../../out.md", None)],
)
def test_a_link_is_written_with_slashes_on_windows_too(monkeypatch: pytest.MonkeyPatch, url: str, path: str) -> None:
    monkeypatch.setattr(os, "path", ntpath)
    assert local_path("sub/page.md", url) == path
