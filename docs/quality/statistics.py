"""Count the notes: words, notes and cards a file, what became of the lines, cards for each id of the exam's checklist.

usage, from the project's root:
  python docs/quality/statistics.py > docs/quality/notes.md
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from builder.cards.faces import faces
from builder.config import Config
from builder.identity.ledger import read_ledger
from builder.outcomes import outcomes
from builder.pipeline import Build, build
from builder.reading.discover import Target

ROOT = Path(__file__).parent.parent.parent
NOTES = ROOT / "notes"
DAYS = 42
# The share of the scored content that the exam guide of MLA-C01 gives each domain.
WEIGHTS = {"D1": 28, "D2": 26, "D3": 22, "D4": 24}


def main() -> None:
    """Print all tables."""
    ledger, _ = read_ledger((NOTES / "ledger.jsonl").read_bytes(), "ledger.jsonl")
    built = build(Target(NOTES), Config(), ledger, 1_700_000_000)
    cards = {note.guid: len(list(faces(note))) for note in built.notes}
    print("# The notes in numbers\n")
    print("Written by `python docs/quality/statistics.py`. A note of Anki's holds one card or more.\n")
    _files(built, cards)
    _domains(built, cards)
    _lines(built)
    _checklist(built, cards)


def _files(built: Build, cards: dict[str, int]) -> None:
    print("## Files\n\n| file | words | notes | cards | core cards |\n|---|---|---|---|---|")
    total: Counter[str] = Counter()
    for page in built.library.pages:
        mine = [note for note in built.notes if note.span.path == page.path]
        row = {
            "words": len((NOTES / page.path).read_text("utf-8").split()),
            "notes": len(mine),
            "cards": sum(cards[note.guid] for note in mine),
            "core": sum(cards[note.guid] for note in mine if "priority::core" in note.tags),
        }
        total.update(row)
        print(f"| {Path(page.path).stem} | " + " | ".join(f"{value:,}" for value in row.values()) + " |")
    print("| **all** | " + " | ".join(f"**{total[name]:,}**" for name in ("words", "notes", "cards", "core")) + " |\n")
    print(
        f"New cards a day to see all of them within six weeks: {total['cards'] / DAYS:.0f}; "
        f"the core alone: {total['core'] / DAYS:.0f}.\n"
    )


def _domains(built: Build, cards: dict[str, int]) -> None:
    spread: Counter[str] = Counter()
    for note in built.notes:
        spread[note.span.path[:2] if note.span.path.startswith("D") else "extras"] += cards[note.guid]
    of_domains = sum(spread[domain] for domain in WEIGHTS)
    print("## Domains\n\n| domain | cards | share of the four | weight in the exam |\n|---|---|---|---|")
    for domain, weight in WEIGHTS.items():
        print(f"| {domain} | {spread[domain]} | {100 * spread[domain] / of_domains:.0f} % | {weight} % |")
    print(f"| extras | {spread['extras']} | | |\n")


def _lines(built: Build) -> None:
    counts = Counter(f"{line.outcome.value}: {line.reason.value}" for line in outcomes(built))
    total = sum(counts.values())
    print("## Content lines\n\n| what became of it | lines | share |\n|---|---|---|")
    for name, count in counts.most_common():
        print(f"| {name} | {count} | {100 * count / total:.1f} % |")
    print()


def _checklist(built: Build, cards: dict[str, int]) -> None:
    counts: Counter[str] = Counter()
    for page in built.library.pages:
        for section in page.sections:
            spans = [block.span for block in section.blocks]
            here = sum(
                cards[note.guid]
                for note in built.notes
                if any(note.span.path == at.path and at.line <= note.span.line <= at.end_line for at in spans)
            )
            for item in section.covers:
                counts[item] += here
    lines = (ROOT / "tests" / "exam" / "checklist.tsv").read_text("utf-8").splitlines()
    items = [line.split("\t")[0] for line in lines if not line.startswith("#")]
    empty = [item for item in items if not counts[item]]
    print("## Checklist\n")
    print(
        f"{len(items)} ids of the MLA-C01 guide, {len(empty)} without a card. Cards of the sections that answer each:\n"
    )
    print(" · ".join(f"{item} {counts[item]}" for item in items))


if __name__ == "__main__":
    main()
