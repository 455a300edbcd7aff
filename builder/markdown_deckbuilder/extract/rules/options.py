"""Options of a question: lists, check boxes, and lettered lines, read as one thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from markdown_deckbuilder.extract.rules.phrases import bare, cut, lines_of, strip
from markdown_deckbuilder.extract.rules.quiz_words import (
    CROSS,
    TICK,
    answer_sign,
    answer_title,
    correct_sign,
    explanation_sign,
)
from markdown_deckbuilder.reading.tree import (
    Block,
    Blocks,
    Break,
    Callout,
    CodeBlock,
    Details,
    Image,
    Inlines,
    List,
    ListItem,
    MathBlock,
    Paragraph,
    Span,
    Strong,
    Table,
    text_of,
    walk,
)

MIN_OPTIONS, MAX_OPTIONS = 2, 10

# What counts options, in its order.
_SEQUENCES = (
    "ABCDEFGHIJ",
    "abcdefghij",
    "АБВГДЕЖЗИК",
    "абвгдежзик",
    "①②③④⑤⑥⑦⑧⑨⑩",
    "アイウエオカキク",
    "甲乙丙丁戊己庚辛",
)
_LETTER = re.compile(
    r"\W{0,2}?(?:[(（]?(?P<letter>[A-Ja-jА-Яа-яア-ク甲乙丙丁戊己庚辛])[.)）、．]|(?P<sign>[①-⑩])[.)、．]?)(?:\s+|$|(?=\W|[^\x00-\x7f]))"
)
_NUMBER = re.compile(r"\s*(?P<letter>\d{1,2})\s*[:.)]\s+")
_BOX = re.compile(r"\s*\[(?P<tick>[ xX✓✔])\]\s+")


class Form(StrEnum):
    """How options are written, the surest form first."""

    LETTERS = "letters"
    BOXES = "boxes"
    NUMBERS = "numbers"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Option:
    """*letter* is that of the source, "" where it has none; *blocks* are without letter, box, tick and bold."""

    letter: str
    blocks: Blocks
    is_ticked: bool = False
    is_bold: bool = False
    remarks: Blocks = ()  # what the notes say about it

    @property
    def text(self) -> str:
        return " ".join(text_of(self.blocks).split())


@dataclass(frozen=True, slots=True)
class Options:
    """Options in the source's order; *before* is the question in the same paragraph, *after* what follows."""

    items: tuple[Option, ...]
    form: Form
    span: Span
    takes: int  # how many blocks they were read from
    before: Blocks = ()
    after: Blocks = ()  # blocks of the same list or paragraph that are no options: the answer


def options_at(blocks: Blocks) -> Options | None:
    """Return the options that *blocks* begin with, or None."""
    match blocks[:1]:
        case (List() as block,):
            return _of_list(block)
        case (Paragraph() as block,):
            return _of_lines(block, blocks)
    return None


# --- lists ------------------------------------------------------------------------------------------------------------


def _of_list(block: List) -> Options | None:
    items, after = _without_answer(block)
    firsts = [item.children[0] if item.children else None for item in items]
    if not MIN_OPTIONS <= len(items) <= MAX_OPTIONS or not all(isinstance(first, Paragraph) for first in firsts):
        return None
    texts = [text_of(first) if first else "" for first in firsts]
    letters = _sequence([_LETTER.match(text) for text in texts])
    has_boxes = all(item.checked is not None for item in items)
    if letters:
        form = Form.LETTERS
    elif has_boxes:
        form = Form.BOXES
    elif numbers := _numbers([_NUMBER.match(text) for text in texts]):
        form, letters = Form.NUMBERS, numbers
    elif block.ordered:
        form, letters = Form.NUMBERS, [(str(block.start + n), 0) for n in range(len(items))]
    elif sum(bool(_LETTER.match(text)) for text in texts) > 1:
        return None  # torn: letters that do not count on from the first
    else:
        form = Form.PLAIN
    named = letters or [("", 0)] * len(items)
    options = [_option(item.children, *name, bool(item.checked)) for item, name in zip(items, named, strict=True)]
    if not all(option.blocks for option in options):
        return None
    return Options(tuple(options), form, block.span, 1, after=after)


