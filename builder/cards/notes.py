"""Identified candidates → notes with fields, decks, tags and the ordinals of their cards."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from builder.cards.html import sources_in
from builder.cards.note_types import note_type
from builder.cards.render import MediaNames, breadcrumb, escape, field
from builder.identity.clozes import deletions
from builder.identity.names import PageNames
from builder.model import Basic, Candidate, Identified, Note, Page
from builder.reading.tree import Blocks, Html, HtmlBlock, Image, walk

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
        fields["Text"] = field(content.text, media)
        ordinals = tuple(sorted({deletion.number - 1 for deletion in deletions(content.text) if deletion.number}))
    fields["Extra"] = field(candidate.extra, media)
    fields["Context"] = breadcrumb(candidate.context)
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
        media=tuple(sorted({media[key] for key in references_of(candidate) if key in media})),
    )


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


def references_of(candidate: Candidate) -> Iterator[tuple[str, str]]:
    """Yield (page path, reference as written) of each image, sound or film that *candidate* shows."""
    content = candidate.content
    shown: tuple[Blocks, ...]
    if isinstance(content, Basic):
        shown = (content.front, content.back, content.reverse_front, content.reverse_back, candidate.extra)
    else:
        shown = (content.text, candidate.extra)
    path = candidate.span.path
    for blocks in shown:
        for node in walk(blocks):
            match node:
                case Image(url=url):
                    yield path, url
                case Html(markup) | HtmlBlock(markup):
                    yield from ((path, source) for source in sources_in(markup))
