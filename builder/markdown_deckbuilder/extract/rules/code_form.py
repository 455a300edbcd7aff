"""Whether lines have the form of configuration, code or a machine's output rather than that of prose.

Each line is given points for what code has and prose has not, and loses one for what makes a sentence; it has the form
of code from ``MIN_POINTS`` on.  The features are of form alone, so that no format has a pattern of its own:

- *marked*: it begins as a machine or a prompt begins a line (``$``, a time of day with seconds, the lines of a tree,
  the first line of a message of HTTP)
- *open*: its brackets do not balance, or it ends as a statement does
- *coded*: most of its tokens are no words: ``a.b``, ``f(x)``, ``--flag``, ``/etc/hosts``, ``"x"``
- *named*: one of its tokens can be nothing but a program's: ``snake_case``, ``--flag``, ``/etc/hosts``, ``{{ x }}``
- *keyed*: it gives a single lower-case word a bare value, ``state: present``
- *stacked*: it is keyed, or gives a word a value that is none, and so does a neighbour in the same paragraph
- a *sentence* has function words, many words, or a capital at its start and a full stop at its end
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_deckbuilder.extract.rules.phrases import holds, lines_of
from markdown_deckbuilder.extract.wording import Wording, wording_of
from markdown_deckbuilder.reading.tree import (
    Block,
    Code,
    Emphasis,
    Image,
    Inline,
    Inlines,
    Link,
    List,
    ListItem,
    Mark,
    Math,
    Paragraph,
    Strike,
    Strong,
    text_of,
)

MIN_POINTS = 2
MIN_STACKED = 3
MAX_BARE_WORDS = 1
MAX_WORDS = 6
# So much of a line, and of a token, is looked at: patterns take their time on runs without blanks.
MAX_LINE, MAX_TOKEN = 1_000, 100

_BEGINS = re.compile(
    r"[A-Z]{3,7} \S+ HTTP/\d|HTTP/\d\S* \d{3}\b|[$%]\s+\S|>>>?\s|\S+[@:~]\S*[$#]\s"
    r"|\W?(?:\d{4}-\d\d-\d\d[T ])?\d\d:\d\d:\d\d\b|[\u2500-\u257F]"
)
_ENDS = re.compile(r"[;{[(\\]$|^[\]})]+[;,]?$|[\"'}\])],$|^\{.*\}$")
_KEY = re.compile(r"(?P<key>\"[^\"]+\"|[\w.-]+(?:\(\w*\)|\[[\w.]*\])?)\s*(?P<sign>:(?=\s|$)|\s=\s)\s*(?P<value>.*)$")
_HEADER = re.compile(r"[A-Z][a-z]+(?:-[A-Z][a-z]+)+")
_QUOTED = re.compile(r"\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)")
_COMMENT = re.compile(r"\s+(?:#|//|-{2,}>|\().*$")
_CODED = re.compile(
    r"[^\W\d]\w*[.:/@\\][\w/]|[\w\"']?[([{<][^)]*$|\w+\(.*\)|^[\"'/~.${<[]|[_=|&<>{}\\*]|\w\[|^--?\w|^[a-z_]\w*:$|[\"'}\]/]$"
)
_NAMED = re.compile(
    r"[^\W\d_]{2,}_[^\W\d_]{2,}|(?:^|=)--?[a-z][\w-]*$|^\.?\.?/[\w.-]+/|^~/|\{\{|^[\w.-]+/$|\w\.\w+\(.*\.\w+:\d+\)|^\w+\(.*\);$"
    r"|\w\.\w+\.\w+\("
)
_SENTENCE_END = re.compile(r"[.!?…。][\"'”’)\]*_]*$")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a paragraph.  It *begins* a bullet, or goes on with what stands above it."""

    text: str
    begins: bool
    is_first: bool  # it stands in the first paragraph of its block
    is_marked: bool = False  # something in it is bold or ==marked==

    @property
    def is_keyed(self) -> bool:
        """Say whether the line begins with an identifier and a colon or an equals sign."""
        found = _KEY.match(self.text)
        key = found.group("key") if found else ""
        if not key or key[-1] == ")":
            return False
        return key[:1] == '"' or key == key.casefold() or bool(_HEADER.fullmatch(key))

    @property
    def is_pair(self) -> bool:
        """Say whether the line is keyed, or gives any one word a value that is no word: ``Host: example.org``."""
        value = self.value.split()
        return self.is_keyed or (bool(_KEY.match(self.text)) and len(value) == 1 and bool(_CODED.search(value[0])))

    @property
    def value(self) -> str:
        """What stands behind the key, without a remark at its end; of a line without a key, all of it."""
        found = _KEY.match(self.text)
        return _COMMENT.sub("", found.group("value")).strip() if found else self.text


