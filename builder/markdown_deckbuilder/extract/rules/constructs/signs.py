"""``Term ≔ meaning``: the signs with which mathematicians and computer scientists define."""

from __future__ import annotations

import re

from markdown_deckbuilder.extract.rules.grammar import capitalised
from markdown_deckbuilder.extract.rules.phrases import bare, cut, is_lead_in, strip, whole_ranges, words_of
from markdown_deckbuilder.extract.rules.record import Fronts, Rule, asked
from markdown_deckbuilder.extract.rules.subjects import candidate, gives_away, line_of, paragraph, words_for
from markdown_deckbuilder.model import Basic, Claim, Site
from markdown_deckbuilder.reading.tree import Code, Inlines, Span, Strong, text_of

MAX_TERM_WORDS, MAX_MEANING_WORDS = 6, 30

_SIGN = re.compile(r"\s*(?:≔|:=|≝|=def=|:⇔|:⟺|⇔_def)\s*")

FRONTS: Fronts = {
    "en": {"define": "How is {term} defined?"},
    "da": {"define": "Hvordan defineres {term}?"},
    "de": {"define": "Wie ist {term} definiert?"},
    "es": {"define": "¿Cómo se define {term}?"},
    "fr": {"define": "{term} : quelle définition ?"},
    "it": {"define": "Come si definisce {term}?"},
    "ja": {"define": "{term}の定義は何か？"},
    "ko": {"define": "{term}: 정의는?"},
    "pl": {"define": "{term}: jaka jest definicja?"},
    "pt": {"define": "Como se define {term}?"},
    "ru": {"define": "{term}: каково определение?"},
    "zh": {"define": "{term}是如何定义的？"},
    "und": {"define": "{term} ≔ ?"},
}


def claim(site: Site) -> Claim | None:
    """Claim a paragraph, or a bullet with nothing below it, that is a term, a defining sign and a meaning."""
    line = line_of(site)
    return _claim(site, *line) if line else None


def _claim(site: Site, children: Inlines, span: Span) -> Claim | None:
    text = text_of(children)
    if not _SIGN.search(text):
        return None
    wording, whole = words_for(site), whole_ranges(children)
    found = [sign for sign in _SIGN.finditer(text) if not any(low <= sign.start() < high for low, high in whole)]
    if len(found) != 1:
        return None  # none, or a run of assignments
    term, meaning = strip(cut(children, 0, found[0].start())), strip(cut(children, found[0].end()), ".;,。")
    if not 0 < len(words_of(text_of(term))) <= MAX_TERM_WORDS or is_lead_in(text_of(meaning)):
        return None
    if not 0 < len(words_of(text_of(meaning))) <= MAX_MEANING_WORDS:
        return None
    if gives_away(text_of(term), text_of(meaning), wording):
        return None
    shown = term if any(isinstance(node, Code) for node in term) else (Strong(bare(term)),)
    front = asked(FRONTS, "define", wording, term=shown)
    made = candidate(
        site,
        RULE.name,
        Basic(paragraph(front, span), paragraph(capitalised(meaning), span)),
        cue=text_of(term),
        answer=text_of(meaning),
        span=span,
        form="define",
        stands_alone=True,
    )
    return Claim((made,))


RULE = Rule(
    "sign",
    "from a line `Term ≔ meaning`, *how is … defined?*, also with `:=`, `≝` or `:⇔`",
    claim,
    FRONTS,
    before="definition",
)
