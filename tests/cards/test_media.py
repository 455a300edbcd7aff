"""Images, sounds and films: found as people write them, only ours, and every fault told with its place."""

from __future__ import annotations

import base64
import os
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import pytest

from markdown_deckbuilder.cards import media
from markdown_deckbuilder.cards.faces import faces
from markdown_deckbuilder.cards.media import collect, media_name
from markdown_deckbuilder.cards.render import breadcrumb, field
from markdown_deckbuilder.config import Config
from markdown_deckbuilder.identity.ledger import Ledger
from markdown_deckbuilder.pipeline import Build, build
from markdown_deckbuilder.reading.discover import Target
from markdown_deckbuilder.reading.tree import Deletion, Html, HtmlBlock, Image, Inline, Paragraph, Span, Text

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><circle r="3"/></svg>'
HERE = Span("D1/page.md", 7, 8)


def lay(root: Path, *names: str, data: bytes = PNG) -> None:
    """Write files called *names* below *root*; each has bytes of its own after those of *data*."""
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data + (b"" if data is not PNG else name.encode()))


def found(root: Path, reference: str, page: str = "D1/page.md") -> str:
    """Return the path of the file that *reference* leads to, or else the code and message of what is told."""
    names, files, diagnostics = collect(root, [(reference, Span(page, 7, 8))])
    if not names:
        (diagnostic,) = diagnostics
        assert diagnostic.span == Span(page, 7, 8)
        return f"{diagnostic.code} {diagnostic.message}"
    assert not diagnostics
    return files[names[page, reference]].data.removeprefix(PNG).decode()


def make(root: Path, page: str, files: Mapping[str, bytes] | None = None) -> Build:
    """Build a page with *files* beside it."""
    for name, data in {"page.md": page.encode(), **(files or {})}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return build(Target(root), Config(), Ledger(), 1_700_000_000)


def codes(made: Build) -> list[tuple[str, int]]:
    return [(d.code, d.span.line) for d in made.diagnostics if d.span and d.code.startswith("M4")]


# --- finding ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reference",
    [
        "img/a b.png",
        "img/a%20b.png",
        "./img/a%20b.png",
        "../D1/img/a b.png",
        "/D1/img/a b.png",
        "img//a b.png",
        "img\\a b.png",
        "img/a b.png?v=2",
        "img/a%20b.png#part",
        "IMG/A B.PNG",
        "vault:a b.png",
        "vault:A%20B.png",
        "vault:img/a b.png",
        "vault:D1/img/a b.png",
        "vault:./img/a b.png",
        "vault:/D1/img/a b.png",
        "vault:a b.png#part",
    ],
)
def test_a_file_is_found_as(reference: str, tmp_path: Path) -> None:
    lay(tmp_path, "D1/img/a b.png", "D2/other.png")
    assert found(tmp_path, reference) == "D1/img/a b.png"


@pytest.mark.parametrize("name", ["50%.png", "a%20b.png", "what?.png", "C#.png", "1:2.png", 'a&b\'s "c".png'])
def test_odd_names_are_names(name: str, tmp_path: Path) -> None:
    """What could be an escape, a query, a fragment or a scheme is a part of the name where such a file exists."""
    lay(tmp_path, f"D1/{name}")
    assert found(tmp_path, name) == f"D1/{name}"


@pytest.mark.parametrize("on_disk", ["NFC", "NFD"])
@pytest.mark.parametrize("written", ["NFC", "NFD"])
@pytest.mark.parametrize("scheme", ["", "vault:"])
def test_letters_may_be_composed_or_not(on_disk: str, written: str, scheme: str, tmp_path: Path) -> None:
    """A Mac takes names apart, other systems do not; the name in the collection is composed."""
    path = "Bilder/Überträger é.png"
    lay(tmp_path, unicodedata.normalize(on_disk, path))  # type: ignore[arg-type]
    reference = scheme + unicodedata.normalize(written, path)  # type: ignore[arg-type]
    names, _, diagnostics = collect(tmp_path, [(reference, Span("page.md", 1, 1))])
    assert not diagnostics
    (name,) = names.values()
    assert name.startswith("Überträger-é-")


