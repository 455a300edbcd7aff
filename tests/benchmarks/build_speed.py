"""How long a whole build takes, against mistune alone tokenising the same pages, in the same run.

usage: python tests/benchmarks/build_speed.py [MEGABYTES]

The pages are those of tests/samples, again and again with their words numbered, so that no note stands twice.
"""

from __future__ import annotations

import re
import resource
import sys
import tempfile
import time
from pathlib import Path

import mistune

from markdown_deckbuilder.config import Config
from markdown_deckbuilder.exporters.apkg import apkg
from markdown_deckbuilder.exporters.packages import packages
from markdown_deckbuilder.identity.ledger import Ledger, write_ledger
from markdown_deckbuilder.pipeline import build
from markdown_deckbuilder.reading.discover import Target

SAMPLES = Path(__file__).parent.parent / "samples"
PLUGINS = ("table", "strikethrough", "task_lists", "math", "footnotes", "def_list", "mark", "url")


def make_pages(folder: Path, size: int) -> list[str]:
    """Write *size* bytes of pages below *folder* and return their texts."""
    sources = [path for path in sorted(SAMPLES.rglob("*.md")) if not {"Templates", ".trash"} & set(path.parts)]
    texts: list[str] = []
    written = round_number = 0
    while written < size:
        round_number += 1
        for path in sources:
            text = path.read_text("utf-8-sig")
            text = re.sub(r"(?<=[a-zäöüß])(?=[ .,;:])", str(round_number), text) if round_number > 1 else text
            target = folder / f"part{round_number}" / path.relative_to(SAMPLES)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
            texts.append(text)
            written += len(text.encode())
            if written >= size:
                break
    return texts


def best_of(count: int, work: object) -> float:
    """Return the shortest of *count* runs of *work*, in seconds."""
    times = []
    for _ in range(count):
        start = time.perf_counter()
        work()  # type: ignore[operator]
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    size = int(float(sys.argv[1] if len(sys.argv) > 1 else 1) * 1_000_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "notes"
        texts = make_pages(folder, size)
        plugins = [mistune.plugins.import_plugin(plugin) for plugin in PLUGINS]

        markdown = mistune.Markdown(renderer=None, plugins=plugins)

        def tokenise() -> None:
            for text in texts:
                markdown(text)

        def whole_build() -> int:
            made = build(Target(folder), Config(), Ledger(), 1_700_000_000)
            for package in packages(made):
                apkg(package)
            write_ledger(made.ledger)
            return len(made.notes)

        alone = best_of(3, tokenise)
        ours = best_of(3, whole_build)
        print(f"{sum(len(text.encode()) for text in texts):,} bytes in {len(texts)} pages, {whole_build():,} notes")
        print(f"mistune alone {alone:.2f} s, whole build {ours:.2f} s: {ours / alone:.1f} times")
        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
