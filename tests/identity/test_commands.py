"""The commands around identity: what they print, what they exit with, and what they write."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.notes_folder import PAGE, build, make_notes, objects, run

CELLS = Path("D1_cell") / "1.1_cells.md"
EDITED = PAGE.replace("most of the", "nearly all of the")


def _edit(notes: Path, page: str = EDITED) -> None:
    (notes / CELLS).write_text(page, "utf-8")


def _built(folder: Path) -> tuple[Path, Path]:
    notes, out = make_notes(folder), folder / "out"
    build(notes, out)
    return notes, out


# --- build ------------------------------------------------------------------------------------------------------------


def test_the_report_tells_what_kept_its_history(tmp_path: Path) -> None:
    notes, out = _built(tmp_path)
    _edit(notes)
    result = build(notes, out, now=1_700_000_100)
    assert (
        "1.1_cells.md:5: info I305 kept-history  kept history: “mitochondrion: the organelle that makes most of"
        in result.stderr
    )
    assert "1 updated, 7 unchanged" in result.output


def test_moved_notes_are_counted(tmp_path: Path) -> None:
    """A file's new name changes what stands in the ledger and nothing that a learner reads."""
    notes, out = _built(tmp_path)
    (notes / CELLS).rename(notes / "D1_cell" / "1.2_cells.md")
    (notes / "README.md").write_text((notes / "README.md").read_text("utf-8").replace("1.1", "1.2"), "utf-8")
    (report,) = objects(build(notes, out, "--json", now=1_700_000_100))
    assert (report["moved"], report["updated"], report["new"], report["retired"]) == (8, 0, 0, 0)


def test_a_doubtful_note_is_new_and_can_be_told_whose_it_is(tmp_path: Path) -> None:
    """The report names both places and the command; run, it brings the old guid back."""
    page = "# T\n\n## U\n\n- A test set that has steered ==model selection== no longer gives an unbiased estimate.\n"
    notes, out = make_notes(tmp_path, page), tmp_path / "out"
    build(notes, out)
    (old,) = objects(run("cards", notes, "--json"))
    _edit(notes, page.replace("steered", "guided").replace("selection", "choice").replace("gives", "yields"))

    told = run("build", notes, "-o", out, "--dry-run").stderr

    assert "I306 doubtful-heir  new note, though it may be “a test set that has steered" in told
    assert f"(D1_cell/1.1_cells.md › u) reworded; if so: deckbuilder inherit {notes / CELLS}:5 {old['guid']}" in told
    assert run("inherit", f"{notes / CELLS}:5", old["guid"]).exit_code == 0
    (report,) = objects(build(notes, out, "--json", now=1_700_000_100))
    assert (report["new"], report["updated"], report["retired"]) == (0, 1, 0)
    assert [one["guid"] for one in objects(run("cards", notes, "--json"))] == [old["guid"]]


def test_inherit_after_the_build_retires_what_was_shipped(tmp_path: Path) -> None:
    notes, out = _built(tmp_path)
    old = next(one for one in objects(run("cards", notes, "--json")) if "Ribosome" in one["cards"][0]["front"])
    _edit(
        notes,
        PAGE.replace("**Ribosome**: the machine that joins amino acids to proteins", "**Peptide mill**: reads RNA"),
    )
    assert "1 new" in build(notes, out, now=1_700_000_100).output
    assert run("inherit", f"{notes / CELLS}:6", old["guid"]).exit_code == 0
    (report,) = objects(build(notes, out, "--json", now=1_700_000_200))
    assert (report["new"], report["updated"], report["retired"]) == (0, 1, 0)
    found = {one["guid"]: one for one in objects(run("cards", notes, "--json"))}
    assert "Peptide mill" in found[old["guid"]]["cards"][0]["front"]
    assert objects(build(notes, out, "--json", now=1_700_000_300))[0]["unchanged"] == 8


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["{page}", "x"], "name a line"),
        (["{page}:6", "nothing"], "the ledger knows no note nothing"),
        (["{page}:1", "x"], "there is no note at"),
        (["{page}:6", "{guid}"], "is in use"),
    ],
)
def test_inherit_says_what_is_wrong(args: list[str], message: str, tmp_path: Path) -> None:
    notes, _ = _built(tmp_path)
    guid = objects(run("cards", notes, "--json"))[0]["guid"]
    result = run("inherit", *(arg.format(page=notes / CELLS, guid=guid) for arg in args))
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_large_part_is_not_retired_unasked(tmp_path: Path) -> None:
    """A page of twelve notes that is gone stops the build and the check; --allow-retire says that it may go."""
    notes, out = _built(tmp_path)
    bullets = "".join(f"- **Word{n}**: the meaning of word number {n}.\n" for n in range(12))
    page = notes / "D1_cell" / "1.2_words.md"
    page.write_text(f"# Words\n\n{bullets}", "utf-8")
    build(notes, out)
    before = (notes / "ledger.jsonl").read_bytes()
    page.unlink()
    for command in (["build", notes, "-o", out], ["check", notes]):
        result = run(*command)
        assert result.exit_code == 1
        assert "I310 mass-retirement  12 of 20 notes would be retired" in result.stderr
    assert (notes / "ledger.jsonl").read_bytes() == before
    assert "12 retired" in build(notes, out, "--allow-retire", now=1_700_000_100).output


