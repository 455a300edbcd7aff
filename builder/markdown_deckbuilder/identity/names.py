"""Deck and tag names, pinned as first shipped: Anki neither moves cards nor merges tags after a rename."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from markdown_deckbuilder.config import Config
from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.identity.entries import Names
from markdown_deckbuilder.identity.fingerprint import digest
from markdown_deckbuilder.model import Domain, Library, Page
from markdown_deckbuilder.reading.discover import folder_words

_NOT_SLUG = re.compile(r"[^\w]+")
# "Domain 3: Deployment" is about deployment; the number may shift, and the subdeck has one of its own.  A number that
# goes on ("3D graphics") or that is a year belongs to the title.
_NUMBERING = re.compile(
    r"(?:(?:domain|part|chapter|unit|module|section|week|lecture|teil|kapitel|woche|vorlesung|d)\s*)?"
    r"\d{1,3}(?:[.–-]\d{1,3})*(?:\s*[:.)_–—-]+\s*|\s+|$)",
    re.I,
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


def bare_title(title: str) -> str:
    """Return the title of a domain or folder without the number it may begin with, unless nothing else is left of it."""
    match = _NUMBERING.match(title)
    return (title[match.end() :].strip() if match else "") or title


def top_tag(root: str, tag_root: str) -> str:
    """Return the tag above all others: *tag_root*, or what follows from the *root* deck where that is ""."""
    return tag_path(tag_root) or "::".join(slug(level) for level in root.split("::"))


def name_pages(
    library: Library, pinned: Names, config: Config
) -> tuple[Mapping[str, PageNames], Names, tuple[Diagnostic, ...]]:
    """Return deck and tag of each page of *library*, and the names to pin from now on.

    What *config* wishes for holds for what has not been shipped yet; *pinned* names stay, and I304 says so.
    """
    root = pinned.root or deck_path(config.root_deck) or deck_part(library.title)
    tag_root = pinned.tag_root if pinned.root else tag_path(config.tag_root)
    top = top_tag(root, tag_root)
    decks, tags = dict(pinned.decks), dict(pinned.tags)
    names: dict[str, PageNames] = {}
    for page in library.pages:
        domain = library.domains.get(page.path)
        key = _deck_key(page, domain, pinned, config)
        if key not in decks:
            decks[key] = _deck(page, domain, root, decks, config)
        tags.setdefault(page.path, _tag(page, top, domain))
        names[page.path] = PageNames(decks[key], tags[page.path])
    return names, Names(root, decks, tags, tag_root), tuple(_kept(library, pinned, config, root, top))


def follow(pinned: Names, pages: Iterable[tuple[str, str]], library: Library) -> Names:
    """Return *pinned* with the names of pages and domains that have another path now under that.

    *pages* are, for each note known, the page it stood on and the one it stands on.  A page takes over the names of the
    one most of its notes came from, if that is not there any more; so does a domain.
    """
    there = {page.path for page in library.pages} | library.others
    keys = {domain.key for domain in library.domains.values()}
    votes = Counter(pages)
    domains: Counter[tuple[str, str]] = Counter()
    for (old, new), count in votes.items():
        if new in library.domains:
            domains[_domain_of(old, pinned), library.domains[new].key] += count
    tags, decks = dict(pinned.tags), dict(pinned.decks)
    for old, new in _successors(votes, tags, there):
        tags[new] = tags.pop(old)
        if old in decks:
            decks[new] = decks.pop(old)
    for old, new in _successors(domains, decks, keys):
        decks[new] = decks.pop(old)
    return Names(pinned.root, decks, tags, pinned.tag_root)


def deck_of(path: str, pinned: Names) -> str:
    """Return the deck into which the notes of the page at *path* were shipped, as *pinned* has it."""
    return pinned.decks.get(path) or pinned.decks.get(_domain_of(path, pinned)) or pinned.root


def _domain_of(path: str, pinned: Names) -> str:
    """Return the key of the domain in which the page at *path* was shipped: its top folder, or a heading of the index.

    A heading is known by the tag, in which it stands between those of the deck and of the page.
    """
    folder, *inside = PurePosixPath(path).parts
    if inside:
        return folder
    level = pinned.tags.get(path, "").split("::")[-2:-1]
    return next((key for key in pinned.decks if [slug(bare_title(key))] == level), "")


def _successors(
    votes: Counter[tuple[str, str]], pinned: Mapping[str, str], there: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield each name in *pinned* that is gone from *there*, with the one that took over most of it and has no pin yet."""
    taken: set[str] = set()
    for (old, new), _ in votes.most_common():
        if old in pinned and old not in there and new not in pinned and not taken & {f"-{old}", f"+{new}"}:
            taken |= {f"-{old}", f"+{new}"}
            yield old, new


