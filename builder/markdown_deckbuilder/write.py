"""Artefacts to disk: each by an atomic rename, and only where its content differs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from glob import escape
from pathlib import Path

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.model import Artefact
from markdown_deckbuilder.reading.tree import Span


def write(artefacts: Iterable[Artefact], folder: Path) -> tuple[tuple[str, ...], tuple[Diagnostic, ...]]:
    """Write *artefacts* below *folder*; return the paths written and E601 for the first that could not be.

    What is on disk with the same content is left alone: two versions of zlib or SQLite write other bytes for it.
    """
    written: list[str] = []
    for artefact in artefacts:
        path = folder / artefact.path
        try:
            _sweep(path)
            if is_current(artefact, folder):
                continue
            write_atomically(path, artefact.data)
        except OSError as error:
            where = Span(os.path.abspath(path), 1, 1)  # noqa: PTH100 - links stay as they are written
            return tuple(written), (Diagnostic("E601", f"cannot write: {error.strerror}", where),)
        written.append(artefact.path)
    return tuple(written), ()


def _sweep(path: Path) -> None:
    """Remove what a run that was killed has left beside *path*."""
    for left in path.parent.glob(f".{escape(path.name[:40])}.*.tmp") if path.parent.is_dir() else ():
        left.unlink(missing_ok=True)


def is_current(artefact: Artefact, folder: Path) -> bool:
    """Say whether *artefact* stands below *folder* already, with the same content."""
    path = folder / artefact.path
    if not path.is_file():
        return False
    old = path.read_bytes()
    return old == artefact.data or artefact.content_of(old) == artefact.content_of(artefact.data)


def write_atomically(path: Path, data: bytes) -> None:
    """Write *data* to *path* so that at any moment the old or the new content is there, never a part of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        os.chmod(name, mode)  # noqa: PTH101
        os.replace(name, path)  # noqa: PTH105
    except BaseException:
        with suppress(OSError):
            os.unlink(name)  # noqa: PTH108
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
