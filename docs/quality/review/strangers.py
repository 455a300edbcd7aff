"""Draw samples of cards from strangers' notes for blind judges, and add the judges' marks up.

usage:
  strangers.py draw WORK ROUND SEED [--size look=120] [--size score=120] …   write WORK/ROUND/sample.txt and key.jsonl
  strangers.py sum WORK ROUND                                           add up WORK/ROUND/judge-*.jsonl

WORK lies outside the project: nothing of the notes goes into it.  It holds cards/<half>/<folder>.jsonl, what
``deckbuilder cards --format jsonl`` prints, half being ``look``, ``score`` or ``own``; hand.jsonl and naive.jsonl with
``front`` and ``back``; and late.txt, the folders of ``score`` that only the last round touches.  Every folder of a half
gives the same number of cards.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

MARKS = "ABCDE"
SIZES = {"look": 120, "score": 120, "own": 40, "hand": 40, "naive": 20}
# Judges outside of these bounds for the cards made by hand, and over this one for the naive ones, are replaced.
HAND, NAIVE = (0.35, 0.75), 0.5

Row = dict[str, Any]


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["draw", "sum"])
    parser.add_argument("work", type=Path)
    parser.add_argument("round")
    parser.add_argument("seed", nargs="?", type=int, default=0)
    parser.add_argument("--size", action="append", default=[], help="how many of a source: look=300")
    parser.add_argument("--last", action="store_true", help="the last round: draw from the late folders too")
    given = parser.parse_args()
    sizes = SIZES | {name: int(count) for name, _, count in (size.partition("=") for size in given.size)}
    if given.what == "draw":
        _draw(given.work, given.round, random.Random(given.seed), sizes, is_last=given.last)
    else:
        _sum(given.work / given.round)


def _draw(work: Path, name: str, rng: random.Random, sizes: dict[str, int], *, is_last: bool) -> None:
    late = set() if is_last else set((work / "late.txt").read_text("utf-8").split())
    rows: list[Row] = []
    for half in ("look", "score", "own"):
        folders = sorted(path for path in (work / "cards" / half).glob("*.jsonl") if path.stem not in late)
        rows += _equally({path.stem: _cards(path, half) for path in folders}, sizes[half], rng)
    for source in ("hand", "naive"):
        controls = [json.loads(line) | {"source": source} for line in (work / f"{source}.jsonl").open(encoding="utf-8")]
        rows += rng.sample(controls, sizes[source])
    rng.shuffle(rows)
    out = work / name
    out.mkdir(parents=True, exist_ok=True)
    with (out / "sample.txt").open("w", encoding="utf-8") as sample, (out / "key.jsonl").open("w", encoding="utf-8") as key:
        for number, row in enumerate(rows, 1):
            sample.write(f"--- {number}\nFRONT: {row['front']}\nBACK: {row['back']}\n")
            key.write(json.dumps({"id": number} | row, ensure_ascii=False) + "\n")
    print(f"{len(rows)} cards in {out}")


def _cards(path: Path, half: str) -> list[Row]:
    rows = []
    for line in path.open(encoding="utf-8"):
        note = json.loads(line)
        shown = {"source": half, "folder": path.stem, "rule": note["rule"], **note["source"]}
        more = {name: note[name] for name in ("form", "worth") if name in note}
        rows += [shown | more | {"guid": note["guid"], **card} for card in note["cards"]]
    return rows


def _equally(folders: dict[str, list[Row]], count: int, rng: random.Random) -> list[Row]:
    """Return *count* rows, as many of each folder as of any other where it has them."""
    shuffled = {name: rng.sample(rows, len(rows)) for name, rows in folders.items()}
    drawn: list[Row] = []
    while len(drawn) < count and any(shuffled.values()):
        for name in rng.sample(sorted(shuffled), len(shuffled)):
            if shuffled[name] and len(drawn) < count:
                drawn.append(shuffled[name].pop())
    return drawn


def _sum(folder: Path) -> None:
    key = {row["id"]: row for row in map(json.loads, (folder / "key.jsonl").open(encoding="utf-8"))}
    judges = {path.stem: _marks(path) for path in sorted(folder.glob("judge-*.jsonl"))}
    groups: dict[str, list[int]] = defaultdict(list)
    for number, row in key.items():
        groups[row["source"]].append(number)
    for name, marks in judges.items():
        print(name, _calibration(marks, groups), f"{len(marks)} of {len(key)} marked")
    for source, numbers in groups.items():
        print(f"{source:6} {_line([judges[name] for name in judges], numbers)}")
    for field in ("folder", "form", "rule"):
        _by(field, key, list(judges.values()))
    if len(judges) == 2:
        one, two = judges.values()
        both = [n for n in key if n in one and n in two]
        print(f"agree on kept: {sum(_kept(one[n]) == _kept(two[n]) for n in both) / max(len(both), 1):.0%}")


def _by(field: str, key: dict[int, Row], judges: list[dict[int, Row]]) -> None:
    groups: dict[str, list[int]] = defaultdict(list)
    for number, row in key.items():
        if row["source"] in ("look", "score") and row.get(field):
            groups[f"{row['source']} {row[field]}"].append(number)
    for name, numbers in sorted(groups.items()):
        print(f"   {name:45} {_line(judges, numbers)}")


def _line(judges: list[dict[int, Row]], numbers: list[int]) -> str:
    """Return how many of the cards are kept, in the mean of the judges, with Wilson's interval, and dropped by all."""
    marked = [[one[n] for one in judges if n in one] for n in numbers]
    marked = [marks for marks in marked if marks]
    if not marked:
        return "no marks"
    kept = sum(sum(map(_kept, marks)) / len(marks) for marks in marked)
    dropped = sum(all(mark.get("V") == "drop" for mark in marks) for marks in marked)
    low, high = _wilson(kept, len(marked))
    share = kept / len(marked)
    return f"kept {share:5.1%} ({low:.0%}–{high:.0%}), dropped by all {dropped / len(marked):.0%}, of {len(marked)}"


def _wilson(kept: float, count: int, z: float = 1.96) -> tuple[float, float]:
    share = kept / count
    middle = share + z * z / (2 * count)
    reach = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return (middle - reach) / (1 + z * z / count), (middle + reach) / (1 + z * z / count)


def _marks(path: Path) -> dict[int, Row]:
    return {row["id"]: row for row in map(json.loads, filter(str.strip, path.open(encoding="utf-8")))}


def _kept(mark: Row) -> bool:
    return all(mark.get(name) == 1 for name in MARKS)


def _calibration(marks: dict[int, Row], groups: dict[str, list[int]]) -> str:
    shares = {}
    for source in ("hand", "naive"):
        seen = [marks[number] for number in groups[source] if number in marks]
        shares[source] = sum(map(_kept, seen)) / max(len(seen), 1)
    fits = HAND[0] <= shares["hand"] <= HAND[1] and shares["naive"] <= NAIVE
    return f"keeps {shares['hand']:.0%} of hand, {shares['naive']:.0%} of naive: {'fits' if fits else 'REPLACE'}"


if __name__ == "__main__":
    main()
