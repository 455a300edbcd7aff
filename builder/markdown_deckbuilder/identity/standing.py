"""Shipped notes that no rule makes any more although their line still stands: those stay (``architecture.md``)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from markdown_deckbuilder.identity.entries import Entry
from markdown_deckbuilder.identity.fingerprint import normal
from markdown_deckbuilder.identity.likeness import meaning
from markdown_deckbuilder.identity.sides import side_of_entry
from markdown_deckbuilder.model import Identified, Library, Reason, Section, Verdict, file_title
from markdown_deckbuilder.reading.tree import Node, Span, Table, children_of, text_of

# So many words of a text are looked for first; the rest must follow in the blocks behind.
OPENING = 6
# So many blocks before and behind a text may hold the other words of its note: its heading, its list.
BEFORE, BEHIND = 2, 8


@dataclass(frozen=True, slots=True)
class _Unit:
    """The words of a block as identity compares them, and where they stand."""

    run: str
    span: Span


def _run(text: str) -> str:
    """Return the words of *text* that carry meaning, in a row with a blank on each side: a comma more changes none."""
    return f" {' '.join(meaning(text))} "


def standing(
    gone: Iterable[Entry],
    library: Library,
    verdicts: Iterable[Verdict],
    asks: Collection[str],
    known: Iterable[Entry],
) -> dict[str, Span]:
    """Return, by guid, where the words of the entries *gone* still stand in *library*.

    Only the author's word ends such a note: what *verdicts* say is switched off does not stand, nor does a note of a
    rule that is not among those in *asks*, nor one of two equal bullets of which one was deleted: the other is among the
    *known*, which go on.
    """
    twins = {(entry.note_type, _words(entry.key.cue, entry.text)) for entry in known}
    off = {
        (verdict.span.path, line)
        for verdict in verdicts
        if verdict.reason is Reason.SWITCHED_OFF
        for line in range(verdict.span.line, verdict.span.end_line + 1)
    }
    pages = {page.path: page for page in library.pages}
    units: dict[str, list[list[_Unit]]] = {}
    found: dict[str, Span] = {}
    for entry in gone:
        page = pages.get(entry.key.page)
        if (
            page is None
            or not page.makes_cards
            or entry.key.rule not in asks
            or page.rules.get(entry.key.rule) is False
        ):
            continue
        if (entry.note_type, _words(entry.key.cue, entry.text)) in twins:
            continue
        if page.path not in units:
            units[page.path] = [list(_units_of(section)) for section in page.sections]
        names = frozenset({normal(page.title), normal(file_title(page.path))})
        place = next((span for section in units[page.path] if (span := _place_of(entry, section, names))), None)
        if place and (place.path, place.line) not in off:
            found[entry.guid] = place
    return found


def without_twins(
    notes: Iterable[Identified],
    known: Mapping[str, Entry],
    staying: Collection[Entry],
    other_kinds: Mapping[str, Span],
) -> tuple[tuple[Identified, ...], tuple[Verdict, ...]]:
    """Return *notes* without new ones that say in another kind what a note *staying* says, and the verdicts on these.

    *other_kinds* says, by the guid of an entry, where such a note stands; the same words tell, too.
    """
    places = {other_kinds[entry.guid] for entry in staying if entry.guid in other_kinds}
    said = {_words(entry.key.cue, entry.text) for entry in staying}
    kept, verdicts = [], []
    for note in notes:
        candidate = note.candidate
        is_new = bool(said) and note.guid not in known
        if is_new and (candidate.span in places or _words(candidate.cue, candidate.answer) in said):
            verdicts.append(Verdict(candidate.span, Reason.REPEATED))
        else:
            kept.append(note)
    return tuple(kept), tuple(verdicts)


def _words(cue: str, text: str) -> frozenset[str]:
    leaf = cue.rsplit(" › ", 1)[-1]
    return frozenset(word.strip(".,;:–—-=") for word in normal(f"{leaf} {text}").split()) - {""}


def _units_of(section: Section) -> Iterator[_Unit]:
    if section.trail:
        heading = section.trail[-1]
        yield _Unit(_run(text_of(heading.children)), heading.span)
    for block in section.blocks:
        yield from _units_in(block)


def _units_in(block: Node) -> Iterator[_Unit]:
    """Yield the parts of *block* that each say something by themselves: rows, items, paragraphs."""
    if isinstance(block, Table):
        head = " ".join(text_of(cell) for cell in block.head.cells)
        for row in block.rows:
            yield _Unit(_run(" ".join([head, *(text_of(cell) for cell in row.cells)])), row.span)
        return
    span: Span | None = getattr(block, "span", None)
    inner = [child for child in children_of(block) if hasattr(child, "span")]
    words = [child for child in children_of(block) if not hasattr(child, "span")]
    text = normal(text_of(words) if inner else text_of(block))
    if span and text:
        yield _Unit(_run(text), span)
    for child in inner:
        yield from _units_in(child)


def _place_of(entry: Entry, units: list[_Unit], names: frozenset[str]) -> Span | None:
    """Return where in *units*, those of a section, all the words of *entry* stand side by side, or None.

    A term that is among the *names* of the page stands above all of it.
    """
    side = side_of_entry(entry)
    leaf = side.lead if side.names_itself else ""
    text = entry.text
    parts = [normal(part) for part in (*leaf.split(" | "), *text.split(" · ")) if normal(part)]
    parts = [part for part in parts if part not in names]
    if not parts:
        return None
    said = [_run(part) for part in parts]
    opening = f" {' '.join(max(said, key=len).split()[:OPENING])} "
    is_cell = " | " in leaf
    for index, unit in enumerate(units):
        if opening not in unit.run:
            continue
        reach = 0 if is_cell else BEHIND + len(parts)
        window = units[max(0, index - (0 if is_cell else BEFORE + len(parts))) : index + 1 + reach]
        whole = " ".join(one.run for one in window)
        if all(part in whole for part in said):
            return unit.span
    return None