def _without_answer(block: List) -> tuple[tuple[ListItem, ...], Blocks]:
    """Return the items of *block*, and apart from them the answer that stands in its last items or below the last."""
    items = list(block.items)
    after: list[Block] = []
    while len(items) > MIN_OPTIONS and _tells(items[-1].children):
        after[:0] = items.pop().children
    if items:
        *before, last = items
        cut_at = next((n for n, child in enumerate(last.children) if n and _hides_answer(child)), None)
        if cut_at:
            after[:0] = last.children[cut_at:]
            items = [*before, replace(last, children=last.children[:cut_at])]
    return tuple(items), tuple(after)


def _tells(children: Blocks) -> bool:
    match children:
        case (Paragraph(inside), *_):
            text = text_of(inside)
            return bool(answer_sign().match(text) or explanation_sign().match(text))
    return False


def _hides_answer(block: Block) -> bool:
    match block:
        case Details(title, _) | Callout(_, title, _):
            return bool(answer_title().match(text_of(title)) or explanation_sign().match(text_of(title)))
        case Paragraph(children):
            return bool(answer_sign().match(text_of(children)))
    return False


# --- lettered lines ---------------------------------------------------------------------------------------------------


def _of_lines(first: Paragraph, blocks: Blocks) -> Options | None:
    """Read lettered lines of a paragraph, of several in a row, and code that stands below a letter."""
    draft = _Draft()
    taken = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            if not draft.read(block):
                break
        elif (
            isinstance(block, CodeBlock | MathBlock | Table)
            and draft.items
            and (draft.is_empty or _letter_follows(blocks[taken + 1 :], draft))
        ):
            draft.items[-1].below.append(block)
            draft.end = block.span
        else:
            break
        taken += 1
        if draft.after:
            break
    if len(draft.items) < MIN_OPTIONS or draft.end is None or draft.start is None:
        return None
    options = [
        _option((*((Paragraph(item.line, item.span),) if item.line else ()), *item.below), item.letter, 0, False)
        for item in draft.items
    ]
    if len(options) > MAX_OPTIONS or not all(option.blocks for option in options):
        return None
    end = max(first.span.line, draft.start.line - 1)
    before = (Paragraph(_joined(draft.before), Span(first.span.path, first.span.line, end)),) if draft.before else ()
    return Options(tuple(options), Form.LETTERS, draft.start.to(draft.end), taken, before, tuple(draft.after))


def _letter_follows(blocks: Blocks, draft: _Draft) -> bool:
    match blocks:
        case (Paragraph(children), *_):
            return draft.letter_of(text_of(children)) is not None
    return False


@dataclass
class _Line:
    letter: str
    line: Inlines
    span: Span
    below: list[Block]


