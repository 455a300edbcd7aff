"""What a build leaves out because something in it is wrong, and what stops it altogether.

One bad page or note does not stop the rest: it is left out, told, and counted.  What the ledger knows of it stays as it
is, and nothing is retired while a page cannot be read, for what is gone elsewhere may stand there now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from markdown_deckbuilder.config import Config
from markdown_deckbuilder.diagnostics import OF_A_PAGE, STOPPING, Diagnostic, Severity
from markdown_deckbuilder.identity.ledger import Ledger
from markdown_deckbuilder.identity.misread import is_misread
from markdown_deckbuilder.model import Extraction, Library
from markdown_deckbuilder.reading.discover import INDEX_NAMES
from markdown_deckbuilder.reading.files import IGNORE_NAME
from markdown_deckbuilder.reading.tree import Span


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Paths of the *pages* (and folders) that were not looked at, and the places of *notes* with an error in them.

    *held_back* are the places of what may have come from one of the pages (I312).
    """

    pages: tuple[str, ...] = ()
    notes: tuple[Span, ...] = ()
    held_back: tuple[Span, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.pages or self.notes or self.held_back)


def misread(library: Library, ledger: Ledger) -> tuple[Diagnostic, ...]:
    """Return S101 for each page of *library* whose encoding was found out and whose words are not those shipped."""
    return tuple(
        Diagnostic("S101", "not UTF-8, and in no other encoding are its words those of its notes", Span(path, 1, 1))
        for page in library.pages
        if (path := page.path) in library.guessed
        and is_misread(page, [e for e in ledger.entries.values() if e.key.page == path and e.retired is None])
    )


def without_bad_pages(library: Library, faults: Iterable[Diagnostic], config: Config) -> Library:
    """Return *library* without the pages that *faults* make unusable, where these are errors by *config*."""
    errors = (fault for fault in config.judge(faults) if fault.severity is Severity.ERROR)
    bad = {fault.span.path for fault in errors if fault.code in OF_A_PAGE and fault.span}
    bad &= {page.path for page in library.pages}
    if not bad:
        return library
    return replace(
        library,
        pages=tuple(page for page in library.pages if page.path not in bad),
        others=library.others | bad,
        unread=library.unread | bad,
    )


def without_unnamed(library: Library, ledger: Ledger) -> Library:
    """Return *library* without the pages that have no pinned names yet, where the index that may name them is unread."""
    if not unread_index(library) or not ledger.names.root:
        return library
    new = {page.path for page in library.pages} - ledger.names.tags.keys()
    return replace(
        library,
        pages=tuple(page for page in library.pages if page.path not in new),
        others=library.others | new,
        unread=library.unread | new,
    )


def unread_index(library: Library) -> str:
    """Return the path of the index page of *library* if that could not be read, else ""."""
    return next((path for path in sorted(library.unread) if path.casefold() in INDEX_NAMES), "")


def of_pages(extraction: Extraction, library: Library) -> Extraction:
    """Return what of *extraction* comes from the pages of *library*."""
    there = {page.path for page in library.pages}
    return replace(
        extraction,
        candidates=tuple(one for one in extraction.candidates if one.span.path in there),
        verdicts=tuple(one for one in extraction.verdicts if one.span.path in there),
        allowances=tuple(one for one in extraction.allowances if one.span.path in there),
    )


def why_nothing(diagnostics: Iterable[Diagnostic], library: Library, ledger: Ledger) -> str:
    """Return in words why nothing may be written, or "" where it may.

    That is where notes could get another identity, seem deleted, or be pinned to other names than those meant.
    """
    errors = [fault for fault in diagnostics if fault.severity is Severity.ERROR]
    stopping = sorted({fault.code for fault in errors if fault.code in STOPPING})
    if stopping:
        return " and ".join(stopping)
    if any(fault.span and fault.span.path == IGNORE_NAME for fault in errors):
        return f"{IGNORE_NAME} cannot be read"
    if library.unread and not library.pages:
        return "no page can be read"
    index = unread_index(library)
    if index and not ledger.names.root:
        return f"{index}, which may name the decks, cannot be read"
    return ""
