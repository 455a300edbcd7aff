"""The two note types: ids, fields and templates, with HTML and CSS read from ``assets/``.

Number and order of fields and templates are frozen with the first release: any change makes Anki create "Name+" and
never update an existing note again.  Everything has an explicit id, so that a later rename is clean.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from markdown_deckbuilder.model import Kind

# Moved by hand, together with the assets, whenever they change; a test ties it to their hash.  An older builder must
# not overwrite the styling of a newer one, so this is never the clock (anki.md, Note types).
MODIFIED = 1_795_503_600
ASSETS_HASH = "4361beb9f4df9a5a"


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    id: int


@dataclass(frozen=True, slots=True)
class Template:
    """A card template; *front* and *back* are Anki's template HTML."""

    name: str
    id: int
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class NoteType:
    kind: Kind
    id: int
    name: str
    fields: tuple[Field, ...]
    templates: tuple[Template, ...]
    css: str
    modified: int  # seconds since the epoch

    @property
    def field_names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)


def asset(name: str) -> str:
    """Return the text of the file *name* in ``assets/``."""
    return (files("markdown_deckbuilder.cards") / "assets" / name).read_text("utf-8")


def _template(name: str, id: int, stem: str) -> Template:
    return Template(name, id, asset(f"{stem}-front.html").strip(), asset(f"{stem}-back.html").strip())


def _fields(first_id: int, *names: str) -> tuple[Field, ...]:
    return tuple(Field(name, first_id + offset) for offset, name in enumerate(names))


_COMMON = ("Extra", "Context", "Source", "Retired", "Spare 1", "Spare 2", "Spare 3")


@cache
def note_type(kind: Kind) -> NoteType:
    """Return the note type of *kind*."""
    css = asset("style.css")
    if kind is Kind.BASIC:
        return NoteType(
            kind,
            1_795_411_001,
            "Deckbuilder Basic",
            _fields(1_795_411_101, "Front", "Back", "Reverse Front", "Reverse Back", *_COMMON),
            (
                _template("Recall", 1_795_411_201, "basic-recall"),
                _template("Reverse", 1_795_411_202, "basic-reverse"),
            ),
            css,
            MODIFIED,
        )
    return NoteType(
        kind,
        1_795_412_001,
        "Deckbuilder Cloze",
        _fields(1_795_412_101, "Text", *_COMMON),
        (_template("Cloze", 1_795_412_201, "cloze"),),
        css,
        MODIFIED,
    )
