"""deckbuilder.toml: what each setting does, where it is looked for, and how its mistakes are told."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from markdown_deckbuilder.cli.workplace import VOCABULARY
from markdown_deckbuilder.config import Config, decode, line_of, load_config
from markdown_deckbuilder.diagnostics import ALWAYS_ERRORS, CATALOGUE
from tests.notes_folder import build, make_notes, objects, run

TWO_PAGES = {
    "Networks/01_Layers/ports.md": "# Ports\n\n- **DNS**: the service on port 53.\n",
    "Networks/routing.md": "# 2 Routing\n\n- **Hop**: the step from one router to the next.\n",
    "alone.md": "# Alone\n\n- **Hermit**: a person who lives away from all others.\n",
}


def write_notes(folder: Path, pages: dict[str, str], config: str = "") -> Path:
    """Write *pages* and a deckbuilder.toml into the folder ``notes`` below *folder*; return it."""
    notes = folder / "notes"
    for path, text in pages.items():
        (notes / path).parent.mkdir(parents=True, exist_ok=True)
        (notes / path).write_text(text, "utf-8")
    if config:
        (notes / "deckbuilder.toml").write_text(config, "utf-8")
    return notes


def faults_of(text: str) -> list[str]:
    """Return the faults of the configuration *text* as ``line CODE message``."""
    found = decode(text, "deckbuilder.toml", Path("/n"), VOCABULARY)
    assert found is not None
    return [f"{fault.span.line} {fault.code} {fault.message}" for fault in found[1] if fault.span]


def decks_and_tags(notes: Path) -> dict[str, tuple[str, str]]:
    """Return deck and tag of each page of *notes*."""
    found = objects(run("cards", notes, "--json"))
    return {one["source"]["path"]: (one["deck"], one["tags"][0]) for one in found}


# --- mistakes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('root_dek = "x"', "1 S108 there is no setting `root_dek`; did you mean `root_deck`?"),
        ("\n# zzz = 1\nzzz = 1", "3 S108 there is no setting `zzz`"),
        ("[rules]\ncloze = true\ntabel = false", "3 S108 there is no rule `tabel`; did you mean `table`?"),
        ("rules.tabel = false", "1 S108 there is no rule `tabel`; did you mean `table`?"),
        (
            "[severity]\nlong-answers = 'off'",
            "2 S108 there is no diagnostic `long-answers`; did you mean `long-answer`?",
        ),
        ("root_deck = 3", "1 S109 `root_deck` must be a text in quotes, not 3"),
        ("languages = 'en'", "1 S109 `languages` must be a list of texts, not 'en'"),
        (
            "exclude = ['a', 1]",
            "1 S109 `exclude` must be a list of texts, not a list with other things than texts in it",
        ),
        ("rules = true", "1 S109 `rules` must be a table, not true"),
        ("[rules]\ntable = 'off'", "2 S109 `rules.table` must be true or false, not 'off'"),
        (
            "subdecks = 'topics'",
            "1 S109 `subdecks` must be one of 'domain', 'topic', 'none', not 'topics'; did you mean 'topic'?",
        ),
        (
            "[severity]\nC503 = 'warn'",
            "2 S109 `severity.C503` must be one of 'error', 'warning', 'info', 'off', not 'warn'; did you mean 'warning'?",
        ),
        (
            "[severity]\nC503 = 'off'\nlong-answer = 'info'",
            "3 S109 `severity.long-answer` is given twice, by its name and by its code C503",
        ),
        (
            "[rules]\nexplicit = false",
            "2 S109 the rule `explicit` cannot be switched off: it makes what is asked for in so many words",
        ),
        (
            "languages = [\n  'en',\n  'sv',\n]",
            "3 S109 there is no wording for the language 'sv', only for "
            "'en', 'da', 'de', 'es', 'fr', 'it', 'ja', 'ko', 'pl', 'pt', 'ru', 'zh'",
        ),
        ("exclude = [\n  'a',\n  '[z-a]',\n]", "3 S109 '[z-a]' in `exclude` is no pattern of files"),
        (
            "source_url = 'javascript:x'",
            "1 S109 `source_url` must begin with https:// or http://, not 'javascript:x'",
        ),
        (
            "ledger = 'l.jsonl'",
            "1 S109 `ledger` needs `notes` beside it: else a build of a part of the notes would retire the rest",
        ),
        (
            "subdecks = 'none'\nroot deck = 1",
            "2 S109 the configuration is not valid TOML: there is no = after the key",
        ),
        (
            "exclude = [\n'a'\n",
            "2 S109 the configuration is not valid TOML: "
            "a list is not closed with ], or a comma is missing in it, at the end of the file",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, told: str) -> None:
    """Unknown keys with the nearest that is known, wrong values with what they must be."""
    assert faults_of(text) == [told]


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 5000,
        "root_deck = " + "9" * 5000,
        "root_deck = 2020-99-99",
        "[[rules]]\nx = 1",
        "[[exclude]]\nx = 1",
        'output = "a\\u0000b"',
        'exclude = ["a\\nb"]',
        "languages = nan",
        "root_deck.x = 1",
        "root_deck = '" + "x" * 5000,
        "[severity.S103]\nx = 1",
        "'' = 1",
    ],
)
def test_no_text_is_too_strange(text: str) -> None:
    """Whatever stands in the file is a mistake of the user's, told in a line of bearable length."""
    (told,) = faults_of(text)
    assert told.split()[1] in ("S108", "S109")
    assert len(told) < 250


