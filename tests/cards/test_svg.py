"""SVG files are made safe: each attack states the law it tries to break."""

from __future__ import annotations

import gzip
from time import perf_counter
from xml.etree import ElementTree

import pytest

from markdown_deckbuilder.cards.svg import MAX_DEPTH, UnsafeSvg, made_safe

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
PNG = "data:image/png;base64,iVBORw0KGgo="


def svg(inside: str, *, root: str = "", before: str = "") -> bytes:
    return f"{before}<svg {NS} {root} viewBox='0 0 9 9'>{inside}<rect width='9' height='9'/></svg>".encode()


# law -> (what is inside the image, what may not be left of it)
ATTACKS = {
    "no script element": ("<script>alert(1)</script>", ["script", "alert"]),
    "no script in CDATA": ("<script><![CDATA[alert(1)]]></script>", ["script", "alert"]),
    "no script under a prefix": (
        '<x:script xmlns:x="http://www.w3.org/2000/svg">alert(1)</x:script>',
        ["script", "alert"],
    ),
    "no HTML by its namespace": (
        '<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>',
        ["script", "alert"],
    ),
    "no foreignObject": (
        '<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="http://evil/"/></foreignObject>',
        ["foreignObject", "iframe", "evil"],
    ),
    "no event attributes": (
        '<g onload="alert(1)" onClick="alert(2)"><circle r="1" onmouseover="alert(3)"/></g>',
        ["onload", "onClick", "onmouseover", "alert"],
    ),
    "no javascript: link": ('<a xlink:href="javascript:alert(1)"><text>x</text></a>', ["javascript", "alert"]),
    "no javascript: link with a tab in it": ('<a href="java&#9;script:alert(1)"><text>x</text></a>', ["alert"]),
    "no image from outside": ('<image href="https://evil/x.png"/>', ["evil"]),
    "no image under the older name": ('<image xlink:href="//evil/x.png"/>', ["evil"]),
    "no file beside it": ('<image href="../secret.png"/>', ["secret"]),
    "no SVG in a data: address": ('<image href="data:image/svg+xml;base64,PHN2Zz4="/>', ["data:"]),
    "no HTML in a data: address": ('<a href="data:text/html,&lt;script>alert(1)&lt;/script>"/>', ["data:", "alert"]),
    "no image data where no image is meant": (f'<use href="{PNG}"/>', ["data:"]),
    "no copy from another file": ('<use href="https://evil/x.svg#a"/>', ["evil"]),
    "no filter image from outside": ('<filter id="f"><feImage href="https://evil/x.png"/></filter>', ["evil"]),
    "no other base for its own parts": ('<g xml:base="https://evil/"><use href="#a"/></g>', ["evil", "base"]),
    "no @import": ("<style>@import url(https://evil/x.css); rect { fill: red }</style>", ["@import", "evil"]),
    "no @import of a mere string": ('<style>@import "https://evil/x.css"; rect { fill: red }</style>', ["evil"]),
    "no url() in styles": ("<style>rect { fill: url(https://evil/#x) }</style>", ["evil"]),
    "no url() under escapes": (r"<style>rect { fill: \75rl(https://evil/#x) }</style>", ["evil"]),
    "no url() behind a comment": ("<style>rect { fill: url/**/(https://evil/) }</style>", ["evil"]),
    "no url() in a style attribute": ('<rect style="fill:url(//evil/x)"/>', ["evil"]),
    "no url() in another attribute": ('<rect fill="url(https://evil/#x)"/>', ["evil"]),
    "no image-set()": ("<style>rect { background: image-set('https://evil/x' 1x) }</style>", ["evil"]),
    "no font from outside": (
        "<style>@font-face { font-family: f; src: url('https://evil/f.woff2') }</style>",
        ["evil"],
    ),
    "no movement that changes a link": (
        '<a href="#a"><animate attributeName="href" values="javascript:alert(1)"/><text>x</text></a>',
        ["animate", "alert"],
    ),
    "no set that adds an event": ('<set attributeName="onmouseover" to="alert(1)"/>', ["onmouseover", "alert"]),
    "no handler element": ('<handler type="text/javascript">alert(1)</handler>', ["handler", "alert"]),
    "no embedded page": ('<iframe src="https://evil/"/><embed src="https://evil/"/>', ["evil"]),
    "no elements of other programs": (
        '<x:thing xmlns:x="https://program.example/">words</x:thing>',
        ["thing", "words", "program"],
    ),
}


@pytest.mark.parametrize("law", ATTACKS)
def test_nothing_is_left_of(law: str) -> None:
    """What acts or loads is gone, the drawing is still there, and a second cleaning finds nothing to do."""
    inside, gone = ATTACKS[law]
    safe = made_safe(svg(inside)).data
    assert [word for word in gone if word in safe.decode()] == []
    assert ElementTree.fromstring(safe)[-1].tag == "{http://www.w3.org/2000/svg}rect"
    assert made_safe(safe).data == safe


BOMB = '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'