class _Draft:
    """Lettered lines as far as they have been read."""

    def __init__(self) -> None:
        self.before: list[Inlines] = []
        self.items: list[_Line] = []
        self.after: list[Block] = []
        self.sequence = ""
        self.start: Span | None = None
        self.end: Span | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the last letter has nothing behind it yet."""
        return bool(self.items) and not self.items[-1].line and not self.items[-1].below

    def letter_of(self, text: str) -> re.Match[str] | None:
        """Return the match of the letter that must come next, if *text* begins with it."""
        match = _LETTER.match(text)
        if not match:
            return None
        letter = match.group("letter") or match.group("sign")
        if not self.items:
            self.sequence = next((one for one in _SEQUENCES if one[0] == letter), "")
            return match if self.sequence else None
        place = len(self.items)
        return match if place < len(self.sequence) and self.sequence[place] == letter else None

    def read(self, block: Paragraph) -> bool:
        """Read the lines of *block*; return False where it holds no option and belongs to nothing begun."""
        lines = lines_of(block.children)
        if self.items and not self.letter_of(text_of(lines[0])):
            return False
        for number, line in enumerate(lines):
            span = Span(block.span.path, *[min(block.span.line + number, block.span.end_line)] * 2)
            text = text_of(line)
            match = self.letter_of(text)
            if match:
                letter = match.group("letter") or match.group("sign")
                self.items.append(_Line(letter, strip(cut(line, match.end())), span, []))
                self.start = self.start or span
            elif self.items and (answer_sign().match(text) or explanation_sign().match(text)):
                rest = _joined(lines[number:])
                self.after.append(Paragraph(rest, Span(block.span.path, span.line, block.span.end_line)))
                break
            elif self.items:
                last = self.items[-1]
                last.line = (*last.line, *_gap(last.line), *line)
            else:
                self.before.append(line)
                continue
            self.end = span
        return bool(self.items)


def _gap(line: Inlines) -> Inlines:
    return (Break(),) if line else ()


def _joined(lines: Sequence[Inlines]) -> Inlines:
    return tuple(node for n, line in enumerate(lines) for node in ((Break(),) if n else ()) + line)


# --- one option -------------------------------------------------------------------------------------------------------


def _sequence(matches: list[re.Match[str] | None]) -> list[tuple[str, int]]:
    """Return the letters of *matches* and where they end, if they count on from the first of a sequence."""
    letters = [(match.group("letter") or match.group("sign"), match.end()) if match else ("", 0) for match in matches]
    read = "".join(letter for letter, _ in letters)
    return letters if len(read) == len(matches) and any(one.startswith(read) for one in _SEQUENCES) else []


def _numbers(matches: list[re.Match[str] | None]) -> list[tuple[str, int]]:
    numbers = [(match.group("letter"), match.end()) if match else ("", 0) for match in matches]
    wanted = [str(n) for n in range(1, len(matches) + 1)]
    return numbers if [number for number, _ in numbers] == wanted else []


def _option(children: Blocks, letter: str, start: int, is_checked: bool) -> Option:
    first, *below = children or ((),)
    blocks: Blocks = tuple(block for block in below if isinstance(block, CodeBlock | MathBlock | Table))
    remarks = tuple(block for block in below if block not in blocks)
    if not isinstance(first, Paragraph):
        return Option(letter, (first, *blocks) if first else blocks, remarks=remarks)
    line, is_ticked, remark = _without_marks(cut(first.children, start))
    remarks = (*((Paragraph(remark, first.span),) if text_of(remark).strip() else ()), *remarks)
    is_bold = bool(line) and all(isinstance(node, Strong) or not text_of(node).strip(" .;,") for node in line)
    line = strip(bare(line))
    has_words = bool(text_of(line).strip()) or any(isinstance(node, Image) for node in walk(line))
    own = (replace(first, children=line, tags=(), anchor=""),) if has_words else ()
    return Option(letter, (*own, *blocks), is_ticked or is_checked, is_bold, remarks)


def _without_marks(line: Inlines) -> tuple[Inlines, bool, Inlines]:
    """Return *line* without ticks, crosses and "(correct)" at its ends, whether one says that it is right, and why."""
    is_right = False
    remark: Inlines = ()
    box = _BOX.match(text_of(line))
    if box:
        is_right = box.group("tick") != " "
        line = cut(line, box.end())
    for pattern, says_right in ((TICK, True), (CROSS, False), (correct_sign(), True)):
        match = pattern.search(text_of(line))
        if match and match.end() > match.start():
            is_right = is_right or says_right
            if match.groupdict().get("remark"):
                remark = strip(cut(line, match.start("remark")), "(（)）:：—–- ")
            line = cut(line, match.end()) if match.start() == 0 else cut(line, 0, match.start())
    return strip(line), is_right, remark
