"""A bullet that only names a thing, with what is to be said of it in the bullets below."""

from __future__ import annotations

from dataclasses import replace

from markdown_deckbuilder.extract.rules.exchanges import is_question
from markdown_deckbuilder.extract.rules.explicit import is_explicit
from markdown_deckbuilder.extract.rules.grammar import capitalised, form_of
from markdown_deckbuilder.extract.rules.phrases import holds, is_lead_in, lead_of, strip, words_of
from markdown_deckbuilder.extract.rules.quantities import quantities
from markdown_deckbuilder.extract.rules.record import Rule
from markdown_deckbuilder.extract.rules.subjects import (
    candidate,
    gives_away,
    is_generic,
    paragraph,
    words_for,
)
from markdown_deckbuilder.extract.wording import Wording
from markdown_deckbuilder.model import Basic, Claim, Site
from markdown_deckbuilder.reading.tree import Code, Deletion, List, ListItem, Mark, Paragraph, Strong, text_of

MAX_PARENT_WORDS = 6
MIN_WORDS, MAX_WORDS = 3, 25


def claim(site: Site) -> Claim | None:
    """Claim the plain bullets below a parent: the first answers what the parent is or does, the others explain."""
    if not isinstance(site.block, List) or site.block.ordered or not site.steps or not site.steps[-1].is_parent:
        return None
    wording, parent = words_for(site), site.steps[-1]
    if is_generic(parent, wording) or not 0 < len(words_of(parent.text)) <= MAX_PARENT_WORDS:
        return None
    if {word.casefold() for word in words_of(parent.text)} & {verb.casefold() for verb in wording.copulas}:
        return None  # "An example is overriding" says something, and names nothing
    plain = [item for item in site.block.items if _is_plain(item, wording)]
    answers = [item for item in plain if _is_answer(item, parent.text, wording)]
    if not answers:
        return None
    first = answers[0]
    assert isinstance(first.children[0], Paragraph)
    meaning = strip(first.children[0].children, ".;,。")
    shown = (Strong(parent.children),)
    form = form_of(parent.text, text_of(meaning), wording)
    front = wording.front(form, term=shown)
    made = candidate(
        replace(site, steps=site.steps[:-1], block=first),
        RULE.name,
        Basic(paragraph(front, first.span), paragraph(capitalised(meaning), first.span)),
        cue=parent.text,
        answer=text_of(meaning),
        form=form,
        span=first.span,
        extra=_others(site.block, plain, first),
    )
    rest = tuple(replace(site, block=item, following=()) for item in site.block.items if item not in plain)
    return Claim((made,), rest=rest)


def _is_plain(item: ListItem, wording: Wording) -> bool:
    """Say whether *item* is one plain text with nothing that another rule could ask for."""
    match item.children:
        case (Paragraph(children),):
            text = text_of(children)
            is_lead = lead_of(children, lambda term, formatted, sign: len(words_of(term)) <= MAX_PARENT_WORDS)
            marked = holds(children, (Strong, Code, Mark, Deletion)) or quantities(text, wording)
            return not (is_lead or marked or is_explicit(item) or is_question(children)) and bool(text.strip())
    return False


def _is_answer(item: ListItem, parent: str, wording: Wording) -> bool:
    text = text_of(item.children[0])
    return MIN_WORDS <= len(words_of(text)) <= MAX_WORDS and not (is_lead_in(text) or gives_away(parent, text, wording))


def _others(block: List, plain: list[ListItem], first: ListItem) -> tuple[List, ...]:
    items = tuple(item for item in plain if item is not first)
    return (replace(block, items=items),) if items else ()


RULE = Rule(
    "nested",
    "from a bullet that only names a thing, what the plain bullets below it say: the first answers, the others explain",
    claim,
)
