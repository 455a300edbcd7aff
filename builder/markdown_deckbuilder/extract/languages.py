"""Languages that pages state and that there are no words for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from markdown_deckbuilder.diagnostics import Diagnostic, Severity
from markdown_deckbuilder.extract.wording import LANGUAGES
from markdown_deckbuilder.model import Page
from markdown_deckbuilder.reading.languages import is_language_code
from markdown_deckbuilder.reading.tree import Span


def unknown_languages(pages: Iterable[Page]) -> Iterator[Diagnostic]:
    """Yield S103 for each language that a page of *pages* states and that has no wording, once each.

    A language that there is, but no words for, is a remark: neutral fronts are right for it.  What is no code of a
    language is a warning.
    """
    told: set[str] = set()
    for page in pages:
        language = page.language
        if not language or language in LANGUAGES or language in told:
            continue
        told.add(language)
        line = next((n for n, text in enumerate(page.lines, 1) if re.match(r"[\"']?lang[\"']?\s*:", text)), 1)
        if is_language_code(language):
            level, message = Severity.INFO, f"there is no wording for the language `{language}`"
        else:
            level, message = Severity.WARNING, f"`lang: {language}` is not the code of a language, such as en or de"
        neutral = "generated questions are neutral (“Router: ?”)"
        yield Diagnostic("S103", f"{message}, so {neutral}", Span(page.path, line, line), level)
