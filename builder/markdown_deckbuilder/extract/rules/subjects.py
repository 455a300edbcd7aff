"""What a block is about: subjects through generic headings, breadcrumbs, and whether a text gives an answer away."""

from __future__ import annotations

import re
from functools import lru_cache

from markdown_deckbuilder.extract.rules.phrases import bare, cut, stem, strip, words_of
from markdown_deckbuilder.extract.wording import Wording, wording_of
from markdown_deckbuilder.extract.wording.language import emoji_edges, numbering_length, plain_label
from markdown_deckbuilder.model import Basic, Candidate, Cloze, Site, Step
from markdown_deckbuilder.reading.tree import (
    Block,
    Blocks,
    Deletion,
    Flashcard,
    Inlines,
    ListItem,
    Paragraph,
    Span,
    Text,
    text_of,
    walk,
)

BREADCRUMB_LEVELS = 2

# A list of at least so many items describes a subject where one in so many labels is an attribute.
MIN_DESCRIBING = 3


def words_for(site: Site) -> Wording:
    """Return the wording for the language of *site*'s page."""
    return wording_of(site.page.language)


def content_words(text: str, wording: Wording) -> list[str]:
    """Return the words of *text* that carry meaning, in their order."""
    return [word for word in words_of(text) if word.casefold() not in wording.function_words]


def stems(text: str, wording: Wording) -> frozenset[str]:
    """Return the stems of the content words of *text*."""
    return _stems(text, wording.name)


@lru_cache(maxsize=16_384)
def _stems(text: str, language: str) -> frozenset[str]:
    return frozenset([stem(word) for word in content_words(text, wording_of(language))])


def label(children: Inlines) -> Inlines:
    """Return a heading's or label's words without numbering, emphasis around them and a final colon."""
    children = strip(bare(children), ":：")
    start, end = emoji_edges(text_of(children))
    children = cut(children, start, len(text_of(children)) - end)
    return strip(bare(cut(children, numbering_length(text_of(children)))), ":：")


def is_generic(step: Step, wording: Wording) -> bool:
    """Say whether *step* names no subject of its own."""
    return wording.is_generic(step.text) or wording.is_attribute(step.text) or wording.is_lead_in(step.text)


def describes(items: Blocks, wording: Wording) -> bool:
    """Say whether *items* describe what stands above them: enough of their labels are attributes ("Mechanism:").

    The labels in such company are attributes too, though no lexicon has them: "Eye: corneal microdeposits".
    """
    if len(items) < MIN_DESCRIBING:
        return False
    starts = [text_of(item.children[0]) for item in items if isinstance(item, ListItem) and item.children]
    labels = [re.split(r"\s*[:：]\s|\s[-–—]\s", start, maxsplit=1)[0] for start in starts]
    return MIN_DESCRIBING * sum(wording.is_attribute(one) for one in labels) >= len(items)


def is_attribute(site: Site, label: str, wording: Wording) -> bool:
    """Say whether *label* asks for something about the subject above it, by its word or by its company."""
    return site.among_attributes or wording.is_attribute(label)


def subject_of(site: Site) -> Step | None:
    """Return the nearest step above *site* that names a thing, or None."""
    wording = words_for(site)
    return next((step for step in reversed(site.steps) if not is_generic(step, wording)), None)


def gives_away(shown: str, answer: str, wording: Wording) -> bool:
    """Say whether *shown* holds every word stem of *answer*."""
    wanted = stems(answer, wording)
    if wanted:
        return wanted <= stems(shown, wording)
    words = [word.casefold() for word in words_of(answer)]
    return bool(words) and set(words) <= {word.casefold() for word in words_of(shown)}


def _usable_steps(site: Site, answers: tuple[str, ...], cue: str) -> list[Inlines]:
    """Return the steps above *site* that a front may show, the nearest first.

    Left out are generic ones, steps that give one of *answers* away, and those that the *cue* says already
    (``cards.md``, principles 2 and 4).
    """
    wording = words_for(site)
    seen = {plain_label(cue)}
    kept: list[Inlines] = []
    for step in reversed(site.steps):
        text = step.text
        if (
            plain_label(text) in seen
            or wording.is_generic(text)
            or any(gives_away(text, answer, wording) for answer in answers if answer)
        ):
            continue
        seen.add(plain_label(text))
        kept.append(step.children)
    return kept


def headings_of(site: Site) -> tuple[str, ...]:
    """Return the trail of *site* as identity wants it: the headings' words, without their numbers."""
    return tuple(step.text for step in site.steps if step.is_heading)


def parents_of(site: Site) -> tuple[str, ...]:
    """Return the words of the labels and parent bullets above *site*, outermost first."""
    return tuple(step.text for step in site.steps if not step.is_heading)


def paragraph(children: Inlines, span: Span) -> Blocks:
    """Return *children* as the only paragraph of a field, or no block where they are empty."""
    return (Paragraph(children, span),) if children else ()


def candidate(
    site: Site,
    rule: str,
    content: Basic | Cloze,
    *,
    cue: str,
    answer: str,
    span: Span | None = None,
    extra: Blocks = (),
    shown: str = "",
    form: str = "",
    is_explicit: bool = False,
    stands_alone: bool = False,
) -> Candidate:
    """Make the candidate of *rule* for *site*: its trail, tags and breadcrumb come from the site.

    *cue* and *answer* are the source's own words.  *shown* are the words of the front by which a breadcrumb would say
    nothing new; without it they are those of the cue.  *form* names the kind of front within the rule.
    """
    hidden = (answer,) if isinstance(content, Basic) else tuple(_hidden(content))
    if isinstance(content, Basic) and content.reverse_front:
        hidden = (*hidden, text_of(content.reverse_back))
    steps = _usable_steps(site, hidden, shown or cue)
    return Candidate(
        rule=rule,
        content=content,
        span=span or site.block.span,
        trail=headings_of(site),
        cue=" › ".join([*parents_of(site), cue]) if cue else " › ".join(parents_of(site)),
        answer=answer,
        context=tuple(reversed(steps[:BREADCRUMB_LEVELS])),
        qualifiers=tuple(steps[BREADCRUMB_LEVELS:]),
        stands_alone=stands_alone,
        form=form,
        extra=extra,
        tags=(*site.page.tags, *site.section.tags, *_tags_of(site.block)),
        anchor=site.wish.anchor or _anchor_of(site.block),
        is_explicit=is_explicit,
    )


def line_of(site: Site) -> tuple[Inlines, Span] | None:
    """Return the words and the place of *site* where it is a paragraph, or a bullet with nothing below it."""
    match site.block:
        case Paragraph(children, span) | ListItem(children=(Paragraph(children, span),)):
            return children, span
    return None


def _first_paragraph(block: Block) -> Paragraph | None:
    match block:
        case Paragraph():
            return block
        case ListItem(children=(Paragraph() as first, *_)):
            return first
    return None


def _tags_of(block: Block) -> tuple[str, ...]:
    first = block if isinstance(block, Flashcard) else _first_paragraph(block)
    return first.tags if first else ()


def _anchor_of(block: Block) -> str:
    first = block if isinstance(block, Flashcard) else _first_paragraph(block)
    return first.anchor if first else ""


def _hidden(content: Cloze) -> list[str]:
    return [text_of(node) for node in walk(content.text) if isinstance(node, Deletion)]


def plus(*runs: Inlines | str) -> Inlines:
    """Join *runs* of inlines and plain words."""
    return tuple(node for run in runs for node in ((Text(run),) if isinstance(run, str) else run) if node != Text(""))
