"""What is wrong with a page's front matter, in words for its author instead of those of the YAML library."""

from __future__ import annotations

import re
from typing import Any

OTHERWISE = "it cannot be read as `key: value` lines; put values with special signs in quotes"
NO_VALUE = "cannot be read as a value"  # what a loader says of a date, a number and their like that cannot be

# What the library says, its context and its problem in one line → what to say instead.  The first that fits counts.
_SAID = (
    ("quoted scalar.*(end of stream|document separator)", "a quotation mark opens here and is not closed"),
    ("quoted scalar.*(escape)", "after a backslash stands a letter that means nothing; use single quotes"),
    ("flow (sequence|mapping)", "a bracket opens here and is not closed, or a comma is missing in it"),
    (r"character '\\t'", "the line begins with a tab; indent it with blanks"),
    ("character '(.)' that cannot start", r"a value begins with \1; put it in quotes"),
    ("mapping values are not allowed", "a colon stands where none can be; put the value in quotes"),
    ("mapping keys are not allowed", "a question mark stands where none can be; put the value in quotes"),
    ("sequence entries are not allowed", "a list begins behind its key; begin it on the next line"),
    ("could not find expected ':'", "there is no colon after the key"),
    ("alias", "a value begins with *; put it in quotes"),
    ("anchor", "a value begins with &; put it in quotes"),
    ("block scalar", "a value begins with | or >; put it in quotes"),
    ("directive|incompatible YAML", "the line begins with %; put it in quotes"),
    (r"\btag\b|tag handle", "a value begins with !; put it in quotes"),
    ("unhashable|unacceptable key", "a value begins with a bracket, and is none; put it in quotes"),
    ("expected <block end>", "the line does not fit those above; look at its indentation and quotes"),
    ("document", "a line of three hyphens or dots stands too early"),
    ("special characters|invalid start byte", "there is a control character in it; take it out"),
    ("merging", "`<<` takes no such value"),
    (NO_VALUE, "a date or number cannot be read; put it in quotes"),
    ("recursive|recursion", "a value holds itself"),
    ("base64|ordered map|constructing pairs|node, but found", "a value begins with !! and is not of that kind"),
)


def yaml_fault(error: Exception) -> str:
    """Return what *error*, one of the YAML library's, says, in words of ours."""
    if isinstance(error, RecursionError):
        return "lists are nested in it too deeply"
    said = " ".join(str(part) for part in _parts(error) if part)
    for pattern, words in _SAID:
        if match := re.search(pattern, said):
            return match.expand(words)
    return OTHERWISE


def yaml_fault_line(error: Exception, text: str) -> int:
    """Return the line of *text*, from 0, that is at fault."""
    last = text.count("\n")
    position = getattr(error, "position", None)
    if isinstance(position, int):  # of a character that may not be
        return text.count("\n", 0, position)
    # What was opened and never closed, or has no colon, is at fault, not the line on which that shows.
    opened = _mark(error, "context_mark") if re.search("flow|quoted|simple key", str(_parts(error)[0])) else None
    mark = opened or _mark(error, "problem_mark")
    return min(mark.line, last) if mark else 0


def _parts(error: Exception) -> tuple[Any, Any]:
    """Return what was being read and what was wrong with it."""
    problem = getattr(error, "problem", None) or getattr(error, "reason", None)
    return getattr(error, "context", None) or "", problem or ""


def _mark(error: Exception, name: str) -> Any:
    return getattr(error, name, None)
