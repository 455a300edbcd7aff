"""A build → its packages: one with everything, and one for each subdeck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from markdown_deckbuilder.exporters.tombstones import RETIRED, tombstones
from markdown_deckbuilder.identity.fingerprint import digest
from markdown_deckbuilder.identity.ledger import entry_line, header_line
from markdown_deckbuilder.identity.names import deck_of, slug
from markdown_deckbuilder.model import Deck, Note, Package
from markdown_deckbuilder.pipeline import Build

DESCRIPTION = (
    "{count} in all. Built from Markdown notes; a later version updates them and keeps your reviews. "
    "What you edit in a note stays until we change that note after you did: keep remarks in notes of your own."
)

INCOMPLETE = " The build is incomplete: a part of the notes could not be used."


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
    counts = _counts(build)
    decks = tuple(
        Deck(name, _description(name, counts) + lacks, tuple(inside)) for name, inside in sorted(by_deck.items())
    )
    if build.changes.not_looked_at and not build.library.is_whole:
        return (_package(_part_name(build), decks, build),)
    made = [replace(_package(root, decks, build), others=_not_built(build))]
    made += [_package(name, inside, build) for name, inside in _subdecks(decks, build.root_deck)]
    retired = tombstones(build.ledger)
    if retired:
        made.append(
            _package(
                f"{root}-{RETIRED}", (Deck(build.root_deck, _description(build.root_deck, counts), retired),), build
            )
        )
    return tuple(made)


def _part_name(build: Build) -> str:
    """Return the file name for a part of the notes: never that of a subdeck, which holds other notes."""
    root, part = slug(build.root_deck), slug(PurePosixPath(build.target.part).stem)
    names = (name.removeprefix(f"{build.root_deck}::").split("::")[0] for name in build.ledger.names.decks.values())
    taken = {RETIRED, *(slug(name) for name in names)}
    return f"{root}-part-{part}" if part in taken else f"{root}-{part}"


def _not_built(build: Build) -> tuple[str, ...]:
    """Return the lines of the ledger for the living notes that are not in this build, so that packages remember them."""
    built = {note.guid for note in build.notes}
    entries = (build.ledger.entries[guid] for guid in sorted(build.ledger.entries))
    return tuple(entry_line(e).decode() for e in entries if e.retired is None and e.guid not in built)


def _counts(build: Build) -> Counter[str]:
    """Return how many living notes each deck has, those that were not looked at and those below it included.

    Anki gives a deck the description of the last package with a deck of that name, whatever else is in the package.
    """
    built = {note.guid: note.deck for note in build.notes}
    counts: Counter[str] = Counter()
    for guid, entry in build.ledger.entries.items():
        if entry.retired is None:
            levels = (built.get(guid) or deck_of(entry.key.page, build.ledger.names)).split("::")
            counts.update("::".join(levels[: depth + 1]) for depth in range(len(levels)))
    return counts


def _description(deck: str, counts: Mapping[str, int]) -> str:
    count = counts[deck]
    return DESCRIPTION.format(count=f"{count:,} note{'' if count == 1 else 's'}")


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
