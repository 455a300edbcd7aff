"""A git revision of the notes, laid out in a folder that is thrown away."""

from __future__ import annotations

import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import click

from markdown_deckbuilder.cli.edge import say
from markdown_deckbuilder.cli.workplace import Workplace, locate


@contextmanager
def revision(notes: Path, rev: str) -> Iterator[Workplace]:
    """Give the workplace of *notes* as they were at the git revision *rev*, with their ledger and configuration."""
    notes = Path(os.path.realpath(notes))
    start = notes if notes.is_dir() else notes.parent
    top = Path(_git(start, "rev-parse", "--show-toplevel").decode().rstrip("\n"))
    commit = _git(
        start,
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        f"{rev}^{{commit}}",
        said=f"there is no revision {rev!r}",
    )
    data = _git(top, "archive", "--format=tar", commit.decode().strip())
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=BytesIO(data)) as archive:
            archive.extractall(folder, filter="data")
        place = Path(folder) / notes.relative_to(top)
        if not place.exists():
            raise click.UsageError(f"at {rev} there is nothing at {notes.relative_to(top)}")
        found = locate(place, None, here=Path(folder))
        if not found.ledger_path.exists():
            say(f"there is no ledger at {rev}: its notes count as others than those of today", err=True)
        yield found


def _git(folder: Path, *args: str, said: str = "") -> bytes:
    """Run git in *folder* and return what it prints; the command ends with what it says where it fails."""
    try:
        done = subprocess.run(["git", "-C", str(folder), *args], capture_output=True, check=False)
    except FileNotFoundError:
        raise click.UsageError("--rev needs git, which is not installed") from None
    if done.returncode:
        told = said or done.stderr.decode(errors="replace").strip().removeprefix("fatal: ")
        raise click.UsageError(told or f"git {args[0]} failed")
    return done.stdout
