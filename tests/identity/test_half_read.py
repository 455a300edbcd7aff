"""Pages and notes that cannot be used: left out, told, and nothing of them or of others is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from markdown_deckbuilder.config import Config
from markdown_deckbuilder.diagnostics import Severity
from markdown_deckbuilder.identity.ledger import Ledger
from markdown_deckbuilder.model import Outcome, Reason
from markdown_deckbuilder.outcomes import outcomes
from markdown_deckbuilder.pipeline import Build, build
from markdown_deckbuilder.reading.discover import Target

HEAT = """\
# Heat

- **Entropy**: a measure of how many states a system may be in.
- **Enthalpy**: internal energy plus pressure times volume.
"""
WAVES = """\
# Waves

- **Amplitude**: the greatest distance from the resting place.
- **Period**: the time that one full swing takes.
"""
BAD_FRONT = "---\ntitle: Heat: an outline\n---\n\n"


class _Notes:
    """A folder of notes, built again and again."""

    def __init__(self, root: Path) -> None:
        self.root, self.ledger, self.now = root, Ledger(), 1_700_000_000

    def write(self, **pages: str | bytes) -> None:
        for name, text in pages.items():
            (self.root / f"{name}.md").write_bytes(text if isinstance(text, bytes) else text.encode())

    def build(self, part: str = "", config: Config | None = None) -> Build:
        self.now += 3600
        made = build(Target(self.root, part), config or Config(), self.ledger, self.now)
        if not made.stopped:
            self.ledger = made.ledger
        return made


@pytest.fixture
def notes(tmp_path: Path) -> _Notes:
    return _Notes(tmp_path)


def _cues(made: Build) -> dict[str, str]:
    return {made.settled[note.guid].candidate.cue: note.guid for note in made.notes}


def _told(made: Build) -> list[tuple[str, str]]:
    return [(fault.code, fault.span.path) for fault in made.diagnostics if fault.span]


UNUSABLE = {
    "front matter that is no YAML": BAD_FRONT + HEAT,
    "a setting of the wrong type": "---\ncards: perhaps\n---\n" + HEAT,
    "an unknown rule": "---\nrules:\n  tabel: off\n---\n" + HEAT,
    "bytes in no encoding": b"# Heat\n\n- **Entr\xf6pie\x81\x9f**: \xff\xfe\xfa\n",
}


@pytest.mark.parametrize("page", UNUSABLE.values(), ids=UNUSABLE)
def test_a_page_that_cannot_be_used_stops_nothing_else(page: str | bytes, notes: _Notes) -> None:
    """Its notes stay living in the ledger; the other page is built, edited and all."""
    notes.write(heat=HEAT, waves=WAVES)
    first = _cues(notes.build())
    notes.write(heat=page, waves=WAVES.replace("one full swing", "a whole swing"))

    made = notes.build()

    assert _cues(made) == {cue: first[cue] for cue in ("Amplitude", "Period")}
    assert made.has_errors and not made.stopped
    assert made.left_out.pages == ("heat.md",)
    assert set(made.changes.not_looked_at) == {first["Entropy"], first["Enthalpy"]}
    assert not made.changes.retired and made.changes.updated == (first["Period"],)
    assert all(made.ledger.entries[first[cue]].retired is None for cue in first)

    notes.write(heat=HEAT)
    again = notes.build()
    assert _cues(again) == first and not again.left_out and not again.changes.retired


def test_an_unreadable_folder_is_not_looked_at(notes: _Notes, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    (notes.root / "cold").mkdir()
    notes.write(**{"cold/heat": HEAT, "waves": WAVES})
    first = _cues(notes.build())
    scandir = os.scandir

    def refusing(path: Path) -> object:
        if Path(path).name == "cold":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr("os.scandir", refusing)
    made = notes.build()
    assert made.left_out.pages == ("cold",) and not made.changes.retired
    assert set(made.changes.not_looked_at) == {first["Entropy"], first["Enthalpy"]}


def test_what_may_have_moved_out_of_an_unread_page_is_held_back(notes: _Notes) -> None:
    """Born anew it would lose its reviews; it gets its guid as soon as the page can be read."""
    notes.write(heat=HEAT, waves=WAVES)
    first = _cues(notes.build())
    moved = "- **Entropy**: a measure of how many states a system may be in.\n"
    notes.write(heat=BAD_FRONT + HEAT.replace(moved, ""), waves=WAVES + moved)

    made = notes.build()

    assert _cues(made) == {cue: first[cue] for cue in ("Amplitude", "Period")}
    assert ("I312", "waves.md") in _told(made) and len(made.left_out.held_back) == 1
    assert Reason.HELD_BACK in {found.reason for found in outcomes(made) if found.outcome is Outcome.NONE}
    assert len(made.ledger.entries) == 4

    notes.write(heat=HEAT.replace(moved, ""))
    assert _cues(notes.build()) == first


def test_what_is_gone_may_have_moved_into_an_unread_page(notes: _Notes) -> None:
    """So nothing is retired, on any page, until all can be read."""
    notes.write(heat=HEAT, waves=WAVES)
    first = _cues(notes.build())
    moved = "- **Period**: the time that one full swing takes.\n"
    notes.write(heat=BAD_FRONT + HEAT + moved, waves=WAVES.replace(moved, ""))

    made = notes.build()

    assert not made.changes.retired and first["Period"] in made.changes.waiting
    notes.write(heat=HEAT + moved)
    assert _cues(notes.build()) == first


def test_a_reverse_is_not_added_because_its_twin_cannot_be_read(notes: _Notes) -> None:
    """Two terms of one meaning: neither may be asked for by it, also while one of them is out of sight."""
    twin = "# Swings\n\n- **Reach**: the greatest distance from the resting place.\n"
    notes.write(twin=twin, waves=WAVES)
    first = {note.guid: note.ordinals for note in notes.build().notes}
    notes.write(twin=BAD_FRONT + twin)

    made = notes.build()

    assert all(note.ordinals == first[note.guid] for note in made.notes)
    assert not made.changes.updated


def test_a_note_that_anki_cannot_take_is_left_out(notes: _Notes) -> None:
    """E602: the note is missing and stays living, the others of its page are built."""
    notes.write(waves=WAVES)
    first = _cues(notes.build())
    notes.write(waves=WAVES.replace("one full swing", "one full swing\x1f"))

    made = notes.build()

    assert _cues(made) == {"Amplitude": first["Amplitude"]}
    assert {fault.code for fault in made.diagnostics if fault.severity is Severity.ERROR} == {"E602"}
    assert not made.stopped and len(made.left_out.notes) == 1
    assert made.ledger.entries[first["Period"]] == notes.ledger.entries[first["Period"]]
    assert made.ledger.entries[first["Period"]].retired is None
    assert [found.reason for found in outcomes(made) if found.line == 4] == [Reason.REFUSED]


def test_no_comment_allows_what_anki_cannot_take(notes: _Notes) -> None:
    notes.write(waves="# Waves\n\n<!-- allow: E602 -->\n- **Period**: the time that one full swing\x1f takes.\n")
    made = notes.build()
    assert "E602" in {fault.code for fault in made.diagnostics} and not made.notes


def test_a_complaint_that_is_made_an_error_leaves_its_note_out(notes: _Notes) -> None:
    notes.write(waves=WAVES + "\nQ: Which gas is carbon dioxide?\nA: carbon dioxide\n")
    made = notes.build(config=Config(severity={"C504": "error"}))
    assert len(made.notes) == 2 and made.has_errors and not made.stopped


def test_nothing_is_written_where_no_page_can_be_read(notes: _Notes) -> None:
    notes.write(heat=BAD_FRONT + HEAT)
    assert notes.build().stopped == "no page can be read"


def test_an_index_that_cannot_be_read_names_no_decks(notes: _Notes) -> None:
    """Names are pinned with the first build; once they are, the index may be broken for a while."""
    notes.write(README=b"# Phys\xefk\x81\n\n- [Heat](heat.md)\n", heat=HEAT)
    assert notes.build().stopped.startswith("README.md")
    notes.write(README="# Physics\n\n- [Heat](heat.md)\n")
    assert notes.build().root_deck == "Physics"
    notes.write(README=b"# Phys\xefk\x81\n\n- [Heat](heat.md)\n")
    made = notes.build()
    assert not made.stopped and made.root_deck == "Physics"


def test_the_front_matter_of_the_index_is_told(notes: _Notes) -> None:
    notes.write(README="---\ntitle: A: b\n---\n\n# Physics\n\n- [Heat](heat.md)\n", heat=HEAT)
    made = notes.build()
    assert ("S103", "README.md") in _told(made) and len(made.notes) == 2


# --- encodings --------------------------------------------------------------------------------------------------------

GERMAN = (
    "# Wärme\n\nDie Wärme fließt von selbst nur vom heißen zum kälteren Körper, nie umgekehrt. Größen, die den Zustand "
    "eines Körpers beschreiben, heißen Zustandsgrößen; über den Weg sagen sie nichts.\n\n"
    "- **Entropie**: ein Maß für die Zahl der möglichen Zustände.\n"
    "- **Wärmekapazität**: die Wärme, die einen Körper um ein Grad erwärmt.\n"
)


def test_a_page_in_another_encoding_is_read_where_it_fits_for_certain(notes: _Notes) -> None:
    notes.write(heat=GERMAN)
    first = _cues(notes.build())
    notes.write(heat=GERMAN.encode("cp1252"))

    made = notes.build()

    assert _cues(made) == first and len(made.changes.unchanged) == len(first)
    (told,) = [fault for fault in made.diagnostics if fault.code == "S111"]
    assert "read as" in told.message and told.severity is Severity.WARNING and told.span and told.span.line == 1


@pytest.mark.parametrize("encoding", ["utf-16", "koi8-r", "cp1251"])
def test_encodings_of_other_scripts(encoding: str, notes: _Notes) -> None:
    text = (
        "# Теплота\n\nТеплота сама по себе переходит только от горячего тела к более холодному, но не наоборот. "
        "Величины, описывающие состояние тела, называются параметрами состояния.\n\n"
        "- **Энтропия**: мера числа возможных состояний системы.\n"
    )
    notes.write(heat=text)
    first = _cues(notes.build())
    notes.write(heat=text.encode(encoding))
    assert _cues(notes.build()) == first


def test_a_page_whose_words_are_not_those_shipped_is_not_looked_at(
    notes: _Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The encoding seems to fit, and yet the letters are others: better no page than wrong letters."""
    from markdown_deckbuilder.reading.encodings import Decoded

    notes.write(heat=GERMAN, waves=WAVES)
    first = _cues(notes.build())
    notes.write(heat=GERMAN.encode("cp1252"))
    monkeypatch.setattr(
        "markdown_deckbuilder.reading.files.decoded", lambda data: Decoded(data.decode("cp1251"), "cp1251")
    )

    made = notes.build()

    assert ("S101", "heat.md") in _told(made) and made.left_out.pages == ("heat.md",)
    assert not made.changes.retired and set(_cues(made).values()) < set(first.values())


