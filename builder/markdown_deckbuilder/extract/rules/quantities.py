"""Amounts in a text: numbers with their units, ranges and runs of them, bare numbers that count something, and dates."""

from __future__ import annotations

import re
from functools import cache

from markdown_deckbuilder.extract.rules.phrases import words_of
from markdown_deckbuilder.extract.wording import Wording

MAX_RUN = 60  # characters
MAX_VALUE_WORDS = 5
MAX_VALUE_NAMES = 2

_A_YEAR = r"(?:1\d{3}|20\d{2}|[1-9]\d{2})"
_DATE = re.compile(
    rf"(?:(?:c|ca|um)\.?\s?)?{_A_YEAR}(?:\s?[–—-]\s?(?:{_A_YEAR}|\d{{2}}))?(?:\s\D{{1,10}})?"
    rf"|\d{{1,2}}\.?\s[^\W\d]+\.?\s(?:de\s)?{_A_YEAR}|[^\W\d]+\s\d{{1,2}},?\s{_A_YEAR}|\d{{1,2}}\.\d{{1,2}}\.{_A_YEAR}"
    rf"|{_A_YEAR}年(?:\d+月)?(?:\d+日)?|[12]?\d:\d\d"
)

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

    "Figure 3", "page 3" and "§ 5" count nothing, nor does the year of a book, "x = 1", a number before a small word,
    or what cites a source.
    """
    number, before, after = text[start:end], text[:start].rstrip(), text[end:]
    if before[-1:] in tuple("=+*/^<>") or (words_of(before) or ("",))[-1].casefold() in wording.parts_of_notes:
        return False
    if _YEARS.fullmatch(number):
        return True
    if _CITED.match(after):
        return False
    if re.fullmatch(r"1[0-9]{3}|20[0-9]{2}", number) and (before[-1:] in ("(", ",") or after.startswith(")")):
        return False
    following = re.match(r"\s+([^\W\d_]+)", after)
    return following is None or following.group(1).casefold() not in wording.function_words


def is_in_formula(text: str, start: int, end: int) -> bool:
    """Say whether the number at *start* to *end* of *text* is part of a formula or a word: "k + 1", "O(1)", "4-way".

    "8 = Echo Request" is none: the number is a key.
    """
    before, after = text[:start].rstrip()[-1:], text[end:]
    behind = re.sub(r"^\s*=\s*(?=[^\W\d_]{3})", "", after).lstrip()
    opens, closes = before in tuple("([{|"), behind[:1] in tuple(")]}|")
    return (
        before in tuple("=+*/^<>−×·\\_!")
        or behind[:1] in tuple("=+*^<>−×·\\_")
        or (opens and closes)
        or (after[:1] in ("-", "–") and after[1:2].isalpha())
        or after[:1] in ("\ufe0f", "\u20e3")
    )


# "371 U.S. 415", "94 Stat. 1045", "115 S.Ct.", "159 F. 2d 4", "§ 1569", "supra, at 12".
_CITATION = re.compile(
    r"\b\d{1,4}\s(?:[A-Z][A-Za-z]{0,6}\.\s?){1,3}(?:\dd\s)?(?:\d|at\b)|\bS\.\s?Ct\b|§\s?\d|\b(?:supra|infra|[Ii]bid)\b"
    r"|\b(?:at|pp?\.)\s\d+[),;.]"
)


def cites(text: str) -> bool:
    """Say whether *text* gives its sources in the manner of lawyers; the figures of such a sentence are places in them."""
    return _CITATION.search(text) is not None


def is_value(meaning: str, wording: Wording) -> bool:
    """Say whether *meaning* is a definite value and nothing else: "10,240 MB", "port 22", "at most 5"."""
    words = words_of(meaning)
    names = [word for word in words if word.isalpha() and word.casefold() not in wording.function_words]
    is_short = 0 < len(words) <= MAX_VALUE_WORDS and len(names) <= MAX_VALUE_NAMES
    if words and words[0].casefold() in wording.determiners:
        return False
    return is_short and any(letter.isdecimal() for letter in meaning)


def is_date(term: str) -> bool:
    """Say whether *term* tells when: "1789", "1618–1648", "14 July 1789", "06:30"."""
    return _DATE.fullmatch(term.strip()) is not None
