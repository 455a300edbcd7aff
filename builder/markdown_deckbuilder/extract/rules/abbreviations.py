"""An abbreviation with its expansion in brackets, or the other way round."""

from __future__ import annotations

import re

from markdown_deckbuilder.extract.rules.phrases import words_of
from markdown_deckbuilder.extract.rules.record import Rule
from markdown_deckbuilder.extract.rules.subjects import candidate, paragraph, words_for
from markdown_deckbuilder.extract.wording import in_any_language
from markdown_deckbuilder.model import Basic, Candidate, Claim, Site
from markdown_deckbuilder.reading.tree import ListItem, Paragraph, Strong, Text, text_of

_SHORT = r"(?P<short>[A-ZÄÖÜ][A-Za-zÄÖÜäöü0-9&-]*[A-ZÄÖÜ0-9][A-Za-z0-9]*)"
_SHORT_FIRST = re.compile(rf"\b{_SHORT}\s\((?P<long>[^()]{{4,60}})\)")
_LONG_FIRST = re.compile(rf"(?<![\w'’-])(?P<long>(?:[\w'’-]+\s){{1,8}})\({_SHORT}\)")

_MARKUP = re.compile(r"[*_`]")


def claim(site: Site) -> Claim | None:
    """Claim the expansion of an abbreviation where the page first writes it out; the sentence itself is handed on."""
    match site.block:
        case Paragraph(children) | ListItem(children=(Paragraph(children), *_)):
            found = [note for short, long in _pairs(text_of(children)) if (note := _note(site, short, long))]
            return Claim(tuple(found), rest=(site,)) if found else None
    return None


def _pairs(text: str) -> list[tuple[str, str]]:
    pairs = [(match.group("short"), match.group("long").strip()) for match in _SHORT_FIRST.finditer(text)]
    for match in _LONG_FIRST.finditer(text):
        words = match.group("long").split()
        # As few words as have the initials; the rest of the sentence stands before them.
        for count in range(1, len(words) + 1):
            if initials_fit(match.group("short"), " ".join(words[-count:])):
                pairs.append((match.group("short"), " ".join(words[-count:])))
                break
    return [(short, long) for short, long in pairs if initials_fit(short, long)]


def expands(term: str, meaning: str) -> bool:
    """Say whether *meaning* begins by writing the abbreviation *term* out: "Model-view-controller – keeps data apart"."""
    written_out = re.split(r"\s[-–—]\s|\s?[(/,;:]", meaning, maxsplit=1)[0]
    return re.fullmatch(_SHORT, term) is not None and initials_fit(term, written_out)


def initials_fit(short: str, long: str) -> bool:
    """Say whether the letters of *short* are those with which the words of *long* begin, small words left out or not."""
    letters = re.sub(r"[^a-zäöü0-9]", "", short.casefold())
    letters = letters[:-1] if short.endswith("s") and short[:-1].isupper() else letters
    parts = [part for word in words_of(long.casefold()) for part in re.split(r"[-'’.]", word) if part]
    position = 0
    for part in parts:
        if position < len(letters) and part[0] == letters[position]:
            position += 1
        elif part not in in_any_language("function_words"):
            return False  # "Carrier Sense Multiple Access" is not what CA stands for
    return len(letters) >= 2 and position == len(letters) and bool(parts) and parts[0][0] == letters[0]


def _note(site: Site, short: str, long: str) -> Candidate | None:
    """Return the note of an abbreviation at the first place that expands it."""
    span = site.block.span
    before = (line for line in site.page.lines[: span.line - 1] if short in line)
    if any(short == other for line in before for other, _ in _pairs(_MARKUP.sub("", line))):
        return None
    front = words_for(site).front("abbreviation", term=(Strong((Text(short),)),))
    answer = long[0].upper() + long[1:]
    return candidate(
        site,
        RULE.name,
        Basic(paragraph(front, span), paragraph((Text(answer),), span)),
        cue=short,
        answer=long,
        span=span,
        stands_alone=True,
    )


RULE = Rule(
    "abbreviation",
    "what an abbreviation stands for, where the page first writes it out",
    claim,
)
