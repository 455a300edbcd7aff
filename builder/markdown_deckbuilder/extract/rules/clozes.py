"""Sentences with something to hide: numbers with their units, bold words, code."""

from __future__ import annotations

import re
from dataclasses import replace

from markdown_deckbuilder.extract.rules.phrases import (
    cut,
    hide,
    holds,
    is_lead_in,
    joined,
    sentences,
    stem,
    strip,
    whole_ranges,
    words_of,
)
from markdown_deckbuilder.extract.rules.quantities import cites, is_in_formula, quantities
from markdown_deckbuilder.extract.rules.record import Rule
from markdown_deckbuilder.extract.rules.subjects import candidate, content_words, paragraph, plus, subject_of, words_for
from markdown_deckbuilder.extract.wording import Wording
from markdown_deckbuilder.extract.wording.language import QUESTION_MARKS, plain_label
from markdown_deckbuilder.model import Candidate, Claim, Cloze, Reason, Site, Verdict
from markdown_deckbuilder.reading.tree import Code, Image, Inlines, ListItem, Paragraph, Strong, text_of

MAX_DELETIONS = 3
MAX_WORDS = 40
MIN_VISIBLE_WORDS = 3
MAX_HIDDEN_SHARE = 0.6
MIN_WORDS_BESIDE = 2
MAX_DELETION_WORDS = 8


def claim(site: Site) -> Claim | None:
    """Claim a paragraph, or the first paragraph of a bullet, of which a sentence has something worth hiding."""
    match site.block:
        case Paragraph(children) if not holds(children, Image):
            return _claim(site, children, site.block)
        case ListItem(children=(Paragraph(children) as first,)):
            return _claim(site, children, first)
    return None


def _claim(site: Site, children: Inlines, source: Paragraph) -> Claim | None:
    wording = words_for(site)
    made: list[Candidate] = []
    left: list[Inlines] = []
    reasons: list[Reason] = []
    for position, sentence in enumerate(sentences(children)):
        found = _cloze(site, sentence, position, source, wording)
        if isinstance(found, Candidate):
            made.append(found)
        else:
            left.append(sentence)
            reasons.append(found)
    if not made:
        reason = next((reason for reason in reasons if reason is not Reason.PROSE), Reason.PROSE)
        return Claim(verdicts=(Verdict(source.span, reason),))
    extra = paragraph(joined(left), source.span)
    return Claim(tuple(replace(one, extra=(*one.extra, *extra)) for one in made))


def _cloze(site: Site, sentence: Inlines, position: int, source: Paragraph, wording: Wording) -> Candidate | Reason:
    """Return the cloze note of *sentence*, the *position*-th of its paragraph, or why there is none."""
    sentence = cut(sentence, _question_number(text_of(sentence)))
    text = text_of(sentence)
    if len(words_of(text)) > MAX_WORDS:
        return Reason.TOO_LONG
    if is_lead_in(text) and site.wish.card != "cloze":
        return Reason.LABEL
    ranges = [] if _is_about_itself(text, wording) or text.endswith(QUESTION_MARKS) else _targets(sentence, wording)
    if not ranges:
        return Reason.PROSE
    ranges = [found for found in ranges if not _stands_elsewhere(text, found, wording)]
    if not ranges:
        return Reason.GIVEAWAY
    subject = _subject(site, text, position, wording)
    if subject is None:
        return Reason.NO_SUBJECT
    shown = len(content_words(text_of(subject), wording))
    if site.wish.card != "cloze":
        ranges = [found for found in ranges if _leaves_enough(text, found, shown, wording)]
    if not ranges:
        return Reason.TOO_SHORT
    hidden = hide(sentence, ranges[:MAX_DELETIONS])
    return candidate(
        site,
        RULE.name,
        Cloze(paragraph(plus(subject, hidden), source.span)),
        cue="",
        answer=text,
        span=source.span,
        shown=text_of(subject).rstrip(": "),
        stands_alone=not subject,
    )


def _is_about_itself(text: str, wording: Wording) -> bool:
    """Say whether *text* speaks of the notes: "These pages summarise lectures 4 to 9"."""
    first, second, *_ = [word.casefold() for word in (*words_of(text)[:2], "", "")]
    return first in wording.pronouns and second in wording.parts_of_notes


def _question_number(text: str) -> int:
    """Return how much of *text* is the number of an exam question, "Q61 –", which shifts and tells nothing."""
    match = re.match(r"Q\s?\d+\s*[.):–—-]*\s+", text)
    return match.end() if match else 0