def test_paths_may_begin_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user who does not exist is a folder with an odd name."""
    monkeypatch.setenv("HOME", "/home/me")
    found = decode("output = '~/decks'\nnotes = '~nobody-of-that-name'", "x", Path("/n"), VOCABULARY)
    assert found is not None
    assert (found[0].output, found[0].notes) == ("/home/me/decks", "/n/~nobody-of-that-name")


def test_all_mistakes_are_told_at_once() -> None:
    assert len(faults_of("a = 1\nroot_deck = 1\n[rules]\nx = true\ntable = 1\n")) == 4


@pytest.mark.parametrize("code", sorted(ALWAYS_ERRORS))
def test_what_guards_reviews_stays_an_error(code: str) -> None:
    """Neither by its code nor by its name can it be made less; to call it an error is no mistake."""
    for name in (code, CATALOGUE[code].name):
        assert faults_of(f"[severity]\n{name} = 'warning'") == [
            f"2 S109 `severity.{name}` is always an error: going on would lose notes or reviews"
        ]
        assert faults_of(f"[severity]\n{name} = 'error'") == []


def test_a_mistake_stops_the_build(tmp_path: Path) -> None:
    """Decks would be named, and notes retired, by other settings than those that were meant."""
    notes = make_notes(tmp_path)
    (notes / "deckbuilder.toml").write_text("subdecks = 'domain'\nroot_dek = 'X'\n", "utf-8")
    for command in ("build", "check", "cards", "explain"):
        result = run(command, notes)
        assert result.exit_code == 1
        assert "deckbuilder.toml:2: error S108" in result.stderr
    assert not (notes / "ledger.jsonl").exists()


@pytest.mark.parametrize("data", [b"root_deck = 'Zell\xe4'\n", None], ids=["not utf-8", "a folder"])
def test_a_configuration_that_cannot_be_read_is_told(data: bytes | None, tmp_path: Path) -> None:
    notes = make_notes(tmp_path)
    file = notes / "deckbuilder.toml"
    file.mkdir() if data is None else file.write_bytes(data)
    result = run("check", notes)
    assert result.exit_code == 1
    assert "deckbuilder.toml:1: error S109" in result.stderr


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("a",), 1),
        (("t", "k"), 3),
        (("t", "quoted key"), 4),
        (("t", "u", "v", "w"), 6),
        (("t", "in", "x"), 7),
        (("zz",), 1),
    ],
)
def test_a_key_is_found_in_the_file(path: tuple[str, ...], line: int) -> None:
    """In a table, quoted, dotted, in an inline table; what is not there is placed at the file's start."""
    text = "a = 1\n[t]\nk = 'a = 2'\n\"quoted key\" = 1\n[ t . u ]\nv.w = 1\nx = 1\n"
    if path == ("t", "in", "x"):
        text = text.replace("x = 1", "[t.in]\nx = 1").replace("v.w = 1\n", "")
    assert line_of(text, path) == line


