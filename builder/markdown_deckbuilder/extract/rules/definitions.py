"""``- **Term**: meaning``, its kin without bold or with other separators, and definition lists."""

from __future__ import annotations

import re
from dataclasses import replace

from markdown_deckbuilder.extract.rules.abbreviations import expands
from markdown_deckbuilder.extract.rules.grammar import (
    as_written,
    capitalised,
    counted,
    form_of,
    form_of_reverse,
    is_plural,
    small,
)
from markdown_deckbuilder.extract.rules.phrases import (
    Lead,
    bare,
    clauses_of,
    cut,
    is_file,
    is_lead_in,
    lead_of,
    sentences,
    strip,
    without_loose_end,
    words_of,
)
from markdown_deckbuilder.extract.rules.quantities import is_date, is_value
from markdown_deckbuilder.extract.rules.record import Rule
from markdown_deckbuilder.extract.rules.subjects import (
    candidate,
    content_words,
    gives_away,
    is_attribute,
    paragraph,
    stems,
    subject_of,
    words_for,
)
from markdown_deckbuilder.extract.wording import Wording
from markdown_deckbuilder.extract.wording.language import plain_label
from markdown_deckbuilder.model import Basic, Candidate, Claim, Reason, Site, Step, Verdict
from markdown_deckbuilder.reading.tree import (
    Blocks,
    Break,
    Callout,
    Code,
    Definition,
    Image,
    Inlines,
    Link,
    ListItem,
    Paragraph,
    Span,
    Strong,
    Text,
    text_of,
)

MAX_TERM_WORDS = 8
MAX_PLAIN_TERM_WORDS = 5
MAX_MEANING_WORDS = 30
MIN_REVERSE_WORDS = 4
MIN_CLAUSE_WORDS = 3
MIN_CONDITION_WORDS = 3
MAX_WORDS_BEFORE_DASH = 3

# Callouts of these kinds explain what stands around them.
ASIDES = ("tip", "hint", "example", "quote", "cite", "todo", "bug", "question", "faq", "help")

_SIGNS = ("=", "->", "→", "=>", "⇒")
_DASHES = ("-", "--", "---", "–", "—", "——")
_NUMBER_ONLY = re.compile(r"(?:Q|Nr\.?|No\.?)\s?\d+[.)]?")


def claim(site: Site) -> Claim | None:
    """Claim a bullet, a paragraph or an item of a definition list that says what a term means."""
    match site.block:
        case ListItem(children=(Paragraph() as first, *rest)):
            lead = _lead(first.children, words_for(site), is_wished=site.wish.card == "basic")
            return _claim_lead(site, lead, first, tuple(rest)) if lead else None
        case Paragraph(children):
            is_wished = site.wish.card == "basic"
            lead = _lead(children, words_for(site), is_wished=is_wished)
            is_marked = lead and (lead.is_formatted or is_wished or _is_capital_before_colon(lead))
            return _claim_lead(site, lead, site.block, ()) if lead and is_marked else None
        case Definition(term, meanings):
            return _claim_definition(site, term, meanings)
        case Callout(kind, title, (Paragraph() as first, *rest)) if kind not in ASIDES and _is_term(
            title, words_for(site)
        ):
            return _claim_callout(site, title, first, tuple(rest))
    return None


def lead_in(children: Inlines, wording: Wording) -> Lead | None:
    """Return the lead of a line that opens as a title does, or whose term is formatted; None where it has none."""
    lead = _lead(children, wording)
    return lead if lead and (lead.is_formatted or _is_capital_before_colon(lead)) else None


