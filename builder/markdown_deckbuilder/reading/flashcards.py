"""Blocks around the signs that ``foreign.py`` left, made flashcards: what is asked, what answers it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from markdown_deckbuilder.reading.foreign import MARK, REVERSE_MARK, SEPARATOR, curly_deletions
from markdown_deckbuilder.reading.tree import (
    Block,
    Blocks,
    Code,
    Comment,
    Deletion,
    Details,
    Flashcard,
    Heading,
    Mark,
    Math,
    Paragraph,
    Ruler,
    Span,
    children_of,
    text_of,
    walk,
)

_TURNS = (f"{SEPARATOR}?", f"{SEPARATOR}??")
_MARKS = (f"{SEPARATOR}{MARK}", f"{SEPARATOR}{REVERSE_MARK}")
_PAIR = re.compile(r"\S\s*:{2,3}\s+\S")
_QUESTION = re.compile(r"\s*(?:Q|F|Question|Frage)\s*[:：](?!:)")
_FIELD = re.compile(
    r"(?P<name>Front|Back|Question|Answer|Text|Extra|Back Extra|Vorderseite|Rückseite|Recto|Verso|Tags):[ \t]*(?P<rest>.*)"
)
_ADMONITION = re.compile(r"ad-(?P<kind>[\w-]+)")
_OPTION = re.compile(r"[ \t]*(?P<name>title|collapse|icon|color):[ \t]*(?P<value>.*?)[ \t]*", re.I)
_ID = re.compile(r"[ \t]*(?:<!--\s*ID:.*?-->|ID:\s*\d+)[ \t]*")
_FRONTS = ("Front", "Question", "Text", "Vorderseite", "Recto", "")


def is_marked(text: str) -> bool:
    """Say whether *text* holds a mark that ``#card`` has left."""
    return MARK in text or REVERSE_MARK in text


def split_at_mark(text: str) -> tuple[str, str, str]:
    """Return the lines of *text* down to the marked one, the mark, and the lines after it; the mark is taken out."""
    if not is_marked(text):
        return text, "", ""
    lines = text.split("\n")
    number = next(n for n, line in enumerate(lines) if is_marked(line))
    sign = REVERSE_MARK if REVERSE_MARK in lines[number] else MARK
    return unmarked("\n".join(lines[: number + 1])), sign, "\n".join(lines[number + 1 :])


def unmarked(text: str) -> str:
    """Return *text* without marks."""
    if not is_marked(text):
        return text
    return re.sub(rf"[ \t]*[{MARK}{REVERSE_MARK}](?=[ \t]|$)|[{MARK}{REVERSE_MARK}][ \t]*", "", text, flags=re.M)


def separator(sign: str, span: Span) -> Comment:
    """Return the block that stands where *sign*, a mark, stood."""
    return Comment(f"{SEPARATOR}{sign}", span)


# --- blocks -----------------------------------------------------------------------------------------------------------


def group_flashcards(blocks: Blocks, *, in_item: bool = False) -> Blocks:
    """Return *blocks*, which stand side by side, with flashcards in place of the signs and what is around them."""
    if any(isinstance(block, Details) for block in blocks):
        blocks = tuple(
            replace(block, children=group_flashcards(block.children)) if isinstance(block, Details) else block
            for block in blocks
        )
    if not any(_is_sign(block) for block in blocks):
        return blocks
    grouped = _group_lines(_group_headings(blocks), in_item)
    return tuple(block for block in grouped if not _is_sign(block))


def _is_sign(block: Block) -> bool:
    return isinstance(block, Comment) and block.text.startswith(SEPARATOR)


def _is_turn(block: Block) -> bool:
    return isinstance(block, Comment) and block.text in _TURNS


def _is_mark(block: Block) -> bool:
    return isinstance(block, Comment) and block.text in _MARKS


def _is_reversed(block: Block) -> bool:
    return isinstance(block, Comment) and block.text in (_TURNS[1], _MARKS[1])


def _group_headings(blocks: Blocks) -> Blocks:
    """A marked heading asks for what stands below it, unless cards of their own stand there or it is the page's."""
    grouped: list[Block] = []
    index = 0
    while index < len(blocks):
        block = blocks[index]
        end = index + 1
        if isinstance(block, Heading) and index + 1 < len(blocks) and _is_mark(blocks[index + 1]):
            level = block.level
            body_end = next(
                (n for n in range(index + 2, len(blocks)) if _ends(blocks[n], level)),
                len(blocks),
            )
            body = blocks[index + 2 : body_end]
            is_topic = level == 1 and any(isinstance(one, Heading) for one in body)
            if not is_topic and not any(_has_cards(one) for one in body):
                grouped.append(_flashcard((block,), body, blocks[index + 1]))
                end = body_end
        if end == index + 1:
            grouped.append(block)
        index = end
    return tuple(grouped)


def _ends(block: Block, level: int) -> bool:
    return isinstance(block, Heading) and block.level <= level


def _group_lines(blocks: Blocks, in_item: bool) -> Blocks:
    starts = {n: _front_start(blocks, n) for n, block in enumerate(blocks) if _is_turn(block) or _is_mark(block)}
    grouped: list[Block] = []
    index = 0
    for sign, start in starts.items():
        if start is None or start < index:
            continue
        front = blocks[start:sign]
        end = _back_end(blocks, sign, [place for place in starts.values() if place is not None], in_item)
        back = tuple(block for block in blocks[sign + 1 : end] if not isinstance(block, Comment))
        is_mark = _is_mark(blocks[sign])
        if is_mark and any(_has_cards(block) for block in (*front, *back)):
            continue
        if not back and not is_mark:
            continue
        grouped += blocks[index : sign if isinstance(front[0], Heading) else start]
        grouped.append(_flashcard(front, back, blocks[sign]))
        index = end
    return (*grouped, *blocks[index:])


