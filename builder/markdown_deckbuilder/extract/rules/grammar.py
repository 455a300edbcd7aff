"""How a term and what is said of it read on a front: the form of the question, articles, capitals."""

from __future__ import annotations

import re

from markdown_deckbuilder.extract.rules.phrases import bare, cut, words_of
from markdown_deckbuilder.extract.rules.subjects import plus
from markdown_deckbuilder.extract.wording import Wording
from markdown_deckbuilder.reading.tree import Inlines, Strong, Text, text_of

MARKER_WITHIN = 5

_SPOKEN = re.compile("[^AEIOU]{1,2}[AEIOU][^AEIOU]{1,2}(?:[AEIOU][^AEIOU]?)?")


def form_of(term: str, meaning: str, wording: Wording) -> str:
    """Return the form of front, a key of the wording's fronts, that a *meaning* of this beginning answers."""
    first, second, *_ = [word.casefold() for word in (*words_of(meaning)[:2], "", "")]
    # "records checked against …" are records, and errors that are "answers with a status code" do not answer.
    if first in wording.acting_verbs and not second.endswith("ed") and not _is_plural(term):
        return "act"
    if first in wording.singular_determiners or (first in wording.determiners and not _is_plural(term)):
        return "define"
    opening = {word.casefold() for word in words_of(meaning)[1:MARKER_WITHIN]}
    is_thing = bool(opening & wording.noun_markers) and first not in wording.neutral_openers and not first.isdecimal()
    return "define" if is_thing and not _is_plural(term) else "neutral"


def _is_plural(term: str) -> bool:
    words = words_of(term) or [""]
    last = words[-1]
    if len(words) > 1 and all(word[:1].isupper() for word in words):
        return False  # a name: "Amazon Kinesis Data Streams"
    return last.endswith("s") and not last.endswith(("ss", "us", "is")) and not last.isupper()


def counted(meaning: str, wording: Wording) -> str:
    """Return what *meaning* counts, where that is all it does: "rounds" of "10 rounds"; "" for a measure such as "5 ms"."""
    match = re.fullmatch(r"(?:[^\W\d]+\s)?\d[\d,.]*\s((?:[^\W\d_]+[-\s]?){1,3})", meaning)
    things = match.group(1).strip() if match else ""
    is_count = things.endswith("s") and len(things) > 3 and things.split()[0] not in wording.units
    return things if is_count else ""


def as_written(term: Inlines, page: str, wording: Wording) -> Inlines:
    """Return *term* as the *page* writes it in the middle of a sentence: "a load factor" for "Load factor".

    A bullet begins with a capital; whether the word has one of its own, and which article, only its other uses tell.
    """
    text = text_of(bare(term))
    lower = text[:1].lower() + text[1:]
    if not wording.indefinite_articles:
        return (Strong(bare(term)),)
    if lower == text or text[1:2].isupper() or f" {lower}" not in page:
        return plus(_article_of(text, wording), (Strong(bare(term)),))
    articles = "|".join(wording.indefinite_articles)
    # "a gzip stream" says nothing of "gzip": behind the term the sentence must go on with a small word or a stop.
    uses = re.finditer(rf"\b({articles}) {re.escape(lower)}(?:[,.;:)]|\s+(\w+))", page, re.I)
    article = next((use for use in uses if not use.group(2) or use.group(2) in wording.function_words), None)
    small = cut(bare(term), 1)
    shown = Strong(plus(lower[0], small))
    return plus(f"{article.group(1).lower()} " if article else _article_of(lower, wording), (shown,))


def _article_of(term: str, wording: Wording) -> str:
    """Return the article and the blank before *term* where its last word is known to need one, else ""."""
    words = term.split()
    last = words[-1].lower() if len(words) == 1 and words[0].istitle() else words[-1]  # a bullet begins with a capital
    if last not in wording.countable_heads:
        return ""
    first = words[0]
    # "an SQL query", where the letter's name begins the sound, but "a NAT gateway", which is spoken as a word
    spelt = len(first) > 1 and first.isupper() and not _SPOKEN.fullmatch(first)
    vowel = first[0] in "AEFHILMNORSX" if spelt else bool(re.match(r"(?i)[aeio]|u(?!ni|se|ti|bi)|hour|honest", first))
    return f"{wording.indefinite_articles[1 if vowel else 0]} "


def in_sentence(term: Inlines, page: str) -> Inlines:
    """Return *term* without the capital it has only at the start of a line: where the *page* writes its word small."""
    if not term or not isinstance(term[0], Text):
        return term
    text = term[0].text
    word = (words_of(text) or ("",))[0]
    small = word[:1].lower() + word[1:]
    if small == word or not text[1:].islower() or not re.search(rf"(?<=\s){re.escape(small)}\b", page):
        return term
    return plus(text[:1].lower() + text[1:], term[1:])


def small(subject: Inlines) -> Inlines:
    """Return *subject* with a small first letter: its article opened the sentence."""
    return plus(text_of(subject)[0].lower(), cut(subject, 1))


def capitalised(meaning: Inlines) -> Inlines:
    """Return *meaning* with a capital at its start, where it starts with plain words."""
    if meaning and isinstance(meaning[0], Text) and meaning[0].text[:1].islower():
        word = meaning[0].text.split(" ", 1)[0]
        if word.islower() and word.replace("-", "").isalpha():
            return plus(meaning[0].text[0].upper() + meaning[0].text[1:], cut(meaning, len(meaning[0].text)))
    return meaning
