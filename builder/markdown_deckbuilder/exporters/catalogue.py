"""The catalogue of diagnostics as a page of documentation."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from markdown_deckbuilder.diagnostics import CATALOGUE, EXAMPLES, STOPPING, Entry

FAMILIES = {
    "S1": "Source: files, front matter, comments, configuration",
    "R2": "Rules: what cannot become a card",
    "I3": "Identity: the ledger",
    "M4": "Media: images, sounds, films",
    "C5": "Cards: what makes a card hard or useless",
    "E6": "Export: what cannot be written or imported",
}

_HEAD = """\
# Diagnostics

What `deckbuilder check` and `deckbuilder build` may say, as `path:line: severity CODE name  message`;
`deckbuilder explain C504` shows an entry of this page in the terminal. An **error** leaves out the note or the page it
speaks of; the rest is built, and the exit code is 1. A few errors, those that could cost somebody their reviews, stop the
writing altogether: {stopping}. A **warning** fails under `--strict`, **info** is a remark.

How much a code matters can be [set in the configuration](configuration.md); some errors stay errors. A comment above a
block silences a code there, by its code or its name: `<!-- allow: C503 -->`, `<!-- allow: long-answer -->`.
A code names one fault for ever and is never used for another.
"""


def catalogue_page() -> str:
    """Return the Markdown of ``docs/diagnostics.md``."""
    parts = [_HEAD.format(stopping=", ".join(sorted(STOPPING)))]
    for family, title in FAMILIES.items():
        parts.append(f"## {title}\n")
        parts += [_entry(entry) for code, entry in CATALOGUE.items() if code.startswith(family)]
    return "\n".join(parts)


def _entry(entry: Entry) -> str:
    return "\n".join([f"### {entry.code} {entry.name} ({entry.severity.value})\n", *_body(entry)])


def _body(entry: Entry) -> Iterator[str]:
    yield f"**What.** {entry.what}\n"
    yield f"**Why it matters.** {entry.why}\n"
    if entry.code in EXAMPLES:
        for word, text in zip(("Bad", "Better"), EXAMPLES[entry.code], strict=True):
            yield f"**{word}.**\n\n```markdown\n{text}\n```\n"
    yield f"**What to do.** {entry.hint}\n"


# --- for the terminal -------------------------------------------------------------------------------------------------


def entry_text(entry: Entry) -> Iterator[str]:
    """Yield the lines of *entry* as they are read at a terminal: the words of the page, without its markup."""
    yield f"{entry.code} {entry.name} ({entry.severity.value})"
    parts = [("", entry.what), ("Why it matters: ", entry.why), ("What to do: ", entry.hint)]
    for label, text in parts[:2]:
        yield ""
        yield from textwrap.wrap(label + text, 100)
    if entry.code in EXAMPLES:
        for word, example in zip(("Bad:", "Better:"), EXAMPLES[entry.code], strict=True):
            yield from ("", word, *(f"    {line}".rstrip() for line in example.split("\n")))
    yield ""
    yield from textwrap.wrap("".join(parts[2]), 100)


def entry_object(entry: Entry) -> dict[str, Any]:
    """Return *entry* as a JSON object."""
    return {
        "format": 1,
        "code": entry.code,
        "name": entry.name,
        "severity": entry.severity.value,
        "what": entry.what,
        "why": entry.why,
        "hint": entry.hint,
        "example": dict(zip(("bad", "better"), EXAMPLES[entry.code], strict=True)) if entry.code in EXAMPLES else None,
    }
