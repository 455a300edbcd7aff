"""What other libraries say of broken files never reaches the user."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from markdown_deckbuilder.cli.workplace import VOCABULARY
from markdown_deckbuilder.config import decode
from markdown_deckbuilder.importers.apkg import read_package
from tests.notes_folder import build, make_notes, run

LINE = (
    '{"guid":"a","note_type":"basic","key":{"page":"a.md","trail":[],"rule":"cloze","cue":""},"text":"",'
    '"hash":"","clozes":{},"shape":"","modified":1,"first_seen":1,"retired":null}'
)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (LINE.replace('"text":"",', ""), "`text` is missing"),
        (LINE.replace('"rule":"cloze",', ""), "`rule` is missing"),
        (LINE.replace('"modified":1', '"modified":"1"'), "`modified` has a value of the wrong kind"),
        (LINE.replace('"trail":[]', '"trail":[1]'), "`key.trail` has a value of the wrong kind"),
        (LINE.replace('"text"', '"txet"'), "`txet` is not known"),
        (LINE[:50], "it is cut short"),
        (LINE + "x", "something stands behind its end"),
        ("[]", "it is not a table in braces"),
        ("nonsense", "the line is damaged"),
    ],
)
def test_a_broken_line_of_the_ledger(line: str, words: str, tmp_path: Path) -> None:
    notes = make_notes(tmp_path)
    build(notes, tmp_path / "out")
    ledger = notes / "ledger.jsonl"
    ledger.write_text(ledger.read_text("utf-8").splitlines()[0] + f"\n{line}\n", "utf-8")
    (told, *_) = run("check", notes).stderr.splitlines()
    assert f"ledger.jsonl:2: error I301 ledger-unreadable  the ledger cannot be read here: {words}" in told
    assert "Object" not in told
    assert "Expected" not in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("root_deck", "there is no = after the key"),
        ("= 1", "no key begins like this"),
        ("root_deck = ", "the value is missing"),
        ("root_deck = Networks", "the value is missing, or is a text without quotes"),
        ("root_deck = 'a' b", "something stands behind the value"),
        ("root_deck = 'a", "a text is not closed"),
        ('root_deck = "a', "a text is not closed"),
        ('root_deck = "C:\\docs"', "a backslash"),
        ("[rules\ntable = true", "the heading of a table is not closed"),
        ("exclude = ['a' 'b']", "a list is not closed"),
        ("root_deck = 'a'\nroot_deck = 'b'", "it is given twice"),
        ("[rules]\n[rules]", "it is given twice"),
        ("a = 2024-02-31", ""),
        ("a = " + "[" * 5000, "nested too deeply"),
        ("a = " + "9" * 5000, "too long"),
    ],
)
def test_a_configuration_that_is_no_toml(text: str, words: str) -> None:
    found = decode(text, "deckbuilder.toml", Path(), VOCABULARY)
    assert found
    (fault,) = found[1]
    assert fault.code == "S109"
    assert words in fault.message
    assert not any(word in fault.message for word in ("Expected", "Invalid", "Cannot", "recursion", "limit"))


def test_a_broken_package(tmp_path: Path) -> None:
    """Cut, changed and foreign data: each is told in words of ours."""
    notes, out = make_notes(tmp_path), tmp_path / "out"
    build(notes, out)
    data = (out / "biology.apkg").read_bytes()
    chance = random.Random(1)
    broken = [b"", b"nonsense", data[: len(data) // 2], data[:-30]]
    for _ in range(150):
        at = chance.randrange(len(data))
        broken.append(data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :])
    said = {fault.message for one in broken for fault in read_package(one, "x.apkg")[1]}
    ends = ("it is not a package, or it is damaged", "it is damaged", "the collection in it is damaged",
            "there is no collection in it", "it is encrypted, or packed in a way that is not known")  # fmt: skip
    assert said
    assert said <= {f"Anki could not import this file: {end}" for end in ends}
