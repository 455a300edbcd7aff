"""Cutting inline nodes by the words they show: leads, sentences, content words.

Everything here works on offsets into ``text_of`` of a run of inline nodes, so that a rule can look at plain text and
still keep the author's bold, code and math when it cuts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from markdown_deckbuilder.extract.wording import Wording
from markdown_deckbuilder.reading.tree import (
    Break,
    Code,
    Deletion,
    Emphasis,
    FootnoteRef,
    Image,
    Inline,
    Inlines,
    Link,
    Mark,
    Math,
    Strike,
    Strong,
    Text,
    text_of,
    walk,
)

_Formatted = Emphasis | Strong | Strike | Mark | Link | Deletion


def cut(inlines: Inlines, start: int, end: int | None = None) -> Inlines:
    """Return the part of *inlines* that shows the characters *start* to *end* of their text.

    Formatting that is cut through stays on the part; code, math and images are kept whole or left out.
    """
    lengths = [len(text_of(node)) for node in inlines]
    total = sum(lengths)
    end = total if end is None else end
    if start <= 0 and end >= total:
        return inlines
    parts: list[Inline] = []
    offset = 0
    for node, length in zip(inlines, lengths, strict=True):
        if length == 0:
            if start <= offset < end or (offset == end and (parts or end == total)):
                parts.append(node)
        else:
            low, high = max(start - offset, 0), min(end - offset, length)
            if low < high:
                parts.append(_part(node, low, high, length))
        offset += length
    return tuple(parts)


def _part(node: Inline, low: int, high: int, length: int) -> Inline:
    if low == 0 and high == length:
        return node
    if isinstance(node, Text):
        return Text(node.text[low:high])
    if isinstance(node, _Formatted):
        return replace(node, children=cut(node.children, low, high))
    return node


def strip(inlines: Inlines, characters: str = "") -> Inlines:
    """Return *inlines* without blanks, and without *characters*, at both ends."""
    text = text_of(inlines)
    drop = characters + " \t\n\xa0"
    if text and text[0] not in drop and text[-1] not in drop:
        return inlines
    start = len(text) - len(text.lstrip(drop))
    end = max(start, len(text.rstrip(drop)))
    kept = cut(inlines, start, end)
    unread = _unread_after(inlines, end)
    return (*kept, Text(" "), *unread) if kept and unread else (*kept, *unread)


def _unread_after(inlines: Inlines, end: int) -> Inlines:
    """Return the images, footnote marks and embeds without words that stand behind the *end* of what is read."""
    found, offset = [], 0
    for node in inlines:
        length = len(text_of(node))
        is_shown = isinstance(node, Image | FootnoteRef) or (isinstance(node, Link) and node.embeds)
        if length == 0 and offset > end and is_shown:
            found.append(node)
        offset += length
    return tuple(found)


def without_loose_end(inlines: Inlines, wording: Wording) -> Inlines:
    """Return *inlines* without the "and" or "or" that ties an item to the next one: "elastic, and" is "elastic"."""
    inlines = strip(inlines, ".;,。、")
    text = text_of(inlines)
    for word in wording.conjunctions:
        if re.search(rf"[,;]\s*{re.escape(word)}$", text, re.I):
            return strip(cut(inlines, 0, len(text) - len(word)), ".;,")
    return inlines


def bare(inlines: Inlines) -> Inlines:
    """Return *inlines* without emphasis around the whole of them, and without blanks at the ends."""
    inlines = strip(inlines)
    while len(inlines) == 1 and isinstance(inlines[0], Emphasis | Strong | Mark):
        inlines = strip(inlines[0].children)
    return inlines


def lines_of(inlines: Inlines) -> list[Inlines]:
    """Return the source lines that *inlines* stand on, one run a line."""
    lines: list[list[Inline]] = [[]]
    for node in inlines:
        if isinstance(node, Break):
            lines.append([])
        else:
            lines[-1].append(node)
    return [tuple(line) for line in lines]


def hide(inlines: Inlines, ranges: list[tuple[int, int]]) -> Inlines:
    """Return *inlines* with a deletion around each of the *ranges* of their text, which must not overlap."""
    parts: list[Inline] = []
    position = 0
    for start, end in sorted(ranges):
        parts += [*cut(inlines, position, start), Deletion(cut(inlines, start, end))]
        position = end
    return (*parts, *cut(inlines, position))


def marks_as_deletions(inlines: Inlines) -> Inlines:
    """Return *inlines* with every ``==marked==`` run turned into a deletion."""

    def turn(node: Inline) -> Inline:
        if isinstance(node, Mark) and node.hides:
            return Deletion(node.children)
        if isinstance(node, _Formatted):
            return replace(node, children=marks_as_deletions(node.children))
        return node

    return tuple(turn(node) for node in inlines)


def unmarked(inlines: Inlines) -> Inlines:
    """Return *inlines* without the marks that would hide words; the words stay."""
    nodes: list[Inline] = []
    for node in inlines:
        if isinstance(node, Mark) and node.hides:
            nodes += unmarked(node.children)
        elif isinstance(node, _Formatted):
            nodes.append(replace(node, children=unmarked(node.children)))
        else:
            nodes.append(node)
    return tuple(nodes)


def without_whole_marks(inlines: Inlines) -> Inlines:
    """Return *inlines* without the marks around a whole sentence: to hide all of it would leave nothing to go by."""
    nodes: list[Inline] = []
    for position, node in enumerate(inlines):
        if isinstance(node, Mark) and node.hides and _is_whole(inlines, position):
            nodes += node.children
        else:
            nodes.append(node)
    left = tuple(nodes)
    marks = [node for node in walk(left) if isinstance(node, Mark) and node.hides]
    is_all = len(marks) == 1 and not words_of("".join(text_of(node) for node in _unhidden(left)))
    return unmarked(left) if is_all else left


def _unhidden(inlines: Inlines) -> Inlines:
    """Return what of *inlines* would still be read if all that is marked or deleted were hidden."""
    nodes: list[Inline] = []
    for node in inlines:
        if isinstance(node, Deletion) or (isinstance(node, Mark) and node.hides):
            continue
        nodes.append(replace(node, children=_unhidden(node.children)) if isinstance(node, _Formatted) else node)
    return tuple(nodes)


def _is_whole(inlines: Inlines, position: int) -> bool:
    """Say whether the node at *position* is a sentence, from its first word to its last."""
    before, inside, after = (text_of(part) for part in (inlines[:position], inlines[position], inlines[position + 1 :]))
    begins = not words_of(before) or re.search(r"[.!?…。！？][\"'”’)\]]*\s*$", before)
    ends = not words_of(after) or re.search(r"[.!?…。！？]\s*$", inside) or re.match(r"\s*[.!?…。！？](?:\s|$)", after)
    return bool(begins and ends)


def holds(inlines: Inlines, kinds: type | tuple[type, ...]) -> bool:
    """Say whether a node of one of *kinds* stands anywhere in *inlines*."""
    return any(
        isinstance(node, kinds) or (isinstance(node, _Formatted) and holds(node.children, kinds)) for node in inlines
    )


_FILE = re.compile(r"\W*(?!/|~|\.{0,2}/etc)(?:[\w.@-]+[/\\])+[\w.@-]+\.[A-Za-z]\w{0,4}\W*")


def is_file(text: str) -> bool:
    """Say whether *text* is the path of a file in somebody's project, "src/lib/auth.ts"; "/etc/passwd" is a term."""
    return _FILE.fullmatch(text.strip()) is not None


