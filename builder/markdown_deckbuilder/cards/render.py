"""Tree → the HTML of a field, the Anki way."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping

from markdown_deckbuilder.cards.highlight import highlight
from markdown_deckbuilder.cards.html import clean, rewrite_media
from markdown_deckbuilder.cards.references import is_drawing, is_played, is_remote, name_of
from markdown_deckbuilder.reading.dollars import with_formulas
from markdown_deckbuilder.reading.tree import (
    Block,
    Blocks,
    Break,
    Callout,
    Cell,
    Code,
    CodeBlock,
    Comment,
    Definition,
    DefinitionList,
    Deletion,
    Details,
    Emphasis,
    Flashcard,
    FootnoteRef,
    Heading,
    Html,
    HtmlBlock,
    Image,
    Inline,
    Inlines,
    Link,
    List,
    ListItem,
    Mark,
    Math,
    MathBlock,
    Node,
    Paragraph,
    Quote,
    Row,
    Ruler,
    Strike,
    Strong,
    Table,
    Text,
    walk,
)

# Characters that Anki would take as syntax of its own are written as references.  Until a field is finished they are
# noncharacters, which are taken out of every source and which the sanitiser leaves alone, while it would undo a reference.
_GUARDS = {"[": "\ufdd0", "{": "\ufdd1", "}": "\ufdd2", ":": "\ufdd3"}
_DONE = "\ufdd4"  # before the address of an image that is not to be looked for again
_PLAY = "\ufdd5"  # the bracket of a sound that Anki is to play
_REFERENCES = str.maketrans({guard: f"&#{ord(sign)};" for sign, guard in _GUARDS.items()} | {_DONE: "", _PLAY: "["})
_RESERVED = re.compile(r"[\ufdd0-\ufddf]|&#(?:x0*fdd[0-9a-f]|0*(?:6497[6-9]|6498\d|6499[01]));?", re.I)
_ANKI_TAG = re.compile(r"\[(?=sound:|anki:|/?latex\]|/?\$\$?\])")

MediaNames = Mapping[tuple[str, str], str]  # (page path, reference as written) -> file name in the collection


def field(blocks: Blocks, media: MediaNames, *, hides: bool = False) -> str:
    """Return the HTML of a field that shows *blocks*; only in one that *hides* are deletions Anki's cloze deletions.

    A single paragraph stands without ``<p>``.  *media* gives the name of each local file; a reference that is not in it
    is shown by its alternative text, or where it has none by its name.
    """
    if not blocks:
        return ""
    renderer = _Renderer(media, hides=hides)
    renderer.path = blocks[0].span.path
    return _finished(renderer.blocks(blocks, bare=True), renderer, blocks)


def breadcrumb(steps: Iterable[Inlines], path: str, media: MediaNames) -> str:
    """Return the HTML of the Context field: *steps*, which stand on the page at *path*, with a › between them.

    A step that shows nothing, like an image without words that is not there, is left out.
    """
    renderer = _Renderer(media, names_missing=False)
    renderer.path = path
    steps = tuple(steps)
    markup = " › ".join(filter(str.strip, (renderer.inlines(step) for step in steps)))
    return _finished(markup, renderer, [node for step in steps for node in step])


def escape(text: str) -> str:
    """Return plain *text* as field HTML."""
    renderer = _Renderer({})
    return _finished(renderer.text(text), renderer, ())


def _finished(markup: str, renderer: _Renderer, nodes: Iterable[Node]) -> str:
    """Return *markup*, to which *renderer* has made *nodes*, as it goes into a field."""
    if any(isinstance(node, Html | HtmlBlock) for node in walk(nodes)):
        markup = clean(rewrite_media(markup, renderer.raw_media))
    # Only here, for the sanitiser turns a reference that an author wrote back into its bracket.
    markup = _ANKI_TAG.sub(_GUARDS["["], markup)
    return markup.translate(_REFERENCES).strip()


class _Renderer:
    """Renders nodes; inside a deletion braces and double colons need care, for there they are Anki's syntax."""

    def __init__(
        self, media: MediaNames, *, hides: bool = False, in_deletion: bool = False, names_missing: bool = True
    ) -> None:
        self.media, self.hides, self.in_deletion, self.names_missing = media, hides, in_deletion, names_missing
        self.path = ""

    # --- text ---------------------------------------------------------------------------------------------------------

    def text(self, text: str) -> str:
        return self._guard(html.escape(text, quote=False))

    def _guard(self, markup: str) -> str:
        markup = _RESERVED.sub("", markup)
        markup = re.sub(r"\{(?=\{c\d)", _GUARDS["{"], markup)
        if self.in_deletion:
            markup = markup.replace("}", _GUARDS["}"])
            markup = re.sub(r"::|:$|^:", lambda match: _GUARDS[":"] * len(match.group(0)), markup)
        return markup

    def attribute(self, value: str) -> str:
        return self._guard(html.escape(value, quote=True))

    def math(self, tex: str, *, display: bool) -> str:
        """Return *tex* in Anki's MathJax delimiters.  In TeX a blank between braces changes nothing."""
        tex = _RESERVED.sub("", tex)
        tex = " ".join(tex.split()) if not display else tex.strip()
        while self.in_deletion and "}}" in tex:
            tex = tex.replace("}}", "} }")
        markup = re.sub(r"\{(?=\{c\d)", "{ ", html.escape(tex, quote=False))
        if self.in_deletion:
            markup = markup.replace("::", _GUARDS[":"] * 2)
        return f"\\[{markup}\\]" if display else f"\\({markup}\\)"

    # --- inlines ------------------------------------------------------------------------------------------------------

    def inlines(self, nodes: Iterable[Node]) -> str:
        return "".join(self.inline(node) for node in nodes)

    def inline(self, node: Node) -> str:
        match node:
            case Text(text):
                return self.text(text)
            case Code(text):
                return f"<code>{self.text(text)}</code>"
            case Math(tex, display):
                return self.math(tex, display=display)
            case Break(hard):
                return "<br>" if hard else " "
            case Html(tag):
                return "" if tag.startswith(("<!", "<?")) else _RESERVED.sub("", tag)
            case FootnoteRef():
                return ""
            case Image(alt, url, title, width):
                return self.image(alt, url, title, width)
            case Link(children, url):
                return self.link(children, url)
            case Deletion(children, hint, number):
                return self.deletion(children, hint, number)
            case Emphasis() | Strong() | Strike() | Mark():
                tag = _FORMATS[type(node)]
                return f"<{tag}>{self.inlines(node.children)}</{tag}>"
        raise ValueError(f"no inline node: {node!r}")

    def link(self, children: Inlines, url: str) -> str:
        """Return a link; one within the notes leads nowhere from a card, so only its words are left."""
        words = self.inlines(children)
        if re.match(r"(?:https?|mailto|tel):", url, re.I):
            return f'<a href="{self.attribute(url)}">{words}</a>'
        return words

    def image(self, alt: str, url: str, title: str, width: int) -> str:
        """Return an image, sound or film; where there is no file *alt*, or the file's name if it is to be shown."""
        target = self.target(url)
        if target is None:
            alt = alt or name_of(url)
            return self.text(alt if self.names_missing or alt != name_of(url) else "")
        if is_played(target):
            return self.sound(target, alt)
        tooltip = f' title="{self.attribute(title)}"' if title else ""
        size = f' width="{width}"' if width else ""
        address = f'src="{_DONE}{self.attribute(target)}" alt="{self.attribute(alt)}"'
        return f"<img {address}{tooltip}{size}{_class_of(target)}>"

    def sound(self, target: str, words: str) -> str:
        """Return what makes Anki play a file of the collection; one on another site is linked to."""
        if is_remote(target):
            return f'<a href="{self.attribute(target)}">{self.text(words or name_of(target) or target)}</a>'
        return f"{_PLAY}sound:{target}]"

    def raw_media(self, tag: str, source: str, words: str) -> str | None:
        """Return the image, sound or film that a raw *tag* shows, or None where there is no file; *words* stand for it."""
        if source.startswith(_DONE):
            return f'<img src="{html.escape(source[1:])}"{_class_of(source[1:])}>'
        target = self.target(source)
        if target is None:
            return None
        if tag != "img" and is_remote(target):
            return self.sound(target, words)
        return self.image(words, source, "", 0).replace(_DONE, "")

    def target(self, url: str) -> str | None:
        """Return the address of a file on another site, or the name in the collection of one of ours."""
        if is_remote(url):
            # In the desktop's reviewer "//" would mean plain http.
            return f"https:{url}" if url.startswith("//") else url
        return self.media.get((self.path, url))

    def deletion(self, children: Inlines, hint: str, number: int | None) -> str:
        if not self.hides:
            return self.inlines(children)
        assert number is not None, "identity numbers every deletion"
        inner = _Renderer(self.media, hides=True, in_deletion=True)
        inner.path = self.path
        words = inner.inlines(children)
        shown = f"::{inner.text(hint)}" if hint else ""
        return f"{{{{c{number}::{words}{shown}}}}}"

    # --- blocks -------------------------------------------------------------------------------------------------------

    def blocks(self, blocks: Iterable[Block], *, bare: bool = False) -> str:
        shown = [block for block in blocks if not isinstance(block, Comment)]
        if bare and len(shown) == 1 and isinstance(shown[0], Paragraph):
            self.path = shown[0].span.path
            return self.inlines(shown[0].children)
        return "".join(self.block(block) for block in shown)

    def block(self, block: Block) -> str:
        self.path = block.span.path
        match block:
            case Paragraph(children):
                return f"<p>{self.inlines(children)}</p>"
            case Heading(_, children):
                return f"<p><b>{self.inlines(children)}</b></p>"
            case List(items, ordered, _, start):
                tag = "ol" if ordered else "ul"
                first = f' start="{start}"' if ordered and start != 1 else ""
                return f"<{tag}{first}>{''.join(self.block(item) for item in items)}</{tag}>"
            case ListItem(children):
                return f"<li>{self.blocks(children, bare=len(children) == 1) if children else ''}</li>"
            case Table():
                return self.table(block)
            case CodeBlock(text, language):
                return f'<pre class="hl"><code>{self._guard(highlight(text, language))}</code></pre>'
            case MathBlock(tex):
                return self.math(tex, display=True)
            case Quote(children):
                return f"<blockquote>{self.blocks(children, bare=True)}</blockquote>"
            case Callout(_, title, children) | Details(title, children):
                heading = f"<p><b>{self.inlines(title)}</b></p>" if title else ""
                return f"<blockquote>{heading}{self.blocks(children, bare=not title)}</blockquote>"
            case Flashcard(front, back):
                return self.blocks((*front, *back))
            case HtmlBlock(markup):
                markup = _RESERVED.sub("", re.sub(r"<!--.*?-->", "", markup, flags=re.S))
                return with_formulas(markup, lambda tex, display: self.math(html.unescape(tex), display=display))
            case Comment():
                return ""
            case Ruler():
                return "<hr>"
            case DefinitionList(items):
                return f"<dl>{''.join(self.block(item) for item in items)}</dl>"
            case Definition(term, meanings):
                told = "".join(f"<dd>{self.blocks(meaning, bare=True)}</dd>" for meaning in meanings)
                return f"<dt>{self.inlines(term)}</dt>{told}"

    def table(self, table: Table) -> str:
        head = self.row(table.head, "th", table.alignments) if any(cell.children for cell in table.head.cells) else ""
        body = "".join(self.row(row, "td", table.alignments) for row in table.rows)
        return f"<table>{f'<thead>{head}</thead>' if head else ''}<tbody>{body}</tbody></table>"

    def row(self, row: Row, tag: str, alignments: tuple[str, ...]) -> str:
        return "<tr>" + "".join(self.cell(c, tag, a) for c, a in zip(row.cells, alignments, strict=True)) + "</tr>"

    def cell(self, cell: Cell, tag: str, alignment: str) -> str:
        side = f' align="{alignment}"' if alignment in ("center", "right") else ""
        return f"<{tag}{side}>{self.inlines(cell.children)}</{tag}>"


def _class_of(target: str) -> str:
    """Return the class of an image: a drawing's lines are dark, and need a light ground at night."""
    return ' class="diagram"' if is_drawing(target) else ""


_FORMATS: dict[type[Inline], str] = {Emphasis: "i", Strong: "b", Strike: "s", Mark: "mark"}