def _lead(children: Inlines, wording: Wording, *, is_wished: bool = False) -> Lead | None:
    """Return the lead of *children*; where the author *is_wished* for a card, any separator makes one."""

    def is_term(text: str, formatted: bool, separator: str) -> bool:
        count = len(words_of(text))
        if "://" in text or text.startswith("(") or _is_remark(text, wording):
            return False
        if separator in (":", "：") and _only_ties(text, wording):
            return False
        if _is_sentence(text, wording) and not is_wished:
            return False
        if not formatted and _NUMBER_ONLY.fullmatch(text.strip()):
            return False
        if separator == "=" and not formatted:
            return 0 < count <= MAX_PLAIN_TERM_WORDS and not re.search(r"[\d+*/<>^]", text)
        if formatted:
            return 0 < count <= MAX_TERM_WORDS or bool(text.strip())
        if (separator in _SIGNS and not is_wished) or not 0 < count <= MAX_PLAIN_TERM_WORDS:
            return False
        if separator in _DASHES and count > MAX_WORDS_BEFORE_DASH:
            return False  # a dash in the middle of a sentence
        lowered = [word.casefold() for word in words_of(text)]
        return not wording.verbs_in_sentences & set(lowered) and lowered[0] not in wording.pronouns

    lead = lead_of(children, is_term)
    if lead and not lead.is_formatted and not is_wished and _is_formula(lead):
        return None
    if lead and lead.separator in _SIGNS[1:] and re.search(r"→|->|⇒|=>", text_of(lead.meaning)):
        return None  # a way through menus
    return lead if lead and text_of(lead.meaning).strip() and text_of(lead.term).strip() else None


def _is_formula(lead: Lead) -> bool:
    """Say whether *lead* is a ratio or an equation rather than words about words; math has nodes of its own."""
    words = "".join(node.text for node in lead.meaning if isinstance(node, Text))
    if lead.separator == "=":
        return len(words_of(words)) < MIN_CLAUSE_WORDS or bool(re.search(r"[+*/^<>=]", words))
    return " = " in words


def _is_remark(term: str, wording: Wording) -> bool:
    """Say whether *term* opens a remark, such as "Note" or "Tip", and names nothing."""
    return plain_label(term) in wording.example_openers


def _only_ties(term: str, wording: Wording) -> bool:
    """Say whether *term* is a word that ties sentences, "But", and no name in capitals, "AND"."""
    words = {word.casefold() for word in words_of(term)}
    return bool(words) and words <= wording.linking_words | frozenset(wording.conjunctions) and not term.isupper()


def _is_sentence(term: str, wording: Wording) -> bool:
    """Say whether *term* is a whole sentence, "There are three kinds", which announces something and names nothing."""
    inner = {word.casefold() for word in words_of(term)[1:-1]}
    return wording.is_lead_in(term) or bool(inner & set(wording.identity_verbs))


def _claim_lead(site: Site, lead: Lead, first: Paragraph, rest: Blocks) -> Claim:
    below = replace(site, steps=(*site.steps, Step(lead.term, whole=text_of(first))))
    nested = tuple(replace(below, block=block, following=rest[n + 1 :]) for n, block in enumerate(rest))
    claimed = _claim_meaning(site, lead.term, lead.meaning, first)
    return replace(claimed, rest=(*claimed.rest, *nested))


def _is_capital_before_colon(lead: Lead) -> bool:
    """Say whether *lead* opens a paragraph as a title does: "Forward secrecy: past sessions stay confidential"."""
    return lead.separator in (":", "：") and text_of(lead.term)[:1].isupper()


def _is_term(title: Inlines, wording: Wording) -> bool:
    text = text_of(title)
    return 0 < len(words_of(text)) <= MAX_TERM_WORDS and not wording.is_generic(text)


def _claim_callout(site: Site, title: Inlines, first: Paragraph, rest: Blocks) -> Claim | None:
    """A callout with a title of its own says what the title means, in its first sentence."""
    claimed = _claim_meaning(site, title, first.children, first)
    if not claimed.candidates:
        return None
    line = Span(site.block.span.path, site.block.span.line, site.block.span.line)
    below = (*site.steps, Step(title))
    nested = tuple(replace(site, block=block, steps=below, following=rest[n + 1 :]) for n, block in enumerate(rest))
    made = tuple(replace(one, span=line.to(one.span)) for one in claimed.candidates)
    return replace(claimed, candidates=made, rest=(*claimed.rest, *nested))