def _deck_key(page: Page, domain: Domain | None, pinned: Names, config: Config) -> str:
    """Return under which key the deck of *page* is pinned: its domain's, "" for none, or the page's own path.

    A page that was shipped into a deck stays there, whatever *config* says now: Anki would not move its cards.
    """
    key = domain.key if domain else ""
    if page.path in pinned.decks:
        return page.path
    if page.path in pinned.tags and key in pinned.decks:
        return key
    return key if config.subdecks == "domain" else page.path


def _deck(page: Page, domain: Domain | None, root: str, decks: dict[str, str], config: Config) -> str:
    """Return the deck of *page*, of which the key is not in *decks* yet."""
    match config.subdecks:
        case "none":
            return root
        case "topic":
            return f"{_domain_deck(domain, root, decks)}::{deck_part(page.title)}"
    return _domain_deck(domain, root, decks)


def _kept(library: Library, pinned: Names, config: Config, root: str, top: str) -> Iterator[Diagnostic]:
    """Yield I304 for each wish of *config* that comes too late."""
    if config.root_deck and deck_path(config.root_deck) != root:
        yield Diagnostic("I304", f"`root_deck` is {config.root_deck!r}, but the deck was first shipped as {root!r}")
    if config.tag_root and tag_path(config.tag_root) != top:
        yield Diagnostic("I304", f"`tag_root` is {config.tag_root!r}, but the tags were first shipped below {top!r}")
    late = sum(_lies_elsewhere(page.path, page.path in library.domains, pinned, config, root) for page in library.pages)
    if late:
        message = f"`subdecks` is {config.subdecks!r}, but {late} of the pages were first shipped into other decks"
        yield Diagnostic("I304", message)


def _lies_elsewhere(path: str, has_domain: bool, pinned: Names, config: Config, root: str) -> bool:
    """Say whether the page at *path* was shipped into a deck of another kind than *config* asks for."""
    if path not in pinned.tags:
        return False
    kind = "domain" if has_domain else "none"
    wish = kind if config.subdecks == "domain" else config.subdecks
    deck = pinned.decks.get(path)
    if deck is not None:
        if deck != root and not deck.startswith(f"{root}::"):
            return False  # it was built on its own, before there was a whole
        kind = "none" if deck == root else "topic"
    return kind != wish


def _domain_deck(domain: Domain | None, root: str, decks: dict[str, str]) -> str:
    """Return the deck of *domain*, and pin it in *decks*."""
    if domain is None:
        return root
    name = f"{root}::{domain.position:02d} {deck_part(bare_title(domain.title))}"
    return decks.setdefault(domain.key, name)


def _tag(page: Page, top: str, domain: Domain | None) -> str:
    """Return the tag of *page*: domain, the folders between it and the page, and the topic, below *top*."""
    folders = [folder_words(part) for part in PurePosixPath(page.path).parts[1:-1]]
    titles = [*([domain.title] if domain else []), *folders, page.title]
    return "::".join([top, *(slug(bare_title(title)) for title in titles if title)])


def tag_path(tag: str) -> str:
    """Return *tag* as Anki takes it, written as it is wished for: without blanks and without empty levels."""
    return "::".join("-".join(level.split()) for level in tag.split("::") if level.strip())


def deck_path(name: str) -> str:
    """Return *name*, that of a deck with all its levels, without empty ones."""
    return "::".join(deck_part(level) for level in name.split("::") if level.strip())


def deck_part(title: str) -> str:
    """Return *title* as one level of a deck's name: a double colon would begin a subdeck."""
    return " ".join(re.sub(r":{2,}", ":", title).split()) or "Notes"
