"""A heading, or the title of a callout, whose first sentence says what it names: ``## Vulnerability``, "A flaw that …"."""

from __future__ import annotations

import re
from dataclasses import replace

from markdown_deckbuilder.extract.rules.atomic import (
    MAX_WORDS,
    MIN_WORDS,
    goes_round,
    is_one_thing,
    joined_text,
    meaning_of,
)
from markdown_deckbuilder.extract.rules.grammar import MARKER_WITHIN, capitalised, commands, form_of, in_sentence
from markdown_deckbuilder.extract.rules.phrases import holds, sentences, words_of
from markdown_deckbuilder.extract.rules.record import Rule
from markdown_deckbuilder.extract.rules.subjects import candidate, is_generic, label, paragraph, words_for
from markdown_deckbuilder.extract.wording import Wording
from markdown_deckbuilder.model import Basic, Claim, Site, Step
from markdown_deckbuilder.reading.tree import (
    Block,
    Callout,
    Comment,
    Image,
    Inlines,
    MathBlock,
    Paragraph,
    Quote,
    Strong,
    Text,
    text_of,
)

# "B", "IV", "Example: a die"
_NO_NAME = re.compile(r"^(?:\W*\w\W*|[IVXLC]+)$|:\s|\d\s*$")


def claim(site: Site) -> Claim | None:
    """Claim the first paragraph below a heading, a quote or a callout, where it opens by saying what its title means.

    Its further sentences are offered as facts of their own.
    """
    found = _titled(site)
    if found is None or site.wish.ask:
        return None
    title, source, steps = found
    wording = words_for(site)
    term = text_of(title)
    if not _names_thing(term, wording) or holds(source.children, Image):
        return None
    first, *others = sentences(source.children) or [()]
    meaning = meaning_of(first, term, wording)
    said = text_of(meaning)
    if not MIN_WORDS <= len(words_of(said)) <= MAX_WORDS or goes_round(term, said, wording):
        return None
    if text_of(first).startswith(said[:12]) and not _is_named(said, wording):
        return None
    site = replace(site, steps=steps)
    formula = tuple(block for block in site.following[:1] if isinstance(block, MathBlock))
    form = form_of(term, said, wording)
    made = candidate(
        site,
        RULE.name,
        Basic(
            paragraph(wording.front(form, term=(Strong(in_sentence(title, site.page.text)),)), source.span),
            paragraph(capitalised(meaning), source.span),
        ),
        cue=term,
        answer=said,
        span=source.span,
        extra=(*joined_text(others, source), *formula),
        form=form,
        stands_alone=True,
    )
    facts = tuple(replace(site, block=Paragraph(other, source.span), following=()) for other in others)
    return Claim((made,), rest=facts, takes=len(formula))


def _names_thing(term: str, wording: Wording) -> bool:
    """Say whether the title *term* names one thing: it is no letter or Roman number, no example, no exercise, no part."""
    words = {word.casefold() for word in words_of(term)}
    if is_generic(Step((Text(term),)), wording) or not is_one_thing(term, wording) or _NO_NAME.search(term):
        return False
    return not words & (wording.exercise_words | set(wording.example_openers) | wording.parts_of_notes)


def _is_named(said: str, wording: Wording) -> bool:
    """Say whether *said*, which goes on from the title, is the name of a thing: "a flaw in …", but not "consider a …"."""
    words = [word.casefold() for word in (*words_of(said)[:MARKER_WITHIN], "", "")]
    if commands(said, wording) or words[0] in wording.question_words | wording.verbs_in_sentences or said[:1] in "[(":
        return False
    if not wording.writes_blanks:
        return True
    is_bare = not wording.opens_with_article or not wording.articles
    is_opened = words[0] in wording.articles or (is_bare and words[1] not in wording.articles)
    return is_opened and bool(set(words[1:MARKER_WITHIN]) & wording.noun_markers)


def _titled(site: Site) -> tuple[Inlines, Paragraph, tuple[Step, ...]] | None:
    """Return the title of what *site* is, its text, and the steps above that; None where it stands below no title."""
    match site.block:
        case Callout(_, title, (Paragraph() as only,)) if text_of(title).strip():
            named = label(title)
            return named, only, (*site.steps, Step(named, is_heading=True))
        case Paragraph() as only if _opens(site):
            return label(site.steps[-1].children), only, site.steps
        case Quote((Paragraph() as only,)) if _opens(site):
            return label(site.steps[-1].children), only, site.steps
    return None


def _opens(site: Site) -> bool:
    """Say whether *site* is what stands first below its heading, which is not that of the whole page."""
    blocks: list[Block] = [block for block in site.section.blocks if not isinstance(block, Comment)]
    is_first = bool(blocks) and blocks[0] is site.block
    return is_first and len(site.section.trail) > 0 and len(site.steps) > 1 and site.steps[-1].is_heading


RULE = Rule(
    "heading",
    "from the first sentence below a heading, or in a titled callout, what the title means, if it says so",
    claim,
    before="prose",
)
