"""A short page about one thing: its opening sentence says what its title means."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import PurePosixPath

from markdown_deckbuilder.extract.rules.grammar import capitalised, form_of
from markdown_deckbuilder.extract.rules.phrases import cut, holds, sentences, strip, words_of
from markdown_deckbuilder.extract.rules.record import Rule
from markdown_deckbuilder.extract.rules.subjects import (
    candidate,
    content_words,
    gives_away,
    paragraph,
    plus,
    stems,
    words_for,
)
from markdown_deckbuilder.extract.wording import Wording
from markdown_deckbuilder.extract.wording.language import plain_label
from markdown_deckbuilder.model import Basic, Claim, Page, Site, Step, file_title
from markdown_deckbuilder.reading.tree import (
    Block,
    Blocks,
    Comment,
    Heading,
    Image,
    Inlines,
    MathBlock,
    Paragraph,
    Strong,
    Text,
    text_of,
)

MAX_PAGE_WORDS = 400
MAX_HEADINGS = 6
MAX_TERM_WORDS = 6
MIN_WORDS, MAX_WORDS = 5, 30

# Pages that stand for a folder, whatever they are about.
_INDEX = ("readme", "index", "_index")
_LATIN = re.compile(r"[A-Za-zÀ-ÿ]")


def claim(site: Site) -> Claim | None:
    """Claim the first paragraph of a short page, where its first sentence says what the page's title means."""
    source = site.block
    if not isinstance(source, Paragraph) or source is not _opening(site.page) or holds(source.children, Image):
        return None
    if site.wish.ask:
        return None  # its author asks in other words
    wording = words_for(site)
    term = _term(site.page, wording)
    first, *others = sentences(source.children) or [()]
    meaning = meaning_of(first, term, wording) if term else ()
    said = text_of(meaning)
    if not MIN_WORDS <= len(words_of(said)) <= MAX_WORDS or goes_round(term, said, wording):
        return None
    if not site.section.trail:
        site = replace(site, steps=(Step((Text(term),), is_heading=True),))
    formula = tuple(block for block in site.following[:1] if isinstance(block, MathBlock))
    form = form_of(term, said, wording)
    made = candidate(
        site,
        RULE.name,
        Basic(
            paragraph(wording.front(form, term=(Strong((Text(term),)),)), source.span),
            paragraph(capitalised(meaning), source.span),
        ),
        cue=term,
        answer=said,
        extra=(*joined_text(others, source), *formula),
        stands_alone=True,
    )
    facts = tuple(_fact(site, source, other) for other in others)
    return Claim((made,), rest=facts, takes=len(formula))


def goes_round(term: str, said: str, wording: Wording) -> bool:
    """Say whether *said* explains *term* by its own words, or speaks of the notes themselves."""
    named = stems(term, wording)
    is_about_notes = any(word.casefold() in wording.parts_of_notes for word in words_of(said)[:3])
    return is_about_notes or gives_away(term, said, wording) or (bool(named) and named <= stems(said, wording))


def joined_text(others: list[Inlines], source: Paragraph) -> Blocks:
    run = plus(*(part for other in others for part in (other, " ")))
    return paragraph(strip(run), source.span)


def _fact(site: Site, source: Paragraph, sentence: Inlines) -> Site:
    return replace(site, block=Paragraph(sentence, source.span), following=())


def _opening(page: Page) -> Block | None:
    """Return the block with which a short *page* begins, if that stands below no heading but the page's own."""
    headings = {heading.span.line for section in page.sections for heading in section.trail}
    if len(headings) > MAX_HEADINGS or len(words_of(page.text)) > MAX_PAGE_WORDS:
        return None
    for section in page.sections:
        blocks = [block for block in section.blocks if not isinstance(block, Comment)]
        if blocks:
            return blocks[0] if len(section.trail) <= 1 else None
    return None


def _term(page: Page, wording: Wording) -> str:
    """Return what *page* is about: its title, or the file's name where that is generic; "" where both are.

    A heading below the opening paragraph names a part of the page, though it is all the title that the page has.
    """
    if PurePosixPath(page.path).stem.casefold() in _INDEX:
        return ""
    own = next((section.trail[:1] for section in page.sections if section.blocks), ())
    names: tuple[str, ...] = (page.title, file_title(page.path))
    if own and not _names_page(own[0], names, wording):
        return ""
    headings = {text_of(heading.children).strip() for section in page.sections for heading in section.trail}
    if not own and page.title in headings:
        names = names[1:]
    return next((name for name in names if is_one_thing(name, wording)), "")


