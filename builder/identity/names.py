"""Deck and tag names, pinned as first shipped: Anki neither moves cards nor merges tags after a rename."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from builder.identity.fingerprint import digest
from builder.identity.ledger import Names
from builder.model import Library, Page

_NOT_SLUG = re.compile(r"[^\w]+")
# "Domain 3: Deployment" is about deployment; the number may shift, and the subdeck has one of its own.
_DOMAIN_PREFIX = re.compile(
    r"^(?:(?:domain|part|chapter|unit|module|section|teil|kapitel|d)\s*)?\d+\s*[:.)_–—-]*\s*", re.I
)
MAX_SLUG_BYTES = 80


@dataclass(frozen=True, slots=True)
class PageNames:
    """Where the notes of a page go: the deck's full name, and the deck's own tag."""

    deck: str
    tag: str


def slug(title: str) -> str:
    """Return *title* as a word for tags and file names: letters and digits of any script, hyphens between them.

    Never empty, and at most 80 bytes of UTF-8: what does not fit is replaced by a hash of the whole.
    """
    word = _NOT_SLUG.sub("-", unicodedata.normalize("NFC", title).casefold()).strip("-_")
    if word and len(word.encode()) <= MAX_SLUG_BYTES:
        return word
    cut = word.encode()[: MAX_SLUG_BYTES - 9].decode(errors="ignore").rstrip("-_")
    return "-".join(part for part in (cut, digest([title])[:8]) if part)


def domain_title(title: str) -> str:
    """Return the title of a domain without the number it may begin with, unless nothing else is left of it."""
    return _DOMAIN_PREFIX.sub("", title).strip() or title


def name_pages(library: Library, pinned: Names) -> tuple[Mapping[str, PageNames], Names]:
    """Return deck and tag of each page of *library*, and the names to pin from now on."""
    root = pinned.root or deck_part(library.title)
    decks, tags = dict(pinned.decks), dict(pinned.tags)
    names = {}
    for page in library.pages:
        domain = library.domains.get(page.path)
        key = domain.key if domain else ""
        if key not in decks:
            decks[key] = f"{root}::{domain.position:02d} {deck_part(domain_title(domain.title))}" if domain else root
        if page.path not in tags:
            tags[page.path] = _tag(page, root, domain_title(domain.title) if domain else "")
        names[page.path] = PageNames(decks[key], tags[page.path])
    return names, Names(root, decks, tags)


def _tag(page: Page, root: str, domain: str) -> str:
    return "::".join(slug(part) for part in (root, domain, page.title) if part)


def deck_part(title: str) -> str:
    """Return *title* as one level of a deck's name: a double colon would begin a subdeck."""
    return " ".join(re.sub(r":{2,}", ":", title).split()) or "Notes"
