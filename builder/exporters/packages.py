"""A build → its packages: one with everything, and one for each subdeck."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePosixPath

from builder.exporters.tombstones import RETIRED, tombstones
from builder.identity.fingerprint import digest
from builder.identity.ledger import entry_line, header_line
from builder.identity.names import slug
from builder.model import Deck, Note, Package
from builder.pipeline import Build

DESCRIPTION = (
    "{count} notes. Built from Markdown notes; a later version updates them and keeps your reviews. "
    "Your own edits to a note are replaced when that note changes: keep remarks in notes of your own."
)

INCOMPLETE = " This build is incomplete: a part of the notes could not be used, and is missing here."


def packages(build: Build) -> tuple[Package, ...]:
    """Return the packages for the notes of *build*; the same notes have the same guids in each.

    A file is named after its deck as first shipped, so its name stays when a title changes.  Where other notes were not
    looked at, there is one package, named after the part as well.  Retired notes have a package of their own, for those
    who have their cards: to anybody else it would bring notes without cards.
    """
    root = slug(build.root_deck)
    by_deck: dict[str, list[Note]] = {}
    for note in build.notes:
        by_deck.setdefault(note.deck, []).append(note)
    lacks = INCOMPLETE if build.left_out else ""
    decks = tuple(Deck(name, _description(inside) + lacks, tuple(inside)) for name, inside in sorted(by_deck.items()))
    if build.changes.not_looked_at and not build.library.is_whole:
        return (_package(f"{root}-{slug(PurePosixPath(build.target.part).stem)}", decks, build),)
    made = [_package(root, decks, build)]
    made += [_package(name, inside, build) for name, inside in _subdecks(decks, build.root_deck)]
    retired = tombstones(build.ledger)
    if retired:
        made.append(_package(f"{root}-{RETIRED}", (Deck(build.root_deck, _description(build.notes), retired),), build))
    return tuple(made)


def _description(notes: Collection[Note]) -> str:
    return DESCRIPTION.format(count=len(notes))


def _subdecks(decks: Iterable[Deck], root: str) -> Iterator[tuple[str, tuple[Deck, ...]]]:
    """Yield the file name of each subdeck right below *root*, and the decks in it."""
    below: dict[str, list[Deck]] = {}
    for deck in decks:
        if deck.name != root:
            below.setdefault(deck.name.removeprefix(f"{root}::").split("::")[0], []).append(deck)
    taken = {slug(root), f"{slug(root)}-{RETIRED}"}
    for name, inside in below.items():
        file_name = f"{slug(root)}-{slug(name)}"
        if file_name in taken:  # "C" and "C++"
            file_name = f"{file_name}-{digest([name])[:8]}"
        taken.add(file_name)
        yield file_name, tuple(inside)


def _package(name: str, decks: tuple[Deck, ...], build: Build) -> Package:
    notes = [note for deck in decks for note in deck.notes]
    shown = sorted({file for note in notes for file in note.media})
    memory = {note.guid: entry_line(build.ledger.entries[note.guid]).decode() for note in notes}
    media = tuple(build.media[file] for file in shown)
    return Package(f"{name}.apkg", decks, media, memory, header_line(build.ledger).decode())