def shares_of_code(block: Block, wording: Wording) -> tuple[float, float]:
    """Return the share of lines with the form of code in the first paragraph of *block*, and in all of it."""
    lines = _lines(block)
    points = [_points(line, wording.name) + _is_stacked(lines, number) for number, line in enumerate(lines)]
    counted = [
        (line, point)
        for line, point in zip(lines, points, strict=True)
        if point >= MIN_POINTS or not _is_lone_word(line)
    ]
    own = [point for line, point in counted if line.is_first]
    return _share(own), _share([point for _, point in counted])


def _share(points: Sequence[int]) -> float:
    return sum(point >= MIN_POINTS for point in points) / len(points) if points else 0.0


def _is_lone_word(line: _Line) -> bool:
    """Say whether *line* is one token, such as the items of a list in a file of settings: it may be anything."""
    return len(line.text.split()) == 1


def _lines(block: Block, *, begins: bool = False, is_first: bool = True) -> list[_Line]:
    match block:
        case Paragraph(children):
            shown = [(_text(run), holds(run, (Strong, Mark))) for run in lines_of(children)]
            return [
                _Line(text, begins and number == 0, is_first, is_marked)
                for number, (text, is_marked) in enumerate(shown)
                if text
            ]
        case List(items):
            return [line for item in items for line in _lines(item, is_first=False)]
        case ListItem(children):
            found = [_lines(child, begins=n == 0, is_first=is_first and n == 0) for n, child in enumerate(children)]
            return [line for lines in found for line in lines]
    return []


def _text(run: Inlines) -> str:
    """Return what *run* shows; what its author set apart, as code, math or a link, is a word among words."""
    return "".join(_shown(node) for node in run).strip()[:MAX_LINE]


def _shown(node: Inline) -> str:
    match node:
        case Code() | Math() | Link() | Image():
            return "word"
        case Strong(children) | Emphasis(children) | Mark(children) | Strike(children):
            return "".join(_shown(inner) for inner in children)
    return text_of(node)


def _is_stacked(lines: Sequence[_Line], number: int) -> bool:
    """Say whether the line of that *number* and the one before or after it are pairs, with no bullet between them.

    Two such lines happen in prose; it takes a few of them.
    """
    if not lines[number].is_pair or sum(line.is_pair for line in lines) < MIN_STACKED:
        return False
    above = number > 0 and not lines[number].begins and lines[number - 1].is_pair
    below = number + 1 < len(lines) and not lines[number + 1].begins and lines[number + 1].is_pair
    return above or below


@lru_cache(maxsize=16_384)
def _points(line: _Line, language: str) -> int:
    """Return how much speaks for *line* being code; a list's lines are asked about for it and for each of its items."""
    text = line.text
    tokens = [token[:MAX_TOKEN] for token in line.value.split()]
    coded = [token for token in tokens if _CODED.search(token)]
    return (
        3 * bool(_BEGINS.match(text))
        + (bool(_ENDS.search(text)) or not _balances(text))
        + (0 < len(tokens) <= 2 * len(coded))
        + any(_NAMED.search(token) for token in tokens)
        + (line.is_keyed and _is_bare(line.value, coded))
        - (line.is_marked or _is_sentence(text, wording_of(language)))
    )


def _is_bare(value: str, coded: Sequence[str]) -> bool:
    """Say whether *value* is empty, quoted, one word, a list of single words, or made of tokens that are no words."""
    words = max((len(piece.split()) for piece in value.split(",")), default=0)
    return (words <= max(MAX_BARE_WORDS, len(coded)) or not _QUOTED.sub("", value)) and not _SENTENCE_END.search(value)


def _balances(text: str) -> bool:
    return all(text.count(opening) == text.count(closing) for opening, closing in ("()", "[]", "{}"))


def _is_sentence(text: str, wording: Wording) -> bool:
    """Say whether *text* has the words, or the capital and the full stop, of a sentence, or so many words in a row."""
    words = re.findall(r"(?<![\w\"'.-])[^\W\d_]+(?![\w\"'.(-])", _QUOTED.sub("", text))
    small = [word for word in words if word in wording.function_words]
    ends = text[:1].isupper() and _SENTENCE_END.search(text) and len(words) > MAX_BARE_WORDS
    return len(small) > 1 or bool(ends) or len(words) > MAX_WORDS
