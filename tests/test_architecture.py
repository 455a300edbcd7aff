"""A module imports only from what stands on an earlier line of docs/architecture.md, and its own folder, without circles."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BUILDER = ROOT / "builder" / "markdown_deckbuilder"

# The lines of "Rooms" in docs/architecture.md, earliest first.  A module belongs to the longest name that fits.
ORDER = (
    ("markdown_deckbuilder", "markdown_deckbuilder.reading.tree"),
    ("markdown_deckbuilder.diagnostics",),
    ("markdown_deckbuilder.model", "markdown_deckbuilder.config"),
    ("markdown_deckbuilder.reading",),
    ("markdown_deckbuilder.extract.wording",),
    ("markdown_deckbuilder.extract.rules",),
    ("markdown_deckbuilder.extract",),
    ("markdown_deckbuilder.worth",),
    ("markdown_deckbuilder.identity",),
    ("markdown_deckbuilder.cards",),
    ("markdown_deckbuilder.checks",),
    ("markdown_deckbuilder.left_out",),
    ("markdown_deckbuilder.pipeline",),
    ("markdown_deckbuilder.outcomes", "markdown_deckbuilder.compare"),
    (
        "markdown_deckbuilder.exporters",
        "markdown_deckbuilder.importers",
        "markdown_deckbuilder.write",
        "markdown_deckbuilder.report",
        "markdown_deckbuilder.anki",
    ),
    ("markdown_deckbuilder.cli",),
)
# Which module may touch a foreign library; everything below the name given is meant.
OWNERS = {
    "mistune": ("markdown_deckbuilder.reading",),
    "bs4": ("markdown_deckbuilder.cards.html",),
    "nh3": ("markdown_deckbuilder.cards.html",),
    "defusedxml": ("markdown_deckbuilder.cards.svg",),
    "genanki": ("markdown_deckbuilder.exporters.apkg",),
    "click": ("markdown_deckbuilder.cli",),
    "pygments": ("markdown_deckbuilder.cards.highlight",),
    "jinja2": ("markdown_deckbuilder.exporters",),
    "yaml": ("markdown_deckbuilder.reading.front_matter",),
    "msgspec": ("markdown_deckbuilder.identity", "markdown_deckbuilder.config", "markdown_deckbuilder.extract.wording"),
    "pathspec": ("markdown_deckbuilder.reading.files",),
    "rapidfuzz": ("markdown_deckbuilder.identity",),
    "chardet": ("markdown_deckbuilder.reading.encodings",),
    "charset_normalizer": ("markdown_deckbuilder.reading.encodings",),
    "zstandard": ("markdown_deckbuilder.importers.apkg",),
    "filelock": ("markdown_deckbuilder.cli.workplace",),
    "anki": ("markdown_deckbuilder.anki",),
    "aqt": (),
}
# These look at the clock, the environment or the terminal; only the edge does.
EDGE_ONLY = {"time", "datetime", "random", "locale", "getpass", "socket", "subprocess"}


def _modules() -> dict[str, Path]:
    found = {}
    for path in BUILDER.rglob("*.py"):
        parts = path.relative_to(BUILDER.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = _modules()


def _imports(name: str) -> set[str]:
    """Return what module *name* imports: modules of ours in full, foreign ones by their first word."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[name].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= inner & MODULES.keys() or {node.module}
    return {one if one.startswith("markdown_deckbuilder") else one.split(".")[0] for one in found}


def _within(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


def _rank(name: str) -> tuple[int, str]:
    fitting = [(len(room), rank, room) for rank, line in enumerate(ORDER) for room in line if _within(name, room)]
    exact = [
        (length, rank, room)
        for length, rank, room in fitting
        if room != "markdown_deckbuilder" or name == "markdown_deckbuilder"
    ]
    assert exact, f"{name} stands in no room: add it to docs/architecture.md and to ORDER"
    _, rank, room = max(exact)
    return rank, room


@pytest.mark.parametrize("name", sorted(MODULES))
def test_imports_go_one_way(name: str) -> None:
    """No module imports from its own line, other than from its own folder, or from a later one."""
    rank, room = _rank(name)
    for other in _imports(name):
        if other.startswith("markdown_deckbuilder"):
            other_rank, other_room = _rank(other)
            assert other_rank < rank or other_room == room, f"{name} imports {other}, which stands later or beside it"


def test_there_are_no_circles() -> None:
    """Within a folder, too, no module imports what imports it."""
    graph = {name: {other for other in _imports(name) if other in MODULES and other != name} for name in MODULES}
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " → ".join([*path, name])
        if name not in done:
            for other in graph[name]:
                visit(other, (*path, name))
            done.add(name)

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize("library", sorted(OWNERS))
def test_every_foreign_library_has_one_owner(library: str) -> None:
    """mistune in the parser, BeautifulSoup in the HTML room, genanki in the package writer, Click in the command line."""
    users = {name for name in MODULES if library in _imports(name)}
    strangers = {name for name in users if not any(_within(name, owner) for owner in OWNERS[library])}
    assert not strangers, f"{library} is imported by {sorted(strangers)}"


def test_only_the_edge_looks_at_the_world() -> None:
    """The clock, the network and other programs are touched by the command line alone."""
    users = {name: _imports(name) & EDGE_ONLY for name in MODULES if not _within(name, "markdown_deckbuilder.cli")}
    assert {name: found for name, found in users.items() if found} == {}


def test_rules_know_nothing_of_anki_or_files() -> None:
    """A rule sees the tree, the model, diagnostics and the wording alone."""
    allowed = (
        "markdown_deckbuilder.reading.tree",
        "markdown_deckbuilder.model",
        "markdown_deckbuilder.diagnostics",
        "markdown_deckbuilder.extract.wording",
        "markdown_deckbuilder.extract.rules",
    )
    for name in MODULES:
        if _within(name, "markdown_deckbuilder.extract.rules"):
            ours = {other for other in _imports(name) if other.startswith("markdown_deckbuilder")}
            assert all(any(_within(other, room) for room in allowed) for other in ours), name


def test_the_order_is_that_of_the_documentation() -> None:
    """docs/architecture.md names every room."""
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    for line in ORDER:
        for room in line:
            assert room.split(".")[-1] in text, room
