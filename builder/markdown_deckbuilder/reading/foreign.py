"""Cards as other programs write them, put into our own syntax line by line before the page is parsed.

A lone ``?`` between front and back, ``#card`` at the end of a line, ``START … END`` and what these programs leave behind.
Every line stays where it is, so that places stay true; nothing inside fenced code or a formula is touched.
:mod:`markdown_deckbuilder.reading.flashcards` makes cards of the signs that are left here.
"""

from __future__ import annotations

import re

from markdown_deckbuilder.reading.fields import without_fields
from markdown_deckbuilder.reading.repair import free_lines

# Noncharacters: signs between the passes that no text can hold.
SEPARATOR = "\ufdd0"  # begins a comment that divides front from back
MARK, REVERSE_MARK = "\ufdd1", "\ufdd2"  # stand where #card and #card-reverse stood
BLOCK = "\ufdd3"  # the language of a fence around a card of Obsidian_to_Anki

_OURS = re.compile(f"[{SEPARATOR}{MARK}{REVERSE_MARK}]")
_OUR_COMMENT = re.compile(f"<!--{SEPARATOR}(.*?)-->")

MAX_BLOCK_LINES = 200

_PREFIX = r"[ \t]*(?:>[ \t]?)*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?"
_BULLET = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_TURN = re.compile(r"(?P<prefix>[ \t]*(?:>[ \t]?)*)(?P<sign>\?\??|\+\+\+)[ \t]*")
_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)*")
# What is read as it stands: code, formulas, deletions, links, addresses, tags of HTML and comments.
_OPAQUE = re.compile(
    r"(`+)(?:(?!\1).)*\1|\$\$.*?\$\$|\$(?!\s)[^$]*\$|\{\{.*?\}\}|!?\[\[.*?\]\]|\]\([^)]*\)|\w+://\S+|<[^<>]*>"
)
_CARD_TAG = re.compile(
    r"(?<!\S)#(?P<name>(?:flash)?cards?)(?P<way>[-/](?:spaced[-/])?(?:spaced|reversed?))?(?P<path>(?:/[\w-]+)*)(?!\S)",
    re.I,
)
_ONLY_SIGNS = re.compile(r"(?:\s|#[\w/-]+|\^[\w-]+|<!--.*?-->)*")
_BEFORE = re.compile(rf"{_PREFIX}(?:#{{1,6}}[ \t]+)?(?:\s|#[\w/-]+)*")
_DECLARES = re.compile(r"(?<!\S)#(?:flash)?cards?(?:[-/][\w/-]+)?(?!\S)|<!--SR:!", re.I)
_SIGN = re.compile(r"(?<!:)(?P<before>[ \t]*)(?P<sign>:{2,3})(?P<after>[ \t]*)(?![:\s])")
# A name with its parts, an address or a time: no sign of a card between them.
_NAME_PARTS = re.compile(
    r"(?:\b(?:std|boost|chrono|core|alloc|tokio|crate|self|super)|[\w)\]]*[_<>()\[\]{}&*=;/\\.@$#~]\w*|(?:^|\s)[\dA-Fa-f:]*\d[\dA-Fa-f:]*)$"
)

_START = re.compile(r"(?P<prefix>[ \t]*(?:>[ \t]?)*)(?:START|%%[ \t]*ANKI)[ \t]*")
_END = re.compile(r"[ \t]*(?:>[ \t]?)*END[ \t]*(?:%%)?[ \t]*")
_INLINE = re.compile(
    rf"(?P<prefix>{_PREFIX})STARTI[ \t]*\[(?P<type>[^\]]*)\][ \t]*(?P<text>.*?)[ \t]*"
    r"(?:Tags:[ \t]*(?P<tags>.*?))?[ \t]*(?:<!--ID:.*?-->|ID:[ \t]*\d+)?[ \t]*ENDI[ \t]*(?:<!--.*?-->)?[ \t]*"
)
_BACK = re.compile(r"[ \t]+Back:[ \t]*")
_DECK = re.compile(r"[ \t]*TARGET DECK(?::[ \t]*(?P<name>.*))?[ \t]*")
_FILE_TAGS = re.compile(r"[ \t]*FILE TAGS(?::[ \t]*(?P<tags>.*))?[ \t]*")
_CURLY = re.compile(r"(?<![{$\\])\{(?:c?(?P<number>\d{1,3}):{1,2})?(?P<words>[^{}]+)\}(?!\})")