def _claim_definition(site: Site, term: Inlines, meanings: tuple[Blocks, ...]) -> Claim | None:
    """The first meaning of a term is asked for; further ones stand behind it, and are facts of their own."""
    line = Span(site.block.span.path, site.block.span.line, site.block.span.line)
    candidates: list[Candidate] = []
    verdicts = [Verdict(line, Reason.LABEL)]
    rest: list[Site] = []
    told = [block for meaning in meanings for block in meaning]
    match told:
        case (Paragraph(children) as first, *others):
            claimed = _claim_meaning(site, term, children, first)
            candidates += [
                replace(made, span=line.to(made.span), extra=(*made.extra, *others)) for made in claimed.candidates
            ]
            verdicts += claimed.verdicts
            rest += claimed.rest
            rest += [replace(site, block=block, steps=(*site.steps, Step(term))) for block in others]
    return Claim(tuple(candidates), tuple(verdicts), tuple(rest))


def _claim_meaning(site: Site, term: Inlines, meaning: Inlines, source: Paragraph) -> Claim:
    """Make the note for the first sentence of *meaning*; the others are its Extra and are handed on as facts."""
    wording = words_for(site)
    meaning, pictures = _pictures_apart(meaning)
    if not text_of(term).strip() or not text_of(meaning).strip():  # nothing but a tag or an anchor
        return Claim((), (Verdict(source.span, Reason.UNINFORMATIVE),))
    first, *others = [clause for one in sentences(meaning) for clause in clauses_of(one)]
    below = replace(site, steps=(*site.steps, Step(term)))
    more = [lead for other in others if (lead := _lead(other, wording)) and lead.separator in (":", "：")]
    others = [other for other in others if _lead(other, wording) not in more]
    facts = tuple(replace(below, block=Paragraph(other, source.span), following=()) for other in others)
    first = without_loose_end(strip(first, ".;,。"), wording)
    reason = _unfit(term, first, wording)
    if reason is None and wording.is_generic(text_of(term)) and not is_attribute(site, text_of(term), wording):
        line = Paragraph(meaning, source.span)
        return Claim((), (Verdict(source.span, Reason.LABEL),), (replace(site, block=line, following=()),))
    if reason:
        whole = Paragraph(first, source.span)
        handed_on = (replace(below, block=whole, following=()),) if reason is Reason.TOO_LONG else ()
        return Claim((), (Verdict(source.span, reason),), (*handed_on, *facts))
    extra = (*paragraph(_after(meaning, first, wording), source.span), *paragraph(pictures, source.span))
    front, shown, form = _front(site, term, first, wording)
    made = candidate(
        site,
        RULE.name,
        Basic(
            paragraph(front, source.span),
            paragraph(capitalised(first), source.span),
            *_reverse(site, term, first, source, wording),
        ),
        cue=text_of(term),
        answer=text_of(first),
        span=source.span,
        extra=extra,
        shown=shown,
        form=form,
        stands_alone=not is_attribute(site, text_of(term), wording) and not wording.is_generic(text_of(term)),
    )
    told = [_claim_meaning(site, lead.term, lead.meaning, source) for lead in more]  # "page: …; frame: …"
    candidates = (made, *(note for claimed in told for note in claimed.candidates))
    return Claim(candidates, (), (*facts, *(fact for claimed in told for fact in claimed.rest)))


def _after(meaning: Inlines, first: Inlines, wording: Wording) -> Inlines:
    """Return what follows the clause *first* of *meaning*, as it stands."""
    end = text_of(meaning).find(text_of(first)) + len(text_of(first))
    rest = cut(meaning, end)
    text = text_of(rest)
    if all(word.casefold() in wording.conjunctions for word in words_of(text)):
        return ()
    return strip(cut(rest, len(text) - len(text.lstrip(" .;,。"))))


def _pictures_apart(meaning: Inlines) -> tuple[Inlines, Inlines]:
    """Divide *meaning* from the images on the lines below it, which explain it."""
    for index, node in enumerate(meaning):
        rest = tuple(one for one in meaning[index + 1 :] if not isinstance(one, Break))
        if isinstance(node, Break) and rest and all(isinstance(one, Image) for one in rest):
            return meaning[:index], rest
    return meaning, ()


