"""``deckbuilder adopt``: go on with a deck that is already in people's collections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import click

from markdown_deckbuilder.cards.html import visible_text
from markdown_deckbuilder.cards.note_types import note_type
from markdown_deckbuilder.cli.edge import all_option, fail, is_guess, ledger_option, notes_option, say, shown
from markdown_deckbuilder.cli.workplace import build_with, ledger_at, locate, locked, save_ledger, shipment_of, sound
from markdown_deckbuilder.identity.ledger import Ledger
from markdown_deckbuilder.importers.adopt import Adoption, adopt, remembered
from markdown_deckbuilder.model import Kind, Shipment, ShippedNote
from markdown_deckbuilder.pipeline import Build
from markdown_deckbuilder.report import amount, place


@click.command(
    epilog="\b\nExamples:\n"
    "  deckbuilder adopt decks/*.apkg --notes notes      restore a lost ledger\n"
    "  deckbuilder adopt old-deck.apkg --notes my-notes  go on with a deck made by another program"
)
@click.argument("packages", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@notes_option
@ledger_option
@all_option
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
def command(packages: tuple[Path, ...], notes: Path, ledger_path: Path | None, dry_run: bool) -> None:
    """Let the notes in PACKAGES go on as ours: the same guids, dates and cloze numbers, so that no review is lost.

    Packages of our own carry their ledger with them; the notes of others are recognised by their words. What finds no
    place is listed. Nothing but the ledger is written: build afterwards.
    """
    workplace = locate(notes, ledger_path)
    if is_guess(click.get_current_context()) and not workplace.ledger_path.exists() and notes.samefile(Path.cwd()):
        raise click.UsageError("nothing here tells which notes are meant: name their folder with --notes")
    with locked(workplace):
        old, _ = ledger_at(workplace)
        shipments = [shipment_of(path) for path in packages]
        restored, faults = remembered(shipments, old)
        if faults:
            fail(faults, workplace.target.root)
        made = _usable(build_with(workplace, restored), shipments)
        adoption = adopt(shipments, made)
        # What this build would do with the notes it knows is the next build's business.
        kept = {guid: restored.entries.get(guid, entry) for guid, entry in adoption.ledger.entries.items()}
        ledger = replace(adoption.ledger, entries=kept, names=restored.names)
        if not dry_run:
            save_ledger(ledger, workplace)
    for line in _report(old, restored, adoption, workplace.target.root):
        say(line)
    if not dry_run:
        say(f"ledger: {shown(workplace.ledger_path)}; build the decks next")


def _usable(made: Build, shipments: Iterable[Shipment]) -> Build:
    """Return *made*; the command ends where it has errors, and *shipments* hold notes to be recognised by their words."""
    is_ours = all(note.memory for shipment in shipments for note in shipment.notes)
    return made if is_ours and not made.stopped else sound(made)


def _report(old: Ledger, restored: Ledger, adoption: Adoption, root: Path) -> Iterator[str]:
    back = len(restored.entries.keys() - old.entries.keys())
    if back:
        yield f"{amount(back, 'note')} restored from what the packages carry of their ledger"
    if adoption.placed:
        yield f"{amount(len(adoption.placed), 'note')} recognised by their words"
    for one in adoption.placed:
        if one.is_inferred:
            yield f"  kept history: {_words(one.shipped)} → {place(one.note.span, root)}"
    ours = {note_type(kind).name for kind in Kind}
    others = sorted({one.shipped.note_type for one in adoption.placed} - ours)
    if others:
        yield (
            f"They have note types of other programs ({', '.join(others)}), which Anki updates only if they are changed: "
            "import the new deck, select the old notes in the browser, and use Notes › Change Note Type; "
            "then import again with “Update notes: Always”."
        )
    if adoption.lost:
        yield f"{amount(len(adoption.lost), 'note')} found no place in the notes:"
    yield from (f"  {note.guid}  {_words(note)}" for note in adoption.lost)


def _words(note: ShippedNote) -> str:
    text = " ⇒ ".join(" ".join(visible_text(value).split()) for value in list(note.fields.values())[:2] if value)
    return text if len(text) <= 90 else f"{text[:89]}…"
