"""``A is not to be confused with B: …``: what a thing is mistaken for, and what tells the two apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from markdown_deckbuilder.extract.rules.grammar import capitalised
from markdown_deckbuilder.extract.rules.phrases import bare, cut, sentences, strip, whole_ranges, words_of
from markdown_deckbuilder.extract.rules.record import Fronts, Rule, asked
from markdown_deckbuilder.extract.rules.subjects import candidate, gives_away, paragraph, subject_of, words_for
from markdown_deckbuilder.model import Basic, Candidate, Claim, Site
from markdown_deckbuilder.reading.tree import Inlines, ListItem, Paragraph, Span, Strong, text_of

MAX_NAME_WORDS = 6

# What stands between the two names.  Languages that decline them are left out: the front would need another case.
PHRASES: Mapping[str, tuple[str, ...]] = {
    "en": (r"(?:(?:is|are|should|must) )?not (?:to )?be confused with", r"do not confuse with"),
    "da": (r"(?:er )?ikke at forveksle med", r"må ikke forveksles med"),
    "de": (r"(?:ist |sind )?nicht zu verwechseln mit",),
    "es": (r"no (?:debe |hay que )?confundir(?:se)? con",),
    "fr": (r"(?:est |sont )?à ne pas confondre avec",),
    "it": (r"(?:è |sono )?da non confondere con",),
    "pt": (r"não (?:deve )?(?:se )?confundir com", r"não deve ser confundid[oa] com"),
}
FRONTS: Fronts = {
    "en": {"confused": "What is {term} not to be confused with?"},
    "da": {"confused": "{term}: hvad må det ikke forveksles med?"},
    "de": {"confused": "{term}: womit nicht zu verwechseln?"},
    "es": {"confused": "{term}: ¿con qué no hay que confundirlo?"},
    "fr": {"confused": "{term} : à ne pas confondre avec quoi ?"},
    "it": {"confused": "{term}: da non confondere con che cosa?"},
    "pt": {"confused": "{term}: com que não se deve confundir?"},
    "und": {"confused": "{term} ≠ ?"},
}


def claim(site: Site) -> Claim | None:
    """Claim what a sentence says a thing is not to be confused with; the site is handed on."""
    match site.block:
        case Paragraph(children, span) | ListItem(children=(Paragraph(children, span), *_)):
            found = [note for one in sentences(children) if (note := _note(site, one, span))]
            return Claim(tuple(found), rest=(site,)) if found else None
    return None


def _note(site: Site, sentence: Inlines, span: Span) -> Candidate | None:
    wording = words_for(site)
    match = _pattern(PHRASES.get(wording.name, ())).search(text_of(sentence))
    if not match or any(low < match.start() < high for low, high in whole_ranges(sentence)):
        return None
    term = _term(site, strip(cut(sentence, 0, match.start()), ",;(（ "))
    other, explained = _divided(strip(cut(sentence, match.end()), ".。 "))
    if not term or not 0 < len(words_of(text_of(other))) <= MAX_NAME_WORDS:
        return None
    if gives_away(text_of(term), text_of(other), wording):
        return None
    front = asked(FRONTS, "confused", wording, term=(Strong(bare(term)),))
    return candidate(
        site,
        RULE.name,
        Basic(paragraph(front, span), paragraph(other, span)),
        cue=text_of(term),
        answer=text_of(other),
        span=span,
        extra=paragraph(capitalised(explained), span),
        form="confused",
        stands_alone=True,
    )


@cache
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    found = "|".join(phrases).replace(" ", r"\s")
    return re.compile(rf"(?<!\w)(?:{found})\s+" if phrases else r"(?!)", re.I)


def _term(site: Site, before: Inlines) -> Inlines:
    """Return the name that stands *before*; where nothing does, what the site is about; () where that is too long."""
    if not words_of(text_of(before)):
        subject = subject_of(site)
        return subject.children if subject else ()
    return before if len(words_of(text_of(before))) <= MAX_NAME_WORDS else ()


def _divided(rest: Inlines) -> tuple[Inlines, Inlines]:
    """Return the other name at the start of *rest*, and what explains it behind a comma, colon or bracket."""
    text = text_of(rest)
    edge = re.search(r"\s*[,:;(（]\s*|\s[-–—]\s", text)
    if not edge:
        return strip(rest, ")） "), ()
    return cut(rest, 0, edge.start()), strip(cut(rest, edge.end()), ")） ")


RULE = Rule(
    "confusion",
    "of a sentence that says what a thing is not to be confused with, the other thing; what tells them apart stands behind",
    claim,
    FRONTS,
    before="definition",
)
