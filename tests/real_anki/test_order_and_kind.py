"""In the real Anki: new cards come in the order of the notes, and another kind of note never conflicts."""

from __future__ import annotations

from pathlib import Path

from click.testing import Result

from markdown_deckbuilder.anki.collection import throw_away
from markdown_deckbuilder.anki.verify import verify
from tests.notes_folder import build
from tests.real_anki.collection import import_package

PAGES = {
    "1.2_metals.md": "# Metals\n\ntin :: soft and silvery\n\ncopper :: reddish and ductile\n",
    "1.10_gases.md": "# Gases\n\nxenon :: heavy and inert\n\nargon :: a hundredth of the air\n",
    "2_rest.md": "# Rest\n\nbromine :: a brown liquid\n",
}


def test_new_cards_come_in_the_order_of_the_notes(tmp_path: Path) -> None:
    """Page by page in their natural order, and in each from top to bottom: due 1, 2, 3 and so on."""
    notes = tmp_path / "notes"
    notes.mkdir()
    for name, text in PAGES.items():
        (notes / name).write_text(text, "utf-8")
    build(notes, tmp_path / "out")
    with throw_away() as collection:
        import_package(collection, tmp_path / "out" / "notes.apkg")
        cards = [collection.get_card(card_id) for card_id in collection.find_cards("", order="c.due")]
        assert [card.due for card in cards] == [1, 2, 3, 4, 5]
        words = [card.note().fields[0] for card in cards]
    assert words == ["tin", "copper", "xenon", "argon", "bromine"]


MINERALS = (
    "# Minerals\n\n- **Galena**: the chief ore of lead since Roman times.\n",
    "# Minerals\n\n- ==Galena== has been the chief ore of lead since Roman times.\n",
)


def _two_builds(texts: tuple[str, str], folder: Path) -> tuple[Result, Path, list[Path]]:
    """Build two versions of a page; return what the second said, the output folder and both packages."""
    notes, out = folder / "notes", folder / "out"
    notes.mkdir()
    shipped = []
    for step, text in enumerate(texts):
        (notes / "a.md").write_text(f"{text}- **Quartz**: the silica that grows in six-sided crystals.\n", "utf-8")
        result = build(notes, out, now=1_700_000_000 + 100 * step)
        shipped.append(folder / f"{step}.apkg")
        shipped[-1].write_bytes((out / "notes.apkg").read_bytes())
    return result, out, shipped


def test_another_kind_of_note_is_new_and_said_so(tmp_path: Path) -> None:
    """One note retired, one new, the other untouched, and no conflict in Anki."""
    reworded = MINERALS[0].replace("Roman times", "Roman days")
    result, out, shipped = _two_builds((MINERALS[1], reworded), tmp_path)
    assert "a.md:3: info I307" in result.stderr
    assert "1 new, 1 retired, 1 unchanged" in result.output
    assert (out / "notes-retired.apkg").is_file()
    proof = verify(*shipped)
    assert (len(proof.new), len(proof.duplicate), len(proof.retired), proof.conflicting) == (1, 1, 1, ())


def test_a_shipped_note_keeps_its_kind_while_its_words_stand(tmp_path: Path) -> None:
    """A mark makes no cloze of a definition that has been learned: the note stays as it was, and is shipped again."""
    result, out, shipped = _two_builds(MINERALS, tmp_path)
    assert "a.md:3: info I315" in result.stderr
    assert "I307" not in result.stderr
    assert "1 unchanged, 1 kept as shipped" in result.output
    assert not (out / "notes-retired.apkg").exists()
    proof = verify(*shipped)
    assert (len(proof.new), len(proof.duplicate), len(proof.retired), proof.conflicting) == (0, 2, 0, ())
