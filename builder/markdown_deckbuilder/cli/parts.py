"""Ledgers of parts: a folder that was built on its own before the notes around it were."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.identity.ledger import FILE_NAME, Ledger, read_ledger
from markdown_deckbuilder.identity.parts import take_over
from markdown_deckbuilder.reading.discover import Target, target_of
from markdown_deckbuilder.reading.files import list_files
from markdown_deckbuilder.reading.tree import Span
from markdown_deckbuilder.report import amount

# How one of our ledgers begins, or one in which git has left a conflict; another program's file is passed over.
_BEGINNINGS = (b'{"deckbuilder_ledger"', b"<<<<<<<")


def with_parts(
    ledger: Ledger, root: Path, exclude: Iterable[str], own: Iterable[Path], now: int
) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    """Return *ledger*, that of the notes in *root*, with what the ledgers of folders in it know besides.

    *own* are the files that are no part's ledger.  Diagnostics: I313 for each that was taken over, I314 for notes that
    both knew, and those of reading a ledger.
    """
    faults: list[Diagnostic] = []
    for folder, path in _ledgers(root, exclude, own):
        shown = f"{folder}/{FILE_NAME}"
        try:
            part, found = read_ledger(path.read_bytes(), shown)
        except OSError as error:
            faults.append(Diagnostic("I301", f"cannot read the ledger: {error.strerror}", Span(shown, 1, 1)))
            continue
        faults += found
        done = take_over(ledger, part, folder, now)
        ledger = done.ledger
        if done.taken:
            faults += _told(done.taken, done.twins, folder, shown)
    return ledger, tuple(faults)


def whole_of(target: Target) -> Target:
    """Return *target* as a part of the notes around it, where their ledger knows its notes; else as it is.

    It does where it has taken over the ledger that lies in *target*, or where there is none although pages of *target*
    were built: a git repository within the notes.  A repository with a ledger of its own goes on with that.
    """
    own, is_repository = target.root / FILE_NAME, (target.root / ".git").exists()
    if own.is_file() == is_repository:
        return target
    around = target_of(target.root.parent).root
    if around == target.root or not (around / FILE_NAME).is_file():
        return target
    outer, folder = _read(around / FILE_NAME), target.root.relative_to(around).as_posix()
    if is_repository:
        is_known = any(entry.key.page.startswith(f"{folder}/") for entry in outer.entries.values())
    else:
        inner = _read(own).entries.keys()
        is_known = bool(inner) and inner <= outer.entries.keys()
    return Target(around, (PurePosixPath(folder) / target.part).as_posix()) if is_known else target


def _read(path: Path) -> Ledger:
    try:
        return read_ledger(path.read_bytes(), path.name)[0]
    except OSError:
        return Ledger()


def _ledgers(root: Path, exclude: Iterable[str], own: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """Yield the folders below *root* in which there are notes and a ledger of ours, and its path; inner ones last."""
    files, _ = list_files(root, exclude)
    folders = {folder.as_posix() for path in files for folder in PurePosixPath(path).parents} - {"."}
    passed = {os.path.realpath(path) for path in own}
    for folder in sorted(folders, key=lambda name: (name.count("/"), name)):
        path = root / folder / FILE_NAME
        if path.is_file() and os.path.realpath(path) not in passed and _is_ours(path):
            yield folder, path


def _is_ours(path: Path) -> bool:
    """Say whether the file at *path* begins as a ledger of ours does; one that cannot be read may be one."""
    try:
        with path.open("rb") as file:
            return file.read(len(max(_BEGINNINGS, key=len))).startswith(_BEGINNINGS)
    except OSError:
        return True


def _told(taken: int, twins: int, folder: str, shown: str) -> Iterator[Diagnostic]:
    """Yield what became of the *taken* notes of *folder*, of which *twins* are known under another guid as well."""
    span = Span(shown, 1, 1)
    if taken > twins:
        message = (
            f"{amount(taken - twins, 'note')} built in {folder} on its own: taken over with their guids; "
            "after the build this file is not needed any more"
        )
        yield Diagnostic("I313", message, span)
    if twins:
        message = f"{amount(twins, 'note')} of {folder} had a guid here as well: that one goes on, the other is retired"
        yield Diagnostic("I314", message, span)
