"""Identified candidates → notes with fields, decks, tags and the ordinals of their cards."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from markdown_deckbuilder.cards.html import sources_in
from markdown_deckbuilder.cards.note_types import note_type
from markdown_deckbuilder.cards.render import MediaNames, breadcrumb, escape, field
from markdown_deckbuilder.identity.clozes import deletions
from markdown_deckbuilder.identity.names import PageNames
from markdown_deckbuilder.model import Basic, Candidate, Identified, Note, Page
from markdown_deckbuilder.reading.tree import Blocks, Html, HtmlBlock, Image, Node, Span, children_of

RECALL, REVERSE = 0, 1


def render(
    notes: Iterable[Identified],
    pages: Mapping[str, Page],
    names: Mapping[str, PageNames],
    media: MediaNames,
    source_url: str = "",
) -> tuple[Note, ...]:
    """Render *notes*.  *pages* and *names* are by page path; *media* gives the name of each local file they show.

    *source_url* is the address below which the pages can be read, "" where there is none.
    """
    return tuple(
        _note(note, pages[note.candidate.span.path], names[note.candidate.span.path], media, source_url)
        for note in notes
    )


def _note(note: Identified, page: Page, names: PageNames, media: MediaNames, source_url: str) -> Note:
    candidate = note.candidate
    fields = dict.fromkeys(note_type(candidate.kind).field_names, "")
    content = candidate.content
    ordinals: tuple[int, ...]
    if isinstance(content, Basic):
        fields["Front"] = field(content.front, media)
        fields["Back"] = field(content.back, media)
        fields["Reverse Front"] = field(content.reverse_front, media)
        fields["Reverse Back"] = field(content.reverse_back, media)
        ordinals = (RECALL, REVERSE) if fields["Reverse Front"] else (RECALL,)
    else:
        fields["Text"] = field(content.text, media, hides=True)
        ordinals = tuple(sorted({deletion.number - 1 for deletion in deletions(content.text) if deletion.number}))
    fields["Extra"] = field(candidate.extra, media)
    fields["Context"] = breadcrumb(candidate.context, candidate.span.path, media)
    fields["Source"] = _source(page, source_url)
    return Note(
        guid=note.guid,
        kind=candidate.kind,
        fields=fields,
        tags=tuple(dict.fromkeys([names.tag, *map(tag_word, candidate.tags)])),
        deck=names.deck,
        ordinals=ordinals,
        rule=candidate.rule,
        span=candidate.span,
        is_explicit=candidate.is_explicit,
        media=tuple(sorted(_shown(candidate, media, fields.values()))),
    )


def _shown(candidate: Candidate, media: MediaNames, fields: Iterable[str]) -> set[str]:
    """Return the names of the files that *fields* show: a film in two forms is played in the first."""
    markup = "\n".join(fields)
    references = (*references_of(candidate), *references_above(candidate))
    names = {media[key] for url, span in references if (key := (span.path, url)) in media}
    return {name for name in names if f'src="{name}"' in markup or f"[sound:{name}]" in markup}


def _source(page: Page, base: str) -> str:
    """Return the title of *page*, as a link where it can be read below the address *base*."""
    title = escape(page.title)
    if not base:
        return title
    address = html.escape(f"{base.rstrip('/')}/{quote(page.path)}", quote=True)
    return f'<a href="{address}">{title}</a>'


def tag_word(tag: str) -> str:
    """Return *tag* as Anki takes it: without blanks, and without empty levels (``a::::b`` becomes ``a::blank::b``)."""
    return re.sub(r":{3,}", "::", "-".join(tag.split())).strip(":")


def references_of(candidate: Candidate) -> Iterator[tuple[str, Span]]:
    """Yield each image, sound or film in the fields of *candidate*, as written, with the place of the block it is in."""
    content = candidate.content
    shown: tuple[Blocks, ...]
    if isinstance(content, Basic):
        shown = (content.front, content.back, content.reverse_front, content.reverse_back, candidate.extra)
    else:
        shown = (content.text, candidate.extra)
    for blocks in shown:
        for block in blocks:
            yield from _references_in(block, candidate.span)


def references_above(candidate: Candidate) -> Iterator[tuple[str, Span]]:
    """Yield those of the breadcrumb; a heading's place is not known any more, so it is that of the note."""
    for step in candidate.context:
        for node in step:
            yield from _references_in(node, candidate.span)


def _references_in(node: Node, span: Span) -> Iterator[tuple[str, Span]]:
    span = getattr(node, "span", span)
    match node:
        case Image(url=url):
            yield url, span
        case Html(markup) | HtmlBlock(markup):
            yield from ((source, span) for source in sources_in(markup))
    for child in children_of(node):
        yield from _references_in(child, span)
