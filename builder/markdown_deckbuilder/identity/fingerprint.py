"""Normal forms and hashes: what two texts must share to count as the same words."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
GUID_LENGTH = 16


@lru_cache(maxsize=65_536)
def normal(text: str) -> str:
    """Return *text* as identity compares it: NFKC, lower case, one blank between words, none and no stop at the ends.

    A formatter that rewraps lines, or changes bullets and emphasis, leaves it alone.
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(text.split()).strip(" .;,")


def digest(parts: Iterable[str]) -> str:
    """Return the SHA-256 of *parts* in hex.  ("a", "b") and ("ab",) have different ones."""
    whole = "".join([f"{len(part)}:{part}" for part in parts])
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def guid_from(parts: Iterable[str]) -> str:
    """Return the guid that a note born with *parts* gets: 16 of ``[a-z0-9]``, the first a letter.

    Markup characters hurt wherever a guid is written out, and one that begins with ``#`` is lost in Anki's text import.
    """
    number = int(digest(parts), 16)
    number, first = divmod(number, 26)
    letters = [_ALPHABET[first]]
    for _ in range(GUID_LENGTH - 1):
        number, index = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[index])
    return "".join(letters)
