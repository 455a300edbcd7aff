"""Damaged files are told, never tripped over: ledgers and packages with bytes and lines changed at random."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from markdown_deckbuilder.exporters.apkg import apkg
from markdown_deckbuilder.exporters.packages import packages
from markdown_deckbuilder.identity.ledger import read_ledger, write_ledger
from markdown_deckbuilder.importers.apkg import read_package
from tests.identity.edits import CELLS, PORTS
from tests.identity.project import Project

with tempfile.TemporaryDirectory() as _folder:
    _MADE = Project(Path(_folder)).rebuild({"a/cells.md": CELLS, "b/ports.md": PORTS})
LEDGER, PACKAGE = write_ledger(_MADE.ledger), apkg(packages(_MADE)[0])
MARKS = (b"<<<<<<< a", b"=======", b">>>>>>> b", b"||||||| c", b"{}", b"null", b"\xff", b'{"deckbuilder_ledger":1}')

many = settings(max_examples=400, suppress_health_check=list(HealthCheck), deadline=None)
cuts = st.lists(st.tuples(st.integers(0, 1_000_000), st.integers(0, 40), st.binary(max_size=6)), min_size=1, max_size=4)


def _cut(data: bytes, places: list[tuple[int, int, bytes]]) -> bytes:
    for at, length, new in places:
        start = at % len(data) if data else 0
        data = data[:start] + new + data[start + length :]
    return data


@given(cuts)
@many
def test_a_ledger_with_changed_bytes(places: list[tuple[int, int, bytes]]) -> None:
    """Whatever could not be read is an error with a line; the rest is what it was."""
    data = _cut(LEDGER, places)
    ledger, faults = read_ledger(data, "ledger.jsonl")
    assert all(fault.span and 1 <= fault.span.line <= data.count(b"\n") + 1 for fault in faults)
    if not faults:
        assert read_ledger(write_ledger(ledger), "ledger.jsonl") == (ledger, ())


@given(st.lists(st.tuples(st.integers(0, 100), st.sampled_from(("drop", "double", *MARKS))), max_size=6))
@many
def test_a_ledger_with_lines_changed(changes: list[tuple[int, str | bytes]]) -> None:
    lines = LEDGER.splitlines()
    for at, change in changes:
        at %= len(lines) or 1
        if change == "drop":
            del lines[at : at + 1]
        elif change == "double":
            lines[at:at] = lines[at : at + 1]
        elif isinstance(change, bytes):
            lines.insert(at, change)
    ledger, faults = read_ledger(b"\n".join(lines), "ledger.jsonl")
    assert faults or set(ledger.entries) <= set(_MADE.ledger.entries)


@given(cuts)
@many
def test_a_package_with_changed_bytes(places: list[tuple[int, int, bytes]]) -> None:
    shipment, faults = read_package(_cut(PACKAGE, places), "x.apkg")
    assert faults == () or shipment.notes == ()


@given(st.integers(0, len(PACKAGE)))
@many
def test_a_package_that_is_cut_short(length: int) -> None:
    shipment, faults = read_package(PACKAGE[:length], "x.apkg")
    assert [fault.code for fault in faults] == (["I311"] if length < len(PACKAGE) else [])
    assert bool(shipment.notes) == (length == len(PACKAGE))
