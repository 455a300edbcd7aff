"""Whether a page whose encoding was found out reads as it did when its notes were shipped."""

from __future__ import annotations

from collections.abc import Iterable

from markdown_deckbuilder.extract.rules.phrases import words_of
from markdown_deckbuilder.identity.entries import Entry
from markdown_deckbuilder.identity.fingerprint import normal
from markdown_deckbuilder.model import Page

# So many of the words that an encoding could spoil must be there again; the author may have changed some.
_SHARE = 0.5


def is_misread(page: Page, entries: Iterable[Entry]) -> bool:
    """Say whether the words of *entries*, shipped from *page*, come out otherwise in it now.

    Words with letters beyond ASCII tell most, for many wrong encodings leave all others alone.
    """
    shipped = {word for entry in entries for word in words_of(f"{entry.key.cue} {entry.text}")}
    there = set(words_of(normal(page.text)))
    foreign = {word for word in shipped if not word.isascii()}
    return any(words and len(words & there) < _SHARE * len(words) for words in (shipped, foreign))
