"""``deckbuilder rename``: change the name of a deck or tag that has been shipped."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

import click

from markdown_deckbuilder.cli.edge import all_option, ledger_option, notes_option, now, say
from markdown_deckbuilder.cli.workplace import ledger_at, locate, locked, needs_ledger, save_ledger
from markdown_deckbuilder.identity.decide import Renaming, rename
from markdown_deckbuilder.identity.ledger import Ledger
from markdown_deckbuilder.identity.names import slug
from markdown_deckbuilder.report import amount


@click.command(
    epilog="\b\nExamples:\n"
    '  deckbuilder rename "Biology::01 The cell" "Biology::01 Cells"\n'
    "  deckbuilder rename biology::the-cell biology::cells   a tag"
)
@click.argument("old")
@click.argument("new")
@notes_option
@ledger_option
@all_option
@click.option("--dry-run", is_flag=True, help="Say what members will see, and write nothing.")
def command(old: str, new: str, notes: Path, ledger_path: Path | None, dry_run: bool) -> None:
    """Call the deck or tag OLD, and all below it, NEW from the next build on.

    Names stay as first shipped, because Anki neither moves cards nor merges tags; this says what members will see.
    """
    workplace = locate(notes, ledger_path)
    needs_ledger(workplace)
    with locked(workplace):
        ledger, _ = ledger_at(workplace)
        renaming = rename(ledger, old, new, now())
        if not renaming.decks and not renaming.tags:
            raise click.UsageError(f"no deck or tag is called {old!r}{_hint(old, ledger)}")
        if not dry_run:
            save_ledger(renaming.ledger, workplace)
    for line in _consequences(renaming, ledger):
        say(line)


def _hint(old: str, ledger: Ledger) -> str:
    names = [ledger.names.root, *ledger.names.decks.values(), *ledger.names.tags.values()]
    near = difflib.get_close_matches(old, names, 1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _consequences(renaming: Renaming, ledger: Ledger) -> Iterator[str]:
    for before, after in sorted(renaming.decks.items()):
        yield f"deck {before} → {after}"
    if any(before.casefold() != after.casefold() for before, after in renaming.decks.items()):
        yield (
            "Cards that members have stay in the old deck, new ones go to the new one. "
            "Who renames the deck in Anki before the import has all of them together."
        )
    elif renaming.decks:
        yield "To Anki both are one deck: it goes on under the name that members have."
    for before, after in sorted(renaming.tags.items()):
        yield f"tag {before} → {after}"
    if ledger.names.root in renaming.decks and slug(ledger.names.root) != slug(renaming.ledger.names.root):
        yield "The packages get other file names: delete the old files."
    if renaming.tags:
        pages = {page for page, tag in ledger.names.tags.items() if tag in renaming.tags}
        notes = sum(entry.key.page in pages and entry.retired is None for entry in ledger.entries.values())
        yield (
            f"{amount(notes, 'note')} will be updated for their new tag: "
            "what members have written into them is replaced. "
            "Once all packages are imported, that of retired notes too, searches for the old tag find nothing."
        )