REFUSED = {
    "entities that grow": (svg("<text>&c;</text>", before=BOMB), "entities"),
    "an entity that reads a file": (
        svg("<text>&a;</text>", before='<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        "entities",
    ),
    "an entity for the doctype itself": (
        svg("", before='<!DOCTYPE svg [<!ENTITY % a SYSTEM "https://evil/x.dtd"> %a;]>'),
        "entities",
    ),
    "copies that grow": (
        svg(
            "<g id='a0'>"
            + "<rect/>" * 10
            + "</g>"
            + "".join(f"<g id='a{n}'>" + f"<use href='#a{n - 1}'/>" * 10 + "</g>" for n in range(1, 9))
        ),
        "shapes",
    ),
    "patterns that grow": (
        svg(
            "<pattern id='a0'>"
            + "<rect/>" * 10
            + "</pattern>"
            + "".join(
                f"<pattern id='a{n}'>" + f"<rect fill='url(#a{n - 1})'/>" * 10 + "</pattern>" for n in range(1, 9)
            )
        ),
        "shapes",
    ),
    "a copy of itself": (svg("<g id='a'><use href='#a'/></g>"), "shapes"),
    "elements without end in one another": (svg("<g>" * 50_000 + "</g>" * 50_000), f"{MAX_DEPTH} deep"),
    "broken XML": (b"<svg><g></svg>", "well-formed"),
    "no XML at all": (b"GIF89a", "well-formed"),
    "an empty file": (b" ", "well-formed"),
    "a web page": (b'<html xmlns="http://www.w3.org/1999/xhtml"><body/></html>', "no SVG"),
    "an unknown encoding": (b'<?xml version="1.0" encoding="x-own"?><svg/>', "encoding"),
    "a compressed file": (gzip.compress(svg("")), "well-formed"),
}


@pytest.mark.parametrize("law", REFUSED)
def test_refused_is(law: str) -> None:
    """A file that cannot be made safe is refused, at once and with the reason."""
    data, reason = REFUSED[law]
    with pytest.raises(UnsafeSvg, match=reason):
        made_safe(data)


@pytest.mark.parametrize(
    "words", ["url(", "url( ", "url('", "@import ", "@import (", "@import '\"", "/*", "A url(data:image/png;base64,A "]
)
def test_styles_are_read_in_one_go(words: str) -> None:
    """No style keeps the builder busy, however it is written."""
    start = perf_counter()
    made_safe(svg(f"<style>{words * 40_000}{' ' * 40_000}url(</style>"))
    assert perf_counter() - start < 5


KEPT = {
    "shapes and their looks": '<path d="M0 0L9 9" stroke="#123" style="fill:none;stroke-width:2" transform="scale(2)" />',
    "references within the image": '<defs><linearGradient id="a" /></defs><rect fill="url(#a)" /><use xlink:href="#b" />',
    "styles": "<style>.a { fill: url(#a); font: 12px serif } @media print { .a { fill: red } }</style>",
    "images written into it": f'<image href="{PNG}" />',
    "fonts written into it": "<style>@font-face { src: url(data:font/woff2;base64,d09GMg==) }</style>",
    "text and its places": '<text x="1" text-anchor="middle" xml:space="preserve">a <tspan dy="1">b</tspan> &lt; c</text>',
    "filters, masks and markers": '<filter id="f"><feGaussianBlur stdDeviation="2" /></filter><mask id="m" />',
    "letters of all scripts": "<text>酸と塩基 العصر 🌋</text>",
}


@pytest.mark.parametrize("law", KEPT)
def test_kept_are(law: str) -> None:
    """What only draws is left as it is, and nothing is said to be lost."""
    safe = made_safe(svg(KEPT[law]))
    assert KEPT[law] in safe.data.decode()
    assert safe.lost == ()


def test_a_doctype_without_entities_is_dropped() -> None:
    """Graphviz and matplotlib write one into every file."""
    doctype = '<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd">\n'
    safe = made_safe(svg("<g/>", before=doctype)).data
    assert safe.startswith(b"<svg ")
    assert safe == made_safe(svg("<g/>")).data


def test_comments_and_instructions_are_dropped() -> None:
    safe = made_safe(svg("<!-- secret -->", before='<?xml-stylesheet href="https://evil/x.css"?>')).data
    assert b"secret" not in safe
    assert b"evil" not in safe


def test_a_file_without_the_namespace_gets_it() -> None:
    """A browser would show such a file as nothing."""
    assert made_safe(b"<svg><rect/></svg>").data.startswith(b'<svg xmlns="http://www.w3.org/2000/svg"')


def test_what_readers_would_miss_is_told() -> None:
    label = '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">label</p></foreignObject>'
    assert made_safe(svg(label)).lost == ("text in foreignObject",)
    assert made_safe(svg(f"<switch>{label}<text>label</text></switch>")).lost == ()
    assert made_safe(svg('<image href="photo.png"/>')).lost == ("image from outside",)
    assert made_safe(svg("<animate attributeName='x' to='9'/>")).lost == ("movement",)
    assert made_safe(svg(r"<style>.a\:b { fill: red }</style>")).lost == ("styles",)


def test_only_what_leads_outside_is_cut_from_styles() -> None:
    style = "@import url(https://evil/a.css); .a { fill: red; cursor: url('https://evil/c.png'), auto }"
    assert (
        "<style> .a { fill: red; cursor: none, auto }</style>"
        in made_safe(svg(f"<style>{style}</style>")).data.decode()
    )


def test_a_link_to_what_is_around_it_is_no_copy() -> None:
    assert b'href="#top"' in made_safe(svg('<g id="top"><a href="#top"><text>up</text></a></g>')).data
