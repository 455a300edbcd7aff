"""A folder of notes that is edited and built again and again, with nothing but the ledger between two builds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from markdown_deckbuilder.cards.faces import faces
from markdown_deckbuilder.config import Config
from markdown_deckbuilder.identity.ledger import Ledger, read_ledger, write_ledger
from markdown_deckbuilder.model import Note
from markdown_deckbuilder.pipeline import Build, build
from markdown_deckbuilder.reading.discover import Target


@dataclass
class Project:
    """*files* are the notes as they are now; each :meth:`rebuild` is an hour after the one before."""

    root: Path
    files: dict[str, str] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    now: int = 1_700_000_000
    config: Config = field(default_factory=lambda: Config(cards=0.0))  # identity is what is tried, not worth

    def rebuild(self, files: Mapping[str, str] | None = None, part: str = "") -> Build:
        """Build *files*, or what the notes are now, over the ledger as it would be read from disk."""
        if files is not None:
            self.files = dict(files)
        self._lay_out()
        self.now += 3600
        made = build(Target(self.root, part), self.config, self.ledger, self.now)
        assert not made.has_errors, made.diagnostics
        data = write_ledger(made.ledger)
        self.ledger, faults = read_ledger(data, "ledger.jsonl")
        assert faults == ()
        assert write_ledger(self.ledger) == data
        return made

    def _lay_out(self) -> None:
        for path in self.root.rglob("*.md"):
            path.unlink()
        for name, text in self.files.items():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_text(text, "utf-8")


def guids_with(made: Build, words: str) -> list[str]:
    """Return the guids of the notes of *made* in whose fields *words* stand, in the notes' order."""
    return [note.guid for note in made.notes if holds(note, words)]


def holds(note: Note, words: str) -> bool:
    """Say whether *words* stand on a card of *note*."""
    return any(words in f"{card.front} ⇒ {card.back}" for card in faces(note))
