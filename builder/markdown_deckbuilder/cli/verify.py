"""``deckbuilder verify``: prove with the real Anki that an update loses no review."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from markdown_deckbuilder.anki.verify import Proof, Text, is_installed, verify
from markdown_deckbuilder.cli.edge import say, say_json
from markdown_deckbuilder.report import amount


@click.command(epilog="\b\nExamples:\n  deckbuilder verify old/biology.apkg decks/biology.apkg")
@click.argument("old", metavar="OLD.apkg", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("new", metavar="NEW.apkg", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print the proof as one JSON object.")
def command(old: Path, new: Path, as_json: bool) -> None:
    """Import OLD and then NEW into a throw-away collection of the real Anki, with a review on every card in between.

    Exits with 1 if a review is lost, ends on another text, or a note can no longer be updated. Needs the extra
    markdown-deckbuilder[anki].
    """
    if not is_installed():
        raise click.ClickException("verify needs Anki's own library: pip install 'markdown-deckbuilder[anki]'")
    try:
        proof = verify(old, new)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        say_json(_object(proof))
    else:
        for line in _lines(proof):
            say(line)
    if not proof.is_sound:
        sys.exit(1)


def _object(proof: Proof) -> dict[str, Any]:
    return {
        "format": 1,
        "kept": proof.kept,
        "updated": list(proof.updated),
        "new": list(proof.new),
        "duplicate": list(proof.duplicate),
        "retired": list(proof.retired),
        "conflicting": list(proof.conflicting),
        "emptied": [text.whole for text in proof.emptied],
        "lost": [text.whole for text in proof.lost],
        "wrong": [{"old": old.whole, "new": new.whole} for old, new in proof.wrong],
    }


def _lines(proof: Proof) -> Iterator[str]:
    yield f"{amount(proof.kept, 'card')} kept {'its' if proof.kept == 1 else 'their'} reviews"
    yield (
        f"{amount(len(proof.updated), 'note')} updated, {len(proof.new):,} new, {len(proof.duplicate):,} unchanged, "
        f"{len(proof.retired):,} not in the new package"
    )
    yield f"{amount(len(proof.conflicting), 'note')} conflicting (another note type: never updated again)"
    if proof.emptied:
        yield f"{amount(len(proof.emptied), 'card')} without a text now, for Anki's Tools › Empty Cards"
    yield from (f"  {_short(text)}" for text in proof.emptied)
    yield f"{amount(len(proof.lost), 'card')} lost {'its' if len(proof.lost) == 1 else 'their'} history"
    yield from (f"  {_short(text)}" for text in proof.lost)
    yield f"{amount(len(proof.wrong), 'card')} with the history of another text"
    yield from (f"  {_short(old)}  →  {_short(new)}" for old, new in proof.wrong)


def _short(text: Text) -> str:
    return text.whole if len(text.whole) <= 120 else f"{text.whole[:119]}…"
