"""The same notes and ledger give the same bytes, whoever builds them, wherever and whenever."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.notes_folder import PAGE, build, build_command, make_notes

NOW = 1_700_000_000


def _run(notes: Path, out: Path, cwd: Path, **env: str) -> None:
    result = subprocess.run(
        build_command(notes, out), cwd=cwd, env={**os.environ, **env}, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_same_bytes_in_another_process_folder_zone_and_hash_seed(tmp_path: Path) -> None:
    """Neither the process, nor folder, time zone, language or hash seed shows in a package or in the ledger."""
    first = make_notes(tmp_path / "a")
    second = tmp_path / "elsewhere" / "deep" / "notes"
    shutil.copytree(first, second)
    epoch = str(NOW)
    _run(first, tmp_path / "out1", tmp_path, PYTHONHASHSEED="1", TZ="UTC", SOURCE_DATE_EPOCH=epoch)
    _run(second, tmp_path / "out2", second, PYTHONHASHSEED="2", TZ="Asia/Tokyo", SOURCE_DATE_EPOCH=epoch, LC_ALL="C")

    assert len(_files(tmp_path / "out1")) == 2
    assert _files(tmp_path / "out1") == _files(tmp_path / "out2")
    assert (first / "ledger.jsonl").read_bytes() == (second / "ledger.jsonl").read_bytes()


def test_an_unchanged_build_at_a_later_time_changes_nothing(tmp_path: Path) -> None:
    """A rebuild with nothing changed gives the same bytes, and writes no file."""
    notes, out = make_notes(tmp_path), tmp_path / "out"
    build(notes, out, now=NOW)
    before = _files(out), (notes / "ledger.jsonl").read_bytes()
    times = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}

    result = build(notes, out, now=NOW + 86_400)

    assert (_files(out), (notes / "ledger.jsonl").read_bytes()) == before
    assert {path.name: path.stat().st_mtime_ns for path in out.iterdir()} == times
    assert "up to date" in result.output


def test_a_package_with_the_same_content_in_other_bytes_is_left_alone(tmp_path: Path) -> None:
    """Two versions of zlib write other bytes for the same content; that is no reason to write a package anew."""
    import zipfile

    notes, out = make_notes(tmp_path), tmp_path / "out"
    build(notes, out)
    for path in out.iterdir():
        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
    stored = _files(out)

    build(notes, out)

    assert _files(out) == stored


def test_a_changed_page_writes_its_packages(tmp_path: Path) -> None:
    """An edit reaches the package of its domain and the one with everything."""
    notes, out = make_notes(tmp_path), tmp_path / "out"
    build(notes, out)
    before = _files(out)
    (notes / "D1_cell" / "1.1_cells.md").write_text(PAGE.replace("most of", "nearly all of"), "utf-8")

    build(notes, out, now=NOW + 60)

    after = _files(out)
    assert after.keys() == before.keys()
    assert all(after[name] != before[name] for name in before)
