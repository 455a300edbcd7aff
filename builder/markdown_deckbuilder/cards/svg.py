"""SVG files made safe.

A shared deck is other people's input to other people's machines, and an SVG file is a program: it may hold scripts, whole
HTML pages, addresses to load from, and entities or copies that grow without end.  Shown by ``<img>`` most of that
sleeps, but the file also lies in everybody's media folder, where a click opens it.

defusedxml parses, for it refuses entities before they are expanded and loads nothing; the parser of nh3 and
BeautifulSoup reads HTML, which is not what a browser reads an ``.svg`` file as, and a file that two parsers read in two
ways cannot be judged.  What is kept is a list (the elements and attributes of DOMPurify's, less what moves); all else
goes, and the rest is written anew, so that nothing of the original's spelling, comments, doctype and instructions is
left to be read otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

# More than any drawing has; what is above would stop the reviewer, or the builder.
MAX_DEPTH = 200
MAX_SHOWN = 1_000_000

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"

_ELEMENT_NAMES = """
svg a circle clipPath defs desc ellipse filter g image line linearGradient marker mask path pattern polygon polyline
radialGradient rect stop style switch symbol text textPath title tspan use view
feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap
feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode
feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence
"""
_ATTRIBUTE_NAMES = """
accent-height additive alignment-baseline amplitude ascent azimuth baseFrequency baseline-shift bias class clip
clip-path clip-rule clipPathUnits color color-interpolation color-interpolation-filters color-rendering cx cy d
diffuseConstant direction display divisor dominant-baseline dx dy edgeMode elevation enable-background exponent fill
fill-opacity fill-rule filter filterUnits flood-color flood-opacity font-family font-size font-size-adjust
font-stretch font-style font-variant font-weight fr fx fy gradientTransform gradientUnits height id image-rendering
in in2 intercept isolation k1 k2 k3 k4 kernelMatrix kernelUnitLength kerning lang lengthAdjust letter-spacing
lighting-color limitingConeAngle marker-end marker-mid marker-start markerHeight markerUnits markerWidth mask
maskContentUnits maskUnits mask-type method mix-blend-mode mode numOctaves offset opacity operator order orient
overflow paint-order pathLength patternContentUnits patternTransform patternUnits points pointsAtX pointsAtY
pointsAtZ preserveAlpha preserveAspectRatio primitiveUnits r radius refX refY requiredExtensions requiredFeatures
result role rotate rx ry scale seed shape-rendering side slope spacing specularConstant specularExponent
spreadMethod startOffset stdDeviation stitchTiles stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset
stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width style surfaceScale systemLanguage
tableValues targetX targetY text-anchor text-decoration text-rendering textLength transform transform-origin type
unicode-bidi values vector-effect version viewBox visibility width word-spacing writing-mode x x1 x2
xChannelSelector y y1 y2 yChannelSelector z zoomAndPan
"""
_ANIMATIONS = frozenset({"animate", "animateMotion", "animateTransform", "set"})
_ELEMENTS = frozenset(_ELEMENT_NAMES.split())
_ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())
# Written with their prefix; "xml:base" is not among them, for it would lead every "#part" to another site.
_PREFIXED = {f"{{{_XML}}}space": "xml:space", f"{{{_XML}}}lang": "xml:lang"}
_REFERENCES = frozenset({"href", f"{{{_XLINK}}}href"})

_IMAGE_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[a-z0-9+/=\s]+", re.I)
# Drawing programs put their handwriting into the file; it loads nothing.
_FONT_DATA = re.compile(
    r"data:(?:font/(?:woff2?|ttf|otf|sfnt)|application/(?:x-)?font-[a-z0-9-]+);(?:charset=utf-8;)?base64,[a-z0-9+/=\s]+",
    re.I,
)
_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
# Bounded, and with no two ways to read one text: a style may not keep the builder busy for ever.
_CSS_IMPORT = re.compile(
    r"@(?:import|charset|namespace)\b(?:\"[^\"]{0,4000}\"|'[^']{0,4000}'|\([^)]{0,4000}\)|[^;{\"'(])*;?", re.I
)
_CSS_URL = re.compile(r"url\((?:([^\"'()]*)|\s*\"([^\"]*)\"\s*|\s*'([^']*)'\s*)\)", re.I)
# Other ways of CSS to load or to run something, and the escapes under which any of them could hide.
_CSS_TROUBLE = re.compile(
    r"\\|@import|url\s*\(|image-set\s*\(|\bimage\s*\(|\bsrc\s*\(|cross-fade\s*\(|element\s*\(|expression\s*\("
    r"|-moz-binding|behavior\s*:|javascript:",
    re.I,
)


class UnsafeSvg(Exception):
    """The file cannot be made safe; the message says why."""


@dataclass(frozen=True, slots=True)
class SafeSvg:
    """A safe SVG file, and the kinds of things a reader would have seen in the original but not in it."""

    data: bytes
    lost: tuple[str, ...]


def made_safe(data: bytes) -> SafeSvg:
    """Return the SVG file *data* with nothing in it that acts, loads or grows.

    Raises :class:`UnsafeSvg` where nothing sensible would be left of it.
    """
    root = _parsed(data)
    lost: list[str] = []
    clean = _cleaned(root, 1, lost)
    if clean is None or clean.tag != "svg":
        raise UnsafeSvg("it holds no SVG image")
    if _shown(clean) > MAX_SHOWN:
        raise UnsafeSvg(f"it draws more than {MAX_SHOWN:,} shapes")
    clean.attrib = {"xmlns": _SVG, "xmlns:xlink": _XLINK, **clean.attrib}
    return SafeSvg(tostring(clean, encoding="unicode").encode(), tuple(dict.fromkeys(lost)))


def _parsed(data: bytes) -> Element:
    try:
        root: Element = fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise UnsafeSvg("it declares entities") from error
    except ParseError as error:
        raise UnsafeSvg(f"it is not well-formed XML, in line {error.position[0]}") from error
    except (ValueError, LookupError) as error:
        raise UnsafeSvg("its encoding is unknown") from error
    return root


def _cleaned(element: Element, depth: int, lost: list[str]) -> Element | None:
    """Return a copy of *element* with what is safe of it, or None; *lost* takes the kinds of visible things left out."""
    if depth > MAX_DEPTH:
        raise UnsafeSvg(f"its elements stand more than {MAX_DEPTH} deep in one another")
    name = _local_name(element)
    if name not in _ELEMENTS:
        lost += _seen_in(element, name)
        return None
    copy = Element(name, dict(_attributes(element, name, lost)))
    if name == "style":
        styles = "".join(element.itertext())
        copy.text = _css(styles)
        lost += ["styles"] if styles.strip() and not copy.text else []
        return copy
    copy.text = element.text
    unseen: list[str] = []
    for child in element:
        kept = _cleaned(child, depth + 1, unseen)
        if kept is not None:
            kept.tail = child.tail
            copy.append(kept)
        elif child.tail and child.tail.strip():
            _append_text(copy, child.tail)
    # A switch shows the first of its children that the reader's program knows: the next one stands in.
    lost += unseen if name != "switch" or not len(copy) else ()
    return copy


def _seen_in(element: Element, name: str) -> list[str]:
    """Return what a reader would have seen of *element*, which is left out."""
    if name == "foreignObject" and "".join(element.itertext()).strip():
        return ["text in foreignObject"]
    return ["movement"] if name in _ANIMATIONS else []


def _local_name(element: Element) -> str:
    """Return the name of *element* if it is one of SVG's, else ""; a file without the namespace is meant to have it."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag.startswith("{"):
        space, _, name = tag[1:].partition("}")
        return name if space == _SVG else ""
    return tag


