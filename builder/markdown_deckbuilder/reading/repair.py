"""Lines that people write and CommonMark reads otherwise than they meant, rewritten before they are parsed.

Every repair keeps the number of lines, so that places stay true.  Nothing inside fenced code or a formula is touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from markdown_deckbuilder.reading.exchange import begins_exchange, is_mere_answer_sign
from markdown_deckbuilder.reading.raw_tags import is_spoken_of

_FENCE = re.compile(r"\s*(?:[-*+]\s+|\d+[.)]\s+|>\s?)*(`{3,}|~{3,})")
_MARKER = re.compile(r"(?P<indent>[ \t]*)(?P<sign>[-*+]|(?P<number>\d{1,9})(?P<stop>[.)]))(?P<gap>[ \t]+|$)")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_TIGHT_HEADING = re.compile(r"( {0,3}#{2,6})(?=[^#\s])")
# Signs that word processors and phones set as bullets.  ・ divides words inside a line, so it counts only at its start.
_SIGN_BULLET = re.compile(r"([ \t]*)(?:[•‣◦▪●○∙⁃➤►▸・][ \t]*)(?=\S)")
_UNDERLINE = re.compile(r" {0,3}(-+|=+)[ \t]*")
# What stands directly above --- and is no heading: an image or embed alone, a path, the end of a formula.
_NO_HEADING = re.compile(
    r"\s*(?:!?\[[^\]]*\]\([^)]*\)|!\[\[[^\]]*\]\]|<img\b[^>]*>|[\w.~-]*(?:/[\w.~-]+)+/?|[\w-]+\.\w{1,5})\s*|.*\$\$\s*"
)
_BEFORE_TAG = re.compile(r"\s*(?:(?:[-*+]|\d{1,9}[.)]|>)[ \t]*)*(?:\[[ xX]\][ \t]+)?(?=<[A-Za-z])")
_COMMENT = re.compile(r"(`+)(?:(?!\1)[\s\S])*?\1(?!`)|%%[\s\S]*?%%")


def repair(lines: list[str]) -> list[str]:
    """Return *lines*, those of a page without its front matter, as their author meant them; as many as there were."""
    lines = _without_comments(lines)
    touchable = free_lines(lines)
    state = _State()
    repaired: list[str] = []
    for number, line in enumerate(lines):
        if touchable[number]:
            line = _repaired(line, lines, number, state)
        repaired.append(line)
        state.look_at(line, touchable[number])
    return repaired


def free_lines(lines: list[str]) -> list[bool]:
    """Say of each line whether it is outside fenced code and formulas."""
    found: list[bool] = []
    fence = ""
    in_formula = False
    for line in lines:
        match = _FENCE.match(line)
        if fence:
            found.append(False)
            if match and match.group(1).startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif match:
            fence = match.group(1)
            found.append(False)
        else:
            dollars = line.count("$$")
            found.append(not in_formula and not (dollars == 1 and line.strip().startswith("$$")))
            in_formula ^= dollars % 2 == 1
    return found


def _without_comments(lines: list[str]) -> list[str]:
    """Take Obsidian's ``%%comments%%`` out, over several lines too."""
    if not any("%%" in line for line in lines):
        return lines
    touchable = free_lines(lines)

    def blank(match: re.Match[str]) -> str:
        text = match.group(0)
        return text if match.group(1) else "\n" * text.count("\n")

    # Code stands in for itself as a run of noncharacters, which no comment sign can begin in.
    hidden = [
        line if free else f"\ufddf{number}" for number, (line, free) in enumerate(zip(lines, touchable, strict=True))
    ]
    shown = _COMMENT.sub(blank, "\n".join(hidden)).split("\n")
    return [lines[int(line[1:])] if line.startswith("\ufddf") else line.rstrip() for line in shown]


@dataclass
class _State:
    """What stands above the line that is being looked at."""

    above: str = ""  # the last line, blank or not
    last: str = ""  # the last line that is not blank
    in_list: bool = False
    ordered_since_blank: bool = False
    dedent: int = 0  # how far a list below a heading is being moved to the left
    item_width: int = 0  # how far the text of the numbered item above stands from the margin

    def look_at(self, line: str, is_text: bool) -> None:
        self.above = line
        if not line.strip():
            self.ordered_since_blank = False
            return
        self.last = line
        marker = _MARKER.match(line)
        if marker and is_text:
            self.in_list = True
            if not marker.group("indent"):
                self.item_width = len(marker.group(0)) if marker.group("number") else 0
            self.ordered_since_blank = self.ordered_since_blank or bool(marker.group("number"))
        elif _HEADING.match(line) or (not line[:1].isspace() and not self.above.strip()):
            self.in_list = False
        if not line[:1].isspace() and not marker:
            self.item_width = 0


