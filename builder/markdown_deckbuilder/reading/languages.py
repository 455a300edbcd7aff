"""The language that a page states, as a code: `en-GB` and `EN` are `en`."""

from __future__ import annotations

import re

# How people write it who do not know the code.
_NAMES = {"english": "en", "englisch": "en", "german": "de", "deutsch": "de"}
_CODE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*")


def language_code(text: str) -> str:
    """Return the language that *text* names, without its region: "en" for "en-GB", "EN_us" and "English".

    What names none in a way that is known is returned as it is, in lower case.
    """
    text = text.strip().casefold().replace("_", "-")
    if text in _NAMES:
        return _NAMES[text]
    return text.split("-")[0] if _CODE.fullmatch(text) else text


def is_language_code(text: str) -> bool:
    """Say whether *text*, from :func:`language_code`, has the form of a language's code ("fr"; not "french")."""
    return re.fullmatch("[a-z]{2,3}", text) is not None