def own_syntax(lines: list[str], *, is_declared: bool = False) -> list[str]:
    """Return *lines*, those of a page without its front matter, with foreign cards in our own syntax; as many.

    *is_declared* where something else than *lines* says that the page holds cards.
    """
    is_declared = is_declared or holds_cards(lines)
    lines = _without_deck_lines(_fenced_blocks(lines))
    lines = without_fields(lines, _readable(lines), is_declared)
    free = _readable(lines)
    turned = [_turn(lines, number) if free[number] else lines[number] for number in range(len(lines))]
    return [_line(line, is_declared) if is_free else line for line, is_free in zip(turned, free, strict=True)]


def holds_cards(lines: list[str]) -> bool:
    """Say whether *lines* tell a program that the page holds cards: by a tag, by a date of review."""
    if not any(_DECLARES.search(line) for line in lines):
        return False
    return any(is_free and _DECLARES.search(line) for line, is_free in zip(lines, _readable(lines), strict=True))


def is_card_tag(tag: str) -> bool:
    """Say whether *tag* only tells a program that the page holds cards."""
    return bool(_CARD_TAG.fullmatch(f"#{tag.lstrip('#').replace('::', '/')}"))


def _readable(lines: list[str]) -> list[bool]:
    """Say of each line whether it is outside code, indented code too, formulas and comments of several lines."""
    found = free_lines(lines)
    in_list = in_comment = False
    is_below_blank = True
    for number, line in enumerate(lines):
        indent = len(line[: len(line) - len(line.lstrip())].expandtabs(4))
        if _BULLET.match(line) and (indent < 4 or in_list):
            in_list = True
        elif line.strip() and indent == 0 and (is_below_blank or _HEADING.match(line)):
            in_list = False
        was_in_comment, in_comment = in_comment, _is_open_comment(line, in_comment) if found[number] else in_comment
        found[number] = found[number] and (indent < 4 or in_list) and not was_in_comment
        is_below_blank = not line.strip()
    return found


def _is_open_comment(line: str, in_comment: bool) -> bool:
    """Say whether a comment of HTML goes on behind *line*; *in_comment* where one does before it."""
    if in_comment:
        return "-->" not in line
    return "<!--" in line and "-->" not in line[line.rindex("<!--") :]


def restored(text: str) -> str:
    """Return *text*, which turned out to be code, as its author wrote it."""
    if not _OURS.search(text):
        return text
    text = _OUR_COMMENT.sub(lambda match: match.group(1), text)
    return text.replace(MARK, "#card").replace(REVERSE_MARK, "#card-reverse")


def _line(line: str, is_declared: bool) -> str:
    inline = _INLINE.fullmatch(line)
    if inline:
        return _inline_card(inline)
    if not is_declared:
        return line
    return _spaced_pair(_marked(line))


# --- ? ----------------------------------------------------------------------------------------------------------------


def _turn(lines: list[str], number: int) -> str:
    """A lone ``?`` or ``??`` with a text near above and near below divides a front from a back; ``+++`` ends a back."""
    line = lines[number]
    match = _TURN.fullmatch(line)
    if not match:
        return line
    if match.group("sign") == "+++" and not any(_TURN.fullmatch(other) and "?" in other for other in lines):
        return line
    near = [_near(lines, number, step) for step in (-1, 1)]
    if match.group("sign") != "+++" and not all(near):
        return line
    return f"{match.group('prefix')}<!--{SEPARATOR}{match.group('sign')}-->"


def _near(lines: list[str], number: int, step: int) -> bool:
    """Say whether a text stands on the line beside *number*, or beyond one blank line."""
    for distance in (1, 2):
        place = number + step * distance
        if not 0 <= place < len(lines):
            return False
        beside = lines[place]
        if _QUOTE.sub("", beside, count=1).strip():
            return not _TURN.fullmatch(beside)
    return False


# --- #card ------------------------------------------------------------------------------------------------------------


def _marked(line: str) -> str:
    """Take ``#card``, ``#flashcards/biology`` and their like out of the edge of *line*; the former leaves a mark."""

    def mark(match: re.Match[str]) -> str:
        at_end = _ONLY_SIGNS.fullmatch(line, match.end())
        at_start = _BEFORE.fullmatch(line, 0, match.start())
        if not (at_end or at_start):
            return match.group(0)
        path = match.group("path").strip("/")
        way = (match.group("way") or "").casefold()
        sign = "" if match.group("name").casefold().endswith("s") else REVERSE_MARK if "reverse" in way else MARK
        return " ".join(piece for piece in (sign, f"#{path}" if path else "") if piece)

    if line.lstrip().startswith("|"):
        return line
    found = _CARD_TAG.sub(mark, line)
    if found == line:
        return line
    rest = found.replace(MARK, "").replace(REVERSE_MARK, "")
    return "" if not _QUOTE.sub("", rest).strip() else found.rstrip()


