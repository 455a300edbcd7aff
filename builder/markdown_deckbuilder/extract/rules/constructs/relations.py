"""``A consists of B``: sentences whose verb has a question of its own, in running text or below a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from markdown_deckbuilder.extract.rules.atomic import is_one_thing
from markdown_deckbuilder.extract.rules.grammar import capitalised, in_sentence, is_plural
from markdown_deckbuilder.extract.rules.lists import is_open
from markdown_deckbuilder.extract.rules.phrases import clauses_of, cut, sentences, stem, strip, whole_ranges, words_of
from markdown_deckbuilder.extract.rules.prose import is_balanced, is_clear, is_known, is_term
from markdown_deckbuilder.extract.rules.record import Rule
from markdown_deckbuilder.extract.rules.relation_words import OBJECT_VERBS, PHRASES, QUALITIES
from markdown_deckbuilder.extract.rules.subjects import (
    candidate,
    gives_away,
    is_generic,
    label,
    line_of,
    paragraph,
    plus,
    words_for,
)
from markdown_deckbuilder.extract.wording import Wording
from markdown_deckbuilder.extract.wording.language import QUESTION_MARKS
from markdown_deckbuilder.model import Basic, Candidate, Claim, Site
from markdown_deckbuilder.reading.tree import Inlines, List, Span, Strong, Text, text_of, walk

MAX_ANSWER_WORDS = 25
MAX_QUALITY_WORDS = 9
_STOPS = ".;,。，；、"
_SIGN = re.compile(r"\s[-–—→⟶=]")
_REMARK = re.compile(r"\s*[(（][^()（）]*[)）]$")


@dataclass(frozen=True, slots=True)
class _Relation:
    """A verb in all its forms, the front that asks for what follows it, and what must stand at the sentence's end."""

    front: str
    end: str = ""
    takes_object: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """What a sentence says: its *subject* with the *article* before it, its *verb*, and the *rest*."""

    article: str
    subject: Inlines
    verb: str
    rest: Inlines
    relation: _Relation


def claim(site: Site) -> Claim | None:
    """Claim what sentences say of their subject by such a verb: of a paragraph, a bullet, or the items of an open list.

    The site is handed on.
    """
    wording = words_for(site)
    if not _table(wording.name):
        return None
    made = [note for one in _lines(site, wording) for note in _said(one, wording)]
    return Claim(tuple(made), rest=(site,)) if made else None


def _lines(site: Site, wording: Wording) -> Iterator[Site]:
    if isinstance(site.block, List) and is_open(site.block, wording):
        yield from (replace(site, block=item, following=()) for item in site.block.items)
    elif not isinstance(site.block, List):
        yield site


def _said(site: Site, wording: Wording) -> Iterator[Candidate]:
    line = line_of(site)
    if line:
        children, span = line
        for sentence in sentences(children):
            for clause in clauses_of(sentence):
                yield from _notes(clause, site, span, wording)


def _notes(sentence: Inlines, site: Site, span: Span, wording: Wording) -> Iterator[Candidate]:
    text = text_of(sentence)
    if text.endswith((*QUESTION_MARKS, ":", "：")):
        return
    found = _quality(sentence, wording) or _told(sentence, site, wording)
    if found and _answers(found, wording):
        yield _note(site, found, span, wording)


def _told(sentence: Inlines, site: Site, wording: Wording) -> _Found | None:
    """Return what "A nephron consists of …" says, or "Consists of …" below the heading "Nephron"."""
    text = text_of(sentence)
    match = _pattern(wording.name, wording.writes_blanks).search(text)
    if not match or any(low < match.start() < high or low < match.end() < high for low, high in whole_ranges(sentence)):
        return None
    relation = _table(wording.name)[int(str(match.lastgroup)[1:])][1]
    rest = strip(cut(sentence, match.end()), _STOPS)
    if relation.end:
        end = re.search(rf"(?:{relation.end})$", text_of(rest))
        if not end:
            return None
        rest = strip(cut(rest, 0, end.start()), _STOPS)
    verb = match.group(0).strip()
    if match.start() == 0:
        subject = _above(site, verb, wording)
        return _Found("", subject, verb, rest, relation) if subject else None
    if not is_clear(text, wording):
        return None
    article, subject = _subject(strip(cut(sentence, 0, match.start())), wording)
    name = text_of(subject)
    if not _is_subject(name, site, wording):
        return None
    if article.strip() in wording.definite_articles and not _is_told_apart(name, site, wording):
        return None
    if not article and _is_bare_word(name, wording) and site.page.text.casefold().count(name.casefold()) < 2:
        return None
    if _is_in_name(verb, name):
        return None
    return _Found(article, subject, verb, rest, relation) if _agrees(name, verb, wording) else None


