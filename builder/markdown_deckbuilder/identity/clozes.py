"""Cloze numbers are part of identity: a card is (note, cloze number), so a number stays with its words for good."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from markdown_deckbuilder.extract.rules.phrases import pieces_of
from markdown_deckbuilder.identity.fingerprint import normal
from markdown_deckbuilder.model import Candidate, Cloze
from markdown_deckbuilder.reading.tree import (
    Block,
    Blocks,
    Deletion,
    Emphasis,
    Inline,
    Link,
    List,
    ListItem,
    Mark,
    Node,
    Paragraph,
    Strike,
    Strong,
    text_of,
    walk,
)

# By so many words and signs what is hidden may grow and be the same card: "16" and "16-QAM".
MAX_GROWTH = 4


def deletions(blocks: Blocks) -> Iterator[Deletion]:
    """Yield the deletions in *blocks*, an outer one before those inside it."""
    nodes: tuple[Node, ...] = blocks
    return (node for node in walk(nodes) if isinstance(node, Deletion))


def number_clozes(candidate: Candidate, pinned: Mapping[str, int], old_text: str = "") -> Candidate:
    """Return *candidate* with a number on every deletion; *pinned* are those its note ever had, by their words.

    Known words keep their number; so do words that stand in the place of others in *old_text*, the note's text so far.
    New ones take the next free, and none is used again.  Deletions that their author gave one number stay together; the
    same words twice in a note are told apart by their order.
    """
    if not isinstance(candidate.content, Cloze):
        return candidate
    numbers = cloze_numbers(candidate, pinned, old_text)
    given = iter(numbers.values())
    return replace(candidate, content=Cloze(tuple(_numbered(block, given) for block in candidate.content.text)))


def hidden_words(blocks: Blocks) -> list[str]:
    """Return the normalised words of each deletion in *blocks*; the same words for a second time get a number."""
    return told_apart([normal(text_of(deletion)) for deletion in deletions(blocks)])


def told_apart(words: Iterable[str]) -> list[str]:
    """Return *words*, each that comes for a second time with a number behind it."""
    names: dict[str, None] = {}
    for one in words:
        names[_unused(one, names)] = None
    return list(names)


def numbers_in(blocks: Blocks) -> dict[str, int]:
    """Return the number of each deletion in *blocks*, which all have one, by its words."""
    return dict(zip(hidden_words(blocks), (deletion.number or 0 for deletion in deletions(blocks)), strict=True))


def pins(blocks: Blocks, pinned: Mapping[str, int]) -> dict[str, int]:
    """Return what to remember of *blocks*: its own numbers, and those *pinned* that no words in it have taken over."""
    own = numbers_in(blocks)
    return {**{words: number for words, number in pinned.items() if number not in own.values()}, **own}


def cloze_numbers(candidate: Candidate, pinned: Mapping[str, int], old_text: str = "") -> dict[str, int]:
    """Return the number of each deletion of *candidate* by its words, in the order in which they stand there."""
    assert isinstance(candidate.content, Cloze)
    blocks = candidate.content.text
    names = dict(zip(hidden_words(blocks), (deletion.number for deletion in deletions(blocks)), strict=True))
    kept = {words: pinned[words] for words in names if words in pinned}
    kept |= _replaced(names, kept, pinned, old_text, normal(candidate.answer))
    free = max(pinned.values(), default=0) + 1
    groups: dict[int, int] = {}  # the author's number -> ours
    for words, author in names.items():
        if author is not None and words in kept:
            groups.setdefault(author, kept[words])
    numbers: dict[str, int] = {}
    for words, author in names.items():
        number = kept.get(words)
        if number is None and author is not None:
            number = groups.get(author)
            if number is None and author >= 1 and author not in {*pinned.values(), *numbers.values(), *kept.values()}:
                number = author
        if number is None:
            number = free
        free = max(free, number + 1)
        numbers[words] = number
        if author is not None:
            groups.setdefault(author, number)
    return numbers


def _replaced(
    names: Mapping[str, int | None], kept: Mapping[str, int], pinned: Mapping[str, int], old_text: str, new_text: str
) -> dict[str, int]:
    """Return the numbers of words that stand in the place of others, which are gone from the text or shown in it."""
    lost = {words: number for words, number in pinned.items() if words not in names and number not in kept.values()}
    fresh = [words for words in names if words not in kept]
    if not lost or not fresh or not old_text:
        return {}
    old_words, new_words = pieces_of(old_text), pieces_of(new_text)
    places = {words: _place(old_words, words) for words in lost}
    numbers: dict[str, int] = {}
    for words in fresh:
        place = _place(new_words, words)
        image = _image(old_words, new_words, place) if place else None
        for old, old_place in places.items():
            if image and old_place and _goes_on(old_place, image, place) and lost[old] not in numbers.values():
                numbers[words] = lost[old]
                break
    return numbers


def _place(pieces: list[str], part: str) -> range | None:
    """Return where *part* stands among *pieces*, those of a text, or None."""
    target = pieces_of(part.split(" #")[0])
    for start in range(len(pieces) - len(target) + 1):
        if target and pieces[start : start + len(target)] == target:
            return range(start, start + len(target))
    return None


def _image(old: list[str], new: list[str], place: range) -> range | None:
    """Return the pieces of *old* in whose place those of *new* at *place* stand, by the fewest changes."""
    starts, ends = [], []
    for step in Levenshtein.opcodes(old, new):
        if step.dest_start < place.stop and place.start < step.dest_end:
            is_same = step.tag == "equal"
            starts.append(step.src_start + (max(place.start - step.dest_start, 0) if is_same else 0))
            ends.append(step.src_end - (max(step.dest_end - place.stop, 0) if is_same else 0))
    return range(min(starts), max(ends)) if starts and min(starts) < max(ends) else None


def _goes_on(old: range, image: range, new: range | None) -> bool:
    """Say whether what stands at *new*, whose *image* is in the old text, goes on with the words at *old* there.

    A whole sentence around a hidden figure is another thing to ask for.
    """
    overlaps = old.start < image.stop and image.start < old.stop
    return overlaps and new is not None and len(new) <= len(old) + MAX_GROWTH


def _unused(words: str, numbers: Mapping[str, object]) -> str:
    count = 1
    name = words
    while name in numbers:
        count += 1
        name = f"{words} #{count}"
    return name


def _numbered(block: Block, numbers: Iterator[int]) -> Block:
    match block:
        case Paragraph(children):
            return replace(block, children=tuple(_numbered_inline(node, numbers) for node in children))
        case List(items):
            return replace(block, items=tuple(_numbered_item(item, numbers) for item in items))
    return block


def _numbered_item(item: ListItem, numbers: Iterator[int]) -> ListItem:
    return replace(item, children=tuple(_numbered(child, numbers) for child in item.children))


def _numbered_inline(node: Inline, numbers: Iterator[int]) -> Inline:
    if isinstance(node, Deletion):
        number = next(numbers)
        return replace(node, number=number, children=tuple(_numbered_inline(child, numbers) for child in node.children))
    if isinstance(node, Emphasis | Strong | Strike | Mark | Link):
        return replace(node, children=tuple(_numbered_inline(child, numbers) for child in node.children))
    return node