# --- words ------------------------------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
# Scripts that write no blanks between words: there a letter pair is counted as a word.
_UNSPACED_LETTERS = (
    r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f\u0e80-\u0eff\u1780-\u17ff\u1000-\u109f"
)
_UNSPACED = re.compile(f"[{_UNSPACED_LETTERS}]")
_PIECE = re.compile(rf"[{_UNSPACED_LETTERS}]|[^\W{_UNSPACED_LETTERS}]+|[^\w\s]")


def is_unspaced(text: str) -> bool:
    """Say whether *text* has letters of a script that writes no blanks between words."""
    return bool(_UNSPACED.search(text))


def pieces_of(text: str) -> list[str]:
    """Return the letters and figures in a row, the signs, and the letters of unspaced scripts of *text*, one by one."""
    return _PIECE.findall(text)


@lru_cache(maxsize=16_384)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of *text*; in scripts that leave no blanks between words, pieces of two letters."""
    found: list[str] = _WORD.findall(text)
    if text.isascii() or not _UNSPACED.search(text):
        return tuple(found)
    words: list[str] = []
    for word in found:
        words += [word[i : i + 2] for i in range(0, len(word), 2)] if _UNSPACED.search(word) else [word]
    return tuple(words)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return a rough stem of *word*, good enough to see that "encrypts" gives "encryption" away."""
    word = unicodedata.normalize("NFKC", word).casefold()
    for ending in (
        "ization",
        "isation",
        "ations",
        "ation",
        "ings",
        "ing",
        "ions",
        "ion",
        "ies",
        "es",
        "ed",
        "s",
        "en",
        "e",
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


MIN_CLAUSE_WORDS = 3

# --- sentences --------------------------------------------------------------------------------------------------------

_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|v|etc|cf|approx|ca|Dr|Mr|Mrs|Ms|Prof|No|Nr|Fig|Abb|bzw|bspw|evtl|ggf|sog|usw|vgl|z\.\s?B|d\.\s?h|"
    r"u\.\s?a|S|Art|Abs|al|pp|resp|incl|inkl|max|min|St|Mio|Mrd|Bio|Tsd|[A-Z])|\b\d{1,2})\.$"
)
# The first half of "z. B." or "d. h.".
_HALF_ABBREVIATION = re.compile(r"(?<![^\W\d_])[^\W\d_]\.\0\s?[^\W\d_]\.")
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s+[^\s])|[。！？]+[」』）]*(?=.)")