def _names_page(heading: Heading, names: tuple[str, ...], wording: Wording) -> bool:
    shown = text_of(heading.children)
    return wording.is_generic(shown) or plain_label(shown) in map(plain_label, names)


def is_one_thing(name: str, wording: Wording) -> bool:
    """Say whether *name* names one thing: it is no date, no number of a lecture, no question and no sentence."""
    words = [word.casefold() for word in words_of(name)]
    if not 0 < len(words) <= MAX_TERM_WORDS or name.rstrip().endswith(("?", ":", "？")) or wording.is_generic(name):
        return False
    if all(word.isdecimal() or word in wording.serial_words or not _LATIN.search(word) for word in words):
        return False
    is_numbered = any(word in wording.serial_words for word in words) and any(word[-1].isdecimal() for word in words)
    is_sentence = words[0] in wording.function_words and words[0] not in wording.opening_articles
    return not (is_numbered or is_sentence or wording.verbs_in_sentences & set(words))


def meaning_of(sentence: Inlines, term: str, wording: Wording) -> Inlines:
    """Return what *sentence* says that *term* is, or nothing where it says something else.

    It may say "TERM is a …", "It is a …", or go on from the title with "A … that …".
    """
    text = text_of(sentence)
    if text.rstrip().endswith(("?", ":", "？", "：", "!")):
        return ()
    found = _predicate(wording.identity_verbs).search(text)
    if found and _is_subject(text[: found.start()], term, wording):
        return _if_thing(strip(cut(sentence, found.end()), ".;,。"), wording)
    opening = next(iter(words_of(text)), "").casefold()
    is_elsewhere = opening in wording.pronouns | wording.neutral_openers | set(wording.conditional_openers)
    names_itself = plain_label(text).startswith(plain_label(term))
    if is_elsewhere or names_itself or not _is_noun_phrase(text, wording):
        return ()
    return strip(sentence, ".;,。")


def _is_subject(before: str, term: str, wording: Wording) -> bool:
    """Say whether the words *before* the verb are the *term*, with or without its article and a remark, or "it"."""
    subject = plain_label(re.sub(r"\([^()]*\)", "", before))
    words = [word.casefold() for word in words_of(subject)]
    while words and words[0] in wording.opening_articles:
        words = words[1:]
    named = [word.casefold() for word in words_of(plain_label(term))]
    return not words or words == named or " ".join(words) in wording.subject_pronouns


def _if_thing(meaning: Inlines, wording: Wording) -> Inlines:
    """Return *meaning* where it begins as the name of a thing does: "is fast" tells a property."""
    first = next(iter(words_of(text_of(meaning))), "").casefold()
    return meaning if first in wording.opening_articles or first in wording.determiners else ()


def _is_noun_phrase(text: str, wording: Wording) -> bool:
    """Say whether *text* names a thing and what kind it is of: no verb stands before a "that" or "which"."""
    lowered = text.casefold()
    is_definite = next(iter(words_of(lowered)), "") in wording.definite_articles
    if re.search(r":\s", text) or (is_definite and not wording.opens_with_article):
        return False
    verb = _any_word(tuple(sorted(wording.verbs_in_sentences | wording.acting_verbs))).search(lowered)
    relative = _any_word(wording.relative_openers).search(lowered)
    if relative and (not verb or relative.start() < verb.start()) and _is_latin(text):
        return True
    first, *_ = (*words_of(text), "")
    if verb or is_definite or not _is_latin(text) or first[1:] != first[1:].casefold():
        return False
    is_article = first.casefold() in wording.opening_articles
    return (is_article or not wording.opens_with_article) and len(content_words(text, wording)) > 1


def _is_latin(text: str) -> bool:
    """Say whether *text* is written in letters of which the wording knows something."""
    letters = [letter for letter in text if letter.isalpha()]
    return 2 * len(_LATIN.findall(text)) > len(letters)


@cache
def _any_word(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)" if words else r"(?!)")


@cache
def _predicate(verbs: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of the first of *verbs* in a sentence, with what stands right behind it."""
    longest = sorted(verbs, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})\s+" if verbs else r"(?!)", re.I)


RULE = Rule(
    "atomic",
    "from a short page about one thing, what its title means, if its first sentence says so",
    claim,
)