def test_too_little_to_go_by_is_no_certainty(notes: _Notes) -> None:
    notes.write(heat=b"# A\n\n- **X\xe4\x81**: y\n", waves=WAVES)
    made = notes.build()
    assert ("S101", "heat.md") in _told(made) and len(made.notes) == 2


def test_page_breaks_are_blanks(notes: _Notes) -> None:
    """Form feeds come from programs that turn PDF files into text."""
    notes.write(waves=WAVES.replace("one full", "one\x0cfull"))
    made = notes.build()
    assert not made.has_errors and "one full swing" in made.notes[1].fields["Back"]


# --- what an attack found ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [b"\0" * 300, HEAT.encode("utf-16-le")], ids=["zeros", "utf-16"])
def test_a_page_with_zero_bytes_is_not_looked_at(page: bytes, notes: _Notes) -> None:
    """A crashed disk leaves them, and so do programs that write UTF-16: they are valid UTF-8, and no text."""
    notes.write(heat=HEAT, waves=WAVES)
    first = _cues(notes.build())
    notes.write(heat=page)
    made = notes.build()
    assert not made.changes.retired
    assert ("S101", "heat.md") in _told(made) or _cues(made) == first


def test_a_single_zero_byte_is_a_fault_of_its_note(notes: _Notes) -> None:
    notes.write(heat=HEAT + "\n" + WAVES.replace("swing", "swi\0ng"))
    made = notes.build()
    assert {f.code for f in made.diagnostics} == {"E602"} and len(made.notes) == 3