def _unfit(term: Inlines, meaning: Inlines, wording: Wording) -> Reason | None:
    """Return why *meaning* makes no card of its own, or None where it does."""
    text = text_of(meaning)
    if is_file(text_of(term)):
        return Reason.UNINFORMATIVE
    if all(isinstance(node, Link | Image) or not text_of(node).strip() for node in meaning):
        return Reason.CONTENTS
    if is_lead_in(text):
        return Reason.LABEL
    if len(words_of(text)) > MAX_MEANING_WORDS:
        return Reason.TOO_LONG
    if plain_label(text) in wording.yes_no:
        return Reason.UNINFORMATIVE
    if gives_away(text_of(term), text, wording):
        return Reason.GIVEAWAY
    return None


def _front(site: Site, term: Inlines, meaning: Inlines, wording: Wording) -> tuple[Inlines, str, str]:
    """Return the front that asks for *meaning*, the words of it that a breadcrumb need not repeat, and its form."""
    shown = term if any(isinstance(node, Code) for node in term) else (Strong(bare(term)),)
    subject = subject_of(site)
    if is_attribute(site, text_of(term), wording) and subject:
        asked = wording.front("attribute", term=(Strong(subject.children),), label=(Text(text_of(term)),))
        return asked, subject.text, "attribute"
    if expands(text_of(term), text_of(meaning)):
        return wording.front("abbreviation", term=shown), text_of(term), "abbreviation"
    if _is_condition(text_of(term), wording):
        return wording.front("condition", condition=small(bare(term))), text_of(term), "condition"
    things = counted(text_of(meaning), wording)
    if things:
        return wording.front("count", term=shown, things=(Text(things),)), text_of(term), "count"
    if is_date(text_of(term)):
        return wording.front("happened", date=shown), text_of(term), "happened"
    if is_value(text_of(meaning), wording):
        return wording.front("value", term=shown), text_of(term), "value"
    form = form_of(text_of(term), text_of(meaning), wording)
    if form in ("define", "act") and isinstance(shown[0], Strong):
        return wording.front(form, term=as_written(term, site.page.text, wording)), text_of(term), form
    shape = "defines" if form == "neutral" and wording.writes_blanks and is_plural(text_of(term), wording) else form
    return wording.front(shape, term=shown), text_of(term), form


def _reverse(site: Site, term: Inlines, meaning: Inlines, source: Paragraph, wording: Wording) -> tuple[Blocks, Blocks]:
    """Return front and back of the card that asks for the term, empty where the meaning does not single it out."""
    text = text_of(meaning)
    if is_attribute(site, text_of(term), wording) or wording.is_generic(text_of(term)):
        return (), ()
    if _is_condition(text_of(term), wording):
        return (), ()
    if len(content_words(text, wording)) < MIN_REVERSE_WORDS or _shares_words(text_of(term), text, wording):
        return (), ()
    if is_date(text_of(term)):
        return paragraph(wording.front("when", event=capitalised(meaning)), source.span), paragraph(term, source.span)
    form = form_of_reverse(text, wording)
    asks = wording.front(form, meaning=capitalised(meaning) if form == "name" else small(meaning))
    return paragraph(asks, source.span), paragraph(term, source.span)


def _is_condition(term: str, wording: Wording) -> bool:
    """Say whether *term* is a condition and names nothing: "If the queue is full: new requests are dropped"."""
    words = words_of(term)
    return (
        wording.writes_blanks and len(words) >= MIN_CONDITION_WORDS and words[0].casefold() in wording.condition_words
    )


def _shares_words(term: str, meaning: str, wording: Wording) -> bool:
    return bool(stems(term, wording) & stems(meaning, wording))


RULE = Rule(
    "definition",
    "what a term means, and the term for its meaning where only one thing fits; sentences that define; arrows",
    claim,
)
