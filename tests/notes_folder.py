"""Small folders of notes for tests, and running the command on them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from markdown_deckbuilder.cli import main

PAGE = """\
# Cells

## Organelles

- **Mitochondrion**: the organelle that makes most of the cell's ATP. It has two membranes.
- **Ribosome**: the machine that joins amino acids to proteins.

| Organelle | Membranes | Genome |
|---|---|---|
| Nucleus | two | linear DNA |
| Chloroplast | three | circular DNA |
| Lysosome | one | none |

A red blood cell lives for about **120 days** and then goes to the spleen.

```python
def area(r): return 3 * r ** 2
```
"""

INDEX = """\
# Biology

## Domain 1: The cell

- [Cells](D1_cell/1.1_cells.md)
"""


def make_notes(folder: Path, page: str = PAGE) -> Path:
    """Write a notes' folder with an index and one page below *folder*; return it."""
    notes = folder / "notes"
    (notes / "D1_cell").mkdir(parents=True)
    (notes / "README.md").write_text(INDEX, "utf-8")
    (notes / "D1_cell" / "1.1_cells.md").write_text(page, "utf-8")
    return notes


def run(*args: object, env: dict[str, str] | None = None, input: str | None = None) -> Result:
    """Run the command in this process with *args*, and *input* for what it asks."""
    return CliRunner().invoke(main, [str(arg) for arg in args], env=env, input=input)


def build(notes: Path, out: Path, *args: object, now: int = 1_700_000_000) -> Result:
    """Build *notes* into *out* as if it were *now*."""
    result = run("build", notes, "-o", out, *args, env={"SOURCE_DATE_EPOCH": str(now)})
    assert result.exit_code == 0, result.output + repr(result.exception)
    return result


def objects(result: Result) -> list[dict[str, Any]]:
    """Return the JSON lines that a command printed."""
    return [json.loads(line) for line in result.stdout.splitlines()]


def build_command(notes: Path, out: Path) -> list[str]:
    """Return the command line that builds *notes* into *out* in a process of its own."""
    return [
        sys.executable,
        "-c",
        "from markdown_deckbuilder.cli import main; main()",
        "build",
        str(notes),
        "-o",
        str(out),
    ]
