"""What would make an import fail, or leave a note behind for ever (``anki.md``, What must be refused)."""

from __future__ import annotations

import re

from builder.diagnostics import Diagnostic
from builder.model import Note

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def check(notes: tuple[Note, ...]) -> tuple[Diagnostic, ...]:
    """Return E602 for fields that Anki cannot take and for notes without a first field or a card."""
    diagnostics = []
    for note in notes:
        for name, html in note.fields.items():
            found = _CONTROL.search(html)
            if found:
                message = f"the field {name} holds the control character U+{ord(found.group(0)):04X}"
                diagnostics.append(Diagnostic("E602", message, note.span))
        if not next(iter(note.fields.values())).strip():
            diagnostics.append(Diagnostic("E602", "the first field of the note is empty", note.span))
        elif not note.ordinals:
            diagnostics.append(Diagnostic("E602", "the note has no card", note.span))
    return tuple(diagnostics)
