"""The HTML room: raw HTML made safe, image sources, visible text.

Anki does not sanitise: a script in a field runs in everybody's reviewer.  What is safe is decided by nh3 (ammonia);
BeautifulSoup reads and rewrites.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import nh3

_TAGS = nh3.ALLOWED_TAGS - {"map", "area"} | {
    "audio",
    "video",
    "source",
    "mark",
    "figure",
    "figcaption",
    "section",
    "u",
}
_ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "audio": {"src", "controls"},
    "video": {"src", "controls", "width", "height"},
    "source": {"src", "type"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "ol": {"start", "type"},
    "li": {"value"},
    "details": {"open"},
    "col": {"span"},
    "colgroup": {"span"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}

_IMAGE_SOURCE = re.compile(
    r"""<(?:img|audio|video|source)\b[^>]*?\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.I
)
_TAG_OR_REFERENCE = re.compile(r"[<&\\]")


def _keep_attribute(tag: str, attribute: str, value: str) -> str | None:
    # Our own class for code, and Pygments' token classes of one to three letters.
    if attribute == "class" and not re.fullmatch(r"hl|[a-z][a-z0-9]{0,2}", value):
        return None
    return value


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={**_ATTRIBUTES, "span": {"class"}, "pre": {"class"}},
    attribute_filter=_keep_attribute,
    url_schemes=_SCHEMES,
    link_rel=None,
    clean_content_tags={"script", "style", "template", "iframe", "object", "embed", "noscript", "svg", "math"},
)


def clean(markup: str) -> str:
    """Return *markup* as balanced HTML with nothing in it that acts or reaches out of the card."""
    return _CLEANER.clean(markup)


def sources_in(markup: str) -> list[str]:
    """Return the ``src`` of every image, sound and film in raw *markup*."""
    return [html.unescape(next(filter(None, match.groups()), "")) for match in _IMAGE_SOURCE.finditer(markup)]


def rewrite_sources(markup: str, rewrite: Callable[[str], str | None]) -> str:
    """Return *markup* with every media ``src`` passed through *rewrite*; where that is None the element's alt is left."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(markup, "html.parser")
    for element in soup.find_all(["img", "audio", "video", "source"]):
        source = element.get("src")
        if not isinstance(source, str):
            continue
        target = rewrite(source)
        if target is None:
            element.replace_with(str(element.get("alt") or ""))
        else:
            element["src"] = target
    return str(soup.decode(formatter="minimal"))


_BLOCKS = [
    "p",
    "div",
    "li",
    "tr",
    "br",
    "blockquote",
    "pre",
    "dt",
    "dd",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "summary",
    "hr",
]


def visible_text(markup: str) -> str:
    """Return what a reader of *markup* sees, as one line of plain text: images as alt text, math as TeX."""
    if not _TAG_OR_REFERENCE.search(markup):
        return " ".join(markup.split())
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(markup, "html.parser")
    for image in soup.find_all("img"):
        image.replace_with(str(image.get("alt") or ""))
    for cell in soup.find_all(["td", "th"]):
        cell.append(" ")
    for block in soup.find_all(_BLOCKS):
        block.insert_before(" ")
        block.append(" ")
    text = re.sub(r"\\\(|\\\)|\\\[|\\\]", "", soup.get_text())
    return " ".join(text.split())