def test_capitals_count_where_names_differ_in_nothing_else(tmp_path: Path) -> None:
    lay(tmp_path, "D1/A.png", "D1/a.png")
    if len(list((tmp_path / "D1").iterdir())) < 2:
        pytest.skip("this disk does not tell capitals apart")
    assert found(tmp_path, "A.png") == found(tmp_path, "vault:A.png") == "D1/A.png"
    assert found(tmp_path, "a.png") == found(tmp_path, "vault:a.png") == "D1/a.png"


def test_an_embed_means_the_nearest_file_of_that_name(tmp_path: Path) -> None:
    """First the page's own folder, then those above it, then the shortest path."""
    lay(tmp_path, "a/b/x.png", "a/x.png", "x.png", "c/x.png", "c/d/x.png", "y/y.png", "z/w/y.png")
    assert found(tmp_path, "vault:x.png", "a/b/page.md") == "a/b/x.png"
    assert found(tmp_path, "vault:x.png", "a/page.md") == "a/x.png"
    assert found(tmp_path, "vault:x.png", "a/e/page.md") == "a/x.png"
    assert found(tmp_path, "vault:x.png", "c/d/page.md") == "c/d/x.png"
    assert found(tmp_path, "vault:x.png", "f/page.md") == "x.png"
    assert found(tmp_path, "vault:d/x.png", "a/b/page.md") == "c/d/x.png"
    assert found(tmp_path, "vault:y.png", "a/b/page.md") == "y/y.png"


def test_hidden_folders_are_no_place_to_search_but_can_be_named(tmp_path: Path) -> None:
    lay(tmp_path, ".trash/x.png", ".attachments/y.png")
    assert found(tmp_path, "vault:x.png").startswith("M401")
    assert found(tmp_path, "../.attachments/y.png") == ".attachments/y.png"


# --- faults -----------------------------------------------------------------------------------------------------------


def test_a_missing_file_is_told_with_the_nearest_name(tmp_path: Path) -> None:
    lay(tmp_path, "D2/kidney.png", "D1/nephron.svg")
    assert found(tmp_path, "kidny.png") == "M401 there is no file kidny.png; there is D2/kidney.png"
    assert found(tmp_path, "kidney.png") == "M401 there is no file kidney.png; there is D2/kidney.png"
    assert found(tmp_path, "nephron.png") == "M401 there is no file nephron.png; there is D1/nephron.svg"
    assert found(tmp_path, "vault:my%20heart.png") == "M401 there is no file my heart.png"
    assert found(tmp_path, "") == "M401 the image names no file"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    lay(tmp_path, "D1/img.png/x.png")
    assert found(tmp_path, "img.png") == "M401 D1/img.png is a folder, not a file"


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    lay(tmp_path, "D1/x.png", data=b"")
    assert found(tmp_path, "x.png") == "M401 D1/x.png is empty"


def test_an_unreadable_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, "D1/x.png")

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert found(tmp_path, "x.png") == "M401 cannot read D1/x.png: Permission denied"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_links_and_pipes_are_told(tmp_path: Path) -> None:
    """Reading a pipe would wait for ever; a link may lead nowhere, or in a circle."""
    (tmp_path / "D1").mkdir()
    os.mkfifo(tmp_path / "D1" / "pipe.png")
    (tmp_path / "D1" / "gone.png").symlink_to("nowhere.png")
    (tmp_path / "D1" / "circle.png").symlink_to("circle.png")
    for name in ("pipe.png", "gone.png", "circle.png"):
        assert found(tmp_path, name).startswith("M401 "), name


