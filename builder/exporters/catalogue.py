"""The catalogue of diagnostics as a page of documentation."""

from __future__ import annotations

from collections.abc import Iterator

from builder.diagnostics import CATALOGUE, EXAMPLES, STOPPING, Entry

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

What `deckbuilder check` and `deckbuilder build` may say. An **error** leaves out the note or the page it speaks of; the
rest is built, and the exit code is 1. A few errors, those that could cost somebody their reviews, stop the writing
altogether: {stopping}. A **warning** fails under `--strict`, **info** is a remark.

How much a code matters can be [set in the configuration](configuration.md); some errors stay errors. A comment above a
block silences a code there: `<!-- allow: C503 -->`. A code names one fault for ever and is never used for another.
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
