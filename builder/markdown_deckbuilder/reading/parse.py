"""Source → page: front matter, sections and the tree, each block with its lines in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import mistune
from mistune.plugins.footnotes import footnotes

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.model import Page, Source
from markdown_deckbuilder.reading.content_lines import content_lines_of
from markdown_deckbuilder.reading.dollars import block_formulas
from markdown_deckbuilder.reading.exchange import freed_signs, is_mere_answer_sign
from markdown_deckbuilder.reading.flashcards import (
    admonition_of,
    anki_block,
    group_flashcards,
    is_marked,
    separator,
    split_at_mark,
    unmarked,
)
from markdown_deckbuilder.reading.foreign import BLOCK, SEPARATOR, is_card_tag, own_syntax, restored
from markdown_deckbuilder.reading.front_matter import front_matter_of
from markdown_deckbuilder.reading.grouping import DETAILS, DetailsTag, group_details, joined_lists
from markdown_deckbuilder.reading.inline import Line, inline_grammar, inlines_from, line_from
from markdown_deckbuilder.reading.lines import with_line_ends
from markdown_deckbuilder.reading.located import LocatedParser, LocatedState, Token, Tokens, shift_lines
from markdown_deckbuilder.reading.markup import is_element, shows_nothing, words_in
from markdown_deckbuilder.reading.raw_tags import tags_as_words
from markdown_deckbuilder.reading.repair import repair
from markdown_deckbuilder.reading.sections import first_heading, sections_of
from markdown_deckbuilder.reading.tables import table
from markdown_deckbuilder.reading.tree import (
    Block,
    Blocks,
    Callout,
    Cell,
    CodeBlock,
    Comment,
    Definition,
    DefinitionList,
    Heading,
    HtmlBlock,
    Image,
    Inlines,
    List,
    ListItem,
    MathBlock,
    Paragraph,
    Quote,
    Row,
    Ruler,
    Span,
    Table,
)
from markdown_deckbuilder.reading.unclosed import unclosed
from markdown_deckbuilder.reading.unread import unread_syntax

_CALLOUT = re.compile(r"\[!([\w-]+)\][+-]?[ \t]*(.*?)[ \t]*(?:\n|$)")
_COMMENT = re.compile(r"\s*<!--(.*?)-->[ \t]*", re.S)
_TO_DO = re.compile(r"\[([ xX])\][ \t]+")


def parse(source: Source) -> tuple[Page, tuple[Diagnostic, ...]]:
    """Parse *source* into a page.

    Diagnostics: S103 for front matter that cannot be used, S113 for what is never closed, R206 for cards in a form that
    is not read.
    """
    lines = source.text.split("\n")
    front, first_line, diagnostics = front_matter_of(source.path, lines)
    tags = tuple(tag for tag in front.tags if not is_card_tag(tag))
    text = "\n".join(repair(own_syntax(lines[first_line:], is_declared=len(tags) < len(front.tags))))
    converter = _Converter(source.path)
    blocks, footnote_blocks = converter.convert(text, first_line)
    diagnostics = (*diagnostics, *unclosed(blocks, converter.open_comments, lines))
    blocks = freed_signs(blocks, lines)
    sections = tuple(sections_of(blocks))
    everything = (*blocks, *(block for note in footnote_blocks.values() for block in note))
    page = Page(
        path=source.path,
        title=front.title or first_heading(sections),
        sections=sections,
        footnotes=footnote_blocks,
        lines=tuple(lines),
        text=source.text,
        content_lines=frozenset(line for block in everything for line in content_lines_of(block, lines)),
        tags=tags,
        covers=front.covers,
        makes_cards=front.makes_cards,
        marks_hide=front.marks_hide,
        rules=front.rules,
        language=front.language,
    )
    return page, (*diagnostics, *unread_syntax(source.path, lines, first_line))


@cache
def _markdown() -> mistune.Markdown:
    """Return the parser with our grammar.  It keeps nothing of a page: what is read lies in states."""
    return mistune.Markdown(
        renderer=None,
        block=LocatedParser(),
        plugins=[table, footnotes, block_formulas, _definition_lists, inline_grammar],
    )


class _Converter:
    """Parses one source and turns mistune's tokens into nodes."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.markdown = _markdown()
        self.env: Any = {}
        self.open_comments: list[Span] = []
        self.span = Span(path, 1, 1)  # of the block that is being converted
        self.inline_footnotes: dict[str, Blocks] = {}

    def convert(self, text: str, first_line: int) -> tuple[Blocks, Mapping[str, Blocks]]:
        state = LocatedState()
        state.first_line = first_line
        state.process(text if text.endswith("\n") else text + "\n")
        self.env = state.env
        self.markdown.block.parse(state)
        blocks = self.blocks(state.tokens)
        return blocks, {**dict(self._footnotes(state)), **self.inline_footnotes}

    def _footnotes(self, state: LocatedState) -> Iterator[tuple[str, Blocks]]:
        for key, text in state.env.get("ref_footnotes", {}).items():
            line, _ = state.env["footnote_lines"][key]
            yield key, self._blocks_of(re.sub(r"^ {1,4}", "", text, flags=re.M), line)

    def _blocks_of(self, text: str, line: int) -> Blocks:
        """Parse *text*, which mistune keeps as a whole and which begins on *line* of the file, counted from zero."""
        body = LocatedState()
        body.env = self.env
        body.process(text.rstrip("\n") + "\n")
        self.markdown.block.parse(body)
        shift_lines(body.tokens, line)
        return self.blocks(body.tokens)

    def line(self, text: str) -> Line:
        return line_from(self._tokens(unmarked(text)))

    def inlines(self, text: str) -> Inlines:
        return self.line(text).children

    def cell(self, text: str) -> Cell:
        """Return the cell that *text* is: what looks like a tag in it is what the table says."""
        return Cell(inlines_from(tags_as_words(self._tokens(text))))

    def _tokens(self, text: str) -> list[Token]:
        tokens = self.markdown.inline(text.strip(" \r\n\t\f"), self.env)
        for label, note in self.env.pop("inline_footnotes", {}).items():
            self.inline_footnotes[label] = self._blocks_of(note, self.span.line - 1)
        return tokens

    def blocks(self, tokens: list[Token], *, in_item: bool = False) -> Blocks:
        blocks = group_details(block for token in tokens for block in self._blocks_from(token))
        return joined_lists(group_flashcards(blocks, in_item=in_item))

    def _blocks_from(self, token: Token) -> Iterator[Block | DetailsTag]:
        if token["type"] == "blank_line":
            return
        span = self.span = Span(self.path, token["line"] + 1, token["end"] + 1)
        match token["type"]:
            case "paragraph" | "block_text":
                yield from self._paragraph(token["text"], span)
            case "heading":
                text, sign, _ = split_at_mark(token["text"])
                line = self.line(text)
                yield Heading(token["attrs"]["level"], line.children, span)
                if sign:
                    yield separator(sign, span)
                if line.tags:
                    yield Paragraph((), span, line.tags)
            case "list":
                yield self._list(token, span)
            case "block_quote":
                yield self._quote(token["children"], span)
            case "table":
                head, *rows = (self._row(row) for row in token["children"])
                yield Table(head, tuple(rows), tuple(token["attrs"]["alignments"]), span)
            case "block_code":
                info = token.get("attrs", {}).get("info", "").split()
                yield from self._code(token["raw"].rstrip("\n"), info[0] if info else "", span)
            case "block_math":
                yield MathBlock(restored(token["raw"].strip()), span)
            case "block_html":
                yield from self._html_blocks(token["raw"], span)
            case "thematic_break":
                yield Ruler(span)
            case "def_list":
                yield DefinitionList(tuple(self._definitions(token["children"])), span)
            case kind:
                raise ValueError(f"mistune gave a block token of an unknown type: {kind}")

    def _paragraph(self, text: str, span: Span) -> Iterator[Block]:
        numbered = _numbered_answer(text)
        if numbered:
            last = span.line + text[:numbered].count("\n") - 1
            yield from self._paragraph(text[:numbered].rstrip(), replace(span, end_line=last))
            yield from self._blocks_of(text[numbered:], last)
            return
        if not is_marked(text):
            line = self.line(text)
            if line.children or line.tags:
                yield Paragraph(with_line_ends(line.children, text), span, line.tags, line.anchor)
            return
        front, sign, rest = split_at_mark(text)
        end = min(span.line + front.count("\n"), span.end_line)
        yield from self._paragraph(front, Span(span.path, span.line, end))
        yield separator(sign, Span(span.path, end, end))
        if rest.strip():
            yield from self._paragraph(rest, Span(span.path, min(end + 1, span.end_line), span.end_line))

    def _code(self, text: str, language: str, span: Span) -> Iterator[Block]:
        """Yield a code block, or what other programs keep in one: a card, a callout."""
        if language == BLOCK:
            yield from anki_block(text, span, self._read)
        elif admonition := admonition_of(text, language):
            kind, title, body = admonition
            line = span.line + 1 + text.count("\n") - body.count("\n")
            yield Callout(kind, self.inlines(title), self._read(body, line), span)
        else:
            yield CodeBlock(restored(text), language, span)

    def _read(self, text: str, line: int) -> Blocks:
        """Parse *text*, lines that were kept as a whole and begin on *line* of the file."""
        return self._blocks_of("\n".join(repair(own_syntax(text.split("\n")))), line - 1)

    def _quote(self, tokens: list[Token], span: Span) -> Quote | Callout:
        """A quote whose first line is ``[!kind]- title`` is a callout."""
        sign = _CALLOUT.match(tokens[0]["text"]) if tokens and tokens[0]["type"] == "paragraph" else None
        if not sign:
            return Quote(self.blocks(tokens), span)
        rest = tokens[0]["text"][sign.end() :]
        if rest.strip():
            tokens[0]["text"] = rest
            tokens[0]["line"] += 1
        else:
            tokens = tokens[1:]
        return Callout(sign.group(1).casefold(), self.inlines(sign.group(2)), self.blocks(tokens), span)

    def _html_blocks(self, raw: str, span: Span) -> Iterator[Block | DetailsTag]:
        """Yield the comments at the start of an HTML block one by one, then what follows them."""
        line = span.line
        raw = raw if _COMMENT.match(raw) else restored(raw)
        while comment := _COMMENT.match(raw):
            end = line + comment.group(0).count("\n")
            if comment.group(1).startswith(SEPARATOR):
                yield separator(comment.group(1)[1:], Span(span.path, line, end))
            elif comment.group(1).strip(" -"):
                yield Comment(comment.group(1).strip(), Span(span.path, line, end))
            line = end
            raw = raw[comment.end() :]
        line += len(raw) - len(raw.lstrip("\n"))
        yield from self._html(raw.strip("\n"), Span(span.path, min(line, span.end_line), span.end_line))

    def _html(self, raw: str, span: Span) -> Iterator[Block | DetailsTag]:
        if raw.lstrip().startswith("<!--"):  # a comment that is never closed hides the rest
            self.open_comments.append(span)
            return
        if not raw.strip():
            return
        details = DETAILS.match(raw)
        if details:
            yield DetailsTag(self.inlines(details.group("summary") or ""), tuple(self._inside(details, span)), span)
        elif "</details" in raw.lower():
            yield DetailsTag(None, (), span)
        elif not is_element(raw.lstrip()):
            yield from self._paragraph(raw, span)
        elif not shows_nothing(raw):
            children = self.inlines(raw)
            images = any(isinstance(node, Image) for node in children)
            yield Paragraph(children, span) if images and not words_in(raw) else HtmlBlock(raw, span)

    def _inside(self, details: re.Match[str], span: Span) -> Iterator[Block | DetailsTag]:
        """Yield what stands in the same HTML block behind a summary, and its end if that stands there too."""
        raw = details.string[details.end() :]
        words, end, _ = raw.lower().partition("</details")
        line = min(span.line + details.group(0).count("\n"), span.end_line)
        if words.strip():
            skipped = len(words) - len(words.lstrip("\n"))
            yield from self._blocks_of(raw[skipped : len(words)], line - 1 + skipped)
        if end:
            yield DetailsTag(None, (), Span(span.path, line, span.end_line))

    def _list(self, token: Token, span: Span) -> List:
        attrs = token["attrs"]
        items = tuple(self._item(child["children"]) for child in token["children"])
        return List(items, attrs["ordered"], span, attrs.get("start", 1))

    def _item(self, tokens: Tokens) -> ListItem:
        checked = None
        if tokens and "text" in tokens[0] and tokens[0]["type"] != "heading":
            to_do = _TO_DO.match(tokens[0]["text"])
            if to_do:
                checked = to_do.group(1) != " "
                tokens[0]["text"] = tokens[0]["text"][to_do.end() :]
        children = self.blocks(tokens, in_item=True)
        line = tokens.line + 1
        end = max([line, *(child.span.end_line for child in children)])
        return ListItem(children, Span(self.path, line, end), checked)

    def _row(self, token: Token) -> Row:
        self.span = Span(self.path, token["line"] + 1, token["end"] + 1)
        cells = tuple(self.cell(text) for text in token["cells"])
        return Row(cells, self.span)

    def _definitions(self, tokens: list[Token]) -> Iterator[Definition]:
        """Group the run of terms and meanings; several terms before a meaning share it."""
        terms: list[Token] = []
        meanings: list[Token] = []
        for token in [*tokens, None]:
            if meanings and (token is None or token["type"] == "def_list_head"):
                bodies = tuple(self.blocks(meaning["children"]) for meaning in meanings)
                for term in terms:
                    span = Span(self.path, term["line"] + 1, meanings[-1]["end"] + 1)
                    yield Definition(self.inlines(term["text"]), bodies, span)
                terms, meanings = [], []
            if token is not None:
                (terms if token["type"] == "def_list_head" else meanings).append(token)


def _numbered_answer(text: str) -> int:
    """Return where in the paragraph *text* the list begins that goes on counting right below an ``A:``, 0 without one.

    In Markdown only a list that begins with 1 may end a paragraph.
    """
    lines = text.split("\n")
    for number, line in enumerate(lines[1:], 1):
        if is_mere_answer_sign(lines[number - 1]) and re.match(r"\d{1,9}[.)][ \t]+\S", line):
            return sum(len(above) + 1 for above in lines[:number])
    return 0


def _definition_lists(md: mistune.Markdown) -> None:
    mistune.plugins.import_plugin("def_list")(md)
