"""Code with the classes of its tokens, coloured by the note types' CSS."""

from __future__ import annotations

import html
from functools import lru_cache


@lru_cache(maxsize=1024)  # the same code stands behind several notes
def highlight(text: str, language: str) -> str:
    """Return *text* as HTML whose tokens carry Pygments' short classes; plain where *language* is unknown."""
    if not language:
        return html.escape(text, quote=False)
    from pygments import highlight as paint
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return html.escape(text, quote=False)
    return paint(text, lexer, HtmlFormatter(nowrap=True)).rstrip("\n")