@pytest.mark.parametrize("page", ["> " * 200 + "- a", "> " * 200 + "<details>", "- " * 300 + "a"], ids=lambda p: p[-9:])
def test_deep_quotes_and_lists_lose_nothing(page: str, notes: _Notes) -> None:
    """However deep they are, the notes above them stay what they are."""
    notes.write(heat=HEAT, waves=WAVES)
    first = _cues(notes.build())
    notes.write(heat=HEAT + "\n" + page + "\n")
    made = notes.build()
    assert not made.changes.retired and set(first.values()) <= {*made.changes.unchanged, *made.changes.not_looked_at}


@pytest.mark.parametrize("page", ["<details>\n" * 150, "<details>" * 1000], ids=["lines", "line"])
def test_what_is_nested_too_deep_stops_nothing_else(page: str, notes: _Notes) -> None:
    """S112: the page is left out, with its notes, and the others are built."""
    notes.write(heat=HEAT, waves=WAVES)
    first = _cues(notes.build())
    notes.write(heat=HEAT + "\n" + page + "\n")
    made = notes.build()
    assert ("S112", "heat.md") in _told(made) and made.left_out.pages == ("heat.md",)
    assert _cues(made) == {cue: first[cue] for cue in ("Amplitude", "Period")}


@pytest.mark.parametrize("opening", ["<!-- todo", "```"])
def test_what_is_never_closed_is_told(opening: str, notes: _Notes) -> None:
    """S113 with the lines that it hides: they make no cards."""
    notes.write(waves=WAVES.replace("- **Period", f"\n{opening}\n\n- **Period"))
    made = notes.build()
    (told,) = [fault for fault in made.diagnostics if fault.code == "S113"]
    assert told.span and told.span.line == 5 and "lines 7 to 7" in told.message
    notes.write(waves=WAVES + f"\n{opening}\nx\n{'-->' if opening[0] == '<' else opening}\n")
    assert "S113" not in {fault.code for fault in notes.build().diagnostics}