# --- where it is looked for -------------------------------------------------------------------------------------------


def root_deck(folder: Path, here: Path) -> str:
    config, faults = load_config(folder, here, VOCABULARY)
    assert faults == ()
    return config.root_deck


def test_the_nearest_configuration_holds(tmp_path: Path) -> None:
    """From the notes' folder upwards to the folder one stands in; a pyproject.toml without our table is passed over."""
    notes = tmp_path / "project" / "notes"
    notes.mkdir(parents=True)
    here = tmp_path / "project"
    (tmp_path / "deckbuilder.toml").write_text("root_deck = 'too far'", "utf-8")
    assert root_deck(notes, here) == ""
    (here / "pyproject.toml").write_text("[tool.deckbuilder]\nroot_deck = 'project'", "utf-8")
    assert root_deck(notes, here) == "project"
    (here / "deckbuilder.toml").write_text("root_deck = 'file'", "utf-8")
    assert root_deck(notes, here) == "file"
    (notes / "pyproject.toml").write_text("[tool.other]\nx = 'deckbuilder'", "utf-8")
    assert root_deck(notes, here) == "file"
    (notes / "deckbuilder.toml").write_text("root_deck = 'notes'", "utf-8")
    assert root_deck(notes, here) == "notes"


def test_the_repository_bounds_the_search_wherever_one_stands(tmp_path: Path) -> None:
    """The same notes are built with the same settings from each folder of a repository, and from outside."""
    notes = tmp_path / "repository" / "a" / "notes"
    notes.mkdir(parents=True)
    (tmp_path / "repository" / ".git").mkdir()
    (tmp_path / "repository" / "deckbuilder.toml").write_text("root_deck = 'repository'", "utf-8")
    (tmp_path / "deckbuilder.toml").write_text("root_deck = 'too far'", "utf-8")
    for here in (tmp_path, tmp_path / "repository", notes.parent, notes, Path("/")):
        assert root_deck(notes, here) == "repository"


def test_notes_elsewhere_take_no_settings_from_above(tmp_path: Path) -> None:
    """A file left in a home folder does not rename the decks of all notes below it."""
    notes = tmp_path / "notes"
    notes.mkdir()
    (tmp_path / "deckbuilder.toml").write_text("root_deck = 'stray'", "utf-8")
    assert root_deck(notes, Path("/nowhere")) == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[project]\nname = 'deckbuilder'\n[tool]\ndeckbuilder = 3", "pyproject.toml:4: error S109"),
        ("[tool.deckbuilder]\nroot_deck = 'x'\nrules.x = true", "pyproject.toml:3: error S108"),
        ("[tool.deckbuilder]\nroot_deck = \n", "pyproject.toml:2: error S109"),
    ],
)
def test_mistakes_in_a_pyproject_have_its_lines(text: str, told: str, tmp_path: Path) -> None:
    notes = make_notes(tmp_path)
    (notes / "pyproject.toml").write_text(text, "utf-8")
    assert told in run("check", notes).stderr


def test_somebody_elses_pyproject_may_be_broken(tmp_path: Path) -> None:
    notes = make_notes(tmp_path)
    (notes / "pyproject.toml").write_text("[tool.other\n", "utf-8")
    assert run("check", notes).exit_code == 0


# --- names ------------------------------------------------------------------------------------------------------------


def test_the_root_deck_may_lie_below_another(tmp_path: Path) -> None:
    """Its levels are those of the tags, too, and its packages are named after all of it."""
    notes = write_notes(tmp_path, TWO_PAGES, "root_deck = 'Uni :: Computer science'")
    assert decks_and_tags(notes) == {
        "alone.md": ("Uni::Computer science", "uni::computer-science::alone"),
        "Networks/routing.md": ("Uni::Computer science::01 Networks", "uni::computer-science::networks::routing"),
        "Networks/01_Layers/ports.md": (
            "Uni::Computer science::01 Networks",
            "uni::computer-science::networks::layers::ports",
        ),
    }
    build(notes, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "uni-computer-science-01-networks.apkg",
        "uni-computer-science.apkg",
    ]


