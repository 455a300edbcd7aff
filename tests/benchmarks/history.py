"""A year of edits to a thousand bullets, with known truth: whose reviews stay, here and under the schemes of other tools.

Run ``python -m tests.benchmarks.history``.  A hundred builds with the rates of ``docs/architecture.md`` (of 1,000 bullets
75 in a renamed file, 23 shifted, 22 under a renamed heading, 11 moved to another file, 4 reformatted, 4 to 5 reworded),
and two facts replaced by a like one each time.  Rewordings and like facts were written by people who had not seen the
matcher (``tests/identity/rewordings.jsonl``).
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from markdown_deckbuilder.config import Config
from markdown_deckbuilder.identity.fingerprint import guid_from, normal
from markdown_deckbuilder.identity.ledger import Ledger
from markdown_deckbuilder.model import Note
from markdown_deckbuilder.pipeline import build
from markdown_deckbuilder.reading.discover import Target
from tests.identity.project import Project

ROOT = Path(__file__).parent.parent.parent
EDITS, BULLETS, PER_PAGE, PER_SECTION = 100, 1_000, 20, 5
SCHEMES: dict[str, Callable[[Note, int], str]] = {
    "all fields (genanki's default)": lambda note, at: guid_from([*note.fields.values()]),
    "question": lambda note, at: guid_from([next(iter(note.fields.values()))]),
    "file and position": lambda note, at: guid_from([note.span.path, str(at)]),
}
OURS = "Deckbuilder"


@dataclass(eq=False)
class Bullet:
    """*text* is how it reads now; *rewording* and *sibling* are what may become of it, each used once."""

    text: str
    rewording: str = ""
    kind: str = ""
    sibling: str = ""
    marker: str = "-"
    cue: str = ""  # at the last build
    touched: str = ""  # what the last edit did to it
    guids: dict[str, str] = field(default_factory=dict)  # scheme -> the guid it had at the last build
    first: dict[str, str] = field(default_factory=dict)  # scheme -> the guid it had at first


@dataclass(eq=False)
class Section:
    heading: str
    bullets: list[Bullet]


@dataclass(eq=False)
class Page:
    path: str
    sections: list[Section]


def corpus(rng: random.Random) -> list[Bullet]:
    """Return the bullets with rewordings, and as many others from the notes and samples as make up the number."""
    lines = (ROOT / "tests/identity/rewordings.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    found = [Bullet(row["text"], row["reworded"], row["kind"], row["sibling"]) for row in rows]
    taken = {bullet.text for bullet in found}
    others = []
    for folder in ("notes", "tests/samples/physiology", "tests/samples/rechnernetze"):
        made = build(Target(ROOT / folder), Config(), Ledger(), 1)
        lines_of = {page.path: page.lines for page in made.library.pages}
        for note in made.notes:
            line = lines_of[note.span.path][note.span.line - 1].strip()
            if (
                note.span.line == note.span.end_line
                and line.startswith("- ")
                and line[2:] not in taken
                and "](" not in line
            ):
                taken.add(line[2:])
                others.append(Bullet(line[2:]))
    return found + rng.sample(others, BULLETS - len(found))


class History:
    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.names = (f"t{number}" for number in range(100_000))
        bullets = corpus(self.rng)
        self.rng.shuffle(bullets)
        self.pages = []
        for start in range(0, len(bullets), PER_PAGE):
            page = bullets[start : start + PER_PAGE]
            parts = [page[i : i + PER_SECTION] for i in range(0, len(page), PER_SECTION)]
            self.pages.append(
                Page(f"{next(self.names)}.md", [Section(f"Topic {next(self.names)}", part) for part in parts])
            )
        self.project = Project(Path(tempfile.mkdtemp()))
        self.owners: dict[str, dict[str, Bullet]] = defaultdict(dict)
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        self.answered: dict[str, dict[tuple[str, Bullet], str]] = defaultdict(dict)
        self.wrong: dict[str, dict[tuple[str, Bullet], str]] = defaultdict(dict)
        self.no_note: Counter[str] = Counter()

    # --- what happens in one edit ---

    def edit(self) -> None:
        for bullet in self._bullets():
            bullet.touched = ""
        self._rename_files(75 / 1000)
        self._insert_above(23)
        self._rename_headings(22)
        for _ in range(11):
            self._move()
        for bullet in self.rng.sample(self._bullets(), 4):
            bullet.marker = "*" if bullet.marker == "-" else "-"
            self._touch(bullet, "reformatted")
        self._reword(self.rng.choice((4, 5)))
        self._replace(2)

    def _bullets(self) -> list[Bullet]:
        return [bullet for page in self.pages for section in page.sections for bullet in section.bullets]

    @staticmethod
    def _touch(bullet: Bullet, how: str) -> None:
        bullet.touched = bullet.touched or how

    def _rename_files(self, share: float) -> None:
        for page in self.rng.sample(self.pages, round(share * len(self.pages)) or 1):
            page.path = f"{self.rng.choice(('', 'a/', 'b/'))}{next(self.names)}.md"
            for section in page.sections:
                for bullet in section.bullets:
                    self._touch(bullet, "file renamed")

    def _insert_above(self, shifted: int) -> None:
        page = self.rng.choice(self.pages)
        section = page.sections[0]
        section.bullets.insert(
            0, Bullet(f"**{next(self.names).title()}**: what nobody had written about before, number {shifted}.")
        )
        for bullet in [b for s in page.sections for b in s.bullets][1 : shifted + 1]:
            self._touch(bullet, "shifted")

    def _rename_headings(self, bullets: int) -> None:
        sections = [section for page in self.pages for section in page.sections if section.bullets]
        for section in self.rng.sample(sections, max(1, round(bullets / PER_SECTION))):
            section.heading = f"{self.rng.choice(('On', 'About', '2. The'))} {next(self.names)}"
            for bullet in section.bullets:
                self._touch(bullet, "heading renamed")

    def _move(self) -> None:
        source = self.rng.choice([s for page in self.pages for s in page.sections if s.bullets])
        bullet = source.bullets.pop(self.rng.randrange(len(source.bullets)))
        target = self.rng.choice([section for page in self.pages for section in page.sections])
        target.bullets.insert(self.rng.randint(0, len(target.bullets)), bullet)
        self._touch(bullet, "moved to another file")

    def _reword(self, number: int) -> None:
        able = [bullet for bullet in self._bullets() if bullet.rewording and not bullet.touched]
        for bullet in self.rng.sample(able, min(number, len(able))):
            bullet.text, bullet.rewording = bullet.rewording, ""
            bullet.touched = f"reworded: {bullet.kind}"

    def _replace(self, number: int) -> None:
        """Delete facts and write like ones in their places."""
        able = [(s, b) for page in self.pages for s in page.sections for b in s.bullets if b.sibling and not b.touched]
        for section, bullet in self.rng.sample(able, min(number, len(able))):
            section.bullets[section.bullets.index(bullet)] = Bullet(bullet.sibling, touched="replaced")

    # --- what becomes of the guids ---

    def rebuild(self) -> None:
        files, places = self._write_out()
        made = self.project.rebuild(files)
        notes: dict[tuple[str, int], list[Note]] = defaultdict(list)
        order: dict[str, int] = {}
        per_page: Counter[str] = Counter()
        for note in made.notes:
            notes[note.span.path, note.span.line].append(note)
            order[note.guid] = per_page[note.span.path]
            per_page[note.span.path] += 1
        for bullet, place in places:
            found = notes.get(place, [])
            if len(found) != 1:
                if bullet.guids:
                    self.no_note[bullet.touched] += 1
                bullet.guids = {}
                continue
            guids = {name: scheme(found[0], order[found[0].guid]) for name, scheme in SCHEMES.items()}
            bullet.cue = normal(made.settled[found[0].guid].candidate.cue)
            self._count(bullet, guids | {OURS: found[0].guid}, found[0].kind.value)

    def _count(self, bullet: Bullet, guids: dict[str, str], kind: str) -> None:
        was = bullet.guids.get("kind", kind)
        how = bullet.touched if was == kind else "other kind of note"
        for scheme, guid in guids.items():
            owner = self.owners[scheme].setdefault(guid, bullet)
            if bullet.guids:
                self.counts[scheme][f"{how or 'untouched'}|{bullet.guids[scheme] == guid}"] += 1
            if owner is not bullet and owner.text != bullet.text:
                is_same_question = bool(bullet.cue) and owner.cue == bullet.cue
                (self.answered if is_same_question else self.wrong)[scheme][guid, bullet] = owner.text
            if scheme == OURS and bullet.guids and bullet.guids[scheme] != guid and how and not how.startswith("re"):
                print(f"lost, {how}: {bullet.text}", file=sys.stderr)
            bullet.first.setdefault(scheme, guid)
        bullet.guids = guids | {"kind": kind}

    def _write_out(self) -> tuple[dict[str, str], list[tuple[Bullet, tuple[str, int]]]]:
        files, places = {}, []
        for page in self.pages:
            lines = ["# Notes"]
            for section in page.sections:
                lines += ["", f"## {section.heading}", ""]
                for bullet in section.bullets:
                    lines.append(f"{bullet.marker} {bullet.text}")
                    places.append((bullet, (page.path, len(lines))))
            files[page.path] = "\n".join(lines) + "\n"
        return files, places


def main(seed: int = 1) -> None:
    history = History(seed)
    history.rebuild()
    at_first = [bullet for bullet in history._bullets() if bullet.guids]
    for number in range(EDITS):
        history.edit()
        history.rebuild()
        print(f"\r{number + 1} of {EDITS} edits", end="", file=sys.stderr)
    print(file=sys.stderr)
    survivors = [bullet for bullet in at_first if bullet in set(history._bullets()) and bullet.guids]
    for row in rows(history, survivors):
        print("| " + " | ".join(row) + " |")
    print(f"\nNo card, or several, after the edit: {history.no_note.total()}")
    for (_, bullet), words in history.wrong[OURS].items():
        print(f"wrong heir: {words}  →  {bullet.text}", file=sys.stderr)


def rows(history: History, survivors: list[Bullet]) -> list[list[str]]:
    """Return the table: a line an edit, a column a scheme."""
    schemes = [OURS, *SCHEMES]
    kinds = sorted({key.split("|")[0] for counts in history.counts.values() for key in counts})
    table = [["edit", "bullets", *schemes], ["---"] * (len(schemes) + 2)]
    for kind in kinds:
        pairs = [(history.counts[s][f"{kind}|True"], history.counts[s][f"{kind}|False"]) for s in schemes]
        table.append([kind, f"{sum(pairs[0]):,}", *(f"{100 * kept / (kept + lost):.1f} %" for kept, lost in pairs)])
    shares = [sum(one.first[s] == one.guids[s] for one in survivors) / len(survivors) for s in schemes]
    table.append(["**guid as at first**", f"{len(survivors):,}", *(f"{100 * share:.1f} %" for share in shares)])
    table.append(["**wrong heirs**", "", *(f"{len(history.wrong[s]):,}" for s in schemes)])
    table.append(["same question, another answer", "", *(f"{len(history.answered[s]):,}" for s in schemes)])
    return table


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
