"""Blocks → sections: cut at headings, with the tags and ids of the checklist that hold below them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_deckbuilder.model import Section
from markdown_deckbuilder.reading.tree import Block, Blocks, Comment, Flashcard, Heading, Paragraph, text_of

_LIST_DIRECTIVE = re.compile(r"\s*(tags|covers)\s*:\s*(.*)", re.S)


def first_heading(sections: tuple[Section, ...]) -> str:
    """Return the heading that stands for the whole page: its first, unless that is a lower one and has equals."""
    headings = list(dict.fromkeys(section.trail[-1] for section in sections if section.trail))
    if not headings or (headings[0].level > 1 and any(other.level <= headings[0].level for other in headings[1:])):
        return ""
    return text_of(headings[0]).strip()


def sections_of(blocks: Blocks) -> Iterator[Section]:
    """Cut *blocks* at headings; tags and ids of the checklist given under a heading hold for all below it."""
    draft = _SectionDraft()
    for block in blocks:
        if isinstance(block, Heading):
            if draft.trail or draft.blocks:
                yield draft.section()
            draft = draft.below(block)
        elif isinstance(block, Flashcard) and (heading := _asking_heading(block, draft.trail)):
            if draft.trail or draft.blocks:
                yield draft.section()
            draft = draft.beside(heading)
            draft.blocks.append(block)
        elif isinstance(block, Paragraph) and not block.children:
            draft.tags[-1].extend(block.tags)  # a line of nothing but tags
        elif isinstance(block, Comment) and (directive := _LIST_DIRECTIVE.fullmatch(block.text)):
            kind, words = directive.groups()
            (draft.tags if kind == "tags" else draft.covers)[-1].extend(re.split(r"[,\s]+", words.strip()))
        else:
            draft.blocks.append(block)
    yield draft.section()


def _asking_heading(card: Flashcard, trail: tuple[Heading, ...]) -> Heading | None:
    """Return the heading that *card* asks with, where it opens no section of its own."""
    front = card.front[0]
    return front if isinstance(front, Heading) and front not in trail else None


@dataclass
class _SectionDraft:
    trail: tuple[Heading, ...] = ()
    tags: list[list[str]] = field(default_factory=lambda: [[]])  # the page's own, then a list a heading of the trail
    covers: list[list[str]] = field(default_factory=lambda: [[]])
    blocks: list[Block] = field(default_factory=list)

    def below(self, heading: Heading) -> _SectionDraft:
        draft = self.beside(heading)
        return _SectionDraft((*draft.trail, heading), [*draft.tags, []], [*draft.covers, []])

    def beside(self, heading: Heading) -> _SectionDraft:
        """Return what is below the same headings as *heading*."""
        trail = tuple(above for above in self.trail if above.level < heading.level)
        trail = trail[: _above_in_number(trail, heading)]
        kept = len(trail)
        return _SectionDraft(trail, self.tags[: kept + 1], self.covers[: kept + 1])

    def section(self) -> Section:
        tags = tuple(dict.fromkeys(tag for level in self.tags for tag in level if tag))
        covers = tuple(dict.fromkeys(item for level in self.covers for item in level if item))
        return Section(self.trail, tuple(self.blocks), tags, covers)


def _above_in_number(trail: tuple[Heading, ...], heading: Heading) -> int:
    """Return how many headings of *trail* stand above *heading* by their numbers: 1.1 is no parent of 1.2."""
    number = _number_of(heading)
    for count, above in enumerate(trail):
        other = _number_of(above)
        if number and other and len(other) >= len(number):
            return count
    return len(trail)


def _number_of(heading: Heading) -> list[str]:
    match = re.match(r"\s*(\d+(?:\.\d+)+)\.?\s", text_of(heading))
    return match.group(1).split(".") if match else []
