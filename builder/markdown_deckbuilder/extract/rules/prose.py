"""Sentences of running text that say what a thing is, what it is called, why something is so, or what happens when.

The subject of such a sentence need not be bold, so these facts stand beside whatever the sentence hides: the site is
handed on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_deckbuilder.extract.rules.grammar import capitalised, commands, sentence_pattern, small
from markdown_deckbuilder.extract.rules.phrases import (
    bare,
    clauses_of,
    cut,
    is_lead_in,
    sentences,
    strip,
    whole_ranges,
    words_of,
)
from markdown_deckbuilder.extract.rules.record import Rule
from markdown_deckbuilder.extract.rules.subjects import (
    candidate,
    content_words,
    gives_away,
    line_of,
    paragraph,
    words_for,
)
from markdown_deckbuilder.extract.wording import Wording
from markdown_deckbuilder.extract.wording.language import QUESTION_MARKS
from markdown_deckbuilder.model import Basic, Candidate, Claim, Site
from markdown_deckbuilder.reading.tree import Inlines, Span, Strong, Text, text_of

MAX_TERM_WORDS = 4
MIN_LETTERS = 2
MIN_MEANING_WORDS, MAX_MEANING_WORDS = 4, 28
MIN_CLAUSE_WORDS, MAX_CLAUSE_WORDS = 3, 22
MIN_TOLD_WORDS = 2
MIN_USES = 3  # of a term on its page

_BREAKS = re.compile(r"[,;:()\[\]“”\"，；：（）]")
_STOPS = ".;,。，；、"


@dataclass(frozen=True, slots=True)
class _Fact:
    """What a sentence says: the *form* of front, its parts by name, and the answer."""

    form: str
    parts: dict[str, Inlines]
    cue: str
    answer: Inlines
    stands_alone: bool = False


def claim(site: Site) -> Claim | None:
    """Claim what the sentences of a paragraph, or of a bullet without more below it, say in so many words."""
    children, span = line_of(site) or ((), site.block.span)
    wording = words_for(site)
    told = (clause for sentence in sentences(children) for clause in clauses_of(sentence))
    found = [fact for one in told if (fact := _fact(one, site, wording))]
    made = tuple(_note(site, fact, span, wording) for fact in found)
    return Claim(made, rest=(site,)) if made else None


def _fact(sentence: Inlines, site: Site, wording: Wording) -> _Fact | None:
    text = text_of(sentence)
    if text.endswith(QUESTION_MARKS) or is_lead_in(text) or not is_clear(text, wording):
        return None
    return (
        _definition(sentence, site, wording)
        or _name(sentence, wording)
        or _reason(sentence, wording)
        or _condition(sentence, wording)
    )


def is_clear(text: str, wording: Wording) -> bool:
    """Say whether a sentence can stand alone: it opens with nothing that points back, and speaks to nobody."""
    words = [word.casefold() for word in words_of(text)]
    pointing = wording.pronouns | wording.back_references | wording.linking_words
    if not words or wording.is_lead_in(text):
        return False
    if not wording.writes_blanks:
        return not text.startswith(tuple(pointing)) and not any(word in text for word in wording.addressed)
    return words[0] not in pointing and not wording.addressed & set(words)


def _definition(sentence: Inlines, site: Site, wording: Wording) -> _Fact | None:
    """Return what "A nephron is the filtering unit of the kidney" defines."""
    text = text_of(sentence)
    if not wording.copulas:
        return None
    match = sentence_pattern(tuple(wording.copulas), wording.articles, wording.writes_blanks).match(text)
    if not match:
        return None
    term, meaning = strip(cut(sentence, *match.span("subject"))), strip(cut(sentence, match.start("rest")), _STOPS)
    form = wording.copula_form(match.group("verb"))
    if not is_term(text_of(term), wording) or not _defines(text_of(meaning), form, wording):
        return None
    article = (match.group("article") or "").lower()
    if article.strip() in wording.definite_articles and not is_known(text_of(term), form, site):
        return None
    if gives_away(text_of(term), text_of(meaning), wording):
        return None
    parts: dict[str, Inlines] = {"article": (Text(article),) if article else (), "term": (Strong(term),)}
    return _Fact(form, parts, text_of(term), meaning, stands_alone=True)


def is_known(term: str, form: str, site: Site) -> bool:
    """Say whether the page speaks of *term* elsewhere too: "the result is a list" tells of one case only.

    "The sample means form …" means nothing.
    """
    return form != "means" and site.page.text.casefold().count(term.casefold()) >= MIN_USES


def is_term(term: str, wording: Wording) -> bool:
    """Say whether *term*, the subject of a sentence, names a thing by itself."""
    words = [word.casefold() for word in words_of(term)]
    if not 0 < len(words) <= MAX_TERM_WORDS or _BREAKS.search(term) or wording.is_generic(term):
        return False
    if wording.writes_blanks and len(term) < MIN_LETTERS:
        return False  # "B" of one example
    if (
        wording.is_attribute(term)
        or wording.is_lead_in(term)
        or words[0] in wording.question_words | wording.function_words
    ):
        return False
    return not (set(words) & (wording.pronouns | wording.linking_words | wording.verbs_in_sentences)) and bool(
        content_words(term, wording)
    )


def _defines(meaning: str, form: str, wording: Wording) -> bool:
    """Say whether *meaning* says what a thing is; "is fast" tells a property, "is used by …" what happens to it."""
    words = words_of(meaning)
    if not MIN_MEANING_WORDS <= len(words) <= MAX_MEANING_WORDS or is_lead_in(meaning):
        return False
    if not wording.writes_blanks:
        return True
    if words[-1].casefold() in wording.linking_words or not _says_something(meaning, wording):
        return False
    if words[0].casefold() in wording.question_words:
        return False
    # Where nouns stand without articles, a verb with a dash before it, or none but "this is", says that it defines.
    return words[0].casefold() in wording.determiners or (form == "define" and not wording.articles)


def _says_something(meaning: str, wording: Wording) -> bool:
    """Say whether *meaning* is more than a pointer: "the subject of page 3" is not."""
    told = [word for word in content_words(meaning, wording) if word.isalpha()]
    return len([word for word in told if word.casefold() not in wording.parts_of_notes]) >= MIN_TOLD_WORDS


def _name(sentence: Inlines, wording: Wording) -> _Fact | None:
    """Return what "The part of a heap that … is called its root" gives a name to."""
    if not wording.naming_verbs:
        return None
    match = sentence_pattern(wording.naming_verbs, (), wording.writes_blanks).match(text_of(sentence))
    if not match:
        return None
    thing, name = strip(cut(sentence, *match.span("subject"))), strip(cut(sentence, match.start("rest")), _STOPS)
    if not is_term(text_of(name), wording) or len(words_of(text_of(thing))) < MIN_CLAUSE_WORDS:
        return None
    if len(words_of(text_of(thing))) > MAX_CLAUSE_WORDS or _BREAKS.search(text_of(thing)):
        return None
    return _Fact("called", {"meaning": small(thing)}, text_of(thing), name, stands_alone=True)


def _reason(sentence: Inlines, wording: Wording) -> _Fact | None:
    """Return the reason that "Lookups slow down because all keys collide" gives."""
    parts = _parted(sentence, wording.causal_words, wording)
    if not parts:
        return None
    said, reason = parts
    if not _asks_alone(text_of(said), wording):
        return None
    return _Fact("why", {"statement": strip(said, _STOPS)}, text_of(said), reason)


def _condition(sentence: Inlines, wording: Wording) -> _Fact | None:
    """Return what "If all keys collide, lookups take linear time" says will happen."""
    text = text_of(sentence)
    first = next(iter(words_of(text)), "").casefold()
    comma = next((n for n, letter in enumerate(text) if letter in ",，" and is_balanced(text[:n])), -1)
    opens = first in wording.condition_words if wording.writes_blanks else text.startswith(wording.condition_words)
    if not opens or comma < 0 or _is_inside(comma, sentence):
        return None
    condition, outcome = strip(cut(sentence, 0, comma)), strip(cut(sentence, comma + 1), _STOPS)
    outcome = cut(outcome, _opener(text_of(outcome), wording))
    if not _is_clause(text_of(condition), wording, 1) or not _is_clause(text_of(outcome), wording):
        return None
    if not _asks_alone(text_of(condition), wording) or commands(text_of(outcome), wording):
        return None
    return _Fact("condition", {"condition": small(bare(condition))}, text_of(condition), outcome)


def _opener(outcome: str, wording: Wording) -> int:
    """Return how many characters of *outcome* are the "then" that ties it to its condition."""
    first = next(iter(words_of(outcome)), "")
    return len(first) + 1 if first.casefold() in wording.outcome_openers and outcome.startswith(first) else 0


def _parted(sentence: Inlines, words: tuple[str, ...], wording: Wording) -> tuple[Inlines, Inlines] | None:
    """Return *sentence* before, and from, the only one of *words* in it; both sides must be whole clauses."""
    if not words:
        return None
    text = text_of(sentence)
    edge = r"\b" if wording.writes_blanks else ""
    found = list(re.finditer(rf"{edge}(?:{'|'.join(map(re.escape, words))}){edge}", text, re.I))
    if len(found) != 1 or _is_inside(found[0].start(), sentence):
        return None
    before, after = strip(cut(sentence, 0, found[0].start())), strip(cut(sentence, found[0].start()), _STOPS)
    last = next(iter(words_of(text_of(before))[-1:]), "").casefold()
    if last in wording.linking_words or last in wording.conjunctions:
        return None  # "… and because …": another reason stands before it
    if not _is_clause(text_of(before), wording) or not _is_clause(text_of(after), wording, 1):
        return None
    return before, after


def is_balanced(text: str) -> bool:
    """Say whether every bracket of *text* is closed in it."""
    return all(text.count(left) == text.count(right) for left, right in zip("([{（", ")]}）", strict=True))


def _is_clause(text: str, wording: Wording, opening: int = 0) -> bool:
    """Say whether *text*, after its *opening* words, is long enough to say something, and no longer than a card takes."""
    count = len(words_of(text)) - opening
    opens = [word.casefold() for word in words_of(text)[opening : opening + 1]]
    is_long_enough = MIN_CLAUSE_WORDS <= count <= MAX_CLAUSE_WORDS
    return is_long_enough and is_balanced(text) and not set(opens) & wording.back_references


def _asks_alone(front: str, wording: Wording) -> bool:
    """Say whether *front* names what it speaks of: "if her probability is small" does not."""
    return not {word.casefold() for word in words_of(front)} & wording.back_references


def _is_inside(position: int, sentence: Inlines) -> bool:
    return any(low < position < high for low, high in whole_ranges(sentence))


def _note(site: Site, fact: _Fact, span: Span, wording: Wording) -> Candidate:
    front = wording.front(fact.form, **fact.parts)
    return candidate(
        site,
        RULE.name,
        Basic(paragraph(capitalised(front), span), paragraph(capitalised(fact.answer), span)),
        cue=fact.cue,
        answer=text_of(fact.answer),
        span=span,
        form=fact.form,
        stands_alone=fact.stands_alone,
    )


RULE = Rule(
    "prose",
    "of a sentence in running text: what a thing is or is called, why something is so, what happens if or when",
    claim,
)
