"""``term::meaning``, written without blanks: a pair only where both sides read like words, not like parts of a name.

``std::vector``, ``File::Find``, ``fe80::1`` and a deck ``Biology::Cells`` hold the same sign.  So it divides only if it is
the only one of its line, no code, address or time stands beside it, and one of these is true:

- a blank follows it: ``**Ebb**:: the falling tide``;
- the term ends in a question mark or another sign of a sentence, or all of it is bold or slanted;
- what touches it is written in letters beyond ASCII, which names of programs do not use;
- a formula answers;
- the term is of several words, and an article follows or a small word stands before: ``… exists when::the …``.

Anything else stays text: a false card is worse than one that a blank on both sides would bring.
"""

from __future__ import annotations

import re

from markdown_deckbuilder.extract.rules.phrases import strip, words_of
from markdown_deckbuilder.extract.wording import in_any_language
from markdown_deckbuilder.reading.tree import Emphasis, Inlines, Mark, Math, Strong, text_of

_SIGN = re.compile(r"(?<=\S)(?<!:)[ \t\xa0]*(?P<sign>:{2,3})(?!:)[ \t\xa0]*(?=\S)")
_ANY_SIGN = re.compile(r"::")
# Signs that names and addresses of programs hold and that words do not.
_CODE = re.compile(r"[_<>{}\[\]&*=;/\\@$#~|]|\w\(|\w\.\w")
_ADDRESS = re.compile(r"[\dA-Fa-f:.]*\d[\dA-Fa-f:.]*(?:/\d+)?%?\w*|::?")
_NAMESPACES = frozenset({"std", "boost", "chrono", "core", "alloc", "tokio", "crate", "self", "super", "https", "http"})
_ENDS = re.compile(r"[?？؟!！。)）»”\"%]$")
_BEGINS = re.compile(r"[\w\"“„«'‘(（\-+*\0]")


def tight_sign(line: Inlines, plain: str) -> re.Match[str] | None:
    """Return the ``::`` that divides *line* without a blank on each side, or None.

    *plain* is the text of the line with noncharacters where code, formulas and deletions stand.
    """
    if len(_ANY_SIGN.findall(plain)) != 1:
        return None
    plain = _without_inner_signs(line, plain)
    match = _SIGN.search(plain)
    if not match or not _divides(line, plain, match):
        return None
    return match


def _without_inner_signs(line: Inlines, plain: str) -> str:
    """Return *plain* with noncharacters in place of marked words and of a bold run that holds a sign inside."""
    hidden, offset = [], 0
    for node in line:
        text = plain[offset : offset + len(text_of(node))]
        offset += len(text)
        holds = isinstance(node, Strong | Emphasis) and "::" in text.rstrip(": ")
        hidden.append("\0" * len(text) if holds or isinstance(node, Mark) else text)
    return "".join(hidden)


def _divides(line: Inlines, plain: str, match: re.Match[str]) -> bool:
    left, right = plain[: match.start()], plain[match.end() :]
    last, first = left.split()[-1], right.split()[0]
    spaced_before, spaced_after = plain[match.start("sign") - 1].isspace(), plain[match.end("sign")].isspace()
    if last.casefold() in _NAMESPACES or _ADDRESS.fullmatch(last) or not _BEGINS.match(right):
        return False
    if _CODE.search(last) or (not spaced_after and (_CODE.search(first) or _ADDRESS.fullmatch(first))):
        return False
    if spaced_after or _ENDS.search(left) or _is_formatted(line, match.start()):
        return True
    if _is_foreign(last) or _is_foreign(first) or _answers_with_formula(line, match.end()):
        return True
    several = len(words_of(left)) > 1 and len(words_of(right)) > 1
    return several and not spaced_before and (first in _articles() or last in in_any_language("function_words"))


def _is_formatted(line: Inlines, end: int) -> bool:
    """Say whether the first *end* characters of *line* are one bold or slanted run."""
    nodes = [node for node in strip(line) if text_of(node).strip()]
    return bool(nodes) and isinstance(nodes[0], Strong | Emphasis | Mark) and len(text_of(nodes[0]).strip()) >= end


def _is_foreign(token: str) -> bool:
    return any(letter.isalpha() and not letter.isascii() for letter in token)


def _answers_with_formula(line: Inlines, start: int) -> bool:
    offset = 0
    for node in line:
        if offset >= start:
            return isinstance(node, Math)
        offset += len(text_of(node))
    return False


def _articles() -> frozenset[str]:
    return in_any_language("determiners") | in_any_language("articles")
