"""The checks on finished notes, in the order in which they run.  A new one is a file here and a line below."""

from collections.abc import Callable

from builder.checks import answers, importable
from builder.diagnostics import Diagnostic
from builder.model import Note

Check = Callable[[tuple[Note, ...]], tuple[Diagnostic, ...]]

CHECKS: tuple[Check, ...] = (importable.check, answers.check)


def check(notes: tuple[Note, ...]) -> tuple[Diagnostic, ...]:
    """Return what all checks have to say about *notes*."""
    return tuple(diagnostic for one in CHECKS for diagnostic in one(notes))