def test_the_root_of_the_tags_is_taken_as_written(tmp_path: Path) -> None:
    notes = write_notes(tmp_path, TWO_PAGES, "tag_root = 'Uni::Year 1'")
    assert decks_and_tags(notes)["alone.md"] == ("notes", "Uni::Year-1::alone")


def test_subdecks_by_topic(tmp_path: Path) -> None:
    """A deck a page below that of its domain; a package still holds a whole domain."""
    notes = write_notes(tmp_path, TWO_PAGES, "subdecks = 'topic'")
    assert {path: deck for path, (deck, _) in decks_and_tags(notes).items()} == {
        "alone.md": "notes::Alone",
        "Networks/routing.md": "notes::01 Networks::2 Routing",
        "Networks/01_Layers/ports.md": "notes::01 Networks::Ports",
    }
    build(notes, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "notes-01-networks.apkg",
        "notes-alone.apkg",
        "notes.apkg",
    ]


def test_packages_of_like_titles_do_not_overwrite_each_other(tmp_path: Path) -> None:
    pages = {
        f"{number}.md": f"# {title}\n\n- **Pointer{number}**: a variable that holds an address.\n"
        for number, title in enumerate(("C", "C++"))
    }
    notes = write_notes(tmp_path, pages, "subdecks = 'topic'")
    build(notes, tmp_path / "out")
    assert len(list((tmp_path / "out").iterdir())) == 3


def test_no_subdecks(tmp_path: Path) -> None:
    notes = write_notes(tmp_path, TWO_PAGES, "subdecks = 'none'")
    assert {deck for deck, _ in decks_and_tags(notes).values()} == {"notes"}


@pytest.mark.parametrize("before", ["domain", "topic", "none"])
@pytest.mark.parametrize("after", ["domain", "topic", "none"])
def test_pinned_names_win_over_the_configuration(before: str, after: str, tmp_path: Path) -> None:
    """What was shipped stays where it is; a page that comes later follows the new settings. I304 says so."""
    notes = write_notes(tmp_path, TWO_PAGES, f"subdecks = '{before}'\nroot_deck = 'Old'\ntag_root = 'old'")
    build(notes, tmp_path / "out")
    shipped = decks_and_tags(notes)

    new = {"Networks/mail.md": "# Mail\n\n- **SMTP**: the protocol that carries mail from server to server.\n"}
    write_notes(tmp_path, new, f"subdecks = '{after}'\nroot_deck = 'New'\ntag_root = 'new'")
    build(notes, tmp_path / "out")

    found = decks_and_tags(notes)
    mail = {"domain": "Old::01 Networks", "topic": "Old::01 Networks::Mail", "none": "Old"}[after]
    assert found == shipped | {"Networks/mail.md": (mail, "old::networks::mail")}
    told = [line for line in run("check", notes).stderr.splitlines() if "I304" in line]
    assert len(told) == (2 if before == after else 3), told


def test_names_are_pinned_without_a_configuration_too(tmp_path: Path) -> None:
    """A root for the tags that is set after the first build would tear the deck's tags apart."""
    notes = write_notes(tmp_path, TWO_PAGES)
    build(notes, tmp_path / "out")
    shipped = decks_and_tags(notes)
    write_notes(tmp_path, {}, "tag_root = 'late'\nroot_deck = 'late'")
    assert decks_and_tags(notes) == shipped


# --- rules, severities, languages -------------------------------------------------------------------------------------

PAGE = """\
# Ports

- **DNS**: the service on port 53, which answers with the address of a name.

| Service | Port | Transport |
|---|---|---|
| SSH | 22 | TCP |
| NTP | 123 | UDP |

Mail goes to ==port 25==.
"""