def _front_start(blocks: Blocks, sign: int) -> int | None:
    """Return where the front begins that stands above *sign*, or None where there is none."""
    start = sign - 1
    if (
        start >= 0
        and isinstance(blocks[start], Heading)
        and _is_turn(blocks[sign])
        and _touch(blocks[start], blocks[sign])
    ):
        return start
    if start < 0 or not _may_belong(blocks[start]):
        return None
    if _is_mark(blocks[sign]):
        return start if isinstance(blocks[start], Paragraph) else None
    while start > 0 and _may_belong(blocks[start - 1]) and _touch(blocks[start - 1], blocks[start]):
        start -= 1
    return start


def _back_end(blocks: Blocks, sign: int, starts: list[int], in_item: bool) -> int:
    """Return where the back ends: at a blank line, or where one stands above it, where something else begins."""
    end = sign + 1
    if end >= len(blocks) or not _may_belong(blocks[end]):
        return end
    is_loose = not _touch(blocks[sign], blocks[end]) or (in_item and _is_mark(blocks[sign]))
    while end < len(blocks) and end not in starts:
        block = blocks[end]
        if not (_may_belong(block) or (isinstance(block, Comment) and not _is_sign(block))):
            break
        if is_loose and not in_item and end > sign + 1 and _has_cards(block):
            break
        if not is_loose and end > sign + 1 and not _touch(blocks[end - 1], block):
            break
        end += 1
    return end


def _may_belong(block: Block) -> bool:
    return not isinstance(block, Heading | Ruler | Comment | Flashcard)


def _touch(above: Block, below: Block) -> bool:
    return above.span.end_line + 1 >= below.span.line


def _has_cards(block: Block) -> bool:
    """Say whether *block* holds cards of its own in explicit syntax."""
    for node in walk((block,)):
        if isinstance(node, Deletion | Mark | Flashcard) or (isinstance(node, Comment) and _is_sign(node)):
            return True
        if isinstance(node, Paragraph):
            plain = "".join(text_of(one) for one in node.children if not isinstance(one, Code | Math))
            if _PAIR.search(plain) or _QUESTION.match(plain):
                return True
    return False


def _flashcard(front: Blocks, back: Blocks, sign: Block) -> Flashcard:
    kept = tuple(block for block in back if not isinstance(block, Comment) and (text_of(block) or _shows(block)))
    while kept and isinstance(kept[-1], Ruler):
        kept = kept[:-1]
    paragraphs = [node for node in walk((*front, *back)) if isinstance(node, Paragraph)]
    span = front[0].span.to((*front, sign, *kept)[-1].span)
    return Flashcard(
        front,
        kept,
        span,
        is_reversed=_is_reversed(sign),
        tags=tuple(dict.fromkeys(tag for one in paragraphs for tag in one.tags)),
        anchor=next((one.anchor for one in paragraphs if one.anchor), ""),
    )


def _shows(block: Block) -> bool:
    return (isinstance(block, Paragraph) and bool(block.children)) or bool(children_of(block))


# --- START … END ------------------------------------------------------------------------------------------------------


def anki_block(text: str, span: Span, read: Callable[[str, int], Blocks]) -> Blocks:
    """Return what a ``START … END`` block holds: a flashcard, or the paragraphs of a cloze with their tags.

    *text* is what stands between the two; *read* parses lines that begin on the given line of the file.
    """
    fields = _fields(text, span.line + 1)
    kind = text.strip().split("\n", 1)[0].casefold()
    tags = tuple(
        word.strip("#").replace("/", "::") for word in re.split(r"[,\s]+", fields.pop("Tags", (0, ""))[1]) if word
    )
    is_cloze = "cloze" in kind
    front: Blocks = ()
    back: Blocks = ()
    for name, (line, words) in fields.items():
        read_blocks = read(curly_deletions(words) if is_cloze else words, line)
        if name in _FRONTS:
            front = (*front, *read_blocks)
        else:
            back = (*back, *read_blocks)
    if is_cloze:
        return tuple(
            replace(one, tags=(*one.tags, *tags)) if isinstance(one, Paragraph) else one for one in (*front, *back)
        )
    anchor = next((one.anchor for one in (*front, *back) if isinstance(one, Paragraph) and one.anchor), "")
    return (Flashcard(front, back, span, "revers" in kind, tags, anchor),) if front else ()


def _fields(text: str, first_line: int) -> dict[str, tuple[int, str]]:
    """Return the fields of a block by name, each with its line and its words; the first line names the note type."""
    found: dict[str, tuple[int, str]] = {}
    name = ""
    is_first = True
    for line, words in enumerate(text.split("\n"), first_line):
        if is_first:
            is_first = not words.strip()
            continue
        if _ID.fullmatch(words):
            continue
        match = _FIELD.fullmatch(words)
        if match:
            name, words = match.group("name"), match.group("rest")
        start, before = found.get(name, (line, ""))
        found[name] = (start, f"{before}\n{words}" if name in found else words)
    return found


# --- admonitions ------------------------------------------------------------------------------------------------------


def admonition_of(text: str, language: str) -> tuple[str, str, str] | None:
    """Return kind, title and body of the admonition that a code block in *language* is, or None."""
    match = _ADMONITION.fullmatch(language)
    if not match:
        return None
    title = ""
    lines = text.split("\n")
    number = 0
    while number < len(lines) and (option := _OPTION.fullmatch(lines[number])):
        title = option.group("value") if option.group("name") == "title" else title
        number += 1
    return match.group("kind").casefold(), title, "\n".join(lines[number:])
