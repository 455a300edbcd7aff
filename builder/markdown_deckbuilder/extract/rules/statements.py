"""Sentences such as "A **nephron** is the filtering unit of the kidney", and arrows between plain words."""

from __future__ import annotations

import re
from dataclasses import replace

from markdown_deckbuilder.extract.rules.grammar import capitalised, sentence_pattern
from markdown_deckbuilder.extract.rules.phrases import cut, is_lead_in, joined, sentences, strip, words_of
from markdown_deckbuilder.extract.rules.record import Rule
from markdown_deckbuilder.extract.rules.subjects import candidate, gives_away, paragraph, words_for
from markdown_deckbuilder.extract.wording import Wording
from markdown_deckbuilder.extract.wording.language import plain_label
from markdown_deckbuilder.model import Basic, Claim, Site
from markdown_deckbuilder.reading.tree import Inlines, ListItem, Paragraph, Strong, Text, text_of

MAX_TERM_WORDS = 6
MAX_MEANING_WORDS = 30
MAX_ARROW_WORDS = 5

_ARROW = re.compile(r"\s*(?:→|->|⇒|=>|⟶)\s*")


def claim(site: Site) -> Claim | None:
    """Claim a paragraph or bullet whose first sentence says what its subject is, or a bullet that is an arrow."""
    match site.block:
        case Paragraph(children) as source:
            return _claim_sentence(site, children, source)
        case ListItem(children=(Paragraph(children) as source,)):
            return _claim_arrow(site, children, source) or _claim_sentence(site, children, source)
    return None


def _claim_sentence(site: Site, children: Inlines, source: Paragraph) -> Claim | None:
    wording = words_for(site)
    found = sentences(children)
    parts = _parts(found[0], site, wording) if found else None
    if not parts:
        return None
    article, term, verb, meaning = parts
    if len(words_of(text_of(meaning))) > MAX_MEANING_WORDS or gives_away(text_of(term), text_of(meaning), wording):
        return None
    front = wording.front(wording.copula_form(verb), article=(Text(article),) if article else (), term=(Strong(term),))
    made = candidate(
        site,
        RULE.name,
        Basic(paragraph(front, source.span), paragraph(capitalised(meaning), source.span)),
        cue=text_of(term),
        answer=text_of(meaning),
        span=source.span,
        extra=paragraph(joined(found[1:]), source.span),
        form=wording.copula_form(verb),
        stands_alone=True,
    )
    facts = tuple(replace(site, block=replace(source, children=one), following=()) for one in found[1:])
    return Claim((made,), rest=facts)


def _parts(sentence: Inlines, site: Site, wording: Wording) -> tuple[str, Inlines, str, Inlines] | None:
    """Return article, term, verb and meaning of a sentence that defines its bold subject or its own heading."""
    text = text_of(sentence)
    verbs = tuple(wording.copulas)
    match = sentence_pattern(verbs, wording.articles, wording.writes_blanks).match(text) if verbs else None
    if not match or len(words_of(match.group("subject"))) > MAX_TERM_WORDS:
        return None
    term = strip(cut(sentence, *match.span("subject")))
    heading = plain_label(site.steps[-1].text) if site.steps else ""
    is_marked = len(term) == 1 and isinstance(term[0], Strong)
    if not is_marked and plain_label(text_of(term)) != heading:
        return None
    if is_lead_in(text) or wording.is_lead_in(text_of(term)):
        return None
    meaning = strip(cut(sentence, match.start("rest")), ".;,。")
    first = (words_of(text_of(meaning)) or [""])[0].casefold()
    if first in wording.neutral_openers:
        return None  # "are only active when bound" tells a state
    if (
        first not in wording.determiners
        and first not in wording.articles
        and wording.copula_form(match.group("verb")) == "is"
    ):
        return None  # "is fast" tells a property, not what the thing is
    inside = term[0].children if is_marked and isinstance(term[0], Strong) else term
    return (match.group("article") or "").lower(), inside, match.group("verb").lower(), meaning


def _claim_arrow(site: Site, children: Inlines, source: Paragraph) -> Claim | None:
    """``glucose → 2 pyruvate`` is a fact; ``File → Export → PDF`` is a way through menus."""
    text = text_of(children)
    signs = list(_ARROW.finditer(text))
    if len(signs) != 1 or not text[: signs[0].start()].strip() or not text[signs[0].end() :].strip():
        return None
    left, right = strip(cut(children, 0, signs[0].start())), strip(cut(children, signs[0].end()), ".;,")
    sides = [words_of(text_of(left)), words_of(text_of(right))]
    is_menu = all(word[:1].isupper() for side in sides for word in side)
    if is_menu or any(not 0 < len(side) <= MAX_ARROW_WORDS for side in sides):
        return None
    front = words_for(site).front("arrow", term=left)
    made = candidate(
        site,
        RULE.name,
        Basic(paragraph(front, source.span), paragraph(right, source.span)),
        cue=text_of(left),
        answer=text_of(right),
        span=source.span,
        form="arrow",
    )
    return Claim((made,))


RULE = Rule("definition", "", claim)