def test_a_rule_that_is_switched_off_is_not_asked(tmp_path: Path) -> None:
    """Its lines say so; explicit cards are made all the same."""
    notes = write_notes(tmp_path, {"a.md": PAGE})
    assert {one["rule"] for one in objects(run("cards", notes, "--json"))} >= {"table", "definition", "explicit"}
    write_notes(tmp_path, {}, "rules = { table = false, definition = false, cloze = false }")
    assert {one["rule"] for one in objects(run("cards", notes, "--json"))} == {"explicit"}
    reasons = {one["line"]: one["reason"] for one in objects(run("explain", notes, "--json"))}
    assert reasons[3] == "switched-off"


def test_severities_decide_what_fails(tmp_path: Path) -> None:
    """Less, more or nothing: for the exit code, under --strict, in the count and as JSON."""
    notes = write_notes(tmp_path, {"a.md": PAGE + "\nQ: What is missing here?\n"})
    assert run("check", notes).exit_code == 0
    assert run("check", notes, "--strict").exit_code == 1
    for level, code, strict, count in (
        ("error", 1, 1, "1 error"),
        ("info", 0, 0, "1 remark"),
        ("off", 0, 0, "no problems"),
    ):
        write_notes(tmp_path, {}, f"[severity]\nquestion-without-answer = '{level}'")
        assert run("check", notes).exit_code == code
        assert run("check", notes, "--strict").exit_code == strict
        assert run("check", notes).stdout.splitlines()[-1].startswith(count)
        assert [one["severity"] for one in objects(run("check", notes, "--json"))] == [level] * (level != "off")
        assert run("build", notes, "-o", tmp_path / "out", "--dry-run").exit_code == code


def test_languages_bound_the_wordings(tmp_path: Path) -> None:
    """A page in a language that is not considered gets neutral fronts."""
    german = "# Netze\n\n- **Router**: das Gerät, das Pakete zwischen den Netzen und mit der Tabelle weiterleitet.\n"
    notes = write_notes(tmp_path, {"a.md": german})
    before = run("cards", notes).stdout
    write_notes(tmp_path, {}, "languages = ['en']")
    assert run("cards", notes).stdout != before
    write_notes(tmp_path, {}, "languages = ['en', 'de']")
    assert run("cards", notes).stdout == before


# --- paths ------------------------------------------------------------------------------------------------------------


def test_exclude_takes_patterns_of_git(tmp_path: Path) -> None:
    notes = write_notes(tmp_path, TWO_PAGES, "exclude = ['Networks/*', '!routing.md']")
    assert decks_and_tags(notes).keys() == {"alone.md", "Networks/routing.md"}


def test_the_source_becomes_a_link(tmp_path: Path) -> None:
    """To the page, never to a line; the title stays what is read."""
    notes = write_notes(tmp_path, {"a b/x&y.md": PAGE}, "source_url = 'https://example.org/notes/?a=1&b=2/'")
    (source,) = {one["fields"]["Source"] for one in objects(run("cards", notes, "--json"))}
    assert source == '<a href="https://example.org/notes/?a=1&amp;b=2/a%20b/x%26y.md">Ports</a>'


def test_a_new_address_is_no_reason_for_an_update(tmp_path: Path) -> None:
    """The Source field rides along with the next real change."""
    notes = write_notes(tmp_path, {"a.md": PAGE})
    build(notes, tmp_path / "out")
    write_notes(tmp_path, {}, "source_url = 'https://example.org'")
    (report,) = objects(build(notes, tmp_path / "out", "--json", now=1_800_000_000))
    assert report["updated"] == 0


