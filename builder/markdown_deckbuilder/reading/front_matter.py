"""The YAML block at the top of a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.reading.languages import language_code
from markdown_deckbuilder.reading.tree import Span
from markdown_deckbuilder.reading.yaml_faults import NO_VALUE, yaml_fault, yaml_fault_line

MOST_VALUES = 10_000  # in a table of the front matter


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
    text = "\n".join(lines[1:end])
    try:
        values = _loaded(text)
    except Exception as error:  # whatever the library raises, the text is at fault
        message = f"the front matter is not valid YAML: {yaml_fault(error)}"
        return FrontMatter(), end + 1, (_bad(path, yaml_fault_line(error, text) + 2, message),)
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


def _loaded(text: str) -> Any:
    import yaml  # only pages with front matter pay for it

    class Loader(yaml.SafeLoader):
        """Tells the place of a value that cannot be, such as the date 0000-00-00, as of any other fault."""

        def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
            try:
                return super().construct_object(node, deep=deep)
            except yaml.YAMLError:
                raise
            except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError):
                raise yaml.constructor.ConstructorError(None, None, NO_VALUE, node.start_mark) from None

        def flatten_mapping(self, node: yaml.MappingNode) -> None:
            """Stop where a few lines of `<<` come to more values than any memory holds."""
            super().flatten_mapping(node)
            if len(node.value) > MOST_VALUES:
                raise RecursionError

    return yaml.load(text, Loader)  # a safe one


def _bad(path: str, line: int, message: str) -> Diagnostic:
    return Diagnostic("S103", message, Span(path, line, line))


def _text_of(value: Any) -> str | None:
    """Return *value* as the text of a line, or None where it is none: a list, a table, a number without end."""
    if isinstance(value, (dict, list, set, tuple, bytes)):
        return None
    try:
        return str(value).strip()
    except ValueError:
        return None


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
            language=self._language(),
        )
        return front, end + 1, tuple(self.diagnostics)

    def _wrong(self, key: str, wanted: str) -> None:
        line = next((n for n, text in enumerate(self.lines, 1) if re.match(rf"[\"']?{key}[\"']?\s*:", text)), 1)
        self.diagnostics.append(_bad(self.path, line, f"`{key}` in the front matter must be {wanted}"))

    def _text(self, key: str) -> str:
        value = self.values.get(key)
        if value is None:
            return ""
        text = _text_of(value)
        if text is None:
            self._wrong(key, "a text")
        return text or ""

    def _language(self) -> str:
        """Return the language as a code; that of Norway, `no`, is a switch to YAML."""
        return "no" if self.values.get("lang") is False else language_code(self._text("lang"))

    def _words(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key)
        if value is None:
            return ()
        if isinstance(value, str):
            value = re.split(r"[,\s]+", value)
        words = [_text_of(item) for item in value if item is not None] if isinstance(value, list) else [None]
        if None in words:
            self._wrong(key, "a list of words")
            return ()
        return tuple(word for text in words if text and (word := text.lstrip("#")))

    def _switches(self, key: str) -> dict[str, bool]:
        values = self.values.get(key)
        if values is None:
            return {}
        if isinstance(values, dict) and all(isinstance(value, bool) for value in values.values()):
            return {_text_of(name) or "": value for name, value in values.items()}
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