def _is_in_name(verb: str, name: str) -> bool:
    """Say whether *name* says its *verb* already: "MPI_Reduce reduces …" asks for nothing."""
    return stem(verb.split()[-1]) in {stem(word) for word in re.split(r"[\W_]+", name.casefold())}


def _is_subject(name: str, site: Site, wording: Wording) -> bool:
    """Say whether *name* is a term; where no blanks part the words, only one that the page uses again is known as such."""
    if not is_term(name, wording) or not (name[-1].isalnum() or name[-1] in "*+") or _SIGN.search(name):
        return False
    if set(words_of(name.casefold())) & set(wording.relative_openers):
        return False
    return wording.writes_blanks or site.page.text.count(name) > 1


def _is_bare_word(name: str, wording: Wording) -> bool:
    """Say whether *name* is one English word that may name anything: "progress" and "teaching", not "CloudTrail"."""
    return wording.name == "en" and len(words_of(name)) == 1 and name[1:].islower() and not is_plural(name, wording)


def _is_told_apart(name: str, site: Site, wording: Wording) -> bool:
    """Say whether *name* behind a definite article is one thing: a heading or bold has it, or the page speaks of it often.

    English says "the method" of the one in an example; elsewhere the article stands before kinds of things as well.
    """
    marked = rf"^ {{0,3}}#+ .*(?<!\w){re.escape(name)}(?!\w)|\*\*[^*\n]*(?<!\w){re.escape(name)}(?!\w)"
    if re.search(marked, site.page.text, re.I | re.M):
        return True
    if wording.name == "en":
        return len(words_of(name)) > 1 and is_known(name, "", site)
    return site.page.text.casefold().count(name.casefold()) > 1


def _agrees(name: str, verb: str, wording: Wording) -> bool:
    """Say whether an English *verb* stands in the number of its subject *name*: in "access controls are …" it does not."""
    first = verb.split()[0].casefold()
    if wording.name == "en" and words_of(name)[-1].endswith("ly"):
        return False
    if wording.name != "en" or first in wording.verbs_in_sentences | wording.auxiliaries or first == "used":
        return True
    return is_plural(name, wording) is not first.endswith("s")


def _subject(before: Inlines, wording: Wording) -> tuple[str, Inlines]:
    """Return the article, in small letters, and the words of the subject that stands *before* its verb."""
    text = text_of(before)
    remark = _REMARK.search(text)
    if remark:
        before = cut(before, 0, remark.start())
    article = _article(wording.articles).match(text)
    end = article.end() if article else 0
    return text[:end].lower(), strip(cut(before, end))


@cache
def _article(articles: tuple[str, ...]) -> re.Pattern[str]:
    words = [re.escape(one) + ("" if one.endswith(("'", "’")) else r"\s+") for one in articles]
    return re.compile(f"(?:{'|'.join(words)})" if words else r"(?!)", re.I)


def _above(site: Site, verb: str, wording: Wording) -> Inlines:
    """Return what stands above *site* as the subject of its *verb*; () where that names no thing, or not only one line.

    A name takes no article, nor does anything in a language without; a plain noun would be asked for without its own.
    """
    step = site.steps[-1] if site.steps else None
    if step is None or is_generic(step, wording) or step.text.rstrip().endswith(QUESTION_MARKS):
        return ()
    subject = label(step.children)
    name = text_of(subject)
    is_name = name[1:] != name[1:].lower()
    if not is_one_thing(name, wording) or not (is_name or not wording.articles or wording.name == "en"):
        return ()
    first = verb.split()[0].casefold()
    if wording.name == "en" and (is_plural(name, wording) or not (first.endswith("s") or first == "used")):
        return ()
    lines = text_of(list(site.section.blocks)).splitlines()
    return () if sum(line.lstrip().casefold().startswith(first) for line in lines) > 1 else subject


def _quality(sentence: Inlines, wording: Wording) -> _Found | None:
    """Return what "The purpose of a nephron is to filter …" says: its subject is all that stands before the verb."""
    known = QUALITIES.get(wording.name)
    if not known:
        return None
    pattern, front = known
    match = _whole(pattern).match(text_of(sentence))
    if not match or not is_balanced(match.group("phrase")) or not is_clear(text_of(sentence), wording):
        return None
    if any(low < match.end("phrase") < high for low, high in whole_ranges(sentence)):
        return None
    phrase = strip(cut(sentence, *match.span("phrase")))
    words = [word.casefold() for word in words_of(text_of(phrase))]
    pointing = wording.pronouns | wording.back_references | set(wording.relative_openers)
    if len(words) > MAX_QUALITY_WORDS or set(words) & pointing or not text_of(phrase)[-1].isalnum():
        return None
    rest = strip(cut(sentence, match.end()), _STOPS)
    if not _says_what(text_of(rest), wording):
        return None
    shown = plus(text_of(phrase[:1])[:1].lower(), cut(phrase, 1))
    return _Found("", shown, match.group("verb"), rest, _Relation(front))