def _spaced_pair(line: str) -> str:
    """On a page that says it holds cards, ``front::back`` is what it is to those programs: a card."""
    if "::" not in line or line.lstrip().startswith(("|", "#")):
        return line
    hidden = _OPAQUE.sub(lambda match: SEPARATOR * len(match.group(0)), line)
    found = list(_SIGN.finditer(hidden))
    if len(found) != 1 or (found[0]["before"] and found[0]["after"]):
        return line
    left, right = hidden[: found[0].start()], hidden[found[0].end() :]
    if not re.search(r"\w|\ufdd0", left) or _NAME_PARTS.search(left.rstrip()):
        return line
    if not (found[0]["before"] or found[0]["after"]) and re.match(r"[\w:]*[_(<]", right):
        return line
    return f"{line[: found[0].start()]} {found[0]['sign']} {line[found[0].end() :]}"


# --- Obsidian_to_Anki -------------------------------------------------------------------------------------------------


def _fenced_blocks(lines: list[str]) -> list[str]:
    """Put a fence around each ``START … END``, so that it is read apart, whatever stands in it."""
    if not any(_START.fullmatch(line) for line in lines):
        return lines
    free = free_lines(lines)
    fenced = list(lines)
    number = 0
    while number < len(lines):
        start = _START.fullmatch(lines[number]) if free[number] else None
        end = _end_of(lines, number) if start else None
        if start and end:
            fenced[number] = f"{start.group('prefix')}{'`' * 12}{BLOCK}"
            fenced[end] = f"{start.group('prefix')}{'`' * 12}"
            if number > 0 and end + 1 < len(lines) and lines[number - 1].strip() == lines[end + 1].strip() == "%%":
                fenced[number - 1] = fenced[end + 1] = ""
            number = end
        number += 1
    return fenced


def _end_of(lines: list[str], start: int) -> int | None:
    for number in range(start + 1, min(start + MAX_BLOCK_LINES, len(lines))):
        if _END.fullmatch(lines[number]):
            return number if number > start + 1 else None
        if _START.fullmatch(lines[number]):
            return None
    return None


def _without_deck_lines(lines: list[str]) -> list[str]:
    """Take ``TARGET DECK`` out; ``FILE TAGS`` are tags of the page."""
    if not any(_DECK.fullmatch(line) or _FILE_TAGS.fullmatch(line) for line in lines):
        return lines
    free = free_lines(lines)
    told = list(lines)
    for number, line in enumerate(lines):
        deck, tags = _DECK.fullmatch(line), _FILE_TAGS.fullmatch(line)
        if not free[number] or not (deck or tags):
            continue
        told[number] = ""
        value = deck.group("name") if deck else tags.group("tags") if tags else None
        place = number
        if value is None and number + 1 < len(lines):
            place = number + 1
            value = lines[place]
        told[place] = hashtags(value or "") if tags else ""
    return told


def hashtags(words: str) -> str:
    """Return *words*, tags as Anki writes them, as ``#tags`` of a line."""
    names = (re.sub(r"[^\w/-]", "", word.lstrip("#").replace("::", "/")) for word in re.split(r"[,\s]+", words))
    return " ".join(f"#{name}" for name in names if name)


def curly_deletions(text: str) -> str:
    """Return *text* with the ``{words}`` and ``{1:words}`` of Obsidian_to_Anki as deletions."""

    def deletion(match: re.Match[str]) -> str:
        number, words = match.group("number"), match.group("words")
        return f"{{{{c{number}::{words}}}}}" if number else f"{{{{cloze {words}}}}}"

    return _CURLY.sub(deletion, text)


def _inline_card(match: re.Match[str]) -> str:
    kind, text = match.group("type").casefold(), match.group("text")
    tags = hashtags(match.group("tags") or "")
    sign = " ::: " if "revers" in kind else " :: "
    text = curly_deletions(text) if "cloze" in kind else _BACK.sub(sign, text, count=1)
    return f"{match.group('prefix')}{text} {tags}".rstrip()
