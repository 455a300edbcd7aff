"""Random pages of Markdown, made of what people write, whole and broken (for Hypothesis)."""

from __future__ import annotations

from hypothesis import strategies as st

_WORDS = st.sampled_from(
    """
    cell wall osmosis The it and of 5 12 % 3.5 ms Ribosome DNA Zelle 細胞 خلية is are = : – → $x^2$ `code` **bold** *it*
    ==mark== {{c1::hidden}} {{c2::a::hint}} [link](https://example.org) [[Note|alias]] ![pic](a.png) <u>u</u> <T> #tag
    ~~no~~ ^id :: ::: ? ! . , ; | || \\* \\[ ** __ [[ {{c1:: }} ]] $ $$ %% <b <br> &amp; &lt; [^1] 10:30
    """.split()
)
inline = st.lists(_WORDS, min_size=1, max_size=9).map(" ".join)

_LINES = st.one_of(
    inline,
    inline.map("# {}".format),
    inline.map("## 1.2 {}".format),
    inline.map("### {}?".format),
    inline.map("- {}".format),
    inline.map("  - {}".format),
    inline.map("    - {}".format),
    inline.map("* {}".format),
    inline.map("1. {}".format),
    inline.map("12. ### {}?".format),
    st.tuples(inline, inline).map(lambda pair: f"- **{pair[0]}**: {pair[1]}"),
    st.tuples(inline, inline).map(lambda pair: f"- {pair[0]} – {pair[1]}"),
    st.tuples(inline, inline).map(lambda pair: f"{pair[0]} :: {pair[1]}"),
    st.tuples(inline, inline).map(lambda pair: f"Q: {pair[0]}\nA: {pair[1]}"),
    st.tuples(inline, inline).map(lambda pair: f"{pair[0]}\n: {pair[1]}"),
    st.tuples(inline, inline, inline).map(lambda cells: f"| A | {cells[0]} |\n|---|---|\n| {cells[1]} | {cells[2]} |"),
    inline.map("> {}".format),
    inline.map("> [!question]- {}?\n> answer".format),
    inline.map("> [!note] {}\n> - **a**: b c d".format),
    inline.map("**{}:**".format),
    inline.map("<details><summary>{}</summary>".format),
    inline.map("[^1]: {}".format),
    st.sampled_from(
        [
            "",
            "",
            "---",
            "===",
            "***",
            "```",
            "```py",
            "~~~",
            "$$",
            "</details>",
            "<div>",
            "</div>",
            "-",
            "• bullet",
            "=",
            "[TOC]",
        ]
    ),
    st.sampled_from(
        ["<!-- cards: off -->", "<!-- cards: on -->", "<!-- card: list -->", "<!-- ask: Why? -->", "<!--", "-->", "%%"]
    ),
)
pages = st.lists(_LINES, min_size=1, max_size=14).map("\n".join)
