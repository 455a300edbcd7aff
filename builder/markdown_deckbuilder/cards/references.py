"""References to images, sounds and films: what they say before anybody looks at the disk."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from markdown_deckbuilder.reading.media_endings import FILM_ENDINGS, SOUND_ENDINGS
from markdown_deckbuilder.reading.places import VAULT

_MAX_SHOWN = 80


def is_remote(reference: str) -> bool:
    """Say whether *reference* leads to another site."""
    return re.match(r"(?:https?:)?//", reference, re.I) is not None


def ending_of(reference: str) -> str:
    """Return the ending of the file that *reference*, a name or an address, leads to: in lower case, without its dot."""
    path = _remote_path(reference) if is_remote(reference) else reference
    stem, dot, ending = path.rpartition(".")
    return ending.casefold() if dot and stem else ""


def is_played(reference: str) -> bool:
    """Say whether *reference* leads to a sound or film, which Anki plays, and not to an image, which it shows."""
    return ending_of(reference) in SOUND_ENDINGS | FILM_ENDINGS


def is_drawing(reference: str) -> bool:
    """Say whether *reference* leads to an SVG image: lines without a ground of their own."""
    return ending_of(reference) == "svg"


def shown(reference: str) -> str:
    """Return *reference* the way a message names it."""
    reference = unquote(reference.removeprefix(VAULT)) if not reference.startswith("data:") else reference
    return reference if len(reference) <= _MAX_SHOWN else reference[: _MAX_SHOWN - 1] + "…"


def name_of(reference: str) -> str:
    """Return the file's name in *reference*, for a reader who is not shown the file itself."""
    if reference[:5].casefold() == "data:":
        return ""
    path = _remote_path(reference) if is_remote(reference) else reference.removeprefix(VAULT)
    return re.split(r"[/\\]", unquote(path).rstrip("/\\"))[-1]


def _remote_path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:  # an address with half a bracket in it
        return re.split(r"[?#]", address)[0]
