"""The YAML block at the top of a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from builder.diagnostics import Diagnostic
from builder.reading.tree import Span


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the builder takes from a page's front matter; other keys are the author's own business."""

    title: str = ""
    tags: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    makes_cards: bool = True
    marks_hide: bool | None = None
    rules: Mapping[str, bool] = field(default_factory=dict)
    language: str = ""


def front_matter_of(path: str, lines: list[str]) -> tuple[FrontMatter, int, tuple[Diagnostic, ...]]:
    """Read the front matter at the top of *lines*, those of the page at *path*.

    Returns what it says, the number of lines it takes, and S103 where it is not YAML or a value has the wrong type.
    """
    end = _last_line(lines)
    if end == 0:
        return FrontMatter(), 0, ()
    second = _last_line(lines[end + 1 :])
    if second:  # some tools put theirs in front of the author's: the first counts, the other is passed over
        front, _, diagnostics = front_matter_of(path, lines[: end + 1])
        return front, end + 2 + second, diagnostics
    import yaml  # only pages with front matter pay for it

    try:
        values = yaml.safe_load("\n".join(lines[1:end]))
    except yaml.YAMLError as error:
        # What was opened and never closed is at fault, not the line on which that shows.
        mark = getattr(error, "context_mark", None) if _is_unclosed(error) else None
        mark = mark or getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        return FrontMatter(), end + 1, (_bad(path, line, f"the front matter is not valid YAML: {_problem(error)}"),)
    if values is None:
        return FrontMatter(), end + 1, ()
    if not isinstance(values, dict):
        return FrontMatter(), end + 1, (_bad(path, 2, "the front matter is not a list of `key: value` lines"),)
    return _Reader(path, lines[:end], values).read(end)


def _last_line(lines: list[str]) -> int:
    """Return the index of the line that closes the front matter, or 0 where there is none.

    A ruler at the top of a page is no front matter: between the fences at least one ``key:`` must stand.
    """
    if not lines or lines[0].rstrip() != "---":
        return 0
    for index, line in enumerate(lines[1:], 1):
        if line.rstrip() in ("---", "..."):
            inside = lines[1:index]
            blank = not any(text.strip() for text in inside)
            return index if blank or any(re.match(r"[\w\"'][^:]*:(\s|$)", text) for text in inside) else 0
    return 0


def _is_unclosed(error: Exception) -> bool:
    return "flow" in (getattr(error, "context", None) or "") or "quoted" in (getattr(error, "context", None) or "")


def _problem(error: Exception) -> str:
    return str(getattr(error, "problem", None) or error).splitlines()[0]


def _bad(path: str, line: int, message: str) -> Diagnostic:
    return Diagnostic("S103", message, Span(path, line, line))


class _Reader:
    def __init__(self, path: str, lines: list[str], values: dict[Any, Any]) -> None:
        self.path, self.lines, self.values = path, lines, values
        self.diagnostics: list[Diagnostic] = []

    def read(self, end: int) -> tuple[FrontMatter, int, tuple[Diagnostic, ...]]:
        front = FrontMatter(
            title=self._text("title"),
            tags=self._words("tags"),
            covers=self._words("covers"),
            makes_cards=self._switch("cards"),
            marks_hide=self._marks("marks"),
            rules=self._switches("rules"),
            language=self._text("lang"),
        )
        return front, end + 1, tuple(self.diagnostics)

    def _wrong(self, key: str, wanted: str) -> None:
        line = next((n for n, text in enumerate(self.lines, 1) if re.match(rf"[\"']?{key}[\"']?\s*:", text)), 1)
        self.diagnostics.append(_bad(self.path, line, f"`{key}` in the front matter must be {wanted}"))

    def _text(self, key: str) -> str:
        value = self.values.get(key)
        if value is None:
            return ""
        if isinstance(value, (dict, list)):
            self._wrong(key, "a text")
            return ""
        return str(value).strip()

    def _words(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key)
        if value is None:
            return ()
        if isinstance(value, str):
            value = re.split(r"[,\s]+", value)
        if not isinstance(value, list) or any(isinstance(item, (dict, list)) for item in value):
            self._wrong(key, "a list of words")
            return ()
        return tuple(word for word in (str(item).strip().lstrip("#") for item in value if item is not None) if word)

    def _switches(self, key: str) -> dict[str, bool]:
        values = self.values.get(key)
        if values is None:
            return {}
        if isinstance(values, dict) and all(isinstance(value, bool) for value in values.values()):
            return {str(name): value for name, value in values.items()}
        self._wrong(key, "lines such as `table: off`")
        return {}

    def _marks(self, key: str) -> bool | None:
        value = self.values.get(key)
        if value in (None, "cloze", "highlight"):
            return None if value is None else value == "cloze"
        self._wrong(key, "cloze or highlight")
        return None

    def _switch(self, key: str) -> bool:
        value = self.values.get(key, True)
        if isinstance(value, bool):
            return value
        self._wrong(key, "on or off")
        return True
