"""Lines of a paragraph that are facts of their own: each is a term and its meaning."""

from __future__ import annotations

from dataclasses import replace

from markdown_deckbuilder.extract.rules.definitions import lead_in
from markdown_deckbuilder.extract.rules.phrases import Lead, words_of
from markdown_deckbuilder.extract.rules.record import Rule
from markdown_deckbuilder.extract.rules.subjects import words_for
from markdown_deckbuilder.model import Claim, Reason, Site, Verdict
from markdown_deckbuilder.reading.tree import Break, Inline, Paragraph, Span, text_of

MIN_LEADS = 2
MIN_MEANING_WORDS = 3  # "Type: theory" and "Level: both" are data of a page


def claim(site: Site) -> Claim | None:
    """Claim a paragraph of which several lines say what a term means; hand its lines on, one by one."""
    match site.block:
        case Paragraph(children) as source if any(isinstance(node, Break) for node in children):
            lines = _lines(source)
            leads = [lead for line in lines if (lead := lead_in(line.children, words_for(site)))]
            if len(lines) < MIN_LEADS or len(leads) < MIN_LEADS:
                return None
            if len(leads) == len(lines) and not any(map(_tells, leads)):
                return Claim(verdicts=(Verdict(source.span, Reason.UNINFORMATIVE),))
            return Claim(rest=tuple(replace(site, block=line, following=()) for line in lines))
    return None


def _lines(source: Paragraph) -> list[Paragraph]:
    """Return the lines of *source*, of which those that run on are one."""
    lines: list[list[Inline]] = [[]]
    starts = [0]
    for number, node in enumerate(source.children):
        if isinstance(node, Break) and (node.divides or node.hard):
            lines.append([])
            starts.append(sum(isinstance(one, Break) for one in source.children[: number + 1]))
        else:
            lines[-1].append(node)
    ends = [*(start - 1 for start in starts[1:]), source.span.end_line - source.span.line]
    return [
        replace(source, children=tuple(line), span=_part(source.span, start, end))
        for line, start, end in zip(lines, starts, ends, strict=True)
        if text_of(tuple(line)).strip()
    ]


def _part(span: Span, start: int, end: int) -> Span:
    """Return the lines *start* to *end* of *span*, which ends where the paragraph does at the latest."""
    first = min(span.line + start, span.end_line)
    return Span(span.path, first, max(first, min(span.line + end, span.end_line)))


def _tells(lead: Lead) -> bool:
    """Say whether *lead* says more than "Level: both", which is data of the page."""
    meaning = text_of(lead.meaning)
    return lead.is_formatted or len(words_of(meaning)) >= MIN_MEANING_WORDS or any(map(str.isdigit, meaning))


RULE = Rule("definition", "", claim)
