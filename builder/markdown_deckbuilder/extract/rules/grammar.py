"""How a term and what is said of it read on a front: the form of the question, articles, capitals."""

from __future__ import annotations

import re
from functools import cache

from markdown_deckbuilder.extract.rules.phrases import bare, cut, words_of
from markdown_deckbuilder.extract.rules.subjects import plus
from markdown_deckbuilder.extract.wording import Wording
from markdown_deckbuilder.reading.tree import Inlines, Strong, Text, text_of

MARKER_WITHIN = 5
MIN_VERB = 3

_SPOKEN = re.compile("[^AEIOU]{1,2}[AEIOU][^AEIOU]{1,2}(?:[AEIOU][^AEIOU]?)?")


def form_of(term: str, meaning: str, wording: Wording) -> str:
    """Return the form of front, a key of the wording's fronts, that a *meaning* of this beginning answers."""
    if not wording.writes_blanks:
        return "neutral" if meaning.startswith(tuple(wording.neutral_openers)) else "define"
    first = next(iter(words_of(meaning)), "").casefold()
    if _acts(meaning, wording) and not is_plural(term, wording):
        return "act"
    if first in wording.singular_determiners or (first in wording.determiners and not is_plural(term, wording)):
        return "define"
    if not _is_thing(meaning, wording):
        return "neutral"
    return "defines" if is_plural(term, wording) else "define"


def form_of_reverse(meaning: str, wording: Wording) -> str:
    """Return the form of front, a key of the wording's fronts, that asks for the term of *meaning*."""
    first = next(iter(words_of(meaning)), "").casefold()
    if _acts(meaning, wording):
        return "name act"
    return "name thing" if first in wording.singular_determiners and _is_phrase(meaning, wording) else "name"


def _is_phrase(meaning: str, wording: Wording) -> bool:
    """Say whether *meaning*, which opens with an article, is no sentence: "the water that …", not "the water is …".

    Behind a definite article only a word such as "that" or "of" tells, for "the water goes back" looks alike.
    """
    words = [word.casefold() for word in words_of(meaning)]
    relative = next((n for n, word in enumerate(words) if word in wording.relative_openers), len(words))
    if set(words[:relative]) & (set(wording.copulas) | wording.verbs_in_sentences):
        return False
    return (
        words[0] not in wording.definite_articles
        or bool(set(words[2:MARKER_WITHIN]) & wording.of_words)
        or (relative < MARKER_WITHIN)
    )


def _acts(meaning: str, wording: Wording) -> bool:
    """Say whether *meaning* says what one thing does: "stores objects".

    "Records checked against …" are records, and errors that are "answers with a status code" do not answer.  A verb
    that is not known is told by its ending before an object: "reuses the output", but not "facts and figures".
    """
    first, second, *_ = [word.casefold() for word in (*words_of(meaning)[:2], "", "")]
    if second.endswith("ed") or second in wording.relative_openers:
        return False
    if first in wording.acting_verbs:
        return True
    return _may_act(first, wording) and second in wording.determiners


def _may_act(word: str, wording: Wording) -> bool:
    ends = bool(wording.acting_endings) and word.endswith(wording.acting_endings)
    if word in wording.function_words:
        return False
    return ends and len(word) > MIN_VERB and not word.endswith(("ss", "us", "is"))


def commands(clause: str, wording: Wording) -> bool:
    """Say whether *clause* says what to do: "keep the engine slow", "deduplicate the keys"."""
    first, second, *_ = [word.casefold() for word in (*words_of(clause)[:2], "", "")]
    if first in wording.determiners | wording.function_words:
        return False
    is_bare_verb = bool({f"{first}s", f"{first}es"} & wording.acting_verbs) or first in wording.neutral_openers
    return is_bare_verb or (bool(wording.acting_verbs) and second in wording.articles)


def _is_thing(meaning: str, wording: Wording) -> bool:
    """Say whether *meaning* names a thing: "software that …", "records checked …", and not "used by …" or "when …".

    A first word that may be a verb, "belongs to", names one only before what tells things apart.
    """
    first, second, *others = [word.casefold() for word in (*words_of(meaning)[:MARKER_WITHIN], "", "")]
    if first in wording.neutral_openers or first in wording.acting_verbs or first.isdecimal():
        return False
    if _may_act(first, wording):
        return _tells_apart(second, wording) and second not in wording.neutral_openers
    return any(_tells_apart(word, wording) for word in (second, *others))


def _tells_apart(word: str, wording: Wording) -> bool:
    is_participle = bool(wording.participle_endings) and word.endswith(wording.participle_endings)
    return word in wording.noun_markers or (is_participle and len(word) > MIN_VERB)


def is_plural(term: str, wording: Wording) -> bool:
    """Say whether *term* names several things, as far as its ending tells."""
    words = words_of(term) or [""]
    last = words[-1]
    if len(words) > 1 and all(word[:1].isupper() for word in words):
        return False  # a name: "Amazon Kinesis Data Streams"
    ends = bool(wording.plural_endings) and last.endswith(wording.plural_endings)
    return ends and not last.endswith(("ss", "us", "is")) and not last.isupper()


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


def small(words: Inlines) -> Inlines:
    """Return *words* with a small first letter, where it is plain text: their article or verb opened a sentence."""
    if words and isinstance(words[0], Text) and not words[0].text[1:2].isupper():
        return plus(words[0].text[:1].lower() + words[0].text[1:], words[1:])
    return words


def capitalised(meaning: Inlines) -> Inlines:
    """Return *meaning* with a capital at its start, where it starts with plain words."""
    if meaning and isinstance(meaning[0], Text) and meaning[0].text[:1].islower():
        word = meaning[0].text.split(" ", 1)[0]
        if word.islower() and word.replace("-", "").isalpha():
            return plus(meaning[0].text[0].upper() + meaning[0].text[1:], cut(meaning, len(meaning[0].text)))
    return meaning


@cache
def sentence_pattern(verbs: tuple[str, ...], articles: tuple[str, ...], writes_blanks: bool) -> re.Pattern[str]:
    """Return the pattern of a sentence "article subject verb rest", in groups of these names.

    An elided article, "l'", has no blank behind it; nor has anything where a language *writes_blanks* nowhere.
    """
    blank = r"\s+" if writes_blanks else r"\s*"
    verb = "|".join(re.escape(one) for one in sorted(verbs, key=len, reverse=True))
    opening = "|".join(re.escape(one) + ("" if one.endswith(("'", "’")) else r"\s+") for one in articles)
    article = rf"(?P<article>{opening})?" if opening else "(?P<article>)"
    return re.compile(rf"{article}(?P<subject>.+?){blank}(?P<verb>{verb}){blank}(?P<rest>.+)", re.I | re.S)
