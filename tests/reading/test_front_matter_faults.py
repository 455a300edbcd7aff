"""Front matter that cannot be read is told in words for its author, with its line, and raises nothing."""

from __future__ import annotations

import random

import pytest

from markdown_deckbuilder.model import Source
from markdown_deckbuilder.reading.parse import parse

# Words of the library, which say nothing to who writes notes.
FOREIGN = (
    "mapping",
    "scalar",
    "token",
    "constructor",
    "alias",
    "anchor",
    "stream",
    "node",
    "document",
    "flow ",
    "tag:yaml",
)


def told(text: str) -> list[tuple[int, str]]:
    page, faults = parse(Source("a.md", f"---\n{text}\n---\n\n# A\n"))
    assert page.sections
    return [(fault.span.line, fault.message) for fault in faults if fault.span and fault.code == "S103"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("title: Torts: an outline", 2, "a colon stands where none can be"),
        ("a: 1\ntitle: *draft* of torts", 3, "begins with *"),
        ("a: 1\ntitle: **Torts**", 3, "begins with *"),
        ("a: 1\ntitle: &draft", 3, ""),
        ("a: 1\ntitle: & more", 3, "begins with &"),
        ("a: 1\ntags:\n\t- law", 4, "begins with a tab"),
        ("a: 1\ntitle: @torts", 3, "begins with @"),
        ("a: 1\ntitle: `torts`", 3, "begins with `"),
        ("a: 1\ntags: [law, torts", 3, "a bracket opens here"),
        ('a: 1\ntitle: "Torts', 3, "a quotation mark opens here"),
        ('a: 1\ntitle: "\\d+"', 3, "a backslash"),
        ('a: 1\ntitle: "Torts" and more', 3, "does not fit those above"),
        ("a: 1\n b: 2", 3, "a colon stands where none can be"),
        ("a: 1\nno colon here\nb: 2", 3, "there is no colon"),
        ("a: 1\ntitle: !torts", 3, "begins with !"),
        ("a: 1\ntitle: !!python/object/apply:os.getcwd []", 3, "begins with !"),
        ("a: 1\ntitle: |torts", 3, "begins with | or >"),
        ("a: 1\ntitle: {{ title }}", 3, "a value begins with a bracket"),
        ("a: 1\ntags: - law", 3, "a list begins behind its key"),
        ("a: 1\n%b: 1", 3, "begins with %"),
        ("a: 1\ndate: 0000-00-00", 3, "a date or number cannot be read"),
        ("a: 1\ndate: 2024-02-31", 3, "a date or number cannot be read"),
        (f"a: 1\nid: {'9' * 5000}", 3, "a date or number cannot be read"),
        ("a: 1\nb: [\n  1,\n  2024-13-45\n  ]", 5, "a date or number cannot be read"),
        ("a: 1\nb: \x07", 3, "a control character"),
        (f"a: {'[' * 3000}", 2, "nested"),
        ("a: 1\ntitle: &x [*x]", 3, "`title` in the front matter must be a text"),
        (f"a: 1\ntitle: 0x{'f' * 6000}", 3, "`title` in the front matter must be a text"),
        (f"a: 1\ntags: [0x{'f' * 6000}]", 3, "`tags` in the front matter must be a list of words"),
        ("a: 1\ntitle: !!set {x}", 3, "`title` in the front matter must be a text"),
        ("a: 1\n<<: 3", 3, "takes no such value"),
    ],
)
def test_a_fault_is_told_in_our_words_with_its_line(text: str, line: int, words: str) -> None:
    found = told(text)
    if not words:
        assert found == []
        return
    ((at, message),) = found
    assert at == line
    assert words in message
    assert not any(word in message for word in FOREIGN)


def test_lines_that_come_to_no_end_are_told() -> None:
    """Each table holds the one above it nine times: forty lines would come to more values than there are atoms."""
    tables = ["a0: &a0 {x: 1}", *(f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, 40))]
    ((_, message),) = told("\n".join(tables))
    assert "nested" in message


SIGNS = "abc :-*&!%@`'\"[]{}|>#,?\\\n\t~<=.0123456789\u2028\x85\x00\ud800é"
PIECES = (
    *("title: ", "tags:\n", "  - ", "date: 0000-00-00", "0x" + "f" * 5000, "&a ", "*a ", "<<: ", "!!int ", "!!binary "),
    *(
        "? ",
        "- ",
        "{",
        "[",
        "]",
        "}",
        "!!set ",
        "!!omap ",
        "!!timestamp x",
        "lang: ",
        "rules:\n  a: on\n",
        "2024-99-99",
    ),
    *("'", '"', "|\n", ">\n", "...", "--- a\n", "!!python/name:os ", "=", "1:99:99", ".inf", "cards: "),
)


@pytest.mark.parametrize("seed", range(20))
def test_no_front_matter_raises(seed: int) -> None:
    """A hundred each: whatever stands there, the page is read, and faults have a line of the front matter."""
    chance = random.Random(seed)
    for _ in range(100):
        parts = [chance.choice((chance.choice(SIGNS), chance.choice(PIECES))) for _ in range(chance.randrange(1, 30))]
        text = "a: 1\n" + "".join(parts)
        _, faults = parse(Source("a.md", f"---\n{text}\n---\n\n# A\n"))
        for fault in faults:
            assert fault.span is not None
            assert 1 <= fault.span.line <= text.count("\n") + 3, (text, fault)
            assert not any(word in fault.message for word in FOREIGN), (text, fault)
