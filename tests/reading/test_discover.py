"""Which files are notes, in which order, and what their titles and domains are."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.model import Library
from markdown_deckbuilder.reading import files
from markdown_deckbuilder.reading.discover import Target, discover
from tests.notes_folder import build, objects, run

SAMPLES = Path(__file__).parent.parent / "samples"
TERM = "# {0}\n\n- **Term {0}**: the meaning of {0} in a few words.\n"


def write(root: Path, *paths: str, text: str = "") -> Path:
    """Write a page for each of *paths* below *root*; return *root*."""
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text or TERM.format(Path(path).stem), "utf-8")
    return root


def found(root: Path, part: str = "", exclude: tuple[str, ...] = ()) -> tuple[Library, tuple[Diagnostic, ...]]:
    return discover(Target(root, part), exclude)


def paths(root: Path, part: str = "", exclude: tuple[str, ...] = ()) -> list[str]:
    """Return the paths of the pages below *root*, of which there must be nothing to complain."""
    library, faults = found(root, part, exclude)
    assert faults == ()
    return [page.path for page in library.pages]


def codes(root: Path) -> list[tuple[str, str, int]]:
    """Return code, path and line of what there is to complain about."""
    return [(fault.code, fault.span.path, fault.span.line) for fault in found(root)[1] if fault.span]


# --- passed over ------------------------------------------------------------------------------------------------------


def test_what_other_programs_leave_beside_notes_is_passed_over(tmp_path: Path) -> None:
    write(
        tmp_path,
        "a.md",
        "b.markdown",
        "Deep/c.MD",
        ".hidden.md",
        ".trash/old.md",
        ".obsidian/x.md",
        "Templates/t.md",
        "Deep/_templates/t.md",
        "TEMPLATES2/kept.md",
        "Drawing.excalidraw.md",
        "web/node_modules/readme/x.md",
        "notes.txt",
    )
    assert paths(tmp_path) == ["a.md", "b.markdown", "Deep/c.MD", "TEMPLATES2/kept.md"]


def test_the_folder_asked_for_may_have_any_name(tmp_path: Path) -> None:
    """Only what lies below it is passed over."""
    assert paths(write(tmp_path / ".templates" / "Templates", "a.md")) == ["a.md"]


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        ("drafts/", ["a.md", "b/drafts.md", "b/x.private.md"]),
        ("*.private.md\n/a.md", ["b/drafts.md", "b/drafts/d.md", "drafts/c.md"]),
        ("# a.md\n\n  \nb/**", ["a.md", "drafts/c.md"]),
        ("*\n!a.md", ["a.md"]),
        ("b/*\n!b/drafts.md", ["a.md", "b/drafts.md", "drafts/c.md"]),
        ("drafts/\n!drafts/c.md", ["a.md", "b/drafts.md", "b/x.private.md"]),
        ("[!b]/*.md", ["a.md", "b/drafts.md", "b/drafts/d.md", "b/x.private.md", "drafts/c.md"]),
    ],
)
def test_the_ignore_file_is_read_as_git_does(lines: str, left: list[str], tmp_path: Path) -> None:
    """Comments, negation, anchors; what lies in a folder that is left out cannot be taken back in."""
    write(tmp_path, "a.md", "drafts/c.md", "b/drafts.md", "b/x.private.md", "b/drafts/d.md")
    (tmp_path / ".deckbuilderignore").write_text(lines, "utf-8")
    assert sorted(paths(tmp_path)) == left


def test_the_ignore_file_has_the_last_word(tmp_path: Path) -> None:
    """Over the patterns of the configuration, which come first."""
    write(tmp_path, "a.md", "b.md", "c.md")
    (tmp_path / ".deckbuilderignore").write_text("!b.md\n", "utf-8")
    assert paths(tmp_path, exclude=("a.md", "b.md")) == ["b.md", "c.md"]


def test_a_line_that_is_no_pattern_is_told(tmp_path: Path) -> None:
    """S109: pages that were to be left out would become cards."""
    write(tmp_path, "a.md")
    (tmp_path / ".deckbuilderignore").write_text("b.md\n!\n[z-a]\n/\n", "utf-8")
    assert codes(tmp_path) == [("S109", ".deckbuilderignore", line) for line in (2, 3, 4)]


def test_an_ignore_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    (tmp_path / ".deckbuilderignore").write_bytes(b"# x\n\xff\n")
    assert codes(tmp_path) == [("S101", ".deckbuilderignore", 2)]
    (tmp_path / ".deckbuilderignore").unlink()
    (tmp_path / ".deckbuilderignore").mkdir()
    assert codes(tmp_path) == [("S102", ".deckbuilderignore", 1)]


# --- links ------------------------------------------------------------------------------------------------------------


def test_links_never_loop_and_nothing_is_read_twice(tmp_path: Path) -> None:
    """A folder and a file are known by their own names, whatever links lead to them."""
    write(tmp_path, "z/real.md")
    (tmp_path / "a_link").symlink_to("z")
    (tmp_path / "z" / "up").symlink_to("..")
    (tmp_path / "z" / "self").symlink_to("self")
    (tmp_path / "b.md").symlink_to("z/real.md")
    (tmp_path / "root").symlink_to(tmp_path)
    assert paths(tmp_path) == ["z/real.md"]
    for part in ("a_link", "b.md", "z/real.md"):
        assert paths(tmp_path, part) == ["z/real.md"]


def test_links_within_the_folder_are_followed(tmp_path: Path) -> None:
    """What is passed over under its own name is taken under that of a link."""
    write(tmp_path, ".shared/deep/a.md", "c.md")
    (tmp_path / "b").symlink_to(".shared")
    (tmp_path / "b2").symlink_to(".shared/deep")
    assert paths(tmp_path) == ["c.md", "b/deep/a.md"]


def test_links_that_lead_outside_are_not_followed(tmp_path: Path) -> None:
    """S110, and the folder's name alone is no way round it; other files than notes are nobody's business."""
    write(tmp_path, "notes2/secret.md")
    root = write(tmp_path / "notes", "a.md")
    (root / "b.md").symlink_to("../notes2/secret.md")
    (root / "c").symlink_to("../notes2")
    (root / "d.pdf").symlink_to("../notes2/secret.md")
    (root / "Templates").symlink_to("../notes2")
    assert codes(root) == [("S110", "b.md", 1), ("S110", "c", 1)]
    assert [page.path for page in found(root)[0].pages] == ["a.md"]


def test_a_folder_that_is_itself_a_link(tmp_path: Path) -> None:
    write(tmp_path / "real", "a.md", "b/c.md")
    (tmp_path / "notes").symlink_to("real")
    assert paths(tmp_path / "notes") == ["a.md", "b/c.md"]


def test_a_link_to_nothing_is_a_note_that_cannot_be_read(tmp_path: Path) -> None:
    """S102, an error: its cards would look as if they had been deleted."""
    write(tmp_path, "a.md")
    (tmp_path / "b.md").symlink_to("gone.md")
    assert codes(tmp_path) == [("S102", "b.md", 1)]


# --- names ------------------------------------------------------------------------------------------------------------


def test_names_of_every_kind(tmp_path: Path) -> None:
    """Spaces, emoji, other scripts, 255 bytes, line breaks: each gives a page and cards."""
    names = [
        "a b.md",
        "🌋 volcanoes & 🌍.md",
        "日本語.md",
        "é" * 126 + ".md",
        "x" * 252 + ".md",
        "new\nline.md",
        "#1 [x].md",
    ]
    write(tmp_path / "notes", *names, text="# T\n\n- **Crater**: the bowl at the top of a volcano.\n")
    write(tmp_path / "notes", "x" * 255 + "/page.md")
    assert sorted(paths(tmp_path / "notes")) == sorted([*names, "x" * 255 + "/page.md"])
    build(tmp_path / "notes", tmp_path / "out")


def test_an_accent_may_be_written_in_two_ways(tmp_path: Path) -> None:
    """macOS takes letters apart: the page's path is put together, and the file is opened by its own name."""
    apart, together = unicodedata.normalize("NFD", "Übung/é.md"), "Übung/é.md"
    root = write(tmp_path / "notes", apart, text="# T\n\n- **Term**: the meaning, with ![a](bild.png) a picture.\n")
    ((root / apart).parent / "bild.png").write_bytes(b"png")
    write(root, "v.md")
    (root / "README.md").write_text(f"# N\n\n## One\n\n- [Ü]({apart})\n- [v](v.md)\n", "utf-8")
    assert paths(root) == [together, "v.md"]
    assert paths(root, part=apart) == paths(root, part=together) == [together]
    assert "M401" not in run("check", root).stderr
    assert objects(run("cards", root, "--json"))[0]["source"]["path"] == together