@pytest.mark.parametrize(
    "reference",
    ["../../secret.png", "../../notes2/secret.png", "link.png", "link/secret.png", "file:///etc/x.png", "C:\\x.png"],
)
def test_outside_is(reference: str, tmp_path: Path) -> None:
    """Nothing of this machine but the notes gets into a deck: not by dots, nor by links."""
    root = tmp_path / "notes"
    lay(tmp_path, "secret.png", "notes2/secret.png", "notes/D1/x.png")
    (root / "D1" / "link.png").symlink_to(tmp_path / "secret.png")
    (root / "D1" / "link").symlink_to(tmp_path / "notes2")
    assert found(root, reference).startswith("M402 ")
    assert found(root, "/secret.png").startswith("M401 ")
    assert found(root, f"vault:{reference}")[:5] in ("M401 ", "M402 ")


def test_links_within_the_notes_lead_on(tmp_path: Path) -> None:
    lay(tmp_path, "D1/x.png")
    (tmp_path / "D1" / "y.png").symlink_to("x.png")
    (tmp_path / "D2").symlink_to("D1")
    assert found(tmp_path, "y.png") == found(tmp_path, "../D2/x.png") == "D1/x.png"


def test_other_files_are_no_images(tmp_path: Path) -> None:
    """Nor does a link make them any: a foreign repository could publish the passwords in one's own."""
    lay(tmp_path, "D1/paper.pdf", "D1/config")
    (tmp_path / "D1" / "x.png").symlink_to("config")
    for name in ("paper.pdf", "vault:paper.pdf#page=2", "config", "x.png"):
        assert found(tmp_path, name).startswith("M405 "), name


def test_a_remote_image_is_told_and_linked(tmp_path: Path) -> None:
    made = make(tmp_path, "# X\n\n- term :: ![a](https://example.org/a.png) and ![b](//example.org/b.svg)\n")
    assert codes(made) == [("M403", 3), ("M403", 3)]
    assert made.notes[0].fields["Back"] == (
        '<img src="https://example.org/a.png" alt="a"> and <img src="https://example.org/b.svg" alt="b" class="diagram">'
    )
    assert made.notes[0].media == ()


def test_a_large_file_is_told_and_taken(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(bytes(media.LARGE_BYTES + 1))
    names, files, (fault,) = collect(tmp_path, [("film.mp4", Span("page.md", 1, 1))])
    assert (fault.code, fault.message, fault.severity.value) == ("M406", "film.mp4 is 20 MB large", "info")
    assert names.keys() == {("page.md", "film.mp4")}
    assert len(files) == 1


def test_every_place_is_told_once(tmp_path: Path) -> None:
    """The line is that of the block with the image, not that of the note which shows it."""
    page = "# X\n\n- one :: ![a](a.png)\n- two :: words\n\n  ![b](b.png)\n\n- three :: ![a](a.png)\n"
    assert codes(make(tmp_path, page)) == [("M401", 3), ("M401", 6), ("M401", 8)]


def test_a_fault_in_a_heading_is_told_once(tmp_path: Path) -> None:
    """It stands above many notes; without words the breadcrumb does without it."""
    made = make(tmp_path, "# X\n\n## ![](a.png)\n\n- one :: first\n- two :: second\n")
    assert codes(made) == [("M401", 5)]
    assert [note.fields["Context"] for note in made.notes] == ["X", "X"]


def test_a_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, "D1/x.png")
    read: list[str] = []
    original = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: (read.append(path.name), original(path))[1])
    references = [
        (url, Span(page, 1, 1)) for url in ("x.png", "./x.png", "vault:x.png") for page in ("D1/a.md", "D1/b.md")
    ]
    names, files, _ = collect(tmp_path, references)
    assert read == ["x.png"]
    assert len(names) == 6
    assert len(files) == 1


def test_many_missing_files_take_no_time(tmp_path: Path) -> None:
    lay(tmp_path, *(f"{n:04}.png" for n in range(300)))
    references = [(f"missing-{n}.png", Span("page.md", n, n)) for n in range(3000)]
    assert len(collect(tmp_path, references)[2]) == 3000


