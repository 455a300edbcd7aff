"""A build → its packages: one with everything, and one for each subdeck."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from builder.identity.fingerprint import digest
from builder.identity.names import slug
from builder.model import Deck, MediaFile, Note, Package

DESCRIPTION = (
    "{count} notes. Built from Markdown notes; a later version updates them and keeps your reviews. "
    "Your own edits to a note are replaced when that note changes: keep remarks in notes of your own."
)


def packages(notes: Iterable[Note], media: Mapping[str, MediaFile], root: str) -> tuple[Package, ...]:
    """Return the packages for *notes*, whose root deck is *root*; the same notes have the same guids in each.

    A file is named after its deck as first shipped, so its name stays when a title changes.
    """
    by_deck: dict[str, list[Note]] = {}
    for note in notes:
        by_deck.setdefault(note.deck, []).append(note)
    decks = tuple(
        Deck(name, DESCRIPTION.format(count=len(inside)), tuple(inside)) for name, inside in sorted(by_deck.items())
    )
    whole = _package(slug(root), decks, media)
    return (whole, *(_package(name, inside, media) for name, inside in _subdecks(decks, root)))


def _subdecks(decks: Iterable[Deck], root: str) -> Iterator[tuple[str, tuple[Deck, ...]]]:
    """Yield the file name of each subdeck right below *root*, and the decks in it."""
    below: dict[str, list[Deck]] = {}
    for deck in decks:
        if deck.name != root:
            below.setdefault(deck.name.removeprefix(f"{root}::").split("::")[0], []).append(deck)
    taken = {slug(root)}
    for name, inside in below.items():
        file_name = f"{slug(root)}-{slug(name)}"
        if file_name in taken:  # "C" and "C++"
            file_name = f"{file_name}-{digest([name])[:8]}"
        taken.add(file_name)
        yield file_name, tuple(inside)


def _package(name: str, decks: tuple[Deck, ...], media: Mapping[str, MediaFile]) -> Package:
    shown = sorted({file for deck in decks for note in deck.notes for file in note.media})
    return Package(f"{name}.apkg", decks, tuple(media[file] for file in shown))