def test_two_names_that_differ_in_their_form_alone(tmp_path: Path) -> None:
    """Neither is lost, in whichever order they are found."""
    for name in ("é/b.md", "é.md"):
        write(tmp_path, name, unicodedata.normalize("NFD", name))
    assert len(paths(tmp_path)) == len(list(tmp_path.rglob("*.md")))


def test_a_name_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    """S102, with what can be read of the name; a picture of that kind is nobody's business."""
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/f\xe4.md")).write_text("# x", "utf-8")
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/f\xe4.png")).write_text("x", "utf-8")
    except OSError:
        pytest.skip("this file system has no such names")
    write(tmp_path, "a.md")
    assert codes(tmp_path) == [("S102", "f�.md", 1)]
    assert run("check", tmp_path).exit_code == 1


def test_a_file_that_vanishes_between_listing_and_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """S102: the build stops, and the next one sees what there is."""
    write(tmp_path, "a.md", "b.md")
    listed = files.list_files(tmp_path)
    (tmp_path / "a.md").unlink()
    monkeypatch.setattr("markdown_deckbuilder.reading.discover.list_files", lambda *_: listed)
    assert codes(tmp_path) == [("S102", "a.md", 1)]


def test_a_folder_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """S102; but not where it is left out."""
    write(tmp_path, "a.md", "secret/b.md")
    scandir = os.scandir

    def refusing(path: Path) -> object:
        if Path(path).name == "secret":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr("os.scandir", refusing)
    assert codes(tmp_path) == [("S102", "secret", 1)]
    assert paths(tmp_path, exclude=("secret",)) == ["a.md"]


