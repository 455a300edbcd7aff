from __future__ import annotations

import os

import pytest
from hypothesis import settings

# The same pages on every run, so that a change is judged by what it changes; `thorough` looks at new ones, and at many.
settings.register_profile("steady", max_examples=250, derandomize=True)
settings.register_profile("thorough", max_examples=4000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite the expected parts of case files and golden files")


@pytest.fixture
def accepts(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten."""
    return bool(request.config.getoption("--accept"))
