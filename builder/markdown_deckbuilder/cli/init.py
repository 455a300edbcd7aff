"""``deckbuilder init``: a commented configuration and an example note, for somebody who begins."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import click

from markdown_deckbuilder.cli.edge import fail, say
from markdown_deckbuilder.config import FILE_NAME
from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.reading.files import list_files
from markdown_deckbuilder.reading.tree import Span

EXAMPLE = "example.md"


@click.command(
    epilog="\b\nExamples:\n  deckbuilder init            in this folder\n  deckbuilder init my-notes   in a new folder"
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
@click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
def command(folder: Path, quiet: bool) -> None:
    """Write a commented deckbuilder.toml into FOLDER, and an example note where there are no notes yet.

    What is there already is left as it is.
    """
    for line in [*_written(folder), "", *_next_steps(folder)]:
        if not quiet:
            say(line)


def _written(folder: Path) -> Iterator[str]:
    """Write the files that are missing; yield what was done with each."""
    has_notes = folder.is_dir() and bool(list_files(folder)[0])
    for name in (FILE_NAME, EXAMPLE):
        path = folder / name
        if os.path.lexists(path):
            yield f"{path} is there already, and stays as it is"
        elif name == EXAMPLE and has_notes:
            yield "there are notes already, so no example is written"
        else:
            _write(path)
            yield f"wrote {path}"


def _write(path: Path) -> None:
    """Write the file *path* from the one of its name in ``starter/``, but never over another."""
    data = (files("markdown_deckbuilder.cli") / "starter" / path.name).read_bytes()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(data)
    except OSError as error:
        fail((Diagnostic("E601", f"cannot write: {error.strerror}", Span(path.name, 1, 1)),), path.parent)


def _next_steps(folder: Path) -> Iterator[str]:
    yield "Next:"
    yield f"  deckbuilder cards {_quoted(folder)}   look at the cards"
    yield f"  deckbuilder build {_quoted(folder)}   make the packages, then import one into Anki"


def _quoted(path: Path) -> str:
    import shlex

    return shlex.quote(f"./{path}" if str(path).startswith("-") else str(path))
