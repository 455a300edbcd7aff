"""Languages that pages state and that there are no words for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from markdown_deckbuilder.diagnostics import Diagnostic, Severity
from markdown_deckbuilder.extract.rules.phrases import words_of
from markdown_deckbuilder.extract.wording import LANGUAGES, language_of
from markdown_deckbuilder.model import Page
from markdown_deckbuilder.reading.languages import is_language_code
from markdown_deckbuilder.reading.tree import Span

SHORT_PAGE_WORDS = 60


def unknown_languages(pages: Iterable[Page]) -> Iterator[Diagnostic]:
    """Yield S103 for each language that a page of *pages* states and that has no wording, once each.

    A language that there is, but no words for, is a remark.  What is no code of a language is a
    warning.
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
        bare = "the front of a definition is its term alone"
        yield Diagnostic("S103", f"{message}, so {bare}", Span(page.path, line, line), level)


def page_language(page: Page, fallback: str, languages: Sequence[str]) -> str:
    """Return the language of *page*; one too short to tell, in Latin script, has that of its neighbours."""
    text = "\n".join(page.lines)
    found = language_of(text, languages)
    if found or len(words_of(text)) > SHORT_PAGE_WORDS:
        return found
    latin = sum(letter.isascii() for letter in text if letter.isalpha())
    return fallback if latin * 2 > sum(letter.isalpha() for letter in text) else ""
