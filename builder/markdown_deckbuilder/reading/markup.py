"""Raw HTML in a source, as far as the parser must understand it: images, details, what is a tag at all."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import unquote

from markdown_deckbuilder.reading.tree import Break, Html, Image, Inline, Text

# Elements of HTML that people write in notes (whatwg.org, section 4); "<T>" in List<T> is none.
_ELEMENTS = frozenset(
    """
    a abbr address article aside audio b bdi bdo big blockquote body br button canvas caption center cite code col
    colgroup data dd del details dfn dialog div dl dt em embed fieldset figcaption figure font footer form h1 h2 h3 h4
    h5 h6 head header hr html i iframe img input ins kbd label legend li link main map mark math menu meta nav noscript
    object ol optgroup option p picture pre progress q rp rt ruby s samp script section select small source span strike
    strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var
    video wbr
    """.split()
)
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
_MEDIA = re.compile(r"<(?:img|audio|video|source|embed|object)\b", re.I)
_TAG = re.compile(r"<[^<>]*>|<!--.*?-->", re.S)


class _Attributes(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found = self.found or {name: value or "" for name, value in attrs}

    handle_startendtag = handle_starttag


def attributes_of(tag: str) -> dict[str, str]:
    """Return the attributes of the opening *tag*, unescaped, by lower-case name."""
    reader = _Attributes()
    reader.feed(tag)
    return reader.found


def is_element(tag: str) -> bool:
    """Say whether *tag* is one of HTML's, rather than words in angle brackets."""
    match = _NAME.match(tag)
    return bool(match) and (match.group(1).lower() in _ELEMENTS if match else False)


def tag_from(tag: str) -> Inline:
    """Return the node for one raw *tag*: an image, a line break, nothing for a comment, else the tag itself."""
    if tag.startswith(("<!", "<?")):
        return Text("")
    name = _NAME.match(tag)
    if not name or not is_element(tag):
        return Text(tag)
    match name.group(1).lower():
        case "br":
            return Break(hard=True)
        case "img" | "audio" | "video" if not tag.startswith("</") and (source := attributes_of(tag).get("src")):
            return image_from(attributes_of(tag), source)
    return Html(tag)


def file_name(url: str) -> str:
    """Return the name of the file that *url* leads to: what an image without words is called."""
    if url.startswith("data:"):
        return "image"
    path = unquote(url.removeprefix("vault:").split("?", 1)[0].split("#", 1)[0])
    return path.rstrip("/").rsplit("/", 1)[-1]


def image_from(attributes: dict[str, str], source: str) -> Image:
    """Return the image that an element with *attributes* shows."""
    width = re.match(r"\d+", attributes.get("width", ""))
    is_share = attributes.get("width", "").rstrip().endswith("%")
    return Image(
        attributes.get("alt", "") or file_name(source),
        source,
        attributes.get("title", ""),
        int(width.group(0)) if width and not is_share else 0,
    )


def words_in(markup: str) -> str:
    """Return the words of *markup* without tags and comments."""
    return _TAG.sub(" ", re.sub(r"<!--.*?-->", "", markup, flags=re.S)).strip()


def shows_nothing(markup: str) -> bool:
    """Say whether *markup* is a mere wrapper: no words, no image, no sound."""
    return not words_in(markup) and not _MEDIA.search(markup)