def test_the_place_asked_for_is_told_where_there_is_no_note(tmp_path: Path) -> None:
    """S104 names it, and says when a file is there but passed over."""
    write(tmp_path, "Templates/t.md")
    (tmp_path / "x.txt").write_text("x", "utf-8")
    for part, said in (("", "no Markdown file"), ("x.txt", "no Markdown file"), ("Templates/t.md", "makes no page")):
        (fault,) = found(tmp_path, part)[1]
        assert fault.code == "S104"
        assert str(tmp_path / part) in fault.message
        assert said in fault.message


# --- titles, order, domains -------------------------------------------------------------------------------------------


def domains(root: Path) -> dict[str, str]:
    library, _ = found(root)
    return {path: domain.title for path, domain in library.domains.items()}


def decks_and_tags(root: Path) -> dict[str, tuple[str, str]]:
    """Return deck and tag of each page of *root*, without the level that all share."""
    notes = objects(run("cards", root, "--json"))
    return {one["source"]["path"]: (one["deck"].partition("::")[2], one["tags"][0].partition("::")[2]) for one in notes}


def test_pages_stand_in_natural_order(tmp_path: Path) -> None:
    """1.2 before 1.10, in one folder after the other, whatever form the accents have."""
    names = ["1.2 b.md", "1.10 c.md", unicodedata.normalize("NFD", "éa.md"), "éb.md", "2/1.md", "10/1.md"]
    write(tmp_path, *reversed(names))
    assert paths(tmp_path) == [unicodedata.normalize("NFC", name) for name in names]


@pytest.mark.parametrize(
    ("folder", "deck"),
    [
        ("01_Grundlagen", "Grundlagen"),
        ("D3_deployment", "deployment"),
        ("1.2 Joins", "Joins"),
        ("10-19 Finance", "Finance"),
        ("Week 3 - Cells", "Cells"),
        ("Kapitel 4: Zellen", "Zellen"),
        ("2024", "2024"),
        ("2024 exam", "2024 exam"),
        ("07", "07"),
        ("3_", "3"),
        ("_", "_"),
        ("3D printing", "3D printing"),
        ("5G", "5G"),
        ("data", "data"),
        ("D2", "D2"),
    ],
)
def test_a_folder_is_called_without_its_number(folder: str, deck: str, tmp_path: Path) -> None:
    """But a number that is all there is, that goes on or that is a year belongs to the name."""
    root = write(tmp_path / "n", f"{folder}/x.md")
    assert decks_and_tags(root)[f"{folder}/x.md"][0] == f"01 {deck}"