def test_another_version_asks_before_it_writes_many_notes_anew(tmp_path: Path) -> None:
    """Ten cards with other words stop the build and the check; --accept-changes says that they may go out, once."""
    notes, out = make_notes(tmp_path), tmp_path / "out"
    bullets = "".join(f"- **Word{n}**: the meaning of word number {n}.\n" for n in range(12))
    (notes / "D1_cell" / "1.2_words.md").write_text(f"# Words\n\n{bullets}", "utf-8")
    build(notes, out)
    ledger = notes / "ledger.jsonl"
    head, *entries = ledger.read_text("utf-8").splitlines()
    older = [line.replace('"hash":"', '"hash":"0') if '"cue":"word' in line else line for line in entries]
    ledger.write_text("\n".join([re.sub(r',"builder":"[^"]+"', "", head), *older]) + "\n", "utf-8")
    before = ledger.read_bytes()
    for command in (["build", notes, "-o", out], ["check", notes]):
        result = run(*command)
        assert result.exit_code == 1
        assert "I316 changed-by-builder" in result.stderr
        assert "would write 12 shipped notes anew" in result.stderr
    assert ledger.read_bytes() == before
    assert "12 updated" in build(notes, out, "--accept-changes", now=1_700_000_100).output
    assert "20 unchanged" in build(notes, out, now=1_700_000_200).output


def test_what_the_author_changed_is_never_asked_about(tmp_path: Path) -> None:
    """A newer version says nothing of notes whose lines were edited."""
    notes, out = make_notes(tmp_path), tmp_path / "out"
    page = notes / "D1_cell" / "1.2_words.md"
    bullets = "".join(f"- **Word{n}**: the meaning of word number {n}.\n" for n in range(12))
    page.write_text(f"# Words\n\n{bullets}", "utf-8")
    build(notes, out)
    ledger = notes / "ledger.jsonl"
    ledger.write_text(re.sub(r',"builder":"[^"]+"', "", ledger.read_text("utf-8")), "utf-8")
    page.write_text(f"# Words\n\n{bullets.replace('number', 'no.')}", "utf-8")
    assert "12 updated" in build(notes, out, now=1_700_000_100).output


def test_a_part_takes_nothing_from_pages_it_does_not_look_at(tmp_path: Path) -> None:
    """The same bullet on a new page is a second note while the first still stands, and the first one where it is gone."""
    notes, out = _built(tmp_path)
    bullet = "- **Ribosome**: the machine that joins amino acids to proteins.\n"
    other = notes / "D1_cell" / "1.2_more.md"
    other.write_text(f"# More\n\n## Machines\n\n{bullet}- **Lysosome**: a bag of enzymes.\n", "utf-8")
    known = {one["guid"] for one in objects(run("cards", notes / CELLS, "--json"))}

    part = objects(run("cards", other, "--json"))
    assert not known & {one["guid"] for one in part}

    _edit(notes, PAGE.replace(bullet, ""))
    part = objects(run("cards", other, "--json"))
    assert [one["guid"] in known for one in part] == [True, False]
    (report,) = objects(build(other, out, "--json", now=1_700_000_100))
    assert (report["new"], report["retired"], report["not_looked_at"]) == (1, 0, 7)
    (report,) = objects(build(notes, out, "--json", now=1_700_000_200))
    assert (report["new"], report["retired"]) == (0, 0)


