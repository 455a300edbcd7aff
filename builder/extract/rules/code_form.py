"""Whether lines have the form of configuration, code or a machine's output rather than that of prose.

Each line is given points for what code has and prose has not, and loses one for what makes a sentence; it has the form
of code from ``MIN_POINTS`` on.  The features are of form alone, so that no format has a pattern of its own:

- *marked*: it begins as a machine or a prompt begins a line (``$``, a time of day with seconds, the lines of a tree)
- *open*: its brackets do not balance, or it ends as a statement does
- *coded*: most of its tokens are no words: ``a.b``, ``f(x)``, ``--flag``, ``/etc/hosts``, ``"x"``
- *named*: one of its tokens can be nothing but a program's: ``snake_case``, ``--flag``, ``/etc/hosts``, ``{{ x }}``
- *keyed*: it gives a single lower-case word a bare value, ``state: present``
- *stacked*: it is keyed, and so is a neighbour that Markdown reads as the same paragraph
- a *sentence* has function words, or a capital at its start and a full stop at its end
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from builder.extract.wording import Wording

MIN_POINTS = 2
MIN_STACKED = 3
MAX_BARE_WORDS = 1

# What stands in backticks or dollars, or leads elsewhere, is the author's own mark: a word among words.
_MARKED_UP = re.compile(r"(`+)(?!`).+?\1|\$[^$\s](?:[^$]*[^$\s])?\$(?!\d)|!?\[\[[^\]]*\]\]|!?\[[^\]]*\]\([^)]*\)|<?https?://\S+")
_LINE = re.compile(r"^(?P<quote>[\s>]*)(?P<bullet>(?:[-*+•]|\d+[.)])\s+)*(?P<text>.*?)\s*$")
_BEGINS = re.compile(
    r"[$%]\s+\S|>>>?\s|\S+[@:~]\S*[$#]\s|\W?(?:\d{4}-\d\d-\d\d[T ])?\d\d:\d\d:\d\d\b|[\u2500-\u257F]"
)
_ENDS = re.compile(r"[;{[(\\]$|^[\]})]+[;,]?$|[\"'}\])],$")
_KEY = re.compile(r"(?P<key>\"[^\"]+\"|[\w.-]+(?:\[[\w.]*\])?)\s*(?P<sign>:(?=\s|$)|\s=\s)\s*(?P<value>.*)$")
_COMMENT = re.compile(r"\s+(?:#|//|-{2,}>|\().*$")
_CODED = re.compile(
    r"[^\W\d]\w*[.:/@\\][\w/]|[\w\"']?[([{<][^)]*$|\w+\(.*\)|^[\"'/~.${<[]|[_=|&<>{}\\*]|\w\[|^--?\w|[\"'}\]/]$"
)
_NAMED = re.compile(
    r"[^\W\d_]{2,}_[^\W\d_]{2,}|(?:^|=)--?[a-z][\w-]*$|^\.?\.?/[\w.-]+/|^~/|\{\{|^[\w.-]+/$|\w\.\w+\(.*\.\w+:\d+\)|^\w+\(.*\);$"
    r"|\w\.\w+\.\w+\("
)
_SENTENCE_END = re.compile(r"[.!?…。][\"'”’)\]*_]*$")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without its list marker.  It *begins* a bullet, or goes on with what stands above it."""

    text: str
    begins: bool

    @property
    def key(self) -> str:
        found = _KEY.match(self.text)
        return found.group("key") if found else ""

    @property
    def value(self) -> str:
        found = _KEY.match(self.text)
        return _COMMENT.sub("", found.group("value")).strip() if found else self.text

    @property
    def is_keyed(self) -> bool:
        """Say whether the line begins with an identifier and a colon or an equals sign."""
        return bool(self.key) and (self.key[:1] == '"' or self.key == self.key.casefold() or "-" in self.key)


def share_of_code(lines: Sequence[str], wording: Wording) -> float:
    """Return the share of *lines*, as they stand in the source, that have the form of code; blank ones do not count."""
    read = [line for line in map(_read, lines) if line.text]
    if not read:
        return 0.0
    keyed = sum(line.is_keyed for line in read)
    points = [
        _points(line, wording) + (keyed >= MIN_STACKED and _is_stacked(read, number)) for number, line in enumerate(read)
    ]
    return sum(point >= MIN_POINTS for point in points) / len(read)


def _read(line: str) -> _Line:
    found = _LINE.match(_MARKED_UP.sub("word", line))
    assert found
    return _Line(found.group("text"), bool(found.group("bullet")))


def _is_stacked(lines: Sequence[_Line], number: int) -> bool:
    """Say whether the line of that *number* and the one before or after it are keyed, with no bullet between them."""
    if not lines[number].is_keyed:
        return False
    above = number > 0 and not lines[number].begins and lines[number - 1].is_keyed
    below = number + 1 < len(lines) and not lines[number + 1].begins and lines[number + 1].is_keyed
    return above or below


def _points(line: _Line, wording: Wording) -> int:
    text = line.text
    tokens = line.value.split()
    coded = [token for token in tokens if _CODED.search(token)]
    return (
        2 * bool(_BEGINS.match(text))
        + (bool(_ENDS.search(text)) or not _balances(text))
        + (2 * len(coded) > len(tokens))
        + any(_NAMED.search(token) for token in text.split())
        + (line.is_keyed and _is_bare(line.value, coded))
        - _is_sentence(text, wording)
    )


def _is_bare(value: str, coded: Sequence[str]) -> bool:
    """Say whether *value* is empty, one word, a list of single words, or made of tokens that are no words."""
    words = max((len(piece.split()) for piece in value.split(",")), default=0)
    return words <= max(MAX_BARE_WORDS, len(coded)) and not _SENTENCE_END.search(value)


def _balances(text: str) -> bool:
    return all(text.count(opening) == text.count(closing) for opening, closing in ("()", "[]", "{}"))


def _is_sentence(text: str, wording: Wording) -> bool:
    """Say whether *text* has the words, or the capital and the full stop, of a sentence, or something in bold."""
    words = re.findall(r"(?<![\w\"'.-])[^\W\d_]+(?![\w\"'.(-])", text)
    small = [word for word in words if word in wording.function_words]
    ends = text[:1].isupper() and _SENTENCE_END.search(text) and len(words) > MAX_BARE_WORDS
    return len(small) > 1 or bool(ends) or "**" in text or "==" in text.replace(" == ", "")
