"""Whatever happens to a build while it writes, the next one ends where an unbroken one would have."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.notes_folder import PAGE, build, build_command, make_notes, run

CELLS = Path("D1_cell") / "1.1_cells.md"
EDITED = PAGE.replace("most of the", "nearly all of the").replace(
    "- **Ribosome**", "- **Nucleolus**: where ribosomes begin.\n- **Ribosome**"
)
NOW, LATER = 1_700_000_000, 1_700_000_100

# Ends the process, without any clean-up, at the call of `os.NAME` with the number COUNT.
KILLED = """
import os, sys
name, count = sys.argv[1], int(sys.argv[2])
true, calls = getattr(os, name), 0
def counted(*args, **kwargs):
    global calls
    calls += 1
    if calls == count:
        os._exit(9)
    return true(*args, **kwargs)
setattr(os, name, counted)
sys.argv = ["deckbuilder", *sys.argv[3:]]
from markdown_deckbuilder.cli import main
main()
"""


def _built_twice(folder: Path) -> tuple[Path, Path]:
    """Build notes, edit them; return them and the folder of their packages, before the second build."""
    notes, out = make_notes(folder), folder / "out"
    build(notes, out, now=NOW)
    (notes / CELLS).write_text(EDITED, "utf-8")
    return notes, out


def _state(notes: Path, out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in [notes / "ledger.jsonl", *out.iterdir()]}


def _unbroken(folder: Path) -> dict[str, bytes]:
    notes, out = _built_twice(folder / "unbroken")
    build(notes, out, now=LATER)
    return _state(notes, out)


@pytest.mark.parametrize("name", ["replace", "fsync", "chmod"])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_kill_at_any_write_is_made_good(name: str, count: int, tmp_path: Path) -> None:
    """The process dies at each step of each of the three files; what is on disk is whole, and the next build ends well."""
    notes, out = _built_twice(tmp_path)
    before = _state(notes, out)
    command = [sys.executable, "-c", KILLED, name, str(count), "build", str(notes), "-o", str(out)]
    done = subprocess.run(
        command, env={**os.environ, "SOURCE_DATE_EPOCH": str(LATER)}, capture_output=True, check=False
    )
    assert done.returncode == 9
    unbroken = _unbroken(tmp_path)
    for file, data in _state(notes, out).items():
        assert file.endswith(".tmp") or data in (before[file], unbroken[file])

    build(notes, out, now=LATER + 500)

    # What was dated before the kill keeps its date; if not even the ledger was written, the later build dates it.
    assert list(_state(notes, out)) == list(unbroken)
    if count > 1:
        assert _state(notes, out) == unbroken


def test_kills_at_random_moments(tmp_path: Path) -> None:
    """SIGKILL after a moment; the next build at the same time ends with the same bytes as an unbroken one."""
    unbroken = _unbroken(tmp_path)
    notes, out = _built_twice(tmp_path)
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(LATER)}
    for number in range(8):
        process = subprocess.Popen(
            build_command(notes, out), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(0.15 + 0.05 * number)
        process.send_signal(signal.SIGKILL)
        process.wait()
    build(notes, out, now=LATER)
    assert _state(notes, out) == unbroken


def _no_space(*args: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("writes", [0, 1, 2])
def test_a_full_disk_loses_nothing(writes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After *writes* files there is no space left: a clear message, exit code 1, and whole files."""
    notes, out = _built_twice(tmp_path)
    before, unbroken = _state(notes, out), _unbroken(tmp_path)
    calls = 0
    true = os.fsync

    def fsync(handle: int) -> None:
        nonlocal calls
        calls += 1
        if calls > writes:
            _no_space()
        true(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        result = run("build", notes, "-o", out, env={"SOURCE_DATE_EPOCH": str(LATER)})
    assert result.exit_code == 1
    assert "E601 unwritable  cannot write: No space left on device" in result.stderr
    assert all(data in (before[file], unbroken[file]) for file, data in _state(notes, out).items())
    build(notes, out, now=LATER)
    assert _state(notes, out) == unbroken


def test_an_interrupt_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C between ledger and packages."""
    notes, out = _built_twice(tmp_path)
    true, calls = os.replace, 0

    def replace(source: str, target: str) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise KeyboardInterrupt
        true(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", replace)
        result = run("build", notes, "-o", out, env={"SOURCE_DATE_EPOCH": str(LATER)})
    assert result.exit_code == 1
    assert "Aborted" in result.stderr
    assert not list(tmp_path.rglob("*.tmp"))
    build(notes, out, now=LATER)
    assert _state(notes, out) == _unbroken(tmp_path)


def test_a_place_where_nothing_can_be_written(tmp_path: Path) -> None:
    """The folder for output is below a file; the ledger's is not there and cannot be made."""
    notes = make_notes(tmp_path)
    (tmp_path / "file").write_text("", "utf-8")
    for options, code in ((["-o", tmp_path / "file" / "out"], "E601"), (["--ledger", tmp_path / "file" / "l"], "I301")):
        result = run("build", notes, *options)
        assert result.exit_code == 1
        assert code in result.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    notes = make_notes(tmp_path)
    notes.chmod(0o555)
    result = run("build", notes, "-o", tmp_path / "out")
    notes.chmod(0o755)
    assert result.exit_code == 1
    assert "E601" in result.stderr
    assert not (tmp_path / "out").exists()


HOLDS = """
import sys, time
from pathlib import Path
from markdown_deckbuilder.cli.workplace import locate, locked
with locked(locate(Path(sys.argv[1]), None)):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_two_builds_at_once(tmp_path: Path) -> None:
    """The second says that another one is running and changes nothing; readers are not kept waiting."""
    notes, out = _built_twice(tmp_path)
    before = _state(notes, out)
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(notes)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout
    assert other.stdout.readline() == "held\n"
    result = run("build", notes, "-o", out)
    assert result.exit_code == 1
    assert "E603 build-running  another build of these notes is running" in result.stderr
    assert run("build", notes, "-o", out, "--dry-run").exit_code == 0
    assert run("cards", notes).exit_code == 0
    assert _state(notes, out) == before
    other.kill()
    other.wait()
    build(notes, out, now=LATER)
    assert _state(notes, out) == _unbroken(tmp_path)


def test_many_builds_at_once_leave_one_state(tmp_path: Path) -> None:
    """Six processes start together: each either builds or says that another does, and the files are those of one."""
    notes, out = _built_twice(tmp_path)
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(LATER)}
    running = [
        subprocess.Popen(build_command(notes, out), env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(6)
    ]
    ended = [(process.communicate(), process.returncode) for process in running]
    assert 0 in {code for _, code in ended}
    assert all(code == 0 or b"E603" in err for (_, err), code in ended)
    assert _state(notes, out) == _unbroken(tmp_path)
