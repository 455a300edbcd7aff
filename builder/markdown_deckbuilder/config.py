"""``deckbuilder.toml``, or ``[tool.deckbuilder]`` in a ``pyproject.toml``, → Config; every fault with its line."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import takewhile
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec

from markdown_deckbuilder.diagnostics import ALWAYS_ERRORS, CATALOGUE, Diagnostic, Severity
from markdown_deckbuilder.reading.tree import Span

FILE_NAME = "deckbuilder.toml"
PROJECT_NAME = "pyproject.toml"
MAX_SHOWN = 60

# What a card must be worth under each setting of `cards`.
LEVELS = {"few": 0.5, "normal": 0.2, "many": 0.0}
PROJECT_TABLE = ("tool", "deckbuilder")


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody wants otherwise than it is by default.  ``docs/configuration.md`` explains each key.

    As read from a file, *severity* is by code, and *notes*, *output* and *ledger* are absolute paths.
    """

    root_deck: str = ""
    subdecks: Literal["domain", "topic", "none"] = "domain"
    tag_root: str = ""
    marks: Literal["cloze", "highlight"] = "cloze"
    cards: Literal["few", "normal", "many"] | float = "normal"
    languages: tuple[str, ...] = ()
    rules: dict[str, bool] = {}
    severity: dict[str, Literal["error", "warning", "info", "off"]] = {}
    exclude: tuple[str, ...] = ()
    source_url: str = ""
    notes: str = ""
    output: str = ""
    ledger: str = ""

    def asks(self, rule: str) -> bool:
        """Say whether the rule named *rule* is switched on."""
        return self.rules.get(rule, True)

    @property
    def least_worth(self) -> float:
        """From which worth on, between 0 and 1, a new note is made."""
        return self.cards if isinstance(self.cards, (int, float)) else LEVELS[self.cards]

    def judge(self, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Return *diagnostics* with the severities that are wished for, without those that are switched off."""
        return tuple(
            replace(fault, level=Severity(level)) if level else fault
            for fault in diagnostics
            if (level := self.severity.get(fault.code, "")) != "off"
        )


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the rest of the builder knows and a configuration may name.

    *rules* are the names of all rules, of which those in *lasting_rules* cannot be switched off; *is_glob* says whether
    a line is a pattern of files; *language_code* returns the language, one of *languages*, that a text names.
    """

    rules: tuple[str, ...]
    lasting_rules: tuple[str, ...]
    languages: tuple[str, ...]
    is_glob: Callable[[str], bool]
    language_code: Callable[[str], str] = str.casefold


def load_config(folder: Path, here: Path, words: Vocabulary) -> tuple[Config, tuple[Diagnostic, ...]]:
    """Read the configuration that holds for the notes in *folder*, asked for from the folder *here*.

    It is the nearest one, from *folder* upwards to the root of its git repository, or where there is none to *here*.
    Diagnostics: S108 and S109, at paths relative to *folder*.
    """
    for place in _places(folder, here):
        for name in (FILE_NAME, PROJECT_NAME):
            found = _read(place / name, os.path.relpath(place / name, folder), words)
            if found:
                return found
    return Config(), ()


def _places(folder: Path, here: Path) -> Iterator[Path]:
    upwards = (folder, *folder.parents)
    top = next((place for place in upwards if (place / ".git").exists()), here if here in upwards else folder)
    for place in upwards:
        yield place
        if place == top:
            return


def _read(path: Path, shown: str, words: Vocabulary) -> tuple[Config, tuple[Diagnostic, ...]] | None:
    """Return the configuration in the file at *path*, or None where there is none in it."""
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        return Config(), (_bad(shown, 1, f"cannot read the configuration: {error.strerror}"),)
    is_project = path.name == PROJECT_NAME
    if is_project and b"deckbuilder" not in data:
        return None  # somebody's project, which need not even be valid
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Config(), (_bad(shown, data[: error.start].count(b"\n") + 1, "the configuration is not UTF-8"),)
    return decode(text, shown, path.parent, words, PROJECT_TABLE if is_project else ())


def decode(
    text: str, shown: str, folder: Path, words: Vocabulary, table: tuple[str, ...] = ()
) -> tuple[Config, tuple[Diagnostic, ...]] | None:
    """Decode *text*, that of the file *shown* in *folder*, of which the settings stand in *table*.

    Returns None where there is no such table.  Diagnostics: S108 for unknown keys, S109 for values that cannot be, and
    for what is not TOML.
    """
    try:
        values: Any = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # more than TOMLDecodeError: endless numbers and nestings
        message, line = _syntax_fault(str(error), text)
        return Config(), (_bad(shown, line, f"the configuration is not valid TOML: {message}"),)
    for depth, name in enumerate(table, 1):
        if not isinstance(values, dict) or name not in values:
            return None
        values = values[name]
        if depth == len(table) and not isinstance(values, dict):
            line = line_of(text, table)
            return Config(), (_bad(shown, line, f"`{'.'.join(table)}` must be a table, not {_shown(values)}"),)
    return _Decoder(text, shown, folder, words, table).decode(values)


def _syntax_fault(message: str, text: str) -> tuple[str, int]:
    """Return what tomllib's *message* says, in words of ours, and the line it says it of."""
    words = next((words for pattern, words in _SAID if re.search(pattern, message)), "the line cannot be read")
    place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
    if not place:
        return words, 1
    last = max(text.count("\n") + (not text.endswith("\n")), 1)
    return (words, int(place.group(1))) if place.group(1) else (f"{words}, at the end of the file", last)


# What tomllib says → what to say instead.  The first that fits counts.
_SAID = (
    ("Expected '=' after a key", "there is no = after the key"),
    ("initial character for a key|Invalid statement", "no key begins like this; put it in quotes"),
    ("Invalid value", "the value is missing, or is a text without quotes"),
    ("Unclosed array", "a list is not closed with ], or a comma is missing in it"),
    ("Unclosed inline table", "a table is not closed with }, or a comma is missing in it"),
    ("Expected newline", "something stands behind the value; put a text in quotes, and one setting on a line"),
    ("Unterminated string|Illegal character|Expected \"'|Expected '\"", "a text is not closed with its quotation mark"),
    ("Unescaped|hex value|Escaped", "a backslash in a text means something else; put the text in single quotes"),
    (r"end of (?:a table|an array) declaration", "the heading of a table is not closed with ]"),
    ("Cannot|Duplicate", "it is given twice"),
    ("date or datetime", "there is no such date"),
    ("Found invalid character", "there is a control character"),
    ("recursion", "lists are nested too deeply"),
    ("digits", "a number is too long"),
)


def _bad(shown: str, line: int, message: str) -> Diagnostic:
    return Diagnostic("S109", message, Span(shown, line, line))


class _Decoder:
    """Decodes one table key by key, so that every fault is told and not the first alone."""

    def __init__(self, text: str, shown: str, folder: Path, words: Vocabulary, table: tuple[str, ...]) -> None:
        self.text, self.shown, self.folder, self.words, self.table = text, shown, folder, words, table
        self.faults: list[Diagnostic] = []

    def decode(self, values: Mapping[str, Any]) -> tuple[Config, tuple[Diagnostic, ...]]:
        types = {field.name: field.type for field in msgspec.structs.fields(Config)}
        good: dict[str, Any] = {}
        for key, value in values.items():
            if key not in types:
                self._unknown((key,), types)
            elif get_origin(types[key]) is dict and isinstance(value, dict):
                good[key] = self._entries(key, value, get_args(types[key])[1])
            elif self._is_fit((key,), value, types[key]):
                good[key] = value
        config = msgspec.convert(good, Config)
        self._check_words(config)
        self._check_places(config)
        return (Config(), tuple(self.faults)) if self.faults else (self._settled(config), ())

    def _is_fit(self, path: tuple[str, ...], value: Any, wanted: Any) -> bool:
        try:
            msgspec.convert(value, wanted)
        except msgspec.ValidationError:
            near = get_close_matches(str(value), _choices(wanted), 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            self._bad(path, f"`{'.'.join(path)}` must be {_in_words(wanted)}, not {_shown(value)}{hint}")
            return False
        if any(ord(letter) < 32 for text in (value if isinstance(value, list) else [value]) for letter in str(text)):
            self._bad(path, f"`{'.'.join(path)}` must not have a line break or another control character in it")
            return False
        return True

    def _entries(self, key: str, values: Mapping[str, Any], wanted: Any) -> dict[str, Any]:
        """Return the entries of the table *key* that can be; a diagnostic may be named by its code or its name."""
        codes = {entry.name: entry.code for entry in CATALOGUE.values()} | {code: code for code in CATALOGUE}
        known = codes if key == "severity" else {rule: rule for rule in self.words.rules}
        good: dict[str, Any] = {}
        for name, value in values.items():
            if name not in known:
                self._unknown((key, name), known)
            elif known[name] in good:
                self._bad((key, name), f"`{key}.{name}` is given twice, by its name and by its code {known[name]}")
            elif self._is_fit((key, name), value, wanted):
                good[known[name]] = value
                self._check_entry(key, name, known[name], value)
        return good

    def _check_entry(self, key: str, name: str, meant: str, value: Any) -> None:
        if key == "severity" and meant in ALWAYS_ERRORS and value != "error":
            self._bad((key, name), f"`{key}.{name}` is always an error: going on would lose notes or reviews")
        if key == "rules" and meant in self.words.lasting_rules and not value:
            self._bad(
                (key, name), f"the rule `{name}` cannot be switched off: it makes what is asked for in so many words"
            )

    def _check_words(self, config: Config) -> None:
        for language in config.languages:
            if self.words.language_code(language) not in self.words.languages:
                message = f"there is no wording for the language {language!r}, only for {_listed(self.words.languages)}"
                self._bad(("languages",), message, language)
        for glob in config.exclude:
            if not self.words.is_glob(glob):
                self._bad(("exclude",), f"{glob!r} in `exclude` is no pattern of files", glob)
        if not 0 <= config.least_worth <= 1:
            self._bad(
                ("cards",),
                f"`cards` must be 'few', 'normal', 'many' or a number from 0 to 1, not {_shown(config.cards)}",
            )
        if config.source_url and not re.match(r"https?://[^\s/]", config.source_url, re.I):
            message = f"`source_url` must begin with https:// or http://, not {_shown(config.source_url)}"
            self._bad(("source_url",), message)

    def _check_places(self, config: Config) -> None:
        """A ledger elsewhere does not tell, as one in the notes' folder does, of what a subfolder is a part."""
        if config.ledger and not config.notes:
            message = "`ledger` needs `notes` beside it: else a build of a part of the notes would retire the rest"
            self._bad(("ledger",), message)

    def _settled(self, config: Config) -> Config:
        places = {key: self._place(getattr(config, key)) for key in ("notes", "output", "ledger")}
        languages = tuple(dict.fromkeys(self.words.language_code(language) for language in config.languages))
        return msgspec.structs.replace(config, languages=languages, **places)

    def _place(self, path: str) -> str:
        home = os.path.expanduser(path)  # noqa: PTH111 - a Path raises where there is no such user
        return os.path.abspath(self.folder / home) if path else ""  # noqa: PTH100 - as in target_of

    def _unknown(self, path: tuple[str, ...], known: Iterable[str]) -> None:
        near = get_close_matches(path[-1], known, 1)
        hint = f"; did you mean `{near[0]}`?" if near else ""
        what = {"rules": "rule", "severity": "diagnostic"}.get(path[0] if len(path) > 1 else "", "setting")
        line = line_of(self.text, (*self.table, *path))
        message = f"there is no {what} `{path[-1]}`{hint}"
        self.faults.append(Diagnostic("S108", message, Span(self.shown, line, line)))

    def _bad(self, path: tuple[str, ...], message: str, value: str = "") -> None:
        self.faults.append(_bad(self.shown, line_of(self.text, (*self.table, *path), value), message))


# --- words for types and values ---------------------------------------------------------------------------------------


def _in_words(wanted: Any) -> str:
    if float in get_args(wanted):
        return f"one of {_listed(_choices(wanted))}, or a number from 0 to 1"
    if get_origin(wanted) is Literal:
        return f"one of {_listed(get_args(wanted))}"
    words = {str: "a text in quotes", bool: "true or false"}
    return words.get(wanted, "a table" if get_origin(wanted) is dict else "a list of texts")


def _choices(wanted: Any) -> tuple[str, ...]:
    """Return the words that may be given for a value of the type *wanted*."""
    if get_origin(wanted) is Literal:
        return get_args(wanted)
    return tuple(word for one in get_args(wanted) if get_origin(one) is Literal for word in get_args(one))


def _listed(words: Iterable[str]) -> str:
    return ", ".join(repr(word) for word in words)


def _shown(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return "a table"
        case list() if all(isinstance(item, str) for item in value):
            return "a list"
        case list():
            return "a list with other things than texts in it"
    shown = repr(value) if isinstance(value, (str, int, float)) else str(value)
    return shown if len(shown) <= MAX_SHOWN else f"{shown[:MAX_SHOWN]}…"


# --- lines ------------------------------------------------------------------------------------------------------------

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"\s*\[\s*({_DOTTED})\s*\]")
_ASSIGNMENT = re.compile(rf"\s*({_DOTTED})\s*=")


def line_of(text: str, path: tuple[str, ...], value: str = "") -> int:
    """Return the line of the TOML *text* in which the key *path* is given, or the nearest key above it that is.

    *value* is an item of the list that stands there: its own line is better where the list takes several.
    """
    best, length = 1, 0
    header: tuple[str, ...] = ()
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if match := _HEADER.match(line):
            header = full = _parts(match.group(1))
        elif match := _ASSIGNMENT.match(line):
            full = (*header, *_parts(match.group(1)))
        else:
            continue
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(full, path, strict=False)))
        if shared > length:
            best, length = number, shared
    below = (number for number in range(best, len(lines) + 1) if value and value in lines[number - 1])
    return next(below, best)


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_KEY, dotted))
