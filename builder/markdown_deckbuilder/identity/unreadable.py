"""What is wrong with a line of a ledger, in our words instead of those of the library that decodes it."""

from __future__ import annotations

import re

# What the library says → what to say instead.  The first that fits counts.
_SAID = (
    ("missing required field `([^`]+)`", r"`\1` is missing"),
    ("unknown field `([^`]+)`", r"`\1` is not known to this version of deckbuilder"),
    (r"^Expected `object`[^$]*$", "it is not a table in braces"),
    (r" - at `\$\.([^`\[]+)", r"`\1` has a value of the wrong kind"),
    ("truncated", "it is cut short"),
    ("utf-?8", "it is not UTF-8"),
    ("trailing characters", "something stands behind its end"),
)


def unreadable(error: Exception) -> str:
    """Return what *error*, raised in decoding a line of a ledger, says of it."""
    for pattern, words in _SAID:
        if match := re.search(pattern, str(error), re.I):
            return f"the ledger cannot be read here: {match.expand(words)}"
    return "the ledger cannot be read here: the line is damaged"
