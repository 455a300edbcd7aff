"""Reverse cards that were shipped and that no rule makes any more, although their note goes on: they stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from markdown_deckbuilder.extract.rules.grammar import capitalised, form_of_reverse, small
from markdown_deckbuilder.extract.rules.subjects import paragraph
from markdown_deckbuilder.extract.wording import wording_of
from markdown_deckbuilder.identity.entries import Entry
from markdown_deckbuilder.identity.settle import has_reverse
from markdown_deckbuilder.model import Basic, Identified
from markdown_deckbuilder.reading.tree import Paragraph, Text, text_of


def with_reverses(
    notes: Iterable[Identified], known: Mapping[str, Entry], languages: Mapping[str, str]
) -> Iterator[Identified]:
    """Yield *notes*, those shipped with a reverse card with one again.

    *known* are the ledger's entries that they go on with, by guid, *languages* those of the pages, by path.  The card
    asks for what the note is about by its answer; where the author wrote the question, nothing is added.
    """
    for note in notes:
        content = note.candidate.content
        is_lost = isinstance(content, Basic) and not content.reverse_front and has_reverse(known.get(note.guid))
        yield _reversed(note, languages) if is_lost and not note.candidate.is_explicit else note


def _reversed(note: Identified, languages: Mapping[str, str]) -> Identified:
    candidate = note.candidate
    content = candidate.content
    assert isinstance(content, Basic)
    term = candidate.cue.rsplit(" › ", 1)[-1].split(" | ")[0]
    first = content.back[0] if len(content.back) == 1 else None
    if not term or not isinstance(first, Paragraph):
        return note
    wording = wording_of(languages.get(candidate.span.path, ""))
    form = form_of_reverse(text_of(first), wording)
    meaning = capitalised(first.children) if form == "name" else small(first.children)
    whole = replace(
        content,
        reverse_front=paragraph(wording.front(form, meaning=meaning), first.span),
        reverse_back=paragraph((Text(term),), first.span),
    )
    return replace(note, candidate=replace(candidate, content=whole))
