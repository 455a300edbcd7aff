"""The answer to a question with options: where it stands, which options it names, and what it explains."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from markdown_deckbuilder.extract.rules.options import Option, Options
from markdown_deckbuilder.extract.rules.phrases import cut, lines_of, strip, words_of
from markdown_deckbuilder.extract.rules.quiz_words import (
    answer_sentence,
    answer_sign,
    answer_title,
    explanation_sign,
)
from markdown_deckbuilder.reading.tree import (
    Block,
    Blocks,
    Break,
    Callout,
    Details,
    Heading,
    Inlines,
    List,
    Paragraph,
    Quote,
    Span,
    Strong,
    Text,
    text_of,
)

# Kinds of callouts that hold an answer where they have no title.
ANSWER_KINDS = ("success", "check", "done", "answer", "solution")


@dataclass(frozen=True, slots=True)
class Solution:
    """What stands after a question: its words in their lines, how many blocks it takes, and whether it has a sign.

    *statement* is the line in which the answer is given, *explanation* all the rest.
    """

    statement: Inlines
    explanation: Blocks
    span: Span  # of the statement
    takes: int
    body: Blocks = ()  # all of it, where it stands in a block of its own


def solution_at(blocks: Blocks) -> Solution | None:
    """Return the answer that *blocks* begin with, or None."""
    found = _solution(blocks)
    if not found:
        return None
    more = _explanation(blocks[found.takes :])
    return replace(found, explanation=(*found.explanation, *more), takes=found.takes + len(more))


def _solution(blocks: Blocks) -> Solution | None:
    match blocks:
        case (Paragraph() as first, *rest) if answer_sign().match(text_of(first)):
            return _of_paragraph(first, tuple(rest))
        case (Heading(children=children, span=span), *rest) if answer_sign().match(text_of(children)):
            return _of_paragraph(Paragraph(children, span), tuple(rest))
        case (Details(title, children, span) | Callout(_, title, children, span) as block, *_):
            return _of_titled(block, title, children, span)
        case (Quote(children, span), *_):
            inner = _solution(children)
            return (
                replace(inner, explanation=(*inner.explanation, *children[inner.takes :]), takes=1) if inner else None
            )
        case (List(items=(first_item, *others)) as block, *_) if first_item.children:
            inner = _solution(first_item.children)
            more: Blocks = (replace(block, items=tuple(others)),) if others else ()
            return replace(inner, explanation=(*inner.explanation, *more), takes=1) if inner else None
    return None


def _of_paragraph(block: Paragraph, rest: Blocks) -> Solution | None:
    first, *others = lines_of(block.children)
    match = answer_sign().match(text_of(first))
    if not match:
        return None
    statement = _tidy(cut(first, match.end()))
    span = Span(block.span.path, block.span.line, block.span.line)
    if text_of(statement).strip():
        explained = _lines_below(block, others, 1)
        return Solution(statement, explained, span, 1)
    if others:
        return Solution(strip(others[0]), _lines_below(block, others[1:], 2), span.to(block.span), 1)
    match rest:
        case (Paragraph() as below, *_):
            line, *more = lines_of(below.children)
            return Solution(strip(line), _lines_below(below, more, 1), span.to(below.span), 2)
        case (List(items) as below, *_) if len(items) <= 4:
            return Solution(_items_in_a_row(below), (), span.to(below.span), 2)
    return None


def _lines_below(block: Paragraph, lines: list[Inlines], skipped: int) -> Blocks:
    words = tuple(node for n, line in enumerate(lines) for node in ((Break(),) if n else ()) + line)
    if not text_of(words).strip():
        return ()
    span = block.span
    return (Paragraph(_unsigned(words), Span(span.path, min(span.line + skipped, span.end_line), span.end_line)),)


def _unsigned(words: Inlines) -> Inlines:
    """Return *words* without an "Explanation:" in front of them."""
    match = explanation_sign().match(text_of(words))
    return _tidy(cut(words, match.end())) if match else words


def _of_titled(block: Details | Callout, title: Inlines, children: Blocks, span: Span) -> Solution | None:
    words = text_of(title)
    signed = answer_sign().match(words)
    if signed and text_of(said := _tidy(cut(title, signed.end()))).strip():
        return Solution(said, children, Span(span.path, span.line, span.line), 1, children)
    for number, child in enumerate(children):
        inner = _solution((child, *children[number + 1 :])) if not isinstance(child, List) else None
        if inner:
            before, after = children[:number], children[number + inner.takes :]
            explained = (*before, *inner.explanation, *after)
            end = span if not explained else inner.span
            return Solution(inner.statement, explained, Span(span.path, span.line, span.line).to(end), 1, children)
    if not announces_answer(block) or not children:
        return None
    return _untitled(children, span)


def announces_answer(block: Details | Callout) -> bool:
    """Say whether *block* says by its title, or where it has none by its kind, that it hides an answer."""
    title = text_of(block.title if isinstance(block, Callout) else block.summary)
    if title.strip():
        return bool(answer_title().fullmatch(title))
    return isinstance(block, Callout) and block.kind in ANSWER_KINDS


def _untitled(children: Blocks, span: Span) -> Solution | None:
    """Read the body of a block that announces an answer: its first line, or its first list, gives it."""
    top = Span(span.path, span.line, span.line)
    match children:
        case (Paragraph() as first, *rest):
            line, *more = lines_of(first.children)
            explained = (*_lines_below(first, more, 1), *rest)
            end = Span(span.path, first.span.line, first.span.line) if explained else span
            return Solution(_after_sentence(strip(line)), explained, top.to(end), 1, children)
        case (List() as first, *rest):
            return Solution(_items_in_a_row(first), tuple(rest), top.to(first.span if rest else span), 1, children)
        case (Heading(children=line, span=at), *rest):
            return Solution(line, tuple(rest), top.to(at if rest else span), 1, children)
    return Solution((), children, top, 1, children)


def _after_sentence(line: Inlines) -> Inlines:
    match = answer_sentence().match(text_of(line))
    return _tidy(cut(line, match.end())) if match else line


def _items_in_a_row(block: List) -> Inlines:
    lines = [
        item.children[0].children for item in block.items if item.children and isinstance(item.children[0], Paragraph)
    ]
    return tuple(node for n, line in enumerate(lines) for node in ((Text("; "),) if n else ()) + line)


def _tidy(line: Inlines) -> Inlines:
    return strip(tuple(node for node in line if not (isinstance(node, Strong) and not text_of(node).strip())))


def _explanation(blocks: Blocks) -> Blocks:
    """Return the blocks right after an answer that say of themselves that they explain it."""
    taken: list[Block] = []
    for block in blocks:
        match block:
            case Paragraph(children) if explanation_sign().match(text_of(children)):
                taken.append(block)
            case Details(title, _) | Callout(_, title, _) if explanation_sign().match(text_of(title)):
                taken.append(block)
            case _:
                break
    return tuple(taken)


# --- which options are meant ------------------------------------------------------------------------------------------

_JOINT = r"\s*(?:,|;|/|&|\+|、|,?\s*\b(?:and|und|et|y|e|и|i|oraz|と)\b)\s*"
_EDGE = " \t\n\"'“”„‘’`*_.;,:!()[]"
_OR = re.compile(r"\s*(?:\bor\b|\boder\b|\bou\b|\bo\b|\bили\b|\blub\b|/)", re.I)


def right_of(statement: Inlines, options: Options) -> tuple[tuple[int, ...], int]:
    """Return which of *options* the *statement* names, and where in its text that ends; nothing where it is in doubt."""
    text = text_of(statement)
    pieces = [piece for piece in text.split(";") if piece.strip()]
    if len(pieces) > 1:
        each = [_one_of(piece, options.items)[0] for piece in pieces]
        if all(len(found) == 1 for found in each):
            return tuple(sorted({found[0] for found in each})), len(text)
    return _one_of(text, options.items)


def _one_of(text: str, options: tuple[Option, ...]) -> tuple[tuple[int, ...], int]:
    if options[0].letter.isdecimal() and text.strip(_EDGE).isdecimal():
        return _by_letter(text, options)  # "Answer: 2" is the second, whatever the options say
    by_text = _by_text(text, options)
    if by_text[0] and by_text[1] == len(text):
        return by_text
    by_letter = _by_letter(text, options)
    return by_letter if by_letter[0] else by_text


def _by_letter(text: str, options: tuple[Option, ...]) -> tuple[tuple[int, ...], int]:
    names = [option.letter or "ABCDEFGHIJ"[n] for n, option in enumerate(options)]
    folded = [name.casefold() for name in names]
    one = "|".join(
        sorted((re.escape(name) for name in {*names, *folded, *[n.upper() for n in names]}), key=len, reverse=True)
    )
    opener = r"\W*(?:(?:option|options|choice|letter|buchstabe|antwort|opción|opcja|вариант|选项)\s*)?"
    single = rf"[(\[]?(?P<n{{0}}>{one})[)\]]?"
    first = re.match(opener + single.format(0) + r"(?![\w'’])", text, re.I)
    if not first:
        run = re.match(r"\W*([A-J]{2,6})(?!\w)", text) or re.fullmatch(r"\W*([A-J][a-j]{1,3})\W*", text)
        if run and len(set(run.group(1))) == len(run.group(1)) and all(c.casefold() in folded for c in run.group(1)):
            return tuple(sorted(folded.index(c.casefold()) for c in run.group(1))), run.end()
        return (), 0
    found, end = [folded.index(first.group("n0").casefold())], first.end()
    while more := re.compile(r"[.)]?" + _JOINT + r"(?:option\s+)?" + single.format(0) + r"(?![\w'’])", re.I).match(
        text, end
    ):
        index = folded.index(more.group("n0").casefold())
        if index in found:
            break
        found.append(index)
        end = more.end()
    after = text[end:]
    if _OR.match(after) and re.match(rf"{_OR.pattern}\s*[(\[]?(?:{one})[)\]]?(?!\w)", after, re.I):
        return (), 0
    if len(found) == 1:
        told = _told(options[found[0]], after)
        if told:
            return tuple(found), end + told
        # "A bucket policy" begins with an article, no letter
        is_closed = first.group(0).rstrip().endswith((")", "]")) or after.startswith((".", ":"))
        if (
            not is_closed
            and re.match(r"\s+\w", after)
            and not re.match(r"\s+(?:is|because|since|as|ist|weil|-|–)\b", after)
        ):
            return (), 0
        others = [n for n, option in enumerate(options) if n != found[0] and _same(option.text, after)]
        if others:
            return (), 0
    return tuple(sorted(found)), end


def _told(option: Option, after: str) -> int:
    """Return how much of what stands *after* a letter repeats the words of its *option*."""
    words = _plain(option.text)
    start = len(after) - len(after.lstrip(_EDGE + "-–—"))
    if not words:
        return 0
    for end in range(len(after), start, -1):
        if _plain(after[start:end]) == words:
            return end
    return 0


def _by_text(text: str, options: tuple[Option, ...]) -> tuple[tuple[int, ...], int]:
    exact = [n for n, option in enumerate(options) if _same(option.text, text)]
    if len(exact) == 1:
        return (exact[0],), len(text)
    begun = [n for n, option in enumerate(options) if _begins(text, option.text)]
    if begun:
        longest = max(begun, key=lambda n: len(options[n].text))
        if all(_plain(options[longest].text).startswith(_plain(options[n].text)) for n in begun):
            return (longest,), _told(options[longest], text) or len(text)
    return (), 0


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip(_EDGE)


def _same(one: str, other: str) -> bool:
    return bool(_plain(one)) and _plain(one) == _plain(other)


def _begins(text: str, option: str) -> bool:
    whole, words = _plain(text), _plain(option)
    if len(words) < 2 or not whole.startswith(words):
        return False
    return bool(re.match(r"\s*[.,;:!?(–—-]", whole[len(words) :])) and bool(words_of(words))


def is_bare_letter(statement: Inlines) -> bool:
    """Say whether *statement* is a letter or two and nothing else, so that it can only name options."""
    return bool(re.fullmatch(r"\W*[A-Ja-j](?:\W{1,5}[A-Ja-j])*\W*", text_of(statement)))