def test_a_part_retires_nothing_unless_it_is_all_there_is(tmp_path: Path) -> None:
    """A bullet that is gone from a page may stand on another; where no other page was shipped, it is gone."""
    notes, out = _built(tmp_path)
    without = PAGE.replace("- **Ribosome**: the machine that joins amino acids to proteins.\n", "")
    (notes / "D1_cell" / "1.2_more.md").write_text("# More\n\n- **Lysosome**: a bag of enzymes.\n", "utf-8")
    _edit(notes, without)
    (report,) = objects(build(notes / CELLS, out, "--json", now=1_700_000_100))
    assert (report["retired"], report["not_looked_at"]) == (1, 0)
    build(notes, out, now=1_700_000_200)
    _edit(notes, without.replace("A red blood cell lives for about **120 days** and then goes to the spleen.\n", ""))
    (report,) = objects(build(notes / CELLS, out, "--json", now=1_700_000_300))
    assert (report["retired"], report["not_looked_at"], report["waiting"]) == (0, 1, 1)
    assert objects(build(notes, out, "--json", now=1_700_000_400))[0]["retired"] == 1


def test_a_part_has_a_package_of_its_own(tmp_path: Path) -> None:
    """It must not replace the package with everything."""
    notes, out = _built(tmp_path)
    (notes / "D1_cell" / "1.2_more.md").write_text("# More\n\n- **Lysosome**: a bag of enzymes.\n", "utf-8")
    whole = (out / "biology.apkg").read_bytes()
    build(notes / "D1_cell" / "1.2_more.md", out, now=1_700_000_100)
    assert (out / "biology.apkg").read_bytes() == whole
    assert (out / "biology-1-2_more.apkg").exists()


def test_what_is_not_made_any_more_is_told(tmp_path: Path) -> None:
    """A package under an earlier name would be shipped by mistake; packages of others are nobody's business."""
    notes, out = _built(tmp_path)
    other = make_notes(tmp_path / "other")
    (other / CELLS).write_text("# T\n\n- **Keel**: a beam.\n", "utf-8")
    build(other, tmp_path / "other-out")
    shutil.copy(tmp_path / "other-out" / "biology.apkg", out / "theirs.apkg")
    (out / "broken.apkg").write_bytes(b"x")
    run("rename", "Biology", "Life", "--notes", notes)
    output = build(notes, out, now=1_700_000_100).output
    assert f"{out / 'biology.apkg'} is not of this build" in output
    assert "theirs" not in output
    assert "broken" not in output


def test_check_says_whether_the_packages_are_current(tmp_path: Path) -> None:
    notes, out = _built(tmp_path)
    before = {path: path.read_bytes() for path in [notes / "ledger.jsonl", *out.iterdir()]}
    assert run("build", notes, "-o", out, "--check").exit_code == 0
    _edit(notes)
    result = run("build", notes, "-o", out, "--check")
    assert result.exit_code == 1
    assert "would write" in result.output
    assert {path: path.read_bytes() for path in before} == before
    _edit(notes, PAGE)
    (out / "biology.apkg").unlink()
    assert run("build", notes, "-o", out, "--check").exit_code == 1


# --- diff -------------------------------------------------------------------------------------------------------------


