"""Amounts in a text: numbers with their units, ranges and runs of them, and bare numbers that count something."""

from __future__ import annotations

import re
from functools import cache

from markdown_deckbuilder.extract.wording import Wording

MAX_RUN = 60  # characters

# Signs that measure in every language.  Longest first, so that "MiB/s" is not read as "Mi".
_UNIT_SIGNS = (
    r"(?:[KMGTPE]i?[Bb](?:it)?(?:/s|ps)?|[kMG]bps|IOPS|RPS|TPS|[kMGT]?Hz|[kMG]?Wh?|m?V|[mµk]?A|[mµn]?s|[kmcdµn]?m[²³]?|[kmµ]?g(?:/[dm]?l)?|"
    r"[mdcµ]?[lL]|[mµ]?mol(?:/[lL])?|mmHg|[kM]?Pa|kcal|k?J|vCPUs?|GPUs?|DPUs?|h|min|°[CF]?|K|k?N|dB|eV|Ω|bar|ppm|rpm|mph|[%‰€$£¥]|[x×](?![\w]))"
)
# What is counted for each of something: the "/min" of mL/min, the "/m²K" of W/m²K, the "·m" of N·m.
_RATE = r"(?:[/·⋅][A-Za-zµΩ°][A-Za-zµΩ°²³⁻¹]*)*"
_AMOUNT = r"[+\-−±~≈<>≤≥]?[$€£]?\d+(?:[.,' \u202f]\d{3})*(?:[.,]\d+)?"
_YEARS = re.compile(r"[12]\d{3}\s?(?:–|-|[^\W\d_]+)\s?[12]\d{3}")
_REFERENCE = re.compile(r"(?:[A-Za-z]-|[A-Z][A-Za-z]*\s|[.:/_#§]|v|[A-Z][\w.]*\.\s?)$")
# Behind the number of a volume stands the short name of what is cited: "501 U.S. 808", "94 Stat. 1045".
_CITED = re.compile(r"\s(?:[A-Z][A-Za-z]*\.\s?)+(?:\d|§|No\b)|\s(?:[A-Z]\.){2,}|,\s\d+(?:,|\s\()")


@cache
def _quantity(units: tuple[str, ...], openers: tuple[str, ...], conjunctions: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of an amount; *openers* are the "between" of "between 1861 and 1865"."""
    words = "|".join(sorted((re.escape(unit) for unit in units), key=len, reverse=True))
    unit = rf"(?:\s?{_UNIT_SIGNS}(?![A-Za-z]){_RATE}" + (rf"|[\s-](?:{words})(?!\w)" if words else "") + ")"
    begun = "|".join(rf"(?<=\b{one}\s)" for one in openers)
    joined = rf"|(?i:{begun}){_AMOUNT}\s(?:{'|'.join(conjunctions)})\s{_AMOUNT}" if openers and conjunctions else ""
    return re.compile(
        rf"(?<![\w.,/:-])(?P<amount>(?:(?!){joined})|{_AMOUNT}(?:{unit})?(?:\s?(?:–|-|to|bis|/)\s?{_AMOUNT})?)(?P<unit>{unit}(?:\s?(?:/|per|pro)\s?[A-Za-z]+)?)?(?![\w]|[.,:/]\d)"
    )


def quantities(text: str, wording: Wording) -> list[tuple[int, int, bool]]:
    """Return the ranges of *text* that state an amount, each with whether a unit belongs to it."""
    found = []
    for match in _quantity(wording.units, wording.range_openers, wording.conjunctions).finditer(text):
        start, end = match.span()
        start += len(match.group(0)) - len(match.group(0).lstrip())
        has_unit = bool(match.group("unit")) or not match.group(0).strip()[-1:].isdecimal()
        if not has_unit and (_REFERENCE.search(text[:start]) or not _counts(text, start, end, wording)):
            continue
        start -= _run_before(text[max(0, start - MAX_RUN) : start], wording) if has_unit else 0
        found.append((start, end, has_unit))
    return found


def _run_before(text: str, wording: Wording) -> int:
    """Return the length of the numbers at the end of *text* that share the unit behind it: "128, 192 or " of 256 bits."""
    words = "|".join(re.escape(word) for word in wording.conjunctions)
    joined = r"(?:,\s|\s?/\s?" + (rf"|,?\s(?:{words})\s)" if words else ")")
    match = re.search(rf"(?<![\w.,-])(?:{_AMOUNT}{joined})+$", text)
    return len(match.group(0)) if match else 0


def _counts(text: str, start: int, end: int, wording: Wording) -> bool:
    """Say whether the bare number at *start* to *end* tells how many or when.

    "Figure 3" and "§ 5" count nothing, nor does the year of a book, "x = 1", a number before a small word, or what cites
    a source.
    """
    number, before, after = text[start:end], text[:start].rstrip(), text[end:]
    if before[-1:] in tuple("=+*/^<>"):
        return False
    if _YEARS.fullmatch(number):
        return True
    if _CITED.match(after):
        return False
    if re.fullmatch(r"1[0-9]{3}|20[0-9]{2}", number) and (before[-1:] in ("(", ",") or after.startswith(")")):
        return False
    following = re.match(r"\s+([^\W\d_]+)", after)
    return following is None or following.group(1).casefold() not in wording.function_words
