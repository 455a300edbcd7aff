"""The story of a build, and nothing else: discover, parse, extract, identify, settle, render, record, check."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from markdown_deckbuilder import __version__
from markdown_deckbuilder.cards.media import collect
from markdown_deckbuilder.cards.notes import references_above, references_of, render
from markdown_deckbuilder.checks import allowed, check
from markdown_deckbuilder.config import Config
from markdown_deckbuilder.diagnostics import Diagnostic, Severity
from markdown_deckbuilder.extract import extract
from markdown_deckbuilder.extract.rules import RULES
from markdown_deckbuilder.extract.rules.record import Rule
from markdown_deckbuilder.extract.wording import LANGUAGES
from markdown_deckbuilder.identity.entries import Entry
from markdown_deckbuilder.identity.ledger import Ledger, project_key
from markdown_deckbuilder.identity.match import Matching, is_elsewhere, match
from markdown_deckbuilder.identity.names import follow, name_pages
from markdown_deckbuilder.identity.record import (
    changed_by_builder,
    changes_of,
    record,
    sees_everything,
    too_many_retired,
)
from markdown_deckbuilder.identity.reverses import with_reverses
from markdown_deckbuilder.identity.settle import settle
from markdown_deckbuilder.identity.sides import side_of_entry
from markdown_deckbuilder.identity.standing import standing, without_twins
from markdown_deckbuilder.left_out import LeftOut, misread, of_pages, why_nothing, without_bad_pages, without_unnamed
from markdown_deckbuilder.model import (
    Candidate,
    Changes,
    Extraction,
    Identified,
    Library,
    MediaFile,
    Note,
    Page,
    Reason,
    Verdict,
)
from markdown_deckbuilder.reading.discover import Target, discover
from markdown_deckbuilder.reading.places import line_of
from markdown_deckbuilder.reading.tree import Span
from markdown_deckbuilder.worth import weigh


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
    passed_over: tuple[Candidate, ...]  # what was not worth a new note
    media: Mapping[str, MediaFile]
    ledger: Ledger  # the ledger to be written
    changes: Changes
    diagnostics: tuple[Diagnostic, ...]
    left_out: LeftOut = field(default_factory=LeftOut)
    stopped: str = ""  # why nothing of it may be written

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
    accepts_changes: bool = True,
) -> Build:
    """Build the notes of *target* over *ledger* at *now*, in seconds since the epoch; nothing is written.

    *on_page* is called after each page of the two steps that take time, with the step and the number of pages.  Unless
    it *allows_retire*, I310 stops a build in which a large part of the notes would be retired; unless it
    *accepts_changes*, I316 stops one in which another version of the builder would write many shipped notes anew.
    """
    rules = tuple(rule for rule in RULES if config.asks(rule.name))
    library, extraction, found = _read(target, config, rules, ledger, on_page)
    diagnostics = [*found]

    candidates, unseen = weigh(extraction.candidates, library.pages, extraction.languages), library
    if is_elsewhere(candidates, ledger, library.others):
        # Whether something in a part has come from elsewhere, or stands there too, only the whole can tell.
        unseen, whole, _ = _read(Target(target.root), config, rules, ledger)
        candidates = weigh(whole.candidates, unseen.pages, whole.languages)
    project = ledger.project or project_key(candidates)
    matching = match(candidates, ledger, project, unseen.others, unseen.is_unread, config.least_worth)

    asked = {rule.name for rule in rules}
    gone = _gone(matching, ledger, library)
    stays = standing(gone, library, extraction.verdicts, asked, matching.known.values())
    entries = [ledger.entries[guid] for guid in stays]
    fresh, twins = without_twins(matching.notes, matching.known, entries, matching.other_kinds)
    fresh = tuple(with_reverses(fresh, matching.known, extraction.languages))
    notes, repeated, found = settle(fresh, matching.known, (*_away(ledger, unseen), *entries), config.least_worth)
    pages = {page.path: page for page in library.pages}
    notes = tuple(note for note in notes if note.candidate.span.path in pages)
    held_back = tuple(one.span for one in matching.held_back if one.span.path in pages)
    stayed = {matching.other_kinds.get(guid) for guid in stays}
    matched = (fault for fault in matching.diagnostics if not (fault.code == "I307" and fault.span in stayed))
    diagnostics += (fault for fault in (*matched, *found) if fault.span and fault.span.path in pages)
    settled = {note.guid: note for note in notes}
    moves = (
        (entry.key.page, settled[guid].candidate.span.path) for guid, entry in matching.known.items() if guid in settled
    )
    names, pinned, found = name_pages(library, follow(ledger.names, moves, library), config)
    diagnostics += found
    media_names, media, found = collect(target.root, _references(notes, pages))
    diagnostics += found
    diagnostics += (_stays(ledger.entries[guid], span) for guid, span in stays.items())
    diagnostics += (_stay_hidden(note) for note in notes if note.rehidden)
    rendered = render(notes, pages, names, media_names, config.source_url)
    told = check(rendered, extraction.languages)
    refused = {guid for guid, faults in told.items() if _has_error(allowed(faults, extraction.allowances), config)}

    is_whole = sees_everything(ledger, library)
    fit = [note for note in rendered if note.guid not in refused]
    dated, new_ledger = record(
        fit,
        settled,
        ledger,
        project=project,
        names=pinned,
        now=now,
        is_whole=is_whole,
        staying=stays,
        builder=__version__,
        doubts=matching.doubts,
    )
    changes = changes_of(dated, ledger, new_ledger, pages, stays)
    diagnostics += (_retired(ledger.entries[guid], matching, pages, asked) for guid in changes.retired)
    if not allows_retire:
        diagnostics += too_many_retired(changes)
    if not accepts_changes:
        diagnostics += changed_by_builder(changes, ledger, new_ledger)
    diagnostics += (fault for faults in told.values() for fault in faults)
    judged = _in_order(config.judge(allowed(diagnostics, extraction.allowances)), library)
    left_out = LeftOut(
        tuple(sorted(library.unread)), tuple(settled[guid].candidate.span for guid in refused), held_back
    )
    return Build(
        target=target,
        config=config,
        library=library,
        root_deck=pinned.root,
        notes=dated,
        settled={guid: note for guid, note in settled.items() if guid not in refused},
        verdicts=(*extraction.verdicts, *_passed_over(matching), *repeated, *twins, *_verdicts(left_out)),
        passed_over=matching.passed_over,
        media=media,
        ledger=new_ledger,
        changes=changes,
        diagnostics=judged,
        left_out=left_out,
        stopped=why_nothing(judged, library, ledger),
    )


def _read(
    target: Target,
    config: Config,
    rules: tuple[Rule, ...],
    ledger: Ledger,
    on_page: Callable[[str, int], object] = lambda step, total: None,
) -> tuple[Library, Extraction, tuple[Diagnostic, ...]]:
    """Return the usable pages of *target*, what *rules* find in them, and what is wrong with the others."""
    library, found = discover(target, config.exclude, partial(on_page, "reading"))
    unlike = misread(library, ledger)
    refused = {fault.span.path for fault in unlike if fault.span}
    read = (fault for fault in found if not (fault.code == "S111" and fault.span and fault.span.path in refused))
    faults = (*read, *unlike)
    library = without_unnamed(without_bad_pages(library, faults, config), ledger)
    languages = config.languages or LANGUAGES
    extracted = partial(on_page, "extracting", len(library.pages))
    extraction, found = extract(library, rules, languages, extracted, marks_hide=config.marks == "cloze")
    library = without_bad_pages(library, found, config)
    return library, of_pages(extraction, library), (*faults, *found)


def _away(ledger: Ledger, unseen: Library) -> Iterator[Entry]:
    """Yield the living entries of *ledger* whose pages are there and were not looked at."""
    for entry in ledger.entries.values():
        if entry.retired is None and (entry.key.page in unseen.others or unseen.is_unread(entry.key.page)):
            yield entry


def _has_error(faults: Iterable[Diagnostic], config: Config) -> bool:
    return any(fault.severity is Severity.ERROR for fault in config.judge(faults))


def _gone(matching: Matching, ledger: Ledger, library: Library) -> Iterator[Entry]:
    """Yield the living entries of pages of *library* that no candidate goes on with."""
    pages = {page.path for page in library.pages}
    for guid, entry in ledger.entries.items():
        if entry.retired is None and guid not in matching.known and entry.key.page in pages:
            yield entry


def _stays(entry: Entry, span: Span) -> Diagnostic:
    side = side_of_entry(entry)
    message = f"stays as it was shipped, although nothing makes this note any more: {side.words[:80]}"
    return Diagnostic("I315", message, span)


def _retired(entry: Entry, matching: Matching, pages: Mapping[str, Page], asked: Collection[str]) -> Diagnostic:
    """Return what to say of the note of *entry*, which is retired, and why."""
    side = side_of_entry(entry)
    page = entry.key.page
    if entry.guid in matching.doubts.values():
        why = "it may be reworded, and nobody has decided"
    elif entry.guid in matching.other_kinds:
        why = "it is of another kind now"
    elif page not in pages:
        why = f"its page {page} is gone"
    elif entry.key.rule not in asked or pages[page].rules.get(entry.key.rule) is False:
        why = f"the rule {entry.key.rule} is switched off"
    else:
        why = f"its words do not stand in {page} any more, or are switched off there, or stand elsewhere too"
    where = Span(page, 1, 1) if page in pages else None
    return Diagnostic("I317", f"retired, because {why}: {side.words[:80]}", where)


def _stay_hidden(note: Identified) -> Diagnostic:
    words = ", ".join(f"“{words}”" for words in note.rehidden)
    message = f"stays hidden as it was shipped, although nothing asks for it any more: {words[:80]}"
    return Diagnostic("I315", message, note.candidate.span)


def _passed_over(matching: Matching) -> Iterator[Verdict]:
    for candidate in matching.passed_over:
        yield from (Verdict(span, Reason.LOW_WORTH) for span in (candidate.span, *(b.span for b in candidate.extra)))


def _verdicts(left_out: LeftOut) -> Iterator[Verdict]:
    yield from (Verdict(span, Reason.REFUSED) for span in left_out.notes)
    yield from (Verdict(span, Reason.HELD_BACK) for span in left_out.held_back)


def _references(notes: tuple[Identified, ...], pages: Mapping[str, Page]) -> Iterator[tuple[str, Span]]:
    """Yield what *notes* show and where; what a heading shows once, although it stands above many notes."""
    above: dict[tuple[str, str], Span] = {}
    for note in notes:
        for reference, span in references_of(note.candidate):
            page = pages.get(span.path)
            yield reference, line_of(reference, span, page.lines) if page else span
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
