"""The tiers in which a note is found again by its own words (``docs/architecture.md``, Identity)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from markdown_deckbuilder.identity.moves import Moves
from markdown_deckbuilder.identity.pairing import Pairing
from markdown_deckbuilder.identity.sides import Section, Side
from markdown_deckbuilder.model import Kind


def by_anchor(pairing: Pairing) -> None:
    """Join what its author has given one name, on one page before two."""
    pairing.pair(lambda side: (side.kind, side.page, side.anchor) if side.anchor else None)
    pairing.pair(lambda side: (side.kind, side.page, side.anchor, side.cue) if side.anchor else None)
    pairing.pair(lambda side: (side.kind, side.anchor) if side.anchor else None)


def by_key_and_text(pairing: Pairing) -> None:
    """Join what is as it was, where it was."""
    pairing.pair(lambda side: (side.kind, side.section, side.rule, side.cue, side.text), only_unique=False)
    pairing.pair(lambda side: (side.kind, side.section, side.cue, side.text), only_unique=False)


def by_text(pairing: Pairing) -> None:
    """Join the same words anywhere: moved, renamed, reordered.

    Ties are broken by trail, leaf heading and page, then by order.  Words that do not tell by themselves what they are
    about ("Default: 5") go along only with their heading or their section, or if they stand nowhere else.
    """

    def is_telling(old: Side, new: Side) -> bool:
        return new.is_telling

    pairing.pair(lambda side: (side.kind, side.cue, side.text, side.trail), only_unique=False)
    pairing.pair(lambda side: (side.kind, side.path, side.text, side.page), only_unique=False)
    pairing.pair(lambda side: (side.kind, side.cue, side.text, side.leaf), only_unique=False)
    pairing.pair(lambda side: (side.kind, side.cue, side.text, side.page), fits=is_telling, only_unique=False)
    pairing.pair(lambda side: (side.kind, side.cue, side.text), fits=is_telling, only_unique=False)
    pairing.pair(lambda side: (side.kind, _own_cue(side), side.text), fits=is_telling)
    # What stands alone is one fact wherever it is written, so that any of several places may go on with it.
    pairing.pair(
        lambda side: (side.kind, side.lead, side.text) if _own_cue(side) else None,
        fits=lambda old, new: new.stands_alone,
        only_unique=False,
    )
    moves = Moves((heir.old, heir.new) for heir in pairing.heirs)
    pairing.pair(
        lambda side: (side.kind, moves.section_of(side), side.cue, side.text),
        lambda side: (side.kind, side.section, side.cue, side.text),
    )
    for old, new in _with_their_section(pairing):
        pairing.join(old, new, is_inferred=False)
    elsewhere = {(heir.new.kind, heir.new.cue, heir.new.text) for heir in pairing.heirs}
    pairing.pair(
        lambda side: (side.kind, side.cue, side.text),
        fits=lambda old, new: len(new.text) >= MIN_DISTINCT and (new.kind, new.cue, new.text) not in elsewhere,
    )


# An answer of so many letters is hardly written twice by chance, if nothing else in the notes reads the same.
MIN_DISTINCT = 10


def _own_cue(side: Side) -> str:
    """Return what a bullet itself asks by, without the labels above it, which may be renamed."""
    return side.lead if side.kind == Kind.BASIC else ""


def _with_their_section(pairing: Pairing) -> Iterator[tuple[Side, Side]]:
    """Yield short words whose section was renamed or moved, where nothing else tells where it went.

    Two of them that go together vouch for each other; a single one stays on its page, under a heading in the place of
    the old one.
    """
    places: dict[tuple[str, str, str], list[Side]] = defaultdict(list)
    for old in pairing.entries.values():
        places[old.kind, old.cue, old.text].append(old)
    together: dict[tuple[Section, Section], list[tuple[Side, Side]]] = defaultdict(list)
    claims: dict[tuple[str, str], list[str]] = defaultdict(list)
    for new in pairing.candidates.values():
        for old in places.get((new.kind, new.cue, new.text), ()):
            together[old.section, new.section].append((old, new))
            claims[old.name, old.page].append(new.page)
    used: set[str] = set()
    for pairs in sorted(together.values(), key=lambda pairs: -len(pairs)):
        free = [(old, new) for old, new in pairs if not used & {f"-{old.name}", f"+{new.name}"}]
        if len({old.name for old, _ in free}) != len(free) or len({new.name for _, new in free}) != len(free):
            continue
        if len(free) > 1 or (free and _is_renamed_in_place(*free[0], places, claims)):
            used |= {name for old, new in free for name in (f"-{old.name}", f"+{new.name}")}
            yield from free


def _is_renamed_in_place(
    old: Side, new: Side, places: dict[tuple[str, str, str], list[Side]], claims: dict[tuple[str, str], list[str]]
) -> bool:
    """Say whether only the nearest heading differs, and no other note could be meant on either side."""
    is_same_place = old.page == new.page and len(old.trail) == len(new.trail) and old.trail[:-1] == new.trail[:-1]
    rivals = sum(other.page == old.page for other in places[old.kind, old.cue, old.text])
    return is_same_place and rivals == 1 and claims[old.name, old.page].count(new.page) == 1