def sentences(inlines: Inlines) -> list[Inlines]:
    """Return the sentences of *inlines*, each without blanks around it.

    Of line ends only those divide that end a line of its own.
    """
    known = _SENTENCES.get(id(inlines))
    if known and known[0] is inlines:
        return list(known[1])
    found = _sentences(inlines)
    if len(_SENTENCES) >= MAX_REMEMBERED:
        _SENTENCES.clear()
    _SENTENCES[id(inlines)] = (inlines, found)
    return list(found)


# The sentences of the texts asked for of late, by the identity of these: one rule after the other asks for the same.
_SENTENCES: dict[int, tuple[Inlines, list[Inlines]]] = {}
MAX_REMEMBERED = 256


def _sentences(inlines: Inlines) -> list[Inlines]:
    text = text_of(inlines)
    whole = whole_ranges(inlines)
    found, start = [], 0
    divides = _line_ends(inlines)
    for match in _SENTENCE_END.finditer(text):
        while divides and divides[0] <= match.end():
            if divides[0] > start:
                found.append(strip(cut(inlines, start, divides[0])))
                start = divides[0]
            divides = divides[1:]
        end = match.end()
        if any(low < end < high for low, high in whole) or not _begins_sentence(text[end:].lstrip()):
            continue
        if _is_open(text[start:end], text[end:]):
            continue
        if match.group(0) == "." and _is_abbreviated(text, start, end):
            continue
        found.append(strip(cut(inlines, start, end)))
        start = end
    for end in divides:
        found.append(strip(cut(inlines, start, end)))
        start = end
    last = strip(cut(inlines, start))
    found = [sentence for sentence in found if text_of(sentence).strip()]
    return [*found, last] if text_of(last).strip() else found


def clauses_of(sentence: Inlines) -> list[Inlines]:
    """Return the clauses of *sentence*, divided at semicolons where both sides say something."""
    found: list[Inlines] = []
    text, start = text_of(sentence), 0
    for match in re.finditer(r";\s+", text):
        sides = text[start : match.start()], text[match.end() :]
        if all(len(words_of(side)) >= MIN_CLAUSE_WORDS for side in sides):
            found.append(cut(sentence, start, match.start()))
            start = match.end()
    return [*found, cut(sentence, start)]


def is_lead_in(sentence: str) -> bool:
    """Say whether *sentence* ends in a colon and so only leads in to what stands below it."""
    return sentence.rstrip().endswith((":", "："))