def _append_text(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _attributes(element: Element, name: str, lost: list[str]) -> Iterator[tuple[str, str]]:
    for key, value in element.items():
        if key in _REFERENCES:
            if _leads_inside(value, may_be_image=name in ("image", "feImage")):
                yield "xlink:href" if key.startswith("{") else "href", value.strip()
            elif name == "image":
                lost.append("image from outside")
        elif key == "style":
            style = _css(value)
            if style:
                yield key, style
        elif key in _PREFIXED:
            yield _PREFIXED[key], value
        elif key in _ATTRIBUTES and _css(value) == value:
            yield key, value


def _leads_inside(reference: str, *, may_be_image: bool) -> bool:
    reference = reference.strip()
    return reference.startswith("#") or (may_be_image and _IMAGE_DATA.fullmatch(reference) is not None)


def _css(text: str) -> str:
    """Return the CSS or the attribute value *text* without what leads outside, or "" where that cannot be told."""
    text = _CSS_COMMENT.sub(" ", text)
    if not _CSS_TROUBLE.search(text):
        return text
    text = _CSS_IMPORT.sub("", text)
    kept: list[str] = []

    def put_aside(match: re.Match[str]) -> str:
        target = next((group for group in match.groups() if group is not None), "").strip()
        if not (target.startswith("#") or _IMAGE_DATA.fullmatch(target) or _FONT_DATA.fullmatch(target)):
            return "none"
        kept.append(match.group(0))
        return f"\x00{len(kept) - 1}\x00"

    text = _CSS_URL.sub(put_aside, text)
    if _CSS_TROUBLE.search(text):
        return ""
    return re.sub(r"\x00(\d+)\x00", lambda match: kept[int(match.group(1))], text)


def _shown(root: Element) -> int:
    """Return how many elements *root* draws when all that is drawn by reference is drawn out, up to above the limit.

    Ten copies of ten copies of ten copies are as bad as entities, and need none.
    """
    by_id = {name: element for element in root.iter() if (name := element.get("id"))}
    counts: dict[Element, int] = {}

    def count(element: Element, above: frozenset[Element]) -> int:
        if element in counts:
            return counts[element]
        if element in above or len(above) > MAX_DEPTH:
            return MAX_SHOWN + 1  # a copy inside itself
        inside = above | {element}
        total = 1
        for child in element:
            total += count(child, inside)
        for target in _drawn_by(element):
            if target in by_id:
                total += count(by_id[target], inside)
        counts[element] = min(total, MAX_SHOWN + 1)
        return counts[element]

    return count(root, frozenset())


def _drawn_by(element: Element) -> Iterator[str]:
    """Yield the ids of the elements that *element* draws by reference; a link draws nothing."""
    for key, value in element.items():
        if key in ("href", "xlink:href"):
            if element.tag != "a" and value.startswith("#"):
                yield value[1:]
        elif "url(" in value:
            yield from re.findall(r"url\(\s*[\"']?#([^\"')\s]+)", value)
