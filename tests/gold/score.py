"""Score the cards that the builder makes of the gold pieces against those that experts made by hand.

usage: python -m tests.gold.score [open|sealed] [--matches] [--missed]

A card covers a gold fact only if its answer holds all the gold answer's words and its front, breadcrumb included, all of
the gold subject's.  Fact recall is the share of covered facts; a card without counterpart covers none.
"""

from __future__ import annotations

import json
import sys
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from markdown_deckbuilder.cards.faces import faces
from markdown_deckbuilder.config import Config
from markdown_deckbuilder.identity.ledger import Ledger
from markdown_deckbuilder.model import Card
from markdown_deckbuilder.pipeline import build
from markdown_deckbuilder.reading.discover import Target

GOLD = Path(__file__).parent


@dataclass(frozen=True)
class Fact:
    """A card made by hand: the words that any card on its fact must have on its front and in its answer."""

    id: str
    front: str
    back: str
    subject: tuple[str, ...]
    answer: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """What came of one piece: the card that covers each fact, or None, and the cards that cover none."""

    piece: str
    matches: tuple[tuple[Fact, Card | None], ...]
    cards: int
    without_counterpart: tuple[Card, ...]

    @property
    def covered(self) -> int:
        return sum(card is not None for _, card in self.matches)


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold().replace("*", "").replace("`", "")
    return " ".join(text.split())


def facts_of(piece: Path) -> list[Fact]:
    """Return the facts of the gold *piece*, the Markdown file beside which its cards lie."""
    lines = piece.with_suffix(".jsonl").read_text("utf-8").splitlines()
    found = [json.loads(line) for line in lines if line.strip()]
    return [Fact(o["id"], o["front"], o["back"], tuple(o["subject"]), tuple(o["answer"])) for o in found]


def cards_of(piece: Path) -> list[Card]:
    """Return the cards that the builder makes of *piece* alone."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "notes" / piece.name
        page.parent.mkdir()
        page.write_bytes(piece.read_bytes())
        made = build(Target(page.parent), Config(), Ledger(), 1_700_000_000)
    return [card for note in made.notes for card in faces(note)]


def covers(card: Card, fact: Fact) -> bool:
    """Say whether *card* asks for *fact*."""
    front, back = _plain(card.front), _plain(card.back)
    return all(_plain(word) in back for word in fact.answer) and all(_plain(word) in front for word in fact.subject)


def score(piece: Path) -> Score:
    """Score the builder's cards of *piece*."""
    cards = cards_of(piece)
    facts = facts_of(piece)
    matches = tuple((fact, next((card for card in cards if covers(card, fact)), None)) for fact in facts)
    alone = tuple(card for card in cards if not any(covers(card, fact) for fact in facts))
    return Score(piece.stem, matches, len(cards), alone)


def main() -> None:
    names = [argument for argument in sys.argv[1:] if not argument.startswith("-")] or ["open", "sealed"]
    for name in names:
        scores = [score(piece) for piece in sorted((GOLD / name).glob("*.md"))]
        for one in scores:
            print(
                f"{name}/{one.piece}: {one.covered} of {len(one.matches)} facts ({one.covered / len(one.matches):.0%}), "
                f"{one.cards} cards, {len(one.without_counterpart)} without counterpart"
            )
            for fact, card in one.matches:
                if card and "--matches" in sys.argv:
                    print(f"    {fact.id}: {fact.front} ⇒ {fact.back}\n        = {card.front} ⇒ {card.back}")
                if not card and "--missed" in sys.argv:
                    print(f"    missed {fact.id}: {fact.subject} → {fact.answer}   ({fact.front} ⇒ {fact.back})")
        facts = sum(len(one.matches) for one in scores)
        covered = sum(one.covered for one in scores)
        cards = sum(one.cards for one in scores)
        alone = sum(len(one.without_counterpart) for one in scores)
        if facts:
            print(f"{name}: fact recall {covered / facts:.1%} ({covered} of {facts}), {alone} of {cards} cards alone")


if __name__ == "__main__":
    main()
