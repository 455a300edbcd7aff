"""Which notes are meant where none are named."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markdown_deckbuilder.config import FILE_NAME as CONFIG_NAME
from markdown_deckbuilder.config import PROJECT_NAME, PROJECT_TABLE
from markdown_deckbuilder.identity.ledger import FILE_NAME as LEDGER_NAME

FOLDER = "notes"


def nearest_notes(here: Path, home: Path) -> Path | None:
    """Return the notes' folder that is meant in the folder *here*; None where that is a whole home or file system.

    It is the nearest one from *here* upwards that has a ledger or a configuration, else ``notes`` in *here*, else *here*.
    Neither *home*, that of the user, nor the root is ever meant: too much there is no note.  The search ends at the top
    of a git repository, as that for a ledger and a configuration does.
    """
    for folder in _upwards(here):
        if not _is_too_much(folder, home) and (found := _notes_of(folder)):
            return found
    if (here / FOLDER).is_dir():
        return here / FOLDER
    return None if _is_too_much(here, home) else here


def _upwards(here: Path) -> Iterator[Path]:
    for folder in (here, *here.parents):
        yield folder
        if (folder / ".git").exists():
            return


def _is_too_much(folder: Path, home: Path) -> bool:
    return folder == folder.parent or os.path.realpath(folder) == os.path.realpath(home)


def _notes_of(folder: Path) -> Path | None:
    """Return the notes' folder that the ledger or the configuration in *folder* speaks of, if it has one of them."""
    if (folder / LEDGER_NAME).is_file():
        return folder
    named = _named_in(folder / CONFIG_NAME, ()) or _named_in(folder / PROJECT_NAME, PROJECT_TABLE)
    if named:
        return folder / os.path.expanduser(named)  # noqa: PTH111 - a Path raises where there is no such user
    if (folder / CONFIG_NAME).is_file():
        # A configuration may lie beside the notes: the ledger tells.
        return folder / FOLDER if (folder / FOLDER / LEDGER_NAME).is_file() else folder
    return None


def _named_in(file: Path, table: tuple[str, ...]) -> str:
    """Return the setting `notes` in *file*, whose settings stand in *table*; "" where it cannot be read.

    What is wrong with the file is told when the configuration is loaded.
    """
    try:
        values: Any = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return ""
    for name in (*table, "notes"):
        values = values.get(name) if isinstance(values, dict) else None
    return values if isinstance(values, str) else ""
