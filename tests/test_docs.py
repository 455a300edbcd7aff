"""The documentation is what the code says: generated pages are fresh, and every command, rule and code is explained."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from builder.cli import COMMANDS
from builder.diagnostics import CATALOGUE
from builder.exporters.catalogue import catalogue_page
from builder.extract.rules import RULES
from builder.model import Reason
from tests.casefile import cases

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def test_the_page_of_diagnostics_is_fresh(accepts: bool) -> None:
    """docs/diagnostics.md is the catalogue, as `pytest --accept` writes it."""
    path = DOCS / "diagnostics.md"
    if accepts:
        path.write_text(catalogue_page(), "utf-8")
    assert path.read_text("utf-8") == catalogue_page()


def test_codes_are_of_their_family_and_named_once() -> None:
    names = [entry.name for entry in CATALOGUE.values()]
    assert len(set(names)) == len(names)
    for code, entry in CATALOGUE.items():
        assert re.fullmatch(r"(?:S1|R2|I3|M4|C5|E6)\d\d", code)
        assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", entry.name)


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_code_is_raised_by_a_test(code: str) -> None:
    """A complaint that no case or test brings about might never come."""
    told = " ".join(text for case in cases() for kind, text in case.expected if kind == "diagnostics")
    sources = " ".join(
        path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py") if path.name != "test_docs.py"
    )
    assert f" {code} " in f" {told} " or code in sources


def test_the_readme_names_every_command() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    for name in COMMANDS:
        assert f"deckbuilder {name}" in text, name


def test_every_rule_and_reason_is_explained() -> None:
    """docs/explain.md says what each word of `deckbuilder explain` means."""
    text = (DOCS / "explain.md").read_text("utf-8")
    for word in [*(rule.name for rule in RULES), *(reason.value for reason in Reason)]:
        assert f"`{word}`" in text, word


@pytest.mark.parametrize(
    "path", sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]), ids=lambda p: p.name
)
def test_links_lead_somewhere(path: Path) -> None:
    """Every relative link of a page of documentation leads to a file that exists."""
    text = re.sub(r"```.*?```|`[^`]*`", "", path.read_text("utf-8"), flags=re.S)
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if not re.match(r"[a-z]+:", target):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_advice_to_install_names_our_own_package() -> None:
    """What `pip install` is told to fetch is the name in pyproject.toml, with an extra that it has."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    own = {f"{project['name']}[{extra}]" for extra in project["optional-dependencies"]}
    texts = [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "builder").rglob("*.py")]
    advised = {name for path in texts for name in re.findall(r"pip install '([^']+\[[^']+)'", path.read_text("utf-8"))}
    assert advised
    assert advised <= own