def _repaired(line: str, lines: list[str], number: int, state: _State) -> str:
    for one in _REPAIRS:
        line = one(line, lines, number, state)
    return line


def _move_list_to_margin(line: str, lines: list[str], number: int, state: _State) -> str:
    """A list indented by four or more under a heading is a list, not code."""
    if not line.strip():
        return line
    indent = len(line) - len(line.lstrip())
    if state.dedent and indent >= state.dedent:
        return line[state.dedent :]
    state.dedent = 0
    begins = not state.last or _HEADING.match(state.last)
    width = len(line[:indent].expandtabs(4))
    if begins and width >= 4 and _MARKER.match(line.lstrip()):
        state.dedent = indent
        state.in_list = True
        return line[indent:]
    return line


def _align_to_item(line: str, lines: list[str], number: int, state: _State) -> str:
    """What is indented by four below ``100. `` belongs to it, as it did below ``99. ``."""
    indent = len(line) - len(line.lstrip(" "))
    return " " * (state.item_width - indent) + line if 4 <= indent < state.item_width and line.strip() else line


def _space_heading(line: str, lines: list[str], number: int, state: _State) -> str:
    """``##Heading`` is a heading; ``#tag`` is none."""
    return _TIGHT_HEADING.sub(r"\1 ", line, count=1)


def _plain_bullet(line: str, lines: list[str], number: int, state: _State) -> str:
    """``• item`` is a bullet."""
    return _SIGN_BULLET.sub(r"\1- ", line, count=1) if _SIGN_BULLET.match(line) else line


def _ruler(line: str, lines: list[str], number: int, state: _State) -> str:
    """A ruler below an image, a path or a formula is a ruler; a lone ``=`` is text; ``====`` alone is a ruler."""
    match = _UNDERLINE.fullmatch(line)
    if not match:
        return line
    signs = match.group(1)
    below_text = bool(state.above.strip())
    if signs[0] == "=":
        if len(signs) == 1:
            return line.replace("=", "\\=")
        return "***" if not below_text and len(signs) >= 3 else line
    if len(signs) == 1:
        return (
            "" if below_text and not _HEADING.match(state.above) and not _MARKER.match(state.above) else line
        )  # an empty bullet
    is_no_heading = _NO_HEADING.fullmatch(state.above) or _is_exchange(lines, number)
    return "***" if below_text and len(signs) >= 3 and is_no_heading else line


def _is_exchange(lines: list[str], number: int) -> bool:
    """Say whether a question and its answer, ``Q:`` and ``A:``, stand right above the line *number*."""
    while number and lines[number - 1].strip():
        number -= 1
        if begins_exchange(lines[number]):
            return True
    return False


def _empty_bullet(line: str, lines: list[str], number: int, state: _State) -> str:
    """An empty bullet does not swallow the line after it."""
    match = _MARKER.fullmatch(line.rstrip())
    if not match or match.group("number") or match.group("indent"):
        return line
    after = lines[number + 1] if number + 1 < len(lines) else ""
    return "" if after.strip() and not after[:1].isspace() and not _MARKER.match(after) else line


def _lazy_number(line: str, lines: list[str], number: int, state: _State) -> str:
    """A wrapped line that begins with a year begins no numbered list: only 1 may interrupt a paragraph."""
    match = _MARKER.match(line)
    interrupts = match and match.group("number") and int(match.group("number")) > 1 and not match.group("indent")
    if (
        not match
        or not interrupts
        or not state.above.strip()
        or state.ordered_since_blank
        or _HEADING.match(state.above)
        or is_mere_answer_sign(state.above)
    ):
        return line
    return line.replace(match.group("stop"), "\\" + match.group("stop"), 1)


def _spoken_tag(line: str, lines: list[str], number: int, state: _State) -> str:
    """A line that begins with a tag it speaks of, "<script> tags load code", begins no HTML."""
    start = _BEFORE_TAG.match(line)
    if start is None or not is_spoken_of(line[start.end() :], lines[number + 1 :]):
        return line
    return f"{line[: start.end()]}\\{line[start.end() :]}"


_REPAIRS: tuple[Callable[[str, list[str], int, _State], str], ...] = (
    _move_list_to_margin,
    _align_to_item,
    _space_heading,
    _plain_bullet,
    _ruler,
    _empty_bullet,
    _lazy_number,
    _spoken_tag,
)
