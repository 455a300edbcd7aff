"""Which dollars in a line stand around a formula: those that Obsidian or GitHub would render, and nobody's money.

Both follow pandoc: the opening ``$`` has no blank behind it, the closing one none before and no digit after it.  So
"$5 to $10" is money.  Where the text between the dollars can only be TeX we read more than they do, for a formula that
its author's program left as it was is still a formula on a card:

- with blanks inside (``$ \\omega $``), or over the end of a line;
- right behind or before a letter (``the $n$th``, ``$\\alpha$s``), where dollars of a shell or a pattern would stand too
  (``$HOME/$USER``, ``end$``);
- with blanks inside and nothing else around it, as in ``==$ v = s / t $==``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from mistune import Markdown
from mistune.block_parser import BlockParser
from mistune.core import BlockState

_DISPLAY = re.compile(r"\$\$((?:[^$\\]|\\[\s\S]|\$(?!\$))+?)\$\$")
_BLOCK = r"^ {0,3}\$\$(?P<block_formula>(?:[^$\\]|\\[\s\S]|\$(?!\$))*?)\$\$[ \t]*(?:\n|$)"
# After a blank line in a formula, what begins another block: the dollars above it were never closed.
_BLANK = re.compile(r"\n[ \t]*\n")
_OTHER_BLOCK = re.compile(r"\n[ \t]*\n[ ]{0,3}(?:#{1,6}[ ]|[-*+][ ]+\w{2}|\d+[.)][ ]|>|```|~~~)")
_TICKED = re.compile(r"\$(`+)([\s\S]*?)\1\$")
# What a closing dollar may end: an escaped sign closes nothing, and a blank line ends every formula.
_INLINE = re.compile(r"\$((?:[^$\\\n]|\\.|\\?\n(?![ \t]*\n))+?)\$")
# A command of two letters or more, a brace or a space of TeX, a raised or lowered sign.  "\d" and "\s" are patterns.
_TEX = re.compile(
    r"\\[A-Za-z]{2,}|\\[{},;:!|](?!\S*[\\/])|[\w)\]}']\^(?:[\w{*+-]|\\[A-Za-z])|[A-Za-z)\]}]_(?:\{|[A-Za-z0-9](?![A-Za-z0-9_]))"
)
# "r = -1": a sign, a relation, a value.
_EQUATION = re.compile(r"\s*[A-Za-z]'*(?:\([a-z]\))?\s*[=<>]\s*[-+]?(?:\d+(?:[.,]\d+)?|[A-Za-z])\s*")
_DOLLAR_OR_TAG = re.compile(r"\$|<(?:pre|code)\b[\s\S]*?</(?:pre|code)>|</?[A-Za-z][^<>]*>|\\\$", re.I)
_SYMBOL = re.compile(r"[A-Za-z]'{0,3}")
_ENDING = re.compile(r"(?:st|nd|rd|th|s|es|er|te|ten|ter)(?![A-Za-z])")
# "$5 for the first, \emph{…} $" and dates of a shell are prose: TeX has no words outside its commands.
_WORDS = re.compile(r"\\(?:text|mathrm|operatorname|mbox|textbf|textit)\*?\s*\{[^{}]*\}|\\[A-Za-z]+|\{[^{}\\]*\}")
_PROSE = re.compile(r"[^\W\d_]{3,}[ \n]+[^\W\d_]{2,}")


def _parse_block(block: BlockParser, m: re.Match[str], state: BlockState) -> int | None:
    """Read ``$$ … $$`` on lines of its own; mistune would go on to the next ``$$`` that stands alone on a line."""
    tex = m.group("block_formula")
    if _BLANK.search(tex) and (_OTHER_BLOCK.search(tex) or not _TEX.search(tex)):
        return None
    state.append_token({"type": "block_math", "raw": tex})
    return m.end()


def block_formulas(md: Markdown) -> None:
    """A mistune plugin: formulas on lines of their own, at the top level, in lists and in quotes."""
    md.block.register("block_math", _BLOCK, _parse_block, before="list")
    for rules in (md.block.list_rules, md.block.block_quote_rules):
        md.block.insert_rule(rules, "block_math", before="list")


@dataclass(frozen=True, slots=True)
class Dollars:
    """A formula, and where its closing dollars end."""

    tex: str
    is_display: bool
    end: int


def formula_at(text: str, start: int) -> Dollars | None:
    """Return the formula whose opening dollar stands at *start* of *text*, or None where that dollar opens none."""
    if display := _DISPLAY.match(text, start):
        return Dollars(display.group(1), True, display.end()) if display.group(1).strip() else None
    if ticked := _TICKED.match(text, start):
        return Dollars(ticked.group(2), False, ticked.end())
    found = _INLINE.match(text, start)
    if found is None or not _is_formula(found.group(1), text, found.start(), found.end()):
        return None
    return Dollars(found.group(1).strip(), False, found.end())


def _is_formula(tex: str, text: str, start: int, end: int) -> bool:
    """Say whether *tex* between the single dollars at *start* and before *end* of *text* is a formula."""
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    if not tex.strip() or after.isdigit() or "$" in (before, after):
        return False
    is_tex = bool(_TEX.search(tex) or _EQUATION.fullmatch(tex)) and not _PROSE.search(_WORDS.sub(" ", tex))
    if is_tex:
        return True
    has_blanks = tex[:1].isspace() or tex[-1:].isspace()
    if has_blanks:
        return not text[:start].strip() and not text[end:].strip()
    touches = _is_letter(before) or (_is_letter(after) and not _takes_ending(tex, text[end : end + 4]))
    return not (touches or "`" in tex or "\n" in tex)


def _takes_ending(tex: str, after: str) -> bool:
    """Say whether a single sign takes an ending: the ``$n$th``."""
    return bool(_SYMBOL.fullmatch(tex)) and bool(_ENDING.match(after))


def _is_letter(sign: str) -> bool:
    """Say whether *sign* is a letter or digit of ASCII: other scripts leave no blank before a formula."""
    return sign.isascii() and sign.isalnum()


def with_formulas(markup: str, show: Callable[[str, bool], str]) -> str:
    """Return the HTML *markup* with each formula in its text as *show* gives it: tags are not looked into."""
    pieces: list[str] = []
    position = 0
    while (sign := _DOLLAR_OR_TAG.search(markup, position)) is not None:
        pieces.append(markup[position : sign.start()])
        formula = formula_at(markup, sign.start()) if sign.group() == "$" else None
        pieces.append(show(formula.tex, formula.is_display) if formula else sign.group())
        position = formula.end if formula else sign.end()
    return "".join((*pieces, markup[position:]))
