"""Numbered items whose order is forced: each asks for the one after it."""

from __future__ import annotations

from itertools import pairwise

from markdown_deckbuilder.extract.rules.explicit import is_explicit
from markdown_deckbuilder.extract.rules.phrases import sentences, strip, words_of
from markdown_deckbuilder.extract.rules.record import Rule
from markdown_deckbuilder.extract.rules.subjects import candidate, paragraph, words_for
from markdown_deckbuilder.model import Basic, Candidate, Claim, Site
from markdown_deckbuilder.reading.tree import Blocks, Inlines, List, ListItem, Paragraph, text_of

MIN_STEPS = 3
MAX_STEP_WORDS = 20


def claim(site: Site) -> Claim | None:
    """Claim a numbered list below a label or heading that promises an order."""
    steps = site.block
    if not isinstance(steps, List) or len(steps.items) < MIN_STEPS or any(is_explicit(item) for item in steps.items):
        return None
    if site.wish.card != "steps" and not (steps.ordered and _promises_order(site)):
        return None
    words = [_step(item) for item in steps.items]
    if not all(word and len(words_of(text_of(word))) <= MAX_STEP_WORDS for word in words):
        return None
    numbered = list(zip(steps.items, words, strict=True))
    # What stands below a step explains the note that it answers; the first step answers none.
    first = steps.items[0].children[1:]
    made = tuple(_note(site, *pair, () if n else first) for n, pair in enumerate(pairwise(numbered)))
    return Claim(made)


def _promises_order(site: Site) -> bool:
    return bool(site.steps) and words_for(site).promises_order(site.steps[-1].text)


def _step(item: ListItem) -> Inlines:
    """Return what is done in the step *item*: its first sentence."""
    match item.children:
        case (Paragraph(children), *_):
            return strip(sentences(children)[0], ".;,") if sentences(children) else ()
    return ()


def _note(
    site: Site, before: tuple[ListItem, Inlines], after: tuple[ListItem, Inlines], extra: Blocks = ()
) -> Candidate:
    (item, this), (next_item, following) = before, after
    front = words_for(site).front("follows", step=this)
    return candidate(
        site,
        RULE.name,
        Basic(paragraph(front, item.span), paragraph(following, item.span)),
        cue=text_of(this),
        answer=text_of(following),
        span=item.children[0].span.to(next_item.children[0].span),
        extra=(*extra, *next_item.children[1:]),
    )


RULE = Rule(
    "steps",
    "from numbered steps, *what follows …?*",
    claim,
)
