"""What ``verify`` counts: every bin has in it what belongs there, whatever ids the notes have in the package."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path

import pytest

import markdown_deckbuilder.anki.verify as verification
from markdown_deckbuilder.anki.verify import Text, verify
from markdown_deckbuilder.cards.note_types import note_type
from markdown_deckbuilder.identity.likeness import weights_of
from markdown_deckbuilder.model import Kind
from tests.notes_folder import build, make_notes, run

PAGE = """\
# Rivers

- **Delta**: land that a river builds where it drops its load in still water.
- **Meander**: a bend that grows because the outer bank wears away faster.
- **Oxbow**: a lake left behind where a river cut through the neck of a bend.
- **Estuary**: the wide mouth in which the tide mixes salt water with fresh.
- **Tributary**: a stream that ends in a larger one and never meets the sea.
- **Watershed**: the ridge from which rain runs off into different basins.
- **Floodplain**: the flat ground that is under water when a river rises.

The Nile flows for about ==6,650 km== and ends in the ==Mediterranean==.
"""


def _changed(path: Path, copy: Path, script: str) -> Path:
    """Write the package at *path* to *copy*, with the SQL *script* run over its collection."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    connection = sqlite3.connect(":memory:")
    connection.deserialize(members["collection.anki2"])
    connection.executescript(script)
    members["collection.anki2"] = connection.serialize()
    with zipfile.ZipFile(copy, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return copy


def _packages(folder: Path, ids: str) -> tuple[Path, Path]:
    """Return a package, and one in which something of every kind has happened; *ids* says what to its notes' ids."""
    notes, out = make_notes(folder, PAGE), folder / "out"
    build(notes, out)
    old = out / "biology.apkg"
    cloze = note_type(Kind.CLOZE).id
    swap = "replace(replace(replace(flds, '{{c1', '{{cX'), '{{c2', '{{c1'), '{{cX', '{{c2')"
    fields = "'A {{c1::hidden}} word' || replace(hex(zeroblob(7)), '00', char(31))"
    script = f"""
        update notes set guid = 'unheard-of' where flds like '%Delta%';
        update notes set mod = mod + 9, flds = replace(flds, 'grows', 'widens') where flds like '%Meander%';
        update notes set mod = mod + 9, mid = {cloze}, flds = {fields} where flds like '%Oxbow%' or flds like '%Estuary%';
        delete from cards where nid in (select id from notes where flds like '%Tributary%');
        delete from notes where flds like '%Tributary%';
        update notes set mod = mod + 9, flds = {swap} where flds like '%Nile%';
        {ids}
    """
    return old, _changed(old, folder / "new.apkg", script)


# The same ids as in the package before; others; and each that of a note before it, as another build may give them.
SHIFTED = """
    update cards set nid = -(nid + 3), id = -(id + 5000); update cards set nid = -nid, id = -id;
    update notes set id = -(id + 3); update notes set id = -id;
"""
OTHER = "update cards set nid = nid + 70000, id = id + 70000; update notes set id = id + 70000;"


@pytest.mark.parametrize("ids", ["", OTHER, SHIFTED], ids=["same", "other", "shifted"])
def test_every_bin_has_what_belongs_there(ids: str, tmp_path: Path) -> None:
    """New, updated, duplicate, conflicting, kept, lost, wrong and retired, all at once and none for another."""
    old, new = _packages(tmp_path, ids)
    guids = dict(_rows(old))

    def of(*names: str) -> set[str]:
        return {guid for guid, words in guids.items() if any(name in words for name in names)}

    proof = verify(old, new)
    assert proof.new == ("unheard-of",)
    assert set(proof.updated) == of("Meander", "Nile")
    assert set(proof.duplicate) == of("Watershed", "Floodplain")
    assert set(proof.conflicting) == of("Oxbow", "Estuary")
    assert set(proof.retired) == of("Delta", "Tributary")
    assert proof.kept == 14  # two a term, and two of the river; not the two that stand doubled
    assert [text.answer for text in proof.lost][1:] == ["delta"]  # both cards of what came under another guid
    assert len(proof.wrong) == 2  # the two deletions that changed places
    assert not proof.is_sound
    result = run("verify", old, new, "--json")
    assert result.exit_code == 1
    told = json.loads(result.output)
    assert {name: len(told[name]) for name in ("new", "updated", "duplicate", "conflicting", "retired")} == {
        "new": 1,
        "updated": 2,
        "duplicate": 2,
        "conflicting": 2,
        "retired": 2,
    }


def test_the_log_has_ids_of_the_collection_but_for_conflicts(tmp_path: Path) -> None:
    """docs/anki.md, Updating: what the engine's log says of a note."""
    from markdown_deckbuilder.anki.collection import import_package, throw_away

    old, new = _packages(tmp_path, OTHER)
    with throw_away() as collection:
        import_package(collection, old)
        log = import_package(collection, new)
        there = {row[0]: row[1] for row in collection.db.all("select id, guid from notes")}  # type: ignore[union-attr]
    for name in ("new", "updated", "duplicate"):
        assert all(note.id.nid in there for note in getattr(log, name)), name
    assert [note.id.nid in there for note in log.conflicting] == [False, False]


def test_a_package_that_a_newcomer_cannot_import_is_refused(tmp_path: Path) -> None:
    """Whoever has the old deck could import it; to anybody else Anki says no, and so does verify."""
    old, _ = _packages(tmp_path, "")
    new = _changed(old, tmp_path / "bad.apkg", "update notes set mid = 99, mod = mod + 9 where flds like '%Delta%'")
    with pytest.raises(ValueError, match="Anki cannot import"):
        verify(old, new)


def test_comparing_stays_cheap_when_all_guids_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """A card is compared with a few that share telling words, however many there are."""
    count = 0

    def counted(old: str, new: str, weights: object) -> bool:
        nonlocal count
        count += 1
        return False

    monkeypatch.setattr(verification, "_says_the_same", counted)
    many = 1_500
    before = {
        (f"old{n}", 0): Text(f"what is term{n} of kind{n % 50}?", f"thing{n} that moves slowly") for n in range(many)
    }
    after = {
        (f"new{n}", 0): Text(f"what is term{n} of kind{n % 50}?", f"thing{n} that moves fast") for n in range(many)
    }
    weights = weights_of(text.whole for text in before.values())
    assert list(verification._doubled(before, after, weights)) == []
    assert many <= count <= 10 * many


def test_a_reworded_copy_is_found_among_many() -> None:
    """The index leaves nothing out that says the same: every reworded card is told."""
    many = 400
    before = {
        (f"o{n}", 0): Text(f"what is a term{n}?", f"the thing{n} that carries water to the mill") for n in range(many)
    }
    after = {
        (f"n{n}", 0): Text(f"what is a term{n}?", f"a thing{n} that carries waters to the mill") for n in range(many)
    }
    weights = weights_of(text.whole for text in before.values())
    assert len(list(verification._doubled(before, after, weights))) == many


def _rows(package: Path) -> list[tuple[str, str]]:
    with zipfile.ZipFile(package) as archive:
        data = archive.read("collection.anki2")
    connection = sqlite3.connect(":memory:")
    connection.deserialize(data)
    return connection.execute("select guid, flds from notes").fetchall()