def test_a_pipe_is_no_page(notes: _Notes) -> None:
    """Reading it would wait for ever."""
    import os

    notes.write(waves=WAVES)
    os.mkfifo(notes.root / "pipe.md")
    made = notes.build()
    assert ("S102", "pipe.md") in _told(made) and len(made.notes) == 2


def test_pages_that_only_the_index_could_name_wait_for_it(notes: _Notes) -> None:
    """Names are pinned with the first build of a page; without the index they would be others."""
    index = "# Physics\n\n## Swings\n\n- [Waves](waves.md)\n\n## Warmth\n\n- [Heat](heat.md)\n"
    notes.write(README=index, waves=WAVES)
    notes.build()
    notes.write(README=b"# Phys\xefk\x81\n" + index.encode(), heat=HEAT)
    made = notes.build()
    assert "heat.md" in made.left_out.pages and set(_cues(made)) == {"Amplitude", "Period"}
    notes.write(README=index)
    assert [note.deck for note in notes.build().notes if "heat" in note.span.path] == ["Physics::02 Warmth"] * 2


def test_the_same_words_twice_bring_no_retired_note_back(notes: _Notes) -> None:
    """A build without an edit changes nothing, whatever the one before has retired."""
    red = "- **Red:** the colour of blood and of fire\n"
    notes.write(a=f"# Colours\n\nColours of the system that are known:\n{red}")
    notes.build()
    notes.write(a=f"# Colours\n\n{red}{red}")
    notes.build()
    again = notes.build()
    assert not again.changes.retired and not again.changes.returned and not again.changes.new


def test_packages_remember_what_was_left_out(notes: _Notes) -> None:
    """With the ledger lost as well, the notes of an unread page still come back."""
    from markdown_deckbuilder.exporters.apkg import apkg
    from markdown_deckbuilder.exporters.packages import packages
    from markdown_deckbuilder.importers.adopt import memory_of
    from markdown_deckbuilder.importers.apkg import read_package

    notes.write(heat=HEAT, waves=WAVES)
    notes.build()
    notes.write(heat=BAD_FRONT + HEAT)
    whole = packages(notes.build())[0]
    shipment, faults = read_package(apkg(whole), "x.apkg")
    assert not faults and len(shipment.notes) == 2
    assert memory_of(shipment)[0].entries == notes.ledger.entries