def test_deeper_folders_are_levels_of_the_tag(tmp_path: Path) -> None:
    root = write(tmp_path / "n", "01_Body/2_Renal/03 Tubule/loop.md", "01_Body/x.md", "y.md")
    assert decks_and_tags(root) == {
        "y.md": ("", "y"),
        "01_Body/x.md": ("01 Body", "body::x"),
        "01_Body/2_Renal/03 Tubule/loop.md": ("01 Body", "body::renal::tubule::loop"),
    }


def test_a_heading_of_the_index_over_several_folders_names_none(tmp_path: Path) -> None:
    """ "Contents" is no domain; the outermost heading that a folder has to itself is its title."""
    root = write(tmp_path, "A/1.md", "A/2.md", "B/1.md", "C/1.md")
    (root / "README.md").write_text(
        "# N\n\n## Contents\n\n### Part A\n\n[1](A/1.md)\n\n#### M\n\n[2](A/2.md)\n\n### Rest\n\n[b](B/1.md) [c](C/1.md)\n",
        "utf-8",
    )
    assert domains(root) == {"A/1.md": "Part A", "A/2.md": "Part A", "B/1.md": "B", "C/1.md": "C"}


def test_pages_without_a_folder_lie_under_the_headings_of_the_index(tmp_path: Path) -> None:
    root = write(tmp_path, "b.md", "a.md", "c.md")
    (root / "index.md").write_text("# N\n\n## Second\n\n[b](b.md)\n\n## First\n\n[a](a.md)\n", "utf-8")
    assert domains(root) == {"b.md": "Second", "a.md": "First"}
    assert paths(root) == ["b.md", "a.md", "c.md"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# One\n\nx\n\n# Two\n\ny\n", "One"),
        ("## One\n\nx\n\n### Two\n\ny\n", "One"),
        ("## One\n\nx\n\n## Two\n\ny\n", "the file"),
        ("x\n", "the file"),
        ("---\ntitle: Front\n---\n# One\n", "Front"),
    ],
)
def test_the_title_of_a_page(text: str, title: str, tmp_path: Path) -> None:
    """The first heading is one if it stands for the whole page; a lower one among its equals is a mere section."""
    library, _ = found(write(tmp_path, "the_file.md", text=text))
    assert library.pages[0].title == title


def test_a_link_of_the_index_may_lead_anywhere(tmp_path: Path) -> None:
    """S105 for a note to come, even one whose name no file could have."""
    root = write(tmp_path, "a.md")
    (root / "README.md").write_text(f"# N\n\n- [a](a.md)\n- [b]({'x' * 300}.md)\n- [c](../../c.md)\n", "utf-8")
    assert codes(root) == [("S105", "README.md", 4)]


@pytest.mark.parametrize(("others", "name"), [((), "ports.apkg"), (("deep/er/other.md",), "er.apkg")])
def test_a_single_file_is_a_deck_of_its_own(others: tuple[str, ...], name: str, tmp_path: Path) -> None:
    """Called by its title where it is alone in its folder; else by the folder, as a build of all will call the deck."""
    write(tmp_path, "deep/er/ports.md", *others)
    out = tmp_path / "out"
    build(tmp_path / "deep" / "er" / "ports.md", out)
    assert [path.name for path in out.iterdir()] == [name]


@pytest.mark.parametrize("sample", ["physiology", "rechnernetze", "mixed_scripts"])
def test_the_sample_notes_are_read_without_an_error(sample: str) -> None:
    """Vaults as people keep them, with templates, drawings, a bin and deep folders."""
    assert run("check", SAMPLES / sample).exit_code == 0


def test_the_sample_vault(tmp_path: Path) -> None:
    tags = {path: tag for path, (_, tag) in decks_and_tags(SAMPLES / "physiology").items()}
    assert tags["Renal/Tubule/Loop of Henle.md"] == "renal::tubule::loop-of-henle"
    assert tags["Cardio/Cardiac cycle.md"] == "cardio::cardiac-cycle"
    assert not [path for path in tags if path.startswith(("Templates", ".trash", "Excalidraw", "Study log"))]
    decks = {deck for deck, _ in decks_and_tags(SAMPLES / "rechnernetze").values()}
    assert {"01 Grundlagen", "10 Praktikum"} <= decks