# --- names ------------------------------------------------------------------------------------------------------------


def test_names_are_flat_short_and_hold_the_hash() -> None:
    assert media_name("a b.PNG", PNG) == media_name("a b.png", PNG)
    assert media_name("a.png", PNG) != media_name("a.png", SVG)
    assert media_name("_x.png", PNG)[0] != "_"
    assert media_name("…", PNG).startswith("file-")
    name = media_name("酸" * 200 + ".png", PNG)
    assert len(name.encode()) <= 115
    assert name.endswith(".png")


# --- data: addresses --------------------------------------------------------------------------------------------------


def data_url(data: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


@pytest.mark.parametrize(
    "kind, ending, data",
    [
        ("png", "png", PNG),
        ("jpeg", "jpg", b"\xff\xd8\xff\xe0"),
        ("GIF", "gif", b"GIF89a"),
        ("webp", "webp", b"RIFF\n\0\0\0WEBP"),
    ],
)
def test_an_image_in_the_page_becomes_a_file(kind: str, ending: str, data: bytes, tmp_path: Path) -> None:
    url = data_url(data, kind)
    names, files, diagnostics = collect(tmp_path, [(url, HERE)])
    assert not diagnostics
    assert names["D1/page.md", url] == media_name(f"image.{ending}", data)
    assert [file.data for file in files.values()] == [data]


@pytest.mark.parametrize(
    "url, message",
    [
        (data_url(SVG, "svg+xml"), "is no PNG, JPEG, GIF or WebP image"),
        ("data:text/html,<script>alert(1)</script>", "is no PNG, JPEG, GIF or WebP image"),
        ("data:image/png,abc", "is no PNG, JPEG, GIF or WebP image"),
        (data_url(SVG), "is no PNG file"),
        ("data:image/png;base64,abc$", "is not written in base64"),
        ("data:image/png;base64,é", "is not written in base64"),
        (data_url(PNG + bytes(media.MAX_DATA_BYTES)), "is larger than 10 MB"),
        (data_url(bytes(media.MAX_DATA_BYTES * 2)), "is larger than 10 MB"),
    ],
    ids=["svg", "html", "not base64", "other bytes", "broken", "letters", "large", "very large"],
)
def test_other_data_is_refused(url: str, message: str, tmp_path: Path) -> None:
    told = found(tmp_path, url)
    assert told.startswith("M407 ")
    assert message in told
    assert len(told) < 200


def test_an_image_in_the_page_is_shown(tmp_path: Path) -> None:
    made = make(
        tmp_path, f"# X\n\n- a dot :: ![dot]({data_url(PNG)})\n- no dot :: ![no dot](data:image/png;base64,AAAA)\n"
    )
    name = media_name("image.png", PNG)
    assert [note.fields["Back"] for note in made.notes] == [f'<img src="{name}" alt="dot">', "no dot"]
    assert made.notes[0].media == (name,)
    assert codes(made) == [("M407", 4)]


# --- SVG --------------------------------------------------------------------------------------------------------------


def test_a_drawing_is_made_safe_and_named_by_its_safe_bytes(tmp_path: Path) -> None:
    made = make(tmp_path, "# X\n\n- a :: ![a](a.svg)\n", {"a.svg": SVG})
    (note,) = made.notes
    (name,) = note.media
    data = made.media[name].data
    assert b"script" not in data
    assert name == media_name("a.svg", data)
    assert note.fields["Back"] == f'<img src="{name}" alt="a" class="diagram">'


def test_an_unsafe_drawing_is_told_and_shown_by_its_words(tmp_path: Path) -> None:
    made = make(tmp_path, "# X\n\n- a :: ![the *words*](a.svg)\n", {"a.svg": b"<svg>"})
    assert codes(made) == [("M404", 3)]
    assert made.notes[0].fields["Back"] == "the words"
    assert made.media == {}


def test_a_drawing_that_loses_something_is_told_and_shown(tmp_path: Path) -> None:
    label = b'<svg xmlns="http://www.w3.org/2000/svg"><foreignObject><p>label</p></foreignObject></svg>'
    made = make(tmp_path, "# X\n\n- a :: ![a](a.svg)\n", {"a.svg": label})
    assert [d.message for d in made.diagnostics if d.code == "M408"] == [
        "a.svg is shown without its text in foreignObject"
    ]
    assert len(made.notes[0].media) == 1


# --- rendering --------------------------------------------------------------------------------------------------------


def shown(*nodes: Inline, files: Mapping[str, str], hides: bool = False) -> str:
    names = {(HERE.path, url): name for url, name in files.items()}
    return field((Paragraph(nodes, HERE),), names, hides=hides)


def test_sounds_and_films_are_played() -> None:
    files = {"a.mp3": "a-1.mp3", "b.WEBM": "b-2.webm", "c.oga": "c-3.oga"}
    images = [Image("words", url) for url in files]
    assert shown(*images, files=files) == "[sound:a-1.mp3][sound:b-2.webm][sound:c-3.oga]"


def test_a_sound_on_another_site_is_a_link() -> None:
    assert shown(Image("the call", "https://e.org/a.mp3?x=1&y"), files={}) == (
        '<a href="https://e.org/a.mp3?x=1&amp;y">the call</a>'
    )
    assert shown(Image("", "//e.org/a%20b.ogg"), files={}) == '<a href="https://e.org/a%20b.ogg">a b.ogg</a>'


def test_a_sound_stands_in_a_deletion() -> None:
    node = Deletion((Image("", "a.mp3"), Text(" and "), Image("", "b.svg")), "which?", 2)
    assert shown(node, files={"a.mp3": "a-1.mp3", "b.svg": "b-2.svg"}, hides=True) == (
        '{{c2::[sound:a-1.mp3] and <img src="b-2.svg" alt="" class="diagram">::which?}}'
    )


@pytest.mark.parametrize(
    "nodes",
    [
        (Text("[sound:x.mp3]"),),
        (Html("<b>"), Text("[sound:x.mp3]"), Html("</b>")),
        (Html('<b title="[sound:x.mp3]">'), Text("x"), Html("</b>")),
        (Image("[sound:x.mp3]", "missing.png"),),
        (Image("[sound:x.mp3]", "a.png", "[sound:x.mp3]"),),
        (Text("\ufdd5sound:x.mp3]"),),
        (Html("<b>"), Html("&#xFDD5;sound:x.mp3]"), Html("</b>")),
    ],
)
def test_a_sound_typed_in_prose_stays_prose(nodes: tuple[Inline, ...]) -> None:
    assert "[sound:" not in shown(*nodes, files={"a.png": "a-1.png"})


@pytest.mark.parametrize(
    "markup", ["<p>[sound:x.mp3]</p>", "<p>&#91;sound:x.mp3]</p>", "<p>\ufdd5sound:x.mp3] &#64981;sound:x.mp3]</p>"]
)
def test_a_sound_typed_in_raw_html_stays_prose(markup: str) -> None:
    assert "[sound:" not in field((HtmlBlock(markup, HERE),), {})


def test_images_of_markdown_and_html_stand_together() -> None:
    """What is rendered already is not looked for again."""
    files = {"a.svg": "a-1.svg", "b.svg": "b-2.svg"}
    nodes = (
        Image("a", "a.svg", width=30),
        Html('<img src="b.svg" alt="b" width="20" class="x" onload="x()">'),
        Html("<br>"),
    )
    assert shown(*nodes, files=files) == (
        '<img alt="a" class="diagram" src="a-1.svg" width="30"><img alt="b" class="diagram" src="b-2.svg" width="20"><br>'
    )


@pytest.mark.parametrize(
    "markup, html",
    [
        ('<p align="center"><img src="a.png" height="9"></p>', '<p><img alt="" height="9" src="a-1.png"></p>'),
        ('<p><img src="no.png" alt="a &lt; b"></p>', "<p>a &lt; b</p>"),
        ('<p><img src="dir/no.png"></p>', "<p>no.png</p>"),
        ('<p><audio src="s.mp3" controls></audio></p>', "<p>[sound:s-2.mp3]</p>"),
        ('<video><source src="no.mp4"><source src="s.mp3">x</video>', "[sound:s-2.mp3]"),
        ('<p><video src="no.mp4" title="film"></video></p>', "<p>film</p>"),
        ('<audio src="https://e.org/live"></audio>', '<a href="https://e.org/live">live</a>'),
        ('<picture><source srcset="b.png"><img src="a.png"></picture>', '<img alt="" src="a-1.png">'),
        ('<p><img alt="x > y" src="a.png"></p>', '<p><img alt="x &gt; y" src="a-1.png"></p>'),
        ('<p><img src="javascript:alert(1)" alt="x"></p>', "<p>x</p>"),
        ("<p><img src='https://e.org/\"x\".png'></p>", '<p><img alt="" src="https://e.org/&quot;x&quot;.png"></p>'),
    ],
)
def test_raw_html_shows(markup: str, html: str) -> None:
    names = {(HERE.path, "a.png"): "a-1.png", (HERE.path, "s.mp3"): "s-2.mp3"}
    assert field((HtmlBlock(markup, HERE),), names) == html


def test_a_breadcrumb_is_as_safe_as_a_field() -> None:
    steps = ((Text("a "), Html("<script>"), Text("alert(1)"), Html("</script>"), Image("b", "b.png")),)
    shown = breadcrumb(steps, HERE.path, {(HERE.path, "b.png"): "b-1.png"})
    assert "script" not in shown
    assert shown.endswith('<img alt="b" src="b-1.png">')


def test_plain_text_shows_words_for_images_and_nothing_for_sounds(tmp_path: Path) -> None:
    page = "# X\n\n- ![pulse](a.mp3) This is :: ![a heart](a.png) and [sound:x]\n"
    (card,) = faces(make(tmp_path, page, {"a.mp3": b"ID3", "a.png": PNG}).notes[0])
    assert card.front == "[X] This is"
    assert card.back == "a heart and [sound:x]"


def test_a_missing_image_without_words_is_shown_by_its_name() -> None:
    """A card with nothing on its front would stop the whole build."""
    assert shown(Image("", "img/heart%201.png"), files={}) == "heart 1.png"
    assert shown(Image("", "vault:a/b.png"), files={}) == "b.png"
    assert shown(Image("", "data:image/png;base64,AAAA"), files={}) == ""


PLACES = """\
# Head ![heading](heading.png)

| Organ | Picture |
|---|---|
| Heart | ![cell](cell.png) pumps blood |
| Lung | breathes air |
| Liver | cleans blood |

**Kinds of cells:**

- ![item](item.png) red
- white
- plates

The heart beats about ==![deletion](deletion.png) seventy== times a minute.[^1]

- term :: meaning ![back](back.png)

  > [!note] Callout
  > ![callout](callout.png)

  ![extra](extra.png)

  <p><img src="block.png" alt="block"></p>

[^1]: A footnote ![footnote](footnote.png)
"""


def test_images_arrive_from_everywhere(tmp_path: Path) -> None:
    names = [word.split(")")[0] for word in PLACES.replace('src="', "(").replace('" alt', ")").split("(")[1:]]
    assert len(names) == 9
    made = make(tmp_path, PLACES, {name: PNG + name.encode() for name in names})
    assert codes(made) == []
    arrived = {made.media[name].data.removeprefix(PNG).decode() for note in made.notes for name in note.media}
    assert arrived == set(names)
    for note in made.notes:
        assert all(any(name in html for html in note.fields.values()) for name in note.media)