def test_diff_shows_old_beside_new(tmp_path: Path) -> None:
    notes, out = _built(tmp_path)
    assert run("diff", notes, "-o", out, "--exit-code").output == "8 unchanged\n"
    page = EDITED.replace("- **Ribosome**", "- **Nucleolus**: where ribosomes begin.\n- **Ribo some**")
    _edit(notes, page.replace("| Lysosome | one | none |\n", ""))

    result = run("diff", notes, "-o", out, "--exit-code")

    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert lines[-1] == "1 new, 2 updated, 1 retired, 5 unchanged"
    head = next(n for n, line in enumerate(lines) if line.startswith("updated") and "cells.md:5" in line)
    assert lines[head].endswith("(Back, Reverse Front)")
    assert lines[head + 1].startswith(
        "  - [Cells › Organelles] What is Mitochondrion?  ⇒  The organelle that makes most of"
    )
    assert lines[head + 2].startswith(
        "  + [Cells › Organelles] What is Mitochondrion?  ⇒  The organelle that makes nearly"
    )
    assert not any(
        line.startswith(("  - [Cells › Organelles] A red", "  + [Cells › Organelles] A red")) for line in lines
    )

    assert f"retired {notes}/D1_cell/1.1_cells.md › organelles" in lines
    found = [json.loads(line) for line in run("diff", notes, "-o", out, "--json").output.splitlines()]
    assert sorted(one["arrival"] for one in found) == ["new", "retired", "updated", "updated"]
    (new,) = [one for one in found if one["arrival"] == "new"]
    assert new["cards"][0]["old"] is None
    assert new["source"] == {"path": str(CELLS), "line": 6}
    page = run("diff", notes, "-o", out, "--format", "html").output
    assert "<del>most</del>" in page
    assert "<ins>nearly all</ins>" in page


def test_diff_of_two_packages(tmp_path: Path) -> None:
    notes, out = _built(tmp_path)
    shutil.copytree(out, tmp_path / "old")
    _edit(notes)
    build(notes, out, now=1_700_000_100)
    result = run("diff", tmp_path / "old" / "biology.apkg", out / "biology.apkg", "-q")
    assert result.output == "1 updated, 7 unchanged\n"
    # The other way round the import would change nothing, although the notes read otherwise.
    back = run("diff", out / "biology.apkg", tmp_path / "old" / "biology.apkg", "-q")
    assert back.output == "1 skipped, 7 unchanged\n"


def test_diff_of_revisions(tmp_path: Path) -> None:
    """Each revision is built over its own ledger; the working tree is left alone."""
    notes, out = _built(tmp_path)
    git = ["git", "-C", str(tmp_path), "-c", "user.name=T", "-c", "user.email=t@example.org"]
    for args in (["init", "-q"], ["add", "notes"], ["commit", "-qm", "one"], ["tag", "v1"]):
        subprocess.run([*git, *args], check=True)
    _edit(notes)
    build(notes, out, now=1_700_000_100)
    subprocess.run([*git, "commit", "-qam", "two"], check=True)
    _edit(notes, EDITED + "\nThe heart beats some **100,000 times** a day.\n")
    assert run("diff", notes, "--rev", "v1..HEAD", "-q").output == "1 updated, 7 unchanged\n"
    assert run("diff", notes, "--rev", "v1", "-q").output == "1 new, 1 updated, 7 unchanged\n"
    assert run("diff", notes, "--rev", "HEAD", "-q").output == "1 new, 8 unchanged\n"
    told = run("diff", notes, "--rev", "v1..HEAD").output
    assert f"updated {notes / CELLS}:5 (" in told
    for rev, message in (("v9", "there is no revision 'v9'"), ("--all", "there is no revision '--all'")):
        result = run("diff", notes, "--rev", rev)
        assert result.exit_code == 2
        assert message in result.stderr
    outside = run("diff", make_notes(tmp_path / "else"), "--rev", "v1", env={"GIT_CEILING_DIRECTORIES": str(tmp_path)})
    assert outside.exit_code == 2