def test_output_and_ledger_are_found_from_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Relative to the configuration, wherever one stands; options on the command line win."""
    notes = write_notes(tmp_path, {"a.md": PAGE})
    config = "notes = 'notes'\noutput = 'made/decks'\nledger = 'kept/l.jsonl'"
    (tmp_path / "deckbuilder.toml").write_text(config, "utf-8")
    (tmp_path / ".git").mkdir()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert run("build", notes).exit_code == 0
    assert (tmp_path / "made" / "decks" / "notes.apkg").exists()
    assert (tmp_path / "kept" / "l.jsonl").exists()
    assert not (notes / "ledger.jsonl").exists()

    assert run("build", notes, "-o", tmp_path / "out", "--ledger", tmp_path / "other.jsonl").exit_code == 0
    assert (tmp_path / "out" / "notes.apkg").exists()
    assert (tmp_path / "other.jsonl").exists()


def test_a_part_stays_a_part_though_the_ledger_lies_elsewhere(tmp_path: Path) -> None:
    """A page or folder below ``notes`` is known to be a part, and nothing else is retired."""
    notes = write_notes(tmp_path, TWO_PAGES)
    (tmp_path / "deckbuilder.toml").write_text("notes = 'notes'\nledger = 'l.jsonl'", "utf-8")
    (tmp_path / ".git").mkdir()
    build(notes, tmp_path / "out")
    for part in (notes / "Networks", notes / "Networks" / "routing.md"):
        (report,) = objects(build(part, tmp_path / "part", "--json"))
        assert (report["retired"], report["new"]) == (0, 0)
    header = json.loads((tmp_path / "l.jsonl").read_text("utf-8").splitlines()[0])
    assert set(header["names"]["tags"]) == set(TWO_PAGES)


def test_other_notes_do_not_get_into_the_ledger(tmp_path: Path) -> None:
    """A folder that the configuration does not name as the notes' is a wrong call."""
    write_notes(tmp_path, TWO_PAGES)
    (tmp_path / "deckbuilder.toml").write_text("notes = 'notes'\nledger = 'l.jsonl'", "utf-8")
    (tmp_path / ".git").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.md").write_text(PAGE, "utf-8")
    result = run("build", tmp_path / "other", "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "lies outside the notes' folder" in result.stderr


# --- what is said of it -----------------------------------------------------------------------------------------------

ROOT = Path(__file__).parent.parent
FIELDS = {field.name: field.default for field in msgspec.structs.fields(Config)}


def test_the_documentation_names_every_setting() -> None:
    """docs/configuration.md has a chapter for each key and no other, and each of its examples is valid."""
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    chapters = [line[4:].strip("`") for line in text.splitlines() if line.startswith("### `")]
    assert chapters == list(FIELDS)
    for chapter in text.split("\n### ")[1:]:
        name = chapter.split("`")[1]
        assert "Default: " in chapter, name
        assert f"```toml\n[{name}]" in chapter or f"\n{name} = " in chapter, name
    for example in text.split("```toml\n")[1:]:
        inside = example.split("```")[0]
        table = ("tool", "deckbuilder") if "[tool." in inside else ()
        found = decode(inside, "x", Path("/n"), VOCABULARY, table)
        assert found is not None
        assert found[1] == (), inside
        assert found[0] != Config(), inside


def test_the_first_configuration_names_every_setting_with_its_default() -> None:
    text = (ROOT / "builder" / "markdown_deckbuilder" / "cli" / "starter" / "deckbuilder.toml").read_text("utf-8")
    assert faults_of(text) == []
    settings = [line[2:] for line in text.splitlines() if line.startswith("# ") and (" = " in line or "[" in line[:3])]
    settings = [line for line in settings if line.split(" = ")[0].replace("-", "_").isidentifier() or line[0] == "["]
    awake = "\n".join(settings)
    found = decode(awake, "x", Path("/n"), VOCABULARY)
    assert found is not None
    config, faults = found
    assert faults == ()
    names = {line.split(" = ")[0].strip("[]") for line in settings}
    assert names >= set(FIELDS)
    assert set(config.rules) == set(VOCABULARY.rules) - set(VOCABULARY.lasting_rules)
    assert all(config.asks(rule) for rule in VOCABULARY.rules)
    for name in ("root_deck", "subdecks", "cards", "tag_root", "languages", "exclude", "source_url"):
        assert getattr(config, name) == FIELDS[name], name
    assert all(CATALOGUE[code].severity.value == level for code, level in config.severity.items())
