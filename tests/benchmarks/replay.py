"""The real history of somebody's notes, built again and again: whose reviews stay, told by a matcher of its own.

Run ``python -m tests.benchmarks.replay REPOSITORY [--steps 10] [--words FILE]``.  So many commits that changed notes are
taken at equal distances, each is built over the ledger of the one before, and each pair of builds is compared.

The matcher here knows nothing of the builder's: a card *survives* where its words, question and answer together, stand
once on both sides; a *changed* one where the closest words on the other side, at least nine tenths alike by their
letters, are closest in both directions.  It overlooks what was rewritten more freely, and it never guesses.  A guid whose
words before and after are less than a third alike is a *suspect*: somebody must read it.  A note that is retired although
its answer stands in the page, word for word, is *vanished*.  ``--words`` writes losses and suspects to a file outside of
the project.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import fuzz, process

from markdown_deckbuilder.config import Config
from markdown_deckbuilder.identity.fingerprint import normal
from markdown_deckbuilder.identity.ledger import Ledger
from markdown_deckbuilder.pipeline import Build, build
from markdown_deckbuilder.reading.discover import Target

SURE, SUSPECT = 90, 33  # per cent of letters in common
COUNTED = ("survivors", "kept", "changed", "changed kept", "suspects", "vanished", "retired", "standing", "doubts")
_WORD = re.compile(r"\w+")


@dataclass
class Tally:
    """What was counted, and the words of what somebody should read."""

    counts: Counter[str] = field(default_factory=Counter)
    told: list[dict[str, str]] = field(default_factory=list)

    def tell(self, kind: str, step: str, old: str, new: str) -> None:
        self.counts[kind] += 1
        self.told.append({"kind": kind, "step": step, "old": old, "new": new})


def main() -> None:
    """Print a line of figures for the history, as the table of ``docs/quality/identity.md`` wants it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--words", type=Path)
    given = parser.parse_args()
    tally = replay(given.repository, given.steps)
    counts = tally.counts
    print(f"| {given.repository.name} | " + " | ".join(f"{counts[name]:,}" for name in ("steps", *COUNTED)) + " |")
    if given.words:
        given.words.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in tally.told), "utf-8")


def replay(repository: Path, steps: int) -> Tally:
    """Build *steps* commits of *repository* one after the other, and compare each build with the one before."""
    tally, ledger, before = Tally(), Ledger(), None
    for number, commit in enumerate(_commits(repository, steps)):
        with tempfile.TemporaryDirectory() as folder:
            notes = Path(folder) / "notes"
            _check_out(repository, commit, notes)
            made = build(Target(notes), Config(), ledger, 1_700_000_000 + 3600 * number)
        if made.stopped:
            tally.counts["stopped"] += 1
            continue
        tally.counts["steps"] += 1
        if before is not None:
            _compare(before, made, commit[:8], tally)
        ledger, before = made.ledger, made
    return tally


def _commits(repository: Path, steps: int) -> list[str]:
    listed = _git(repository, "log", "--first-parent", "--reverse", "--format=%H", "--", "*.md").decode().split()
    wanted = min(steps + 1, len(listed))
    return [listed[round(index * (len(listed) - 1) / max(wanted - 1, 1))] for index in range(wanted)]


def _check_out(repository: Path, commit: str, folder: Path) -> None:
    """Write the Markdown files of *commit* into *folder*; a copy may lack some, and those are left out."""
    folder.mkdir()
    listed = _git(repository, "ls-tree", "-r", "-z", commit).decode("utf-8", "surrogateescape").split("\0")
    files = [line.split("\t", 1) for line in listed if line.endswith(".md") and " blob " in line]
    for about, name in files:
        found = subprocess.run(
            ["git", "-C", str(repository), "cat-file", "blob", about.split()[2]], check=False, capture_output=True
        )
        if found.returncode == 0:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(found.stdout)


def _git(repository: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", "-C", str(repository), *arguments], check=True, capture_output=True).stdout


def _compare(before: Build, after: Build, step: str, tally: Tally) -> None:
    old, new = _words(before), _words(after)
    standing = {guid: old[guid] for guid in after.changes.standing if guid in old}
    new = {**standing, **new}
    tally.counts["standing"] += len(standing)
    tally.counts["retired"] += len(after.changes.retired)
    tally.counts["doubts"] += sum(one.code == "I306" for one in after.diagnostics)
    for one, other in _survivors(old, new):
        tally.counts["survivors"] += 1
        tally.counts["kept"] += one == other
        if one != other:
            tally.tell("lost", step, old[one], new[other])
    gone = {guid: words for guid, words in old.items() if new.get(guid) != words and words not in set(new.values())}
    come = {guid: words for guid, words in new.items() if old.get(guid) != words and words not in set(old.values())}
    for one, other in _changed(gone, come):
        tally.counts["changed"] += 1
        tally.counts["changed kept"] += one == other
        if one != other:
            tally.tell("changed lost", step, old[one], new[other])
    for guid in old.keys() & new.keys():
        if fuzz.token_set_ratio(old[guid], new[guid]) < SUSPECT:
            tally.tell("suspects", step, old[guid], new[guid])
    pages = {page.path: " ".join(_WORD.findall(normal(page.text))) for page in after.library.pages}
    for guid in after.changes.retired:
        entry = before.ledger.entries.get(guid)
        words = " ".join(_WORD.findall(entry.text)) if entry else ""
        if entry and words.count(" ") > 1 and words in pages.get(entry.key.page, ""):
            tally.tell("vanished", step, old.get(guid, ""), f"still in {entry.key.page}")


def _words(made: Build) -> dict[str, str]:
    """Return the words of each note, its question and its answer, in the author's own words."""
    notes = ((guid, note.candidate) for guid, note in made.settled.items())
    return {guid: normal(f"{one.cue.rsplit(' › ', 1)[-1]} {one.answer}") for guid, one in notes}


def _survivors(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the guids of words that stand once on both sides."""
    ours, theirs = _single(old), _single(new)
    yield from ((ours[words], theirs[words]) for words in ours.keys() & theirs.keys())


def _single(notes: Mapping[str, str]) -> dict[str, str]:
    counts = Counter(notes.values())
    return {words: guid for guid, words in notes.items() if counts[words] == 1}


def _changed(gone: Mapping[str, str], come: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield pairs of guids whose words are nearly the same, and closest to each other in both directions."""
    if not gone or not come:
        return
    best = {guid: _closest(words, come) for guid, words in gone.items()}
    back = {guid: _closest(words, gone) for guid, words in come.items()}
    yield from ((one, other) for one, other in best.items() if other and back.get(other) == one)


def _closest(words: str, among: Mapping[str, str]) -> str:
    found: Iterable[tuple[str, float, str]] = process.extract(
        words, among, scorer=fuzz.ratio, limit=2, score_cutoff=SURE
    )
    listed = list(found)
    if not listed or (len(listed) > 1 and listed[0][1] - listed[1][1] < 1):
        return ""
    return listed[0][2]


if __name__ == "__main__":
    main()