def test_diff_without_a_package_says_so(tmp_path: Path) -> None:
    result = run("diff", make_notes(tmp_path), "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "there is no package of an earlier build" in result.stderr


# --- rename and fork --------------------------------------------------------------------------------------------------


def test_rename_changes_a_pinned_deck(tmp_path: Path) -> None:
    notes, out = _built(tmp_path)
    result = run("rename", "Biology::01 The cell", "Biology::01 Cells", "--notes", notes)
    assert "deck Biology::01 The cell → Biology::01 Cells" in result.output
    assert "stay in the old deck" in result.output
    (report,) = objects(build(notes, out, "--json", now=1_700_000_100))
    assert report["unchanged"] == 8  # a deck is not part of a note
    assert {one["deck"] for one in objects(run("cards", notes, "--json"))} == {"Biology::01 Cells"}


def test_rename_changes_a_tag_and_says_what_that_costs(tmp_path: Path) -> None:
    notes, out = _built(tmp_path)
    result = run("rename", "biology", "life", "--notes", notes)
    assert "tag biology::the-cell::cells → life::the-cell::cells" in result.output
    assert "8 notes will be updated" in result.output
    (report,) = objects(build(notes, out, "--json", now=1_700_000_100))
    assert report["updated"] == 8
    assert {tag for one in objects(run("cards", notes, "--json")) for tag in one["tags"]} == {"life::the-cell::cells"}


def test_rename_of_the_root_keeps_the_tags(tmp_path: Path) -> None:
    notes, out = _built(tmp_path)
    run("rename", "Biology", "Life", "--notes", notes)
    (report,) = objects(build(notes, out, "--json", now=1_700_000_100))
    assert report["unchanged"] == 8
    assert {one["deck"] for one in objects(run("cards", notes, "--json"))} == {"Life::01 The cell"}
    assert (out / "life.apkg").exists()


def test_rename_of_nothing(tmp_path: Path) -> None:
    notes, _ = _built(tmp_path)
    result = run("rename", "Biologie", "Life", "--notes", notes)
    assert result.exit_code == 2
    assert "did you mean 'Biology'?" in result.stderr


def test_fork_before_the_build_keeps_the_old_words(tmp_path: Path) -> None:
    """Refused before it was shipped, the old note is retired as it was, and comes back when its words do."""
    notes, out = _built(tmp_path)
    old = next(one for one in objects(run("cards", notes, "--json")) if "Ribosome" in one["cards"][0]["front"])
    _edit(notes, PAGE.replace("joins amino acids to proteins", "reads messenger RNA"))
    assert run("fork", f"{notes / CELLS}:6").exit_code == 0
    (report,) = objects(build(notes, out, "--json", now=1_700_000_100))
    assert (report["new"], report["updated"]) == (1, 0)
    assert objects(build(notes, out, "--json", now=1_700_000_200))[0]["unchanged"] == 8
    _edit(notes, PAGE)
    build(notes, out, now=1_700_000_300)
    assert old["guid"] in {one["guid"] for one in objects(run("cards", notes, "--json"))}


def test_fork_of_what_has_no_history(tmp_path: Path) -> None:
    notes = make_notes(tmp_path)
    result = run("fork", f"{notes / CELLS}:6")
    assert result.exit_code == 2
    assert "no note with a history" in result.stderr


# --- verify -----------------------------------------------------------------------------------------------------------


def test_verify_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, out = _built(tmp_path)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    result = run("verify", out / "biology.apkg", out / "biology.apkg")
    assert result.exit_code == 1
    assert "pip install 'markdown-deckbuilder[anki]'" in result.stderr


# --- names ------------------------------------------------------------------------------------------------------------


def test_names_follow_a_file_and_a_folder(tmp_path: Path) -> None:
    """Under another path a page keeps its tag and a domain its deck, although the titles have changed as well."""
    notes, out = tmp_path / "notes", tmp_path / "out"
    (notes / "cells").mkdir(parents=True)
    (notes / "cells" / "organelles.md").write_text(PAGE, "utf-8")
    build(notes, out)
    before = objects(run("cards", notes, "--json"))
    (notes / "cells").rename(notes / "life")
    (notes / "life" / "organelles.md").rename(notes / "life" / "parts.md")
    (notes / "life" / "parts.md").write_text(PAGE.replace("# Cells", "# Parts of a cell"), "utf-8")
    build(notes, out, now=1_700_000_100)
    after = objects(run("cards", notes, "--json"))
    assert [(one["guid"], one["deck"], one["tags"]) for one in after] == [
        (one["guid"], one["deck"], one["tags"]) for one in before
    ]


def test_a_page_that_stays_keeps_its_names_for_itself(tmp_path: Path) -> None:
    """A new page made of half of another has names of its own."""
    notes, out = _built(tmp_path)
    half = PAGE.index("| Organelle |")
    _edit(notes, PAGE[:half])
    (notes / "D1_cell" / "1.2_table.md").write_text("# Table\n\n## Organelles\n\n" + PAGE[half:], "utf-8")
    build(notes, out, now=1_700_000_100)
    tags = {tag for one in objects(run("cards", notes, "--json")) for tag in one["tags"]}
    assert tags == {"biology::the-cell::cells", "biology::the-cell::table"}


def test_names_follow_a_heading_of_the_index(tmp_path: Path) -> None:
    """Pages without folders belong to the heading that lists them; renamed, it is still the same deck."""
    notes, out = tmp_path / "notes", tmp_path / "out"
    notes.mkdir()
    index = "# Biology\n\n## Animals\n\n- [Cells](cells.md)\n\n## Plants\n\n- [Leaves](leaves.md)\n"
    (notes / "README.md").write_text(index, "utf-8")
    (notes / "cells.md").write_text(PAGE, "utf-8")
    (notes / "leaves.md").write_text("# Leaves\n\n- **Stoma**: a pore in a leaf.\n", "utf-8")
    build(notes, out)
    before = {(one["guid"], one["deck"], *one["tags"]) for one in objects(run("cards", notes, "--json"))}
    assert {deck for _, deck, *_ in before} == {"Biology::01 Animals", "Biology::02 Plants"}
    (notes / "README.md").write_text(index.replace("Animals", "Life of animals"), "utf-8")
    build(notes, out, now=1_700_000_100)
    assert {(one["guid"], one["deck"], *one["tags"]) for one in objects(run("cards", notes, "--json"))} == before


_DOUBTFUL = "# T\n\n## U\n\n- A test set that has steered ==model selection== no longer gives an unbiased estimate.\n"
_REWORDED = _DOUBTFUL.replace("steered", "guided").replace("selection", "choice").replace("gives", "yields")


def _in_doubt(folder: Path) -> tuple[Path, Path, str]:
    """Build a note, reword it so far that it is in doubt, build again; return notes, output and the old guid."""
    notes, out = make_notes(folder, _DOUBTFUL), folder / "out"
    build(notes, out)
    (old,) = objects(run("cards", notes, "--json"))
    _edit(notes, _REWORDED)
    told = build(notes, out, now=1_700_000_100).stderr
    assert "I306" in told
    assert "I317 retired  retired, because it may be reworded, and nobody has decided: a test set" in told
    return notes, out, old["guid"]


def test_a_doubt_is_told_until_it_is_decided(tmp_path: Path) -> None:
    notes, out, old = _in_doubt(tmp_path)
    again = build(notes, out, now=1_700_000_200).stderr
    assert "I306" in again
    assert f"{old} --note " in again
    assert "1 open doubt" in run("decide", notes, "--list").output
    assert "1 open doubt" in run("decide", notes, input="s\n").output
    assert "1 open doubt" in run("decide", notes, input="n\n").output
    assert "nothing is in doubt" in run("decide", notes).output
    assert "I306" not in build(notes, out, now=1_700_000_300).stderr


def test_decide_gives_the_history(tmp_path: Path) -> None:
    notes, out, old = _in_doubt(tmp_path)
    assert "old: a test set that has steered" in run("decide", notes, input="y\n").output
    build(notes, out, now=1_700_000_200)
    assert [one["guid"] for one in objects(run("cards", notes, "--json"))] == [old]
    assert "nothing is in doubt" in run("decide", notes).output


def test_inherit_as_printed_names_the_note(tmp_path: Path) -> None:
    """Where several notes stand on one line the command in the report still works."""
    notes, out, old = _in_doubt(tmp_path)
    told = build(notes, out, now=1_700_000_200).stderr
    words = told.split("deckbuilder inherit ", 1)[1].split()[:4]
    assert run("inherit", *words).exit_code == 0
    build(notes, out, now=1_700_000_300)
    assert [one["guid"] for one in objects(run("cards", notes, "--json"))] == [old]
    assert run("inherit", words[0], words[1], "--note", "nothing").exit_code == 2