def joined(run: list[Inlines]) -> Inlines:
    """Return the sentences of *run* as one text; one without a stop at its end stands on a line of its own."""
    nodes: list[Inline] = []
    for sentence in run:
        if nodes:
            nodes.append(Text(" ") if re.search(r"[.!?…。！？][\"'”’)\]]*$", text_of(nodes)) else Break(hard=True))
        nodes += sentence
    return tuple(nodes)


def _line_ends(inlines: Inlines) -> list[int]:
    """Return where in the text of *inlines* a line of its own ends."""
    ends, offset = [], 0
    for node in inlines:
        if isinstance(node, Break) and node.divides:
            ends.append(offset)
        offset += len(text_of(node))
    return ends


def _is_abbreviated(text: str, start: int, end: int) -> bool:
    """Say whether the stop before *end* belongs to an abbreviation: to "ca." or to either half of "z. B."."""
    halves = f"{text[max(start, end - 3) : end]}\0{text[end : end + 3]}"
    return bool(_ABBREVIATION.search(text[start:end]) or _HALF_ABBREVIATION.search(halves))


def _is_open(before: str, after: str) -> bool:
    """Say whether a stop stands in brackets: "(§ 25 I Alt. 2)"."""
    depth = before.count("(") - before.count(")")
    return depth > 0 and ")" in after


def _begins_sentence(text: str) -> bool:
    first = text[:1]
    return not first.islower()


def whole_ranges(inlines: Inlines) -> list[tuple[int, int]]:
    """Return the ranges of text that no cut may go through: code, math, images and links."""
    return _ranges_of(inlines, (Code, Math, Image, Link))


def _ranges_of(inlines: Inlines, kinds: tuple[type, ...]) -> list[tuple[int, int]]:
    ranges, offset = [], 0
    for node in inlines:
        length = len(text_of(node))
        if isinstance(node, kinds):
            ranges.append((offset, offset + length))
        offset += length
    return ranges


# --- leads ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lead:
    """The cue at the start of a bullet, and what is said of it.  *separator* is the sign between them."""

    term: Inlines
    meaning: Inlines
    separator: str
    is_formatted: bool  # the term is bold, italic or code, so that the author marked it as a term


_SEPARATOR = re.compile(
    r"\s*(?P<colon>[:：])(?=\s|$|[^\x00-\x7f])|\s+(?P<sign>-{1,3}|–|—{1,2}|=|→|->|=>|⇒)\s+|(?P<dash>——)|(?P<tight>[—–])"
)


def lead_of(inlines: Inlines, is_term: Callable[[str, bool, str], bool]) -> Lead | None:
    """Divide *inlines* into a lead term and its meaning, or return None where they have no such form.

    *is_term* is asked with the words before the separator, whether they are formatted, and the separator.
    """
    inlines = strip(inlines)
    text = text_of(inlines)
    whole = whole_ranges(inlines)
    formatted_ranges = _ranges_of(inlines, (Strong, Emphasis, Mark))
    for match in _SEPARATOR.finditer(text):
        start, end = match.span()
        if any(start < high and end > low for low, high in whole):
            continue
        if any(low < start and end < high for low, high in formatted_ranges):
            continue  # "**a - b**: c" is about "a - b"
        if match.group("tight") and not any(high == start for _, high in formatted_ranges[:1]):
            continue  # a dash without blanks divides only right behind a bold term
        term, meaning = strip(cut(inlines, 0, start)), strip(cut(inlines, end))
        separator = match.group(0).strip()
        formatted = _is_formatted(term)
        if not text_of(term).strip() or not is_term(text_of(term), formatted, separator):
            return None
        return Lead(strip(term, ":："), strip(_unwrapped(meaning)), separator, formatted)
    return None


def _is_formatted(term: Inlines) -> bool:
    return bool(term) and isinstance(term[0], Strong | Emphasis | Code | Mark | Link)


def _unwrapped(meaning: Inlines) -> Inlines:
    """Return *meaning* without the empty end of formatting that a colon inside the bold leaves behind."""
    return tuple(node for node in meaning if text_of(node) or not isinstance(node, _Formatted))
