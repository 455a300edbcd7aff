"""The checks on finished notes, in the order in which they run.  A new one is a file here and a line below.

Each looks at one note and its cards, and says which principle of ``docs/cards.md`` they break.  The rules are made to
break none, so most of this speaks of what authors ask for outright.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from markdown_deckbuilder.cards.faces import faces
from markdown_deckbuilder.checks import answers, clozes, fronts, importable
from markdown_deckbuilder.diagnostics import ALWAYS_ERRORS, Diagnostic
from markdown_deckbuilder.extract.wording import Wording, wording_of
from markdown_deckbuilder.model import Allowance, Card, Note
from markdown_deckbuilder.reading.tree import Span

Check = Callable[[Note, tuple[Card, ...], Wording], Iterator[Diagnostic]]

CHECKS: tuple[Check, ...] = (importable.check, fronts.check, answers.check, clozes.check)


def check(notes: Iterable[Note], languages: Mapping[str, str]) -> dict[str, tuple[Diagnostic, ...]]:
    """Return what all checks have to say about each of *notes*, by guid; *languages* are those of the pages, by path."""
    return {note.guid: tuple(_findings(note, languages.get(note.span.path, ""))) for note in notes}


def _findings(note: Note, language: str) -> Iterator[Diagnostic]:
    cards, wording = faces(note), wording_of(language)
    for one in CHECKS:
        yield from one(note, cards, wording)


def allowed(diagnostics: Iterable[Diagnostic], allowances: Iterable[Allowance]) -> list[Diagnostic]:
    """Return *diagnostics* without those that an allowance silences, and C511 for every allowance that silences none.

    What is always an error is never silenced.
    """
    allowances = tuple(dict.fromkeys(allowances))
    used: set[Allowance] = set()
    left = []
    for diagnostic in diagnostics:
        silencing = [
            one
            for one in allowances
            if diagnostic.code in set(one.codes) - ALWAYS_ERRORS and _covers(one.span, diagnostic.span)
        ]
        if not silencing:
            left.append(diagnostic)
        used.update(silencing)
    return left + [
        Diagnostic("C511", f"nothing here needs `allow: {' '.join(one.codes)}`", one.comment)
        for one in allowances
        if one not in used
    ]


def _covers(outer: Span, inner: Span | None) -> bool:
    return inner is not None and outer.path == inner.path and outer.line <= inner.line <= outer.end_line
