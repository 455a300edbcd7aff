"""``**Ohm's law**: $U = RI$``: the formula of a named thing."""

from __future__ import annotations

import re

from markdown_deckbuilder.extract.rules.definitions import lead_in
from markdown_deckbuilder.extract.rules.phrases import bare, strip, words_of
from markdown_deckbuilder.extract.rules.record import Fronts, Rule, asked
from markdown_deckbuilder.extract.rules.subjects import (
    candidate,
    content_words,
    is_attribute,
    line_of,
    paragraph,
    words_for,
)
from markdown_deckbuilder.model import Basic, Claim, Site
from markdown_deckbuilder.reading.tree import (
    Blocks,
    Inlines,
    Math,
    Span,
    Strong,
    Text,
    text_of,
    walk,
)

MAX_NAME_WORDS = 6
# Of so many symbols on, a formula singles out what it is the formula of.
MIN_REVERSE_SYMBOLS = 4

# A relation between two sides; a lone symbol or number is no formula.
_RELATION = re.compile(r"=|\\approx|\\sim|\\propto|\\leq?|\\geq?|\\equiv|<|>|\\to\b|\\rightarrow")

FRONTS: Fronts = {
    "en": {"formula": "What is the formula for {term}?", "named": "What is this the formula for? {formula}"},
    "da": {"formula": "{term}: hvad er formlen?", "named": "Hvad er dette formlen for? {formula}"},
    "de": {"formula": "{term}: wie lautet die Formel?", "named": "Wofür ist das die Formel? {formula}"},
    "es": {"formula": "{term}: ¿cuál es la fórmula?", "named": "¿De qué es esta fórmula? {formula}"},
    "fr": {"formula": "{term} : quelle est la formule ?", "named": "De quoi est-ce la formule ? {formula}"},
    "it": {"formula": "{term}: qual è la formula?", "named": "Di che cosa è questa formula? {formula}"},
    "ja": {"formula": "{term}の式は？", "named": "これは何の式か？ {formula}"},
    "ko": {"formula": "{term}: 공식은?", "named": "다음은 무엇의 공식인가? {formula}"},
    "pl": {"formula": "{term}: jaki jest wzór?", "named": "Czego to jest wzór? {formula}"},
    "pt": {"formula": "{term}: qual é a fórmula?", "named": "De que é esta fórmula? {formula}"},
    "ru": {"formula": "{term}: какова формула?", "named": "Формула чего это? {formula}"},
    "zh": {"formula": "{term}的公式是什么？", "named": "这是什么的公式？ {formula}"},
    "und": {"formula": "{term} = ?", "named": "? = {formula}"},
}


def claim(site: Site) -> Claim | None:
    """Claim a paragraph, or a bullet with nothing below it, whose lead names a thing and whose meaning is its formula."""
    line = line_of(site)
    return _claim(site, *line) if line else None


def _claim(site: Site, children: Inlines, span: Span) -> Claim | None:
    if not any(isinstance(node, Math) for node in children):
        return None
    wording = words_for(site)
    lead = lead_in(children, wording)
    if not lead or any(isinstance(node, Math) for node in walk(lead.term)):
        return None
    name, formula = text_of(lead.term), strip(lead.meaning, ".;,。")
    is_named = 0 < len(words_of(name)) <= MAX_NAME_WORDS and len(name) > 1
    if not is_named or wording.is_generic(name) or is_attribute(site, name, wording) or not _is_formula(formula):
        return None
    front = asked(FRONTS, "formula", wording, term=(Strong(bare(lead.term)),))
    reverse: tuple[Blocks, Blocks] = ((), ())
    if len(content_words(text_of(formula), wording)) >= MIN_REVERSE_SYMBOLS:
        named = asked(FRONTS, "named", wording, formula=formula)
        reverse = (paragraph(named, span), paragraph(bare(lead.term), span))
    made = candidate(
        site,
        RULE.name,
        Basic(paragraph(front, span), paragraph(formula, span), *reverse),
        cue=name,
        answer=text_of(formula),
        span=span,
        shown=name,
        form="formula",
        stands_alone=True,
    )
    return Claim((made,))


def _is_formula(meaning: Inlines) -> bool:
    """Say whether *meaning* is mathematics with a relation in it, and no words but signs between its parts."""
    maths = [node for node in meaning if isinstance(node, Math)]
    others = [node for node in meaning if not isinstance(node, Math)]
    is_bare = all(isinstance(node, Text) and not words_of(node.text) for node in others)
    return bool(maths) and is_bare and any(_RELATION.search(node.tex) for node in maths)


RULE = Rule(
    "formula",
    "from a line that names a thing and gives nothing but its formula, *what is the formula for …?*, and the other way "
    "round where it has four symbols",
    claim,
    FRONTS,
    before="definition",
)
