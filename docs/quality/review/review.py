"""The blind review of cards: draw a sample, and work out from the judgements what share of each kind is kept.

usage, from the project's root:
  python docs/quality/review/review.py draw ROUND SEED    writes ROUND-sample.txt (for the judges) and ROUND-key.jsonl
  python docs/quality/review/review.py sum ROUND          reads ROUND-judge-*.jsonl, prints the keep rates

A sample mixes cards that the builder makes of our notes and of the open gold pieces with cards made by hand for the gold
pieces and with controls known to be bad.  A judge gets the sample and ../judge-brief.md, nothing else.  A card is kept by
a judge if all five marks are 1; a kind's keep rate is the share of (card, judge) pairs that keep, with Wilson's interval at
95 % over cards.
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections import defaultdict
from pathlib import Path

from builder.cards.faces import faces
from builder.config import Config
from builder.identity.ledger import Ledger
from builder.pipeline import build
from builder.reading.discover import Target
from builder.reading.tree import Heading, text_of, walk

from tests.gold.score import GOLD, cards_of, facts_of

HERE = Path(__file__).parent
NOTES = Path("notes")
SIZES = {"ours": 100, "gold": 50, "hand": 30, "control": 12}
MARKS = "ABCDE"


def cards_of_ours() -> list[tuple[str, str]]:
    made = build(Target(NOTES.resolve()), Config(), Ledger(), 1_700_000_000)
    return [(card.front, card.back) for note in made.notes for card in faces(note)]


def cards_of_gold() -> list[tuple[str, str]]:
    pieces = sorted((GOLD / "open").glob("*.md"))
    return [(card.front, card.back) for piece in pieces for card in cards_of(piece)]


def cards_by_hand() -> list[tuple[str, str]]:
    pieces = sorted(path.with_suffix(".md") for path in GOLD.glob("*/*.jsonl"))
    return [(fact.front, fact.back) for piece in pieces for fact in facts_of(piece)]


def controls() -> list[tuple[str, str]]:
    """Cards as other tools make them: a bare heading in front, and all that stands below it behind."""
    made = build(Target(NOTES.resolve()), Config(), Ledger(), 1_700_000_000)
    found = []
    for page in made.library.pages:
        for section in page.sections:
            heading = next((node for node in walk(section.trail[-1:]) if isinstance(node, Heading)), None)
            text = " ".join(text_of(block) for block in section.blocks)
            if heading and len(text) > 200:
                found.append((text_of(heading), " ".join(text.split())[:700]))
    return found


def draw(name: str, seed: int) -> None:
    chance = random.Random(seed)
    pools = {"ours": cards_of_ours(), "gold": cards_of_gold(), "hand": cards_by_hand(), "control": controls()}
    drawn = [
        {"kind": kind, "front": front, "back": back}
        for kind, pool in pools.items()
        for front, back in chance.sample(pool, min(SIZES[kind], len(pool)))
    ]
    chance.shuffle(drawn)
    lines = [f"{n}\nFRONT: {card['front']}\nBACK: {card['back']}\n" for n, card in enumerate(drawn, 1)]
    (HERE / f"{name}-sample.txt").write_text("\n".join(lines), "utf-8")
    key = "".join(json.dumps({"id": n, **card}, ensure_ascii=False) + "\n" for n, card in enumerate(drawn, 1))
    (HERE / f"{name}-key.jsonl").write_text(key, "utf-8")
    print(f"{len(drawn)} cards of { ({kind: len(pool) for kind, pool in pools.items()}) }")


def wilson(kept: float, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of *kept* in *total* (Wilson 1927)."""
    z = 1.96
    share = kept / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return middle - half, middle + half


def read(path: Path) -> list[dict]:  # type: ignore[type-arg]
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def total(name: str) -> None:
    key = {card["id"]: card for card in read(HERE / f"{name}-key.jsonl")}
    judges = [{mark["id"]: mark for mark in read(path)} for path in sorted(HERE.glob(f"{name}-judge-*.jsonl"))]
    kept: dict[str, list[float]] = defaultdict(list)
    failed: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    agree = both = 0
    for id, card in key.items():
        marks = [judge[id] for judge in judges if id in judge]
        verdicts = [all(mark[letter] for letter in MARKS) for mark in marks]
        if not verdicts:
            continue
        kept[card["kind"]].append(sum(verdicts) / len(verdicts))
        for mark in marks:
            for letter in MARKS:
                failed[card["kind"]][letter] += not mark[letter]
        if len(verdicts) == 2:
            both += 1
            agree += verdicts[0] == verdicts[1]
    for kind, shares in sorted(kept.items()):
        low, high = wilson(sum(shares), len(shares))
        marks = ", ".join(f"{letter} {failed[kind][letter]}" for letter in MARKS)
        print(
            f"{kind}: kept {sum(shares) / len(shares):.1%} of {len(shares)} ({low:.0%} to {high:.0%}); zero marks: {marks}"
        )
    if both:
        print(f"two judges agree on {agree / both:.0%} of {both}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["draw", name, seed]:
            draw(name, int(seed))
        case ["sum", name]:
            total(name)
        case _:
            print(__doc__)
