"""A throw-away collection of the real engine, and imports into it as the import dialog does them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anki.collection import Collection


@contextmanager
def throw_away() -> Iterator[Collection]:
    """Give an empty collection that is thrown away afterwards."""
    from anki.collection import Collection

    with TemporaryDirectory() as folder:
        opened = Collection(str(Path(folder) / "collection.anki2"))
        try:
            yield opened
        finally:
            opened.close()


def import_package(collection: Collection, path: Path, *, updates_always: bool = False) -> Any:
    """Import the package at *path*; return the engine's log, with its notes in bins.

    "Update notes" is "If newer", as in the dialog, or with *updates_always* "Always".  Raises ValueError with the
    engine's words where it cannot import the file.
    """
    from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest
    from anki.errors import BackendError

    # Values of ImportAnkiPackageUpdateCondition in Anki's proto/anki/import_export.proto: 0 if newer, 1 always.
    options = ImportAnkiPackageOptions(update_notes=1 if updates_always else 0)  # type: ignore[arg-type]
    try:
        log = collection.import_anki_package(
            ImportAnkiPackageRequest(package_path=str(path.resolve()), options=options)
        ).log
    except BackendError as error:
        raise ValueError(f"Anki cannot import {path}: {error}") from None
    collection.models._clear_cache()  # it would go on with the note types from before the import
    return log
