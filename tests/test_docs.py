"""The documentation is what the code says: generated pages are fresh, and every command, rule and code is explained."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import msgspec
import pytest

from markdown_deckbuilder.cli import COMMANDS, main
from markdown_deckbuilder.config import Config
from markdown_deckbuilder.diagnostics import ALWAYS_ERRORS, CATALOGUE
from markdown_deckbuilder.exporters.catalogue import catalogue_page
from markdown_deckbuilder.extract.directives import KINDS, NAMES
from markdown_deckbuilder.extract.rules import RULES
from markdown_deckbuilder.extract.rules.explicit import RULE as EXPLICIT
from markdown_deckbuilder.model import Reason
from markdown_deckbuilder.reading.discover import INDEX_NAMES
from markdown_deckbuilder.reading.front_matter import FrontMatter
from tests.casefile import cases
from tests.notes_folder import run
from tests.test_architecture import ORDER

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
STARTER = ROOT / "builder" / "markdown_deckbuilder" / "cli" / "starter" / "deckbuilder.toml"
RULE_NAMES = list(dict.fromkeys(rule.name for rule in RULES))


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


def test_the_table_of_rules_is_that_of_their_declarations(accepts: bool) -> None:
    """docs/explain.md lists the rules in their order; docs/configuration.md and what `init` writes, those to switch off."""
    made = {name: next(rule.makes for rule in RULES if rule.name == name and rule.makes) for name in RULE_NAMES}
    rows = "\n".join(f"| `{name}` | {makes} |" for name, makes in made.items())
    ours = [name for name, makes in made.items() if not makes.startswith("nothing: ") and name != EXPLICIT.name]
    cards = " · ".join(f"`{name}`" for name in ours)
    switches = "".join(f"# {name} = true\n" for name in made if name != EXPLICIT.name)
    for path, pattern, fresh in (
        (DOCS / "explain.md", r"(?<=\| rule \| makes \|\n\|---\|---\|\n)(?:\|.*\|\n)+", f"{rows}\n"),
        (DOCS / "configuration.md", r"^`choice` .*?(?= make cards;)", cards),
        (STARTER, r"(?<=^# \[rules\]\n)(?:# [a-z-]+ = true\n)+", switches),
    ):
        text = path.read_text("utf-8")
        replaced = re.sub(pattern, lambda _, fresh=fresh: fresh, text, count=1, flags=re.M)
        if accepts:
            path.write_text(replaced, "utf-8")
        assert path.read_text("utf-8") == replaced
        assert fresh in replaced


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
    texts = [
        *DOCS.rglob("*.md"),
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *(ROOT / "builder" / "markdown_deckbuilder").rglob("*.py"),
    ]
    advised = {name for path in texts for name in re.findall(r"pip install '([^']+\[[^']+)'", path.read_text("utf-8"))}
    assert advised
    assert advised <= own


# --- what the pages say is there ---------------------------------------------------------------------------------------


def _options() -> set[str]:
    """Return the options of all commands."""
    context = click.Context(main)
    commands = [main, *(main.get_command(context, name) for name in COMMANDS)]
    return {
        option
        for command in commands
        if command
        for parameter in command.get_params(context)
        for option in (*parameter.opts, *parameter.secondary_opts)
    }


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_page_names_a_command_an_option_or_a_code_that_is_not_there(path: Path) -> None:
    """`deckbuilder WORD` is a command, `--word` an option of one or of pytest, and each code is in the catalogue."""
    text = path.read_text("utf-8")
    assert set(re.findall(r"(?:^\$ |`|bin/)deckbuilder ([a-z]+)", text, re.M)) <= COMMANDS.keys()
    if path.name != "anki.md":  # it speaks of other programs
        assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) <= {*_options(), "--accept"}
    assert set(re.findall(r"\b[SRIMCE][1-6]\d\d\b", text)) <= CATALOGUE.keys()


def test_the_settings_are_those_of_the_page() -> None:
    """docs/configuration.md and the file that `init` writes name each setting, and none that does not exist."""
    page = (DOCS / "configuration.md").read_text("utf-8")
    settings = {field.name for field in msgspec.structs.fields(Config)}
    assert set(re.findall(r"^### `(\w+)`$", page, re.M)) == settings
    starter = STARTER.read_text("utf-8")
    assert set(re.findall(r"^# (?:\[(\w+)\]|(\w+) = )", starter, re.M)) - {("", "")} >= {
        (name, "") if name in ("rules", "severity") else ("", name) for name in settings
    }


def test_the_rules_and_the_lasting_errors_are_those_of_the_page() -> None:
    page = (DOCS / "configuration.md").read_text("utf-8")
    (listed,) = re.findall(r"^(`choice` · .*)$", page, re.M)
    assert set(re.findall(r"`([a-z-]+)`", listed)) == set(RULE_NAMES) - {EXPLICIT.name}
    (always,) = re.findall(r"^(.*) are always errors", page, re.M)
    assert set(re.findall(r"[A-Z]\d+", always)) == ALWAYS_ERRORS
    for name in INDEX_NAMES:
        assert name in page.casefold()


def test_the_rules_are_explained_in_the_order_in_which_they_are_asked() -> None:
    text = (DOCS / "explain.md").read_text("utf-8")
    part = text[text.index("## Rules") : text.index("## Reasons")]
    assert re.findall(r"^\| `([a-z-]+)` \|", part, re.M) == RULE_NAMES
    reasons = re.findall(r"^\| `([a-z-]+)` \|", text[text.index("## Reasons") :], re.M)
    assert set(reasons) == {reason.value for reason in Reason}


def test_all_that_a_page_may_wish_for_is_named() -> None:
    """docs/cards.md names each comment that speaks to the builder, each kind of card, and each key of front matter."""
    text = (DOCS / "cards.md").read_text("utf-8")
    for name in NAMES:
        assert f"<!-- {name}: " in text, name
    assert f"card: {'|'.join(KINDS)}" in text
    keys = {"makes_cards": "cards", "language": "lang", "marks_hide": "marks"}
    for field in FrontMatter.__dataclass_fields__:
        assert f"`{keys.get(field, field)}`" in text or f"<!-- {field}: … -->` under a heading, or in the front" in text


def test_the_picture_of_the_rooms_is_the_code() -> None:
    """Each module named in docs/architecture.md is there, and where a room's modules are named, all of them are."""
    text = (DOCS / "architecture.md").read_text("utf-8")
    picture = text[text.index("## Rooms") : text.index("Every command is a view")]
    named: set[str] = set()
    path: list[str] = []
    for line in picture.splitlines():
        match = re.match(r"( +)(\w+(?:\.py|/))", line)
        if match:
            path = [*path[: len(match.group(1)) // 2 - 1], match.group(2)]
            named.add("".join(path))
    here = ROOT / "builder" / "markdown_deckbuilder"
    modules = {file.relative_to(here).as_posix() for file in here.rglob("*.py") if file.name != "__init__.py"}
    assert {name for name in named if name.endswith(".py")} <= modules
    told = {"", "reading/", "identity/", "cards/"}
    assert {name for name in modules if name[: name.rfind("/") + 1] in told} <= named
    for name in modules:
        assert name[: name.find("/") + 1] in named or "/" not in name, (
            f"{name} lies in a room that is not in the picture"
        )


def test_the_order_of_the_rooms_is_that_of_the_imports() -> None:
    """The list in docs/architecture.md is ORDER, which the architecture test holds."""
    text = (DOCS / "architecture.md").read_text("utf-8")
    (listed,) = re.findall(r"holds that: (.*?)\. \(`settle`", text, re.S)
    stages = [{name.strip() for name in stage.split(",")} for stage in listed.split("·")]
    names = [
        {room.removeprefix("markdown_deckbuilder.").replace(".", "/") for room in line} - {"markdown_deckbuilder"}
        for line in ORDER
    ]
    assert stages == names


def test_the_example_of_a_page_and_its_cards_is_true(tmp_path: Path, accepts: bool) -> None:
    """docs/cards.md shows what the builder makes of its own example, as `pytest --accept` writes it."""
    path = DOCS / "cards.md"
    text = path.read_text("utf-8")
    (source,) = re.findall(r"^```markdown\n(.*?)^```$", text, re.S | re.M)
    (tmp_path / "page.md").write_text(source, "utf-8")
    made = run("cards", "-q", tmp_path / "page.md").stdout
    if accepts:
        path.write_text(
            re.sub(r"^```text\n.*?^```$", lambda _: f"```text\n{made}```", text, flags=re.S | re.M), "utf-8"
        )
    assert f"```text\n{made}```" in path.read_text("utf-8")