def _says_what(said: str, wording: Wording) -> bool:
    """Say whether *said* is what a quality amounts to: "to …", "the …", a value; "often hard to tell" is a remark."""
    first = next(iter(words_of(said)), "")
    if first.endswith(wording.participle_endings or ("ed",)):
        return False
    if wording.name != "en" or not first.islower():
        return True
    return first in wording.determiners or first in ("to", "that", "how", "whether", "by") or first in wording.numbers


@cache
def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I | re.S)


def _answers(found: _Found, wording: Wording) -> bool:
    """Say whether what follows the verb is an answer: a few words that say something and point nowhere back."""
    said = text_of(found.rest)
    words = [word.casefold() for word in words_of(said)]
    if (
        not 0 < len(words) <= MAX_ANSWER_WORDS
        or not is_balanced(said)
        or gives_away(text_of(found.subject), said, wording)
    ):
        return False
    if not set(words) - wording.function_words - wording.back_references:
        return False
    opening = words[0]
    if opening in wording.pronouns | wording.back_references | wording.verbs_in_sentences | wording.linking_words:
        return False
    if words[-1] in wording.verbs_in_sentences | wording.linking_words:
        return False
    if said.startswith(("的", "成", "了")) or opening in _bases(wording.name) or f"{opening}s" in wording.acting_verbs:
        return False
    is_small = opening in wording.function_words and opening not in wording.determiners | set(wording.numbers)
    return not (found.relation.takes_object and is_small)


@cache
def _bases(language: str) -> frozenset[str]:
    """Return the base forms of the verbs with an object: behind what only looks like a verb stands the real one."""
    return frozenset(OBJECT_VERBS.get(language, ({}, ""))[0].values()) - {""}


def _note(site: Site, found: _Found, span: Span, wording: Wording) -> Candidate:
    first = found.verb.split()[0] if found.verb.split() else ""
    does = "does" if first.endswith("s") else "do"
    subject = in_sentence(found.subject, site.page.text)
    shown = plus(found.article, subject if _has_bold(subject) else (Strong(subject),))
    front = wording.filled(
        found.relation.front,
        subject=shown,
        verb=(Text(found.verb.lower()),),
        be=(Text(first.lower()),),
        do=(Text(does),),
    )
    return candidate(
        site,
        RULE.name,
        Basic(paragraph(capitalised(front), span), paragraph(capitalised(found.rest), span)),
        cue=f"{text_of(found.subject)} {found.verb}",
        answer=text_of(found.rest),
        span=span,
        shown=text_of(subject),
        form="object" if found.relation.takes_object else "phrase",
        stands_alone=True,
    )


def _has_bold(inlines: Inlines) -> bool:
    return any(isinstance(node, Strong) for node in walk(inlines))


@cache
def _table(language: str) -> tuple[tuple[str, _Relation], ...]:
    """Return the verbs of *language* as patterns, with what they relate."""
    phrases = [(one[0], _Relation(*one[1:])) for one in PHRASES.get(language, ())]
    verbs, front = OBJECT_VERBS.get(language, ({}, ""))
    objects = [(form, _Relation(front.replace("{base}", base), "", True)) for form, base in verbs.items()]
    return (*phrases, *objects)


@cache
def _pattern(language: str, writes_blanks: bool) -> re.Pattern[str]:
    """Return the pattern of any verb of *language*; the number of its group is that of the relation."""
    edge, blank = (r"(?<![\w-])", r"\s+") if writes_blanks else ("", r"\s*")
    forms = []
    for number, (form, _) in enumerate(_table(language)):
        end = "" if form.endswith(")") and "(?=" in form else blank  # the word looked at stands behind the blank
        forms.append(f"(?P<r{number}>{form}){end}")
    return re.compile(rf"{edge}(?:{'|'.join(forms).replace(' ', blank)})" if forms else r"(?!)", re.I)


RULE = Rule(
    "relation",
    "of a sentence such as “A consists of B”, what its subject consists of, depends on, is used for, stores …",
    claim,
    before="list",
)
