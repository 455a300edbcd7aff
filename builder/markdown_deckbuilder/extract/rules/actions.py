"""Sentences such as "**Flippases** move phospholipids inwards": a bold subject, asked what it does."""

from __future__ import annotations

from markdown_deckbuilder.extract.rules.grammar import capitalised, small
from markdown_deckbuilder.extract.rules.phrases import cut, holds, is_lead_in, sentences, strip, words_of
from markdown_deckbuilder.extract.rules.record import Rule
from markdown_deckbuilder.extract.rules.subjects import candidate, gives_away, line_of, paragraph, words_for
from markdown_deckbuilder.extract.wording import Wording
from markdown_deckbuilder.model import Basic, Candidate, Claim, Site
from markdown_deckbuilder.reading.tree import Code, Inlines, Mark, Span, Strong, Text, text_of

MIN_WORDS, MAX_WORDS = 3, 20
MAX_SUBJECT_WORDS = 6


def claim(site: Site) -> Claim | None:
    """Claim what the bold subjects of a paragraph or bullet do; the sentences are handed on, to hide the subjects."""
    children, span = line_of(site) or ((), site.block.span)
    found = [note for one in sentences(children) if (note := _note(site, one, span))]
    return Claim(tuple(found), rest=(site,)) if found else None


def _note(site: Site, sentence: Inlines, span: Span) -> Candidate | None:
    wording = words_for(site)
    article, subject, predicate = _parts(sentence, wording)
    name, said = text_of(subject), text_of(predicate)
    if not 0 < len(words_of(name)) <= MAX_SUBJECT_WORDS or not MIN_WORDS <= len(words_of(said)) <= MAX_WORDS:
        return None
    form = _form(said, wording)
    if not form or said.endswith("?") or is_lead_in(said) or gives_away(name, said, wording):
        return None
    if holds(predicate, (Strong, Code, Mark)):
        return None  # the author says what matters in it
    if site.page.text.count(f"**{name}**") > 1:
        return None  # two such sentences would be one question with two answers
    shown = small(subject) if name.split()[0].casefold() in wording.articles else subject
    front = wording.front(form, article=(Text(article),) if article else (), term=(Strong(shown),))
    return candidate(
        site,
        RULE.name,
        Basic(paragraph(front, span), paragraph(capitalised(predicate), span)),
        cue=name,
        answer=said,
        span=span,
        shown=name,
        form=form,
    )


def _parts(sentence: Inlines, wording: Wording) -> tuple[str, Inlines, Inlines]:
    """Return the article, the bold subject and the predicate of *sentence*; empty where it does not begin so."""
    match sentence:
        case (Strong(subject), *_):
            return "", subject, strip(cut(sentence, len(text_of(subject))), ".;,。 ")
        case (Text(before), Strong(subject), *_) if before.strip().casefold() in wording.articles:
            start = len(before) + len(text_of(subject))
            return before.lower(), subject, strip(cut(sentence, start), ".;,。 ")
    return "", (), ()


def _form(predicate: str, wording: Wording) -> str:
    """Return the form of front for what one thing does ("act") or several do ("acts"), or "" where it does nothing."""
    words = [word.casefold() for word in words_of(predicate)]
    if words[0].endswith("ly"):
        words = words[1:]
    if words[0] in wording.acting_verbs:
        return "act"
    return "acts" if {f"{words[0]}s", f"{words[0]}es"} & wording.acting_verbs else ""


RULE = Rule(
    "action",
    "a sentence that says what its bold subject does",
    claim,
)
