"""The packages that lie beside the notes: do they hold what the ledger has forgotten, and are they still needed?"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from pathlib import Path

from markdown_deckbuilder.cli.edge import shown
from markdown_deckbuilder.cli.workplace import Workplace
from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.identity.ledger import FILE_NAME, read_ledger
from markdown_deckbuilder.identity.names import slug
from markdown_deckbuilder.importers.adopt import forgotten, memory_of
from markdown_deckbuilder.importers.apkg import read_package
from markdown_deckbuilder.model import Shipment
from markdown_deckbuilder.pipeline import Build

# So many packages are looked into, and none that is larger: what else lies there is hardly a deck from these notes.
MOST_PACKAGES = 40
MOST_BYTES = 100_000_000
# From such a part of new notes on, the ledger may have been cut short, and from such a part of shared ones on a package
# of another name is one of these notes: two decks on one subject share a card or two.
LARGE_PART = 0.2
MOST_OF_IT = 0.5
FEW = 3


def guarded(made: Build, place: Workplace, output: Path) -> Build:
    """Add I309 to *made* if packages in *output* or beside the notes hold notes that are new to the ledger at *place*.

    It was lost then, or cut short; everybody who has the packages would get all their notes a second time.  The package
    that this build would replace is always looked into; the others only if the ledger is new or much of it is missing.
    """
    fresh = len(made.changes.new)
    if not fresh:
        return made
    own = output / f"{slug(made.root_deck)}.apkg"
    is_short = fresh >= LARGE_PART * len(made.ledger.entries)
    paths = [own] if own.is_file() else []
    if is_short:
        paths += packages_in([output, *_places(made, place)])
    opened = {path: read_quietly(path) for path in dict.fromkeys(paths)}
    found: dict[Path, int] = {}
    for path, shipment in opened.items():
        count = forgotten(shipment, made)
        if count and (path == own or (_is_most(count, fresh, shipment) and not _is_anothers(shipment, made, place))):
            found[path] = count
    if not found:
        return made
    return replace(made, diagnostics=(_lost(found, opened, made, place), *made.diagnostics), stopped="I309")


def left_over(made: Build, names: set[str], output: Path) -> Iterator[str]:
    """Yield which packages of these notes lie beside those of the *names* that are made, left from earlier builds.

    One that holds anything that the ledger does not know is not called so.
    """
    if made.changes.not_looked_at or made.left_out:
        return
    for path in packages_in([output]):
        ledger, _ = memory_of(read_quietly(path)) if path.name not in names else (None, ())
        if ledger and ledger.project == made.ledger.project and ledger.entries.keys() <= made.ledger.entries.keys():
            yield f"{shown(path)} is not of this build; delete it if you do not need it"


def _places(made: Build, place: Workplace) -> Iterator[Path]:
    """Yield the folders, beside that for the packages, in which those of an earlier build are looked for."""
    root = made.target.root
    if place.config.output:
        yield Path(place.config.output)
    for folder in (root, root.parent):
        yield folder
        yield folder / "decks"


def packages_in(folders: Iterable[Path]) -> list[Path]:
    """Return the packages in *folders*, each once, those in the first folder first; not more than can be read soon."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.apkg")):
            found.setdefault(os.path.realpath(path), path)
    return [path for path in found.values() if _is_small(path)][:MOST_PACKAGES]


def _is_small(path: Path) -> bool:
    return path.is_file() and path.stat().st_size <= MOST_BYTES


def read_quietly(path: Path) -> Shipment:
    """Return what the package at *path* holds: nothing, where it cannot be read."""
    try:
        return read_package(path.read_bytes(), str(path))[0]
    except OSError:
        return Shipment(())


def _is_most(count: int, fresh: int, shipment: Shipment) -> bool:
    """Say whether *count* notes, those that *shipment* shares with *fresh* new ones, are more than a coincidence."""
    there = len(shipment.notes)
    return count >= MOST_OF_IT * min(fresh, there) and (count >= FEW or count == there)


def _is_anothers(shipment: Shipment, made: Build, place: Workplace) -> bool:
    """Say whether the notes in *shipment* are remembered by another ledger beside the notes: those are a copy."""
    entries = memory_of(shipment)[0].entries.keys()
    ledgers = sorted(made.target.root.parent.glob(f"*/{FILE_NAME}"))[:MOST_PACKAGES]
    if place.config.ledger:
        ledgers.append(Path(place.config.ledger))
    own = os.path.realpath(place.ledger_path)
    return bool(entries) and any(entries <= _remembered(path) for path in ledgers if os.path.realpath(path) != own)


def _remembered(path: Path) -> Set[str]:
    """Return the guids that the ledger at *path* knows."""
    try:
        return read_ledger(path.read_bytes(), str(path))[0].entries.keys()
    except OSError:
        return frozenset()


def _folder_of(shipments: Iterable[Shipment], root: Path) -> Path:
    """Return the folder of notes whose pages *shipments* remember: *root*, or one above it of which it is a part."""
    pages = {entry.key.page for shipment in shipments for entry in memory_of(shipment)[0].entries.values()}
    folders = (root, *list(root.parents)[:3])
    return max(folders, key=lambda folder: sum((folder / page).is_file() for page in pages))


def _lost(found: dict[Path, int], opened: dict[Path, Shipment], made: Build, place: Workplace) -> Diagnostic:
    projects = {memory_of(opened[path])[0].project for path in found} - {""}
    related = [path for path, shipment in opened.items() if path in found or memory_of(shipment)[0].project in projects]
    first = max(found, key=lambda path: found[path])
    notes = shown(_folder_of((opened[path] for path in found), made.target.root))
    words = ["deckbuilder", "adopt", *(shown(path) for path in related), "--notes", notes]
    if os.path.realpath(place.ledger_path) != os.path.realpath(made.target.root / FILE_NAME):
        words += ["--ledger", shown(place.ledger_path)]
    message = (
        f"{shown(first)} holds {found[first]:,} of these notes, which the ledger does not know; to go on with them: "
        f"{shlex.join(words)}; to start anew, move the packages elsewhere first"
    )
    return Diagnostic("I309", message)