def _subject(site: Site, text: str, position: int, wording: Wording) -> Inlines | None:
    """Return what to put before the sentence so that it says what it is about: often nothing, None if unknown.

    A parent bullet or a term is always named, unless the sentence names it.  A sentence that begins with "it" gets the
    subject above it, but only the first of its paragraph: a later one may speak of something named in between.
    """
    parent = site.steps[-1] if site.steps and not site.steps[-1].is_heading else None
    if parent:
        return () if parent.text.casefold() in text.casefold() else plus((Strong(parent.children),), ": ")
    first = next(iter(words_of(text)), "").casefold()
    if first not in wording.pronouns:
        return ()
    subject = subject_of(site)
    if position > 0 or subject is None:
        return None
    return plus((Strong(subject.children),), ": ")


def _targets(sentence: Inlines, wording: Wording) -> list[tuple[int, int]]:
    """Return the ranges worth hiding, the best first: amounts with units, bold words, code, other amounts."""
    text = text_of(sentence)
    whole = whole_ranges(sentence)
    amounts = [
        (start, end, has_unit)
        for start, end, has_unit in quantities(text, wording)
        if not any(start < high and low < end for low, high in whole)
    ]
    ranked = [(start, end) for start, end, has_unit in amounts if has_unit]
    bold = [found for found in _formatted(sentence, Strong) if _is_target(text, found, wording)]
    ranked += bold
    if not bold:  # else the author has said what matters here
        ranked += [found for found in _formatted(sentence, Code) if _is_target(text, found, wording)]
        bare = [] if cites(text) else [(start, end) for start, end, has_unit in amounts if not has_unit]
        ranked += [found for found in bare if not is_in_formula(text, *found)]
    asides = _asides(text, wording)
    ranked = [found for found in ranked if not any(low <= found[0] < high for low, high in asides)]
    kept: list[tuple[int, int]] = []
    for start, end in ranked:
        if not any(start < high and low < end for low, high in kept):
            kept.append((start, end))
    return kept


def _asides(text: str, wording: Wording) -> list[tuple[int, int]]:
    """Return the ranges in brackets that only remark: "(older material: 5 TB)", "(as of 2026)", "(e.g. 3)"."""
    openers = (*wording.aside_openers, *wording.example_openers)
    return [
        match.span()
        for match in re.finditer(r"\([^()]*\)|（[^（）]*）", text)
        if match.group(0)[1:].lstrip().casefold().startswith(openers)
    ]


def _formatted(sentence: Inlines, kind: type) -> list[tuple[int, int]]:
    ranges, offset = [], 0
    for node in sentence:
        length = len(text_of(node))
        if isinstance(node, kind):
            inner = strip(cut(sentence, offset, offset + length), ":,;.")
            start = offset + text_of(node).find(text_of(inner))
            ranges.append((start, start + len(text_of(inner))))
        offset += length
    return [(start, end) for start, end in ranges if start < end]


def _is_target(text: str, found: tuple[int, int], wording: Wording) -> bool:
    words = text[slice(*found)]
    before, after = text[max(found[0] - 1, 0) : found[0]], text[found[1] : found[1] + 1]
    if wording.writes_blanks and ((before.isalnum() and before.isascii()) or after.isdecimal()):
        return False  # the end of a word: its beginning tells
    if len(words.strip()) == 1 and words.isascii() and words.strip().isalpha():
        return False  # a letter is guessed
    if "/" in (text[found[1] : found[1] + 1], text[max(found[0] - 1, 0) : found[0]]):
        return False  # "sendq/recvq": the other half tells
    if plain_label(words) in wording.example_openers or wording.is_generic(words):
        return False  # "**Note**: …" opens a remark
    return 0 < len(words_of(words)) <= MAX_DELETION_WORDS and bool(content_words(words, wording))


def _stands_elsewhere(text: str, found: tuple[int, int], wording: Wording) -> bool:
    """Say whether the words of *found* can be read in the rest of *text*."""
    start, end = found
    hidden = {stem(word) for word in content_words(text[start:end], wording)}
    rest = {stem(word) for word in content_words(text[:start] + " " + text[end:], wording)}
    return bool(hidden) and hidden <= rest


def _leaves_enough(text: str, found: tuple[int, int], shown: int, wording: Wording) -> bool:
    """Say whether hiding *found* leaves three content words to read and hides no more than 60 % of them.

    *shown* is how many such words stand before the sentence, as its subject.  Words that are hidden whole behind their
    subject could be anything; a figure there is its value.
    """
    words = len(content_words(text, wording))
    hidden = len(content_words(text[slice(*found)], wording))
    beside = len(words_of(text[: found[0]])) + len(words_of(text[found[1] :]))
    is_figure = any(letter.isdecimal() for letter in text[slice(*found)])
    total = words + shown
    return (
        total - hidden >= MIN_VISIBLE_WORDS
        and hidden <= MAX_HIDDEN_SHARE * total
        and (beside >= MIN_WORDS_BESIDE or is_figure)
    )


RULE = Rule(
    "cloze",
    "a sentence with a number, a bold word or code hidden",
    claim,
)
