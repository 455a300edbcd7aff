"""The story of a build, and nothing else: discover, parse, extract, identify, settle, render, record, check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from builder.cards.media import collect
from builder.cards.notes import references_above, references_of, render
from builder.checks import allowed, check
from builder.config import Config
from builder.diagnostics import Diagnostic, Severity
from builder.extract import extract
from builder.extract.rules import RULES
from builder.extract.rules.record import Rule
from builder.extract.wording import LANGUAGES
from builder.identity.ledger import Ledger, project_key
from builder.identity.match import is_elsewhere, match
from builder.identity.names import follow, name_pages
from builder.identity.record import changes_of, record, sees_everything, too_many_retired
from builder.identity.settle import settle
from builder.model import Candidate, Changes, Identified, Library, MediaFile, Note, Verdict
from builder.reading.discover import Target, discover
from builder.reading.tree import Span


@dataclass(frozen=True, slots=True)
class Build:
    """All that is known after a build and before anything is written.  Every command is a view of it."""

    target: Target
    config: Config
    library: Library
    root_deck: str
    notes: tuple[Note, ...]
    settled: Mapping[str, Identified]  # guid -> the note before rendering
    verdicts: tuple[Verdict, ...]
    media: Mapping[str, MediaFile]
    ledger: Ledger  # the ledger to be written
    changes: Changes
    diagnostics: tuple[Diagnostic, ...]

    @property
    def has_errors(self) -> bool:
        return any(diagnostic.severity is Severity.ERROR for diagnostic in self.diagnostics)


def build(
    target: Target,
    config: Config,
    ledger: Ledger,
    now: int,
    on_page: Callable[[str, int], object] = lambda step, total: None,
    *,
    allows_retire: bool = True,
) -> Build:
    """Build the notes of *target* over *ledger* at *now*, in seconds since the epoch; nothing is written.

    *on_page* is called after each page of the two steps that take time, with the step and the number of pages.  Unless
    it *allows_retire*, I310 stops a build in which a large part of the notes would be retired.
    """
    library, found = discover(target, config.exclude, partial(on_page, "reading"))
    diagnostics = [*found]

    rules = tuple(rule for rule in RULES if config.asks(rule.name))
    languages = config.languages or LANGUAGES
    marks_hide = config.marks == "cloze"
    told = partial(on_page, "extracting", len(library.pages))
    extraction, found = extract(library, rules, languages, told, marks_hide=marks_hide)
    diagnostics += found

    candidates, unseen = extraction.candidates, library.others
    if is_elsewhere(candidates, ledger, unseen):
        candidates, unseen = _of_the_whole(target, config, rules, languages)
    project = ledger.project or project_key(candidates)
    matching = match(candidates, ledger, project, unseen)

    notes, repeated, found = settle(matching.notes, matching.known)
    pages = {page.path: page for page in library.pages}
    notes = tuple(note for note in notes if note.candidate.span.path in pages)
    diagnostics += (fault for fault in (*matching.diagnostics, *found) if fault.span and fault.span.path in pages)
    settled = {note.guid: note for note in notes}
    moves = (
        (entry.key.page, settled[guid].candidate.span.path) for guid, entry in matching.known.items() if guid in settled
    )
    names, pinned, found = name_pages(library, follow(ledger.names, moves, library), config)
    diagnostics += found
    media_names, media, found = collect(target.root, _references(notes))
    diagnostics += found
    rendered = render(notes, pages, names, media_names, config.source_url)

    is_whole = sees_everything(ledger, library)
    dated, new_ledger = record(rendered, settled, ledger, project=project, names=pinned, now=now, is_whole=is_whole)
    changes = changes_of(dated, ledger, new_ledger)
    if not allows_retire:
        diagnostics += too_many_retired(changes)
    diagnostics += check(dated, extraction.languages)
    diagnostics = allowed(diagnostics, extraction.allowances)
    return Build(
        target=target,
        config=config,
        library=library,
        root_deck=pinned.root,
        notes=dated,
        settled=settled,
        verdicts=(*extraction.verdicts, *repeated),
        media=media,
        ledger=new_ledger,
        changes=changes,
        diagnostics=_in_order(config.judge(diagnostics), library),
    )


def _of_the_whole(
    target: Target, config: Config, rules: tuple[Rule, ...], languages: tuple[str, ...]
) -> tuple[tuple[Candidate, ...], frozenset[str]]:
    """Return the candidates of the whole notes' folder, and the pages that could not be read.

    Whether something in a part has come from elsewhere, or stands there too, only the whole can tell.
    """
    library, _ = discover(Target(target.root), config.exclude)
    extraction, _ = extract(library, rules, languages, marks_hide=config.marks == "cloze")
    return extraction.candidates, library.others


def _references(notes: tuple[Identified, ...]) -> Iterator[tuple[str, Span]]:
    """Yield what *notes* show and where; what a heading shows once, although it stands above many notes."""
    above: dict[tuple[str, str], Span] = {}
    for note in notes:
        yield from references_of(note.candidate)
        for reference, span in references_above(note.candidate):
            above.setdefault((span.path, reference), span)
    yield from ((reference, span) for (_, reference), span in above.items())


def _in_order(diagnostics: Iterable[Diagnostic], library: Library) -> tuple[Diagnostic, ...]:
    """Return *diagnostics*, each once, in the order of the notes; those without a place come first."""
    order = {page.path: number for number, page in enumerate(library.pages)}

    def place(diagnostic: Diagnostic) -> tuple[int, str, int, str]:
        span = diagnostic.span
        return (
            (order.get(span.path, -1), span.path, span.line, diagnostic.code) if span else (-2, "", 0, diagnostic.code)
        )

    return tuple(sorted(dict.fromkeys(diagnostics), key=place))
