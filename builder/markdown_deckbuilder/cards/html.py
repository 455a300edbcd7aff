"""The HTML room: raw HTML made safe, images and sounds in it, visible text.

Anki does not sanitise: a script in a field runs in everybody's reviewer.  What is safe is decided by nh3 (ammonia);
BeautifulSoup reads and rewrites.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

import nh3

from markdown_deckbuilder.cards.references import name_of

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
    "img": {"src", "alt", "width", "height", "class"},
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

_SHOWING = ["img", "audio", "video", "source"]
_MAY_SHOW = re.compile(rf"<(?:{'|'.join(_SHOWING)})\b", re.I)
# What Anki plays: as it stands in a field, and as its reviewer shows it.
_SOUND = re.compile(r"\[(?:sound:[^\]]*|anki:play:[qa]:\d+)\]")
_TAG_OR_REFERENCE = re.compile(r"[<&\\]")


def _keep_attribute(tag: str, attribute: str, value: str) -> str | None:
    # Our own classes for code and drawings, and Pygments' token classes of one to three letters.
    allowed = "diagram" if tag == "img" else r"hl|[a-z][a-z0-9]{0,2}"
    if attribute == "class" and not re.fullmatch(allowed, value):
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
    if not _MAY_SHOW.search(markup):
        return []
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(markup, "html.parser")
    return [str(source) for element in soup.find_all(_SHOWING) if (source := element.get("src"))]


def rewrite_media(markup: str, show: Callable[[str, str, str], str | None]) -> str:
    """Return *markup* with its images, sounds and films as *show* gives them.

    *show* takes a tag's name, a ``src`` and the words that stand for it, and returns HTML, or None where there is nothing
    to show.  An image keeps what its tag says of its size; of a player's sources the first that is there is shown.
    """
    if not _MAY_SHOW.search(markup):
        return markup
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(markup, "html.parser")
    for player in soup.find_all(["audio", "video"]):
        sources = [str(element.get("src") or "") for element in (player, *player.find_all("source"))]
        words = str(player.get("title") or player.get("aria-label") or "") or name_of(next(filter(None, sources), ""))
        shown = next((html for source in sources if source and (html := show(player.name, source, words))), None)
        player.replace_with(BeautifulSoup(shown, "html.parser") if shown else words)
    for image in soup.find_all("img"):
        words = str(image.get("alt") or "")
        shown = show("img", str(image.get("src") or ""), words)
        if shown is None:
            image.replace_with(words or name_of(str(image.get("src") or "")))
            continue
        new = BeautifulSoup(shown, "html.parser")
        for key, value in image.attrs.items():
            if new.img and key not in ("src", "class"):
                new.img[key] = value
        image.replace_with(new)
    for source in soup.find_all("source"):  # of a picture element: an image of another size
        source.unwrap()
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


class _Reader(HTMLParser):
    """Collects what a reader of the markup sees; blocks and cells keep their words apart."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.pieces.append(dict(attrs).get("alt") or "")
        elif tag in _BLOCKS:
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS or tag in ("td", "th"):
            self.pieces.append(" ")


def visible_text(markup: str) -> str:
    """Return what a reader of *markup* sees, as one line of plain text: images as alt text, math as TeX, sounds not."""
    markup = _SOUND.sub("", markup)
    if not _TAG_OR_REFERENCE.search(markup):
        return " ".join(markup.split())
    reader = _Reader()  # every card needs two of these, so no tree of the markup is built
    reader.feed(markup)
    reader.close()
    text = re.sub(r"\\\(|\\\)|\\\[|\\\]", "", "".join(reader.pieces))
    return " ".join(text.split())
