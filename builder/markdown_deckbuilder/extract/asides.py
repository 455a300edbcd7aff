"""What explains a note: to which notes a figure, table, quote or code belongs, and how much of it stands behind a card.

An *aside* makes no note of its own.  It belongs to a *unit*: the notes of one paragraph, bullet, callout, definition or
question.  Where it stands decides, never what it says:

- inside a bullet, callout, definition or question it belongs to the notes of just that one;
- directly below a paragraph or bullet it belongs to that, and so do further asides directly below it;
- below a text that made no note (a paragraph, a label, an unclaimed question, a heading) it belongs to that text, and
  is on no card, unless a bullet or callout with notes of its own holds both;
- at the top of a section, with nothing above it, a figure or formula belongs to what follows it directly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from markdown_deckbuilder.extract.rules.phrases import words_of
from markdown_deckbuilder.model import Candidate, Claim, Reason, Verdict
from markdown_deckbuilder.reading.tree import (
    Block,
    Blocks,
    Callout,
    Code,
    Definition,
    Html,
    HtmlBlock,
    Image,
    List,
    ListItem,
    MathBlock,
    Node,
    Paragraph,
    Span,
    Table,
    Text,
    text_of,
    walk,
)

# What a card can show behind its answer, in visible characters: a screen or two.  In any script less than 8 KB.
MAX_EXTRA = 2_000
# A figure takes as much of a screen as a paragraph.
IMAGE_SIZE = 250
MAX_CAPTION_WORDS = 12

_TAG = re.compile(r"<[^>]*>")


@dataclass(eq=False)
class Unit:
    """The notes of one paragraph, bullet, callout, definition or question."""

    notes: list[Candidate]

    def explain(self, blocks: Iterable[Block]) -> None:
        """Put *blocks* behind each note of the unit, once."""
        told = tuple(blocks)
        self.notes = [explained(note, told) for note in self.notes]


@dataclass
class Group:
    """What one block and everything in it gave.

    *asides* are for whoever stands directly above; *kept* are those that belong to a text without notes, which only a
    bullet or callout around both may claim.  *own* are the notes of the block's own text, not of what is inside it;
    *last* is the unit to which an aside directly below the block belongs.
    """

    units: list[Unit] = field(default_factory=list)
    asides: list[Block] = field(default_factory=list)
    kept: list[Block] = field(default_factory=list)
    own: Unit | None = None
    last: Unit | None = None

    @property
    def candidates(self) -> list[Candidate]:
        return [note for unit in self.units for note in unit.notes]

    @property
    def is_aside(self) -> bool:
        """Say whether the block only explains, and no text of its own introduces what it holds."""
        return bool(self.asides) and not self.units and not self.kept

    @property
    def left(self) -> list[Block]:
        """Return what no note of the block has claimed."""
        return [*self.asides, *self.kept]


def of_notes(notes: Iterable[Candidate]) -> Group:
    """Return the group of a block whose *notes* are one unit."""
    unit = Unit(list(notes))
    return Group([unit], own=unit, last=unit) if unit.notes else Group()


def claimed(block: Block, claim: Claim, handed_on: Iterable[tuple[Block, Group]]) -> Group:
    """Return the group of *block*, of which a rule has made *claim*.

    *handed_on* are the parts that it left to other rules, with what came of them: the same text once more, or what
    stands inside the block.
    """
    if isinstance(block, Table | List):
        return _claimed_parts(block, claim, [group for _, group in handed_on])
    own, inside = of_notes(claim.candidates), list[Group]()
    for part, group in handed_on:
        if part.span == block.span or part.span == _text_span(block):
            own = _same_text(own, group)
        else:
            inside.append(group)
    own.asides += claim.asides
    return with_below(own, in_order(inside, own))


def _claimed_parts(block: Table | List, claim: Claim, items: list[Group]) -> Group:
    """Return the group of a table or list: a single note is that of the whole, several are those of its parts."""
    if len(claim.candidates) == 1 and isinstance(block, List):
        whole = of_notes(claim.candidates)
        whole.units[0].explain(claim.asides)
    else:
        whole = Group([Unit([note]) for note in claim.candidates], list(claim.asides))
    told = side_by_side(items)
    whole.units += told.units
    whole.kept += told.left
    whole.last = whole.last or (told.last if not claim.candidates else None)
    return whole


def _text_span(block: Block) -> Span | None:
    """Return where the text of a bullet or callout stands, without what is below it."""
    match block:
        case ListItem(children=(Paragraph(span=span), *_)) | Callout(children=(Paragraph(span=span), *_)):
            return span
        case Definition(meanings=((Paragraph(span=span), *_), *_)):
            return span
    return None


def _same_text(one: Group, other: Group) -> Group:
    """Join two groups of the same text: what one rule made of it, and what the rules after it made."""
    notes = [note for group in (one, other) if group.own for note in group.own.notes]
    own = Unit(notes)
    units = [unit for group in (one, other) for unit in group.units if unit is not group.own]
    last = other.last if other.last and other.last is not other.own else own
    both = Group([own, *units] if notes else units, own=own if notes else None, last=last if notes or units else None)
    both.asides = [*one.asides, *other.asides]
    both.kept = [*one.kept, *other.kept]
    return both


def with_below(own: Group, below: Group) -> Group:
    """Return the group of a bullet or callout: what is inside it belongs to the notes of its *own* text."""
    whole = Group([*own.units, *below.units], own=own.own, last=below.last)
    if own.own:
        own.own.explain([*own.left, *below.left])
    elif not below.units and not below.left:
        whole.asides, whole.kept, whole.last = own.asides, own.kept, own.last
    else:
        whole.kept = [*own.left, *below.left]
    return whole


def claimed_by(unit: Unit, group: Group) -> Group:
    """Return *group*, a callout with notes of just one *unit*, which everything in it explains."""
    unit.explain(group.left)
    return Group(group.units, own=unit, last=unit)


def side_by_side(items: list[Group]) -> Group:
    """Join the groups of the items of a list: none of them explains another, and what is below them all explains none."""
    units = [unit for item in items for unit in item.units]
    left = [block for item in items for block in item.left]
    if left and all(item.is_aside for item in items):
        return Group(asides=left)
    return Group(units, kept=left, last=items[0].last if len(items) == 1 else None)


def in_order(groups: Iterable[Group], above: Group | None = None) -> Group:
    """Join the *groups* of blocks that follow one another, and give each aside to the unit it stands directly below.

    *above* is the text that the first of them stands below.  Figures and formulas at the top, with nothing above them,
    belong to what follows.  The last unit of the whole is that of the last block.
    """
    whole, waiting = Group(), list[Block]()
    owner, has_text = (above.last, True) if above else (None, False)
    for group in groups:
        if group.is_aside and owner:
            owner.explain(group.asides)
        elif group.is_aside and not has_text:
            waiting += group.asides
        elif group.is_aside:
            whole.kept += group.asides
        else:
            _place_waiting(waiting, group, whole)
            waiting, has_text = [], True
            whole.units += group.units
            whole.kept += group.left
            owner = group.last
    whole.asides = waiting
    whole.last = owner
    return whole


def _place_waiting(waiting: list[Block], below: Group, whole: Group) -> None:
    """Give asides at the top to the first notes *below*, which name them, if all are figures or formulas."""
    if below.units and all(isinstance(block, MathBlock) or is_figure(block) for block in waiting):
        below.units[0].explain(waiting)
    else:
        whole.kept += waiting


def is_figure(block: Block) -> bool:
    """Say whether *block* is an image or several, with no more words than a caption has."""
    if not isinstance(block, Paragraph):
        return False
    nodes = tuple(walk(block.children))
    words = " ".join(node.text for node in nodes if isinstance(node, Text | Code))
    return any(isinstance(node, Image) for node in nodes) and len(words_of(words)) <= MAX_CAPTION_WORDS


def explained(note: Candidate, blocks: Iterable[Block]) -> Candidate:
    """Return *note* with *blocks* behind it, each once."""
    return replace(note, extra=(*note.extra, *(block for block in blocks if block not in note.extra)))


def bounded(note: Candidate) -> tuple[Candidate, Blocks]:
    """Return *note* with as much of its Extra as a card can show, and the blocks that are left out.

    Blocks are kept in source order up to the first that does not fit: what is behind a gap would explain nothing.
    """
    told = sorted(note.extra, key=lambda block: block.span.line)
    size = 0
    for number, block in enumerate(told):
        size += size_of(block)
        if size > MAX_EXTRA:
            return replace(note, extra=tuple(told[:number])), tuple(told[number:])
    return replace(note, extra=tuple(told)), ()


def size_of(block: Block) -> int:
    """Return how many characters of a screen *block* takes; code and tables count by their text."""
    return len(text_of(block)) + sum(_size_of_unspoken(node) for node in walk((block,)))


def _size_of_unspoken(node: Node) -> int:
    match node:
        case Image(alt=alt):
            return IMAGE_SIZE - len(alt)
        case HtmlBlock(markup):
            return len(_TAG.sub("", markup)) + IMAGE_SIZE * markup.lower().count("<img")
        case Html(markup):
            return IMAGE_SIZE * markup.lower().count("<img")
    return 0


def reason_of(block: Block) -> Reason:
    """Return why *block*, which only explains, is nowhere: there is no note that it belongs to."""
    match block:
        case List():
            return Reason.OPEN_LIST
        case Paragraph(children) if not is_figure(block):
            return Reason.PROSE if any(isinstance(node, Image) for node in walk(children)) else Reason.LABEL
    return Reason.ASIDE


def verdicts_on(blocks: Iterable[Block]) -> list[Verdict]:
    """Return the verdicts on asides that are on no card."""
    return [Verdict(block.span, reason_of(block)) for block in blocks]
