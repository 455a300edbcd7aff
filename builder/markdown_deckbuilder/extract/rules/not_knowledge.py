"""What speaks of the course, the writer or the page rather than of its subject: greetings, diaries, agendas, exam dates.

Recognised by content, never by a folder's or a heading's name.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from markdown_deckbuilder.extract.rules.phrases import lines_of, sentences, words_of
from markdown_deckbuilder.extract.rules.record import Rule
from markdown_deckbuilder.extract.rules.subjects import plus, words_for
from markdown_deckbuilder.extract.wording import Wording, wording_of
from markdown_deckbuilder.extract.wording.language import plain_label
from markdown_deckbuilder.model import Claim, Page, Reason, Site, Verdict, file_title
from markdown_deckbuilder.reading.tree import Inlines, List, ListItem, Paragraph, text_of

# A page named by a date is a diary where so many of its lines are; a list with meeting words is an agenda likewise.
MIN_SHARE = 0.5
MIN_ENTRIES = 3
MAX_LABELLED_WORDS = 12
MAX_WORDS_OF_ONE = 5
MAX_NOTICE_WORDS = 25
MAX_REMARK_WORDS = 15
# Exams before that year are history.
FIRST_YEAR_OF_COURSES = 1990

_HOUR = r"(?:[01]?\d|2[0-3])[:.h][0-5]\d\b(?!\s*%)"
_CLOCK = re.compile(rf"\W*{_HOUR}")
_DAY = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[./]\s?\d{1,2}[./]|\d{1,2}(?:st|nd|rd|th|\.|º)?\s(?:de\s)?[^\W\d]{3,}|[^\W\d]{3,}\s\d{1,2}\b"
)
_DATED = re.compile(r"\W*(?:\d{4}[-_. ]?\d\d[-_. ]?\d\d|\d{1,2}[-_.]\d{1,2}[-_.](?:\d{4}|\d\d))\W*")
_MACHINE_DATE = re.compile(r"(?:19|20)\d\d-\d\d-\d\d\b.*")
_YEAR = re.compile(r"\b(1\d{3}|20\d\d)\b")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")


def claim(site: Site) -> Claim | None:
    """Claim a block that tells nothing of the subject; sentences around a greeting are handed on."""
    wording = words_for(site)
    block = site.block
    told = Claim(verdicts=(Verdict(block.span, Reason.NOT_KNOWLEDGE),))
    match block:
        case Paragraph(children) if _is_diary(site.page) or _is_head(children, wording):
            return told
        case List() | ListItem() if _is_diary(site.page):
            return told
        case List(items) if _is_agenda(site, items, wording):
            return told
        case ListItem(children=(Paragraph(children),)) if _is_head(children, wording):
            return told
        case ListItem(children=(Paragraph(children) as source,)) | (Paragraph(children) as source):
            return _without_notices(site, children, source, wording)
    return None


def _without_notices(site: Site, children: Inlines, source: Paragraph, wording: Wording) -> Claim | None:
    found = sentences(children)
    kept = [sentence for sentence in found if not _is_notice(sentence, wording)]
    if len(kept) == len(found):
        return None
    rest = Paragraph(plus(*(part for sentence in kept for part in (sentence, " "))), source.span)
    left = (replace(site, block=rest, following=()),) if kept else ()
    return Claim(verdicts=(Verdict(site.block.span, Reason.NOT_KNOWLEDGE),), rest=left)


def _is_notice(sentence: Inlines, wording: Wording) -> bool:
    """Say whether *sentence* greets, thanks, speaks of the course, of an exam's date, or of the page's licence."""
    text = text_of(sentence).strip()
    lowered = text.casefold().replace("’", "'")
    words = {word.casefold() for word in words_of(text)}
    if len(words) > MAX_NOTICE_WORDS:
        return False
    return (
        _opens_with(wording.greetings).match(lowered) is not None
        or (_opens_with(wording.course_openers).match(lowered) is not None and bool(words & wording.addressed))
        or _is_of_a_day(text, words, wording)
        or any(phrase in lowered for phrase in wording.rights)
        or _is_exam(text, words, wording)
    )


def _is_of_a_day(text: str, words: set[str], wording: Wording) -> bool:
    """Say whether *text* is a short remark that begins with its writer or a day: "Today I …", "I … yesterday"."""
    first = words_of(text)[0].casefold() if words else ""
    opens = first in wording.first_person | wording.time_words
    return (
        opens
        and len(words) <= MAX_REMARK_WORDS
        and all(words & known for known in (wording.first_person, wording.time_words))
    )


def _is_exam(text: str, words: set[str], wording: Wording) -> bool:
    years = [int(year) for year in _YEAR.findall(text)]
    is_old = any(year < FIRST_YEAR_OF_COURSES for year in years)
    is_due = bool(_DAY.search(text)) and (bool(years) or bool(re.search(rf"\b{_HOUR}", text)))
    return bool(words & wording.exam_words) and is_due and not is_old


@cache
def _opens_with(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{'|'.join(map(re.escape, phrases))})(?!\w)" if phrases else r"(?!)")


# --- the head of a page -----------------------------------------------------------------------------------------------


def _is_head(children: Inlines, wording: Wording) -> bool:
    """Say whether every line of *children* is a label such as "Author:", one of which can only speak of the page.

    A date that a machine wrote speaks of the page, and so does an address for mail.
    """
    lines = [text_of(line).strip() for line in lines_of(children)]
    pairs = [re.split(r"\s*[:：]\s*", line, maxsplit=1) for line in lines if line]
    most = MAX_LABELLED_WORDS if len(pairs) > 1 else MAX_WORDS_OF_ONE
    if not pairs or any(len(pair) < 2 or not 0 < len(words_of(pair[1])) <= most for pair in pairs):
        return False
    labels = [plain_label(label) for label, _ in pairs]
    if any(label not in wording.page_labels | wording.own_page_labels for label in labels):
        return False
    return any(label in wording.own_page_labels for label in labels) or any(
        _MACHINE_DATE.fullmatch(value) or _EMAIL.search(value) for _, value in pairs
    )


# --- diaries and agendas ----------------------------------------------------------------------------------------------


def _is_diary(page: Page) -> bool:
    """Say whether *page* is named by a day, and most of its lines tell what its writer did at what time."""
    if not (_DATED.fullmatch(page.title) or _DATED.fullmatch(file_title(page.path))):
        return False
    return _share_of_entries(page.text, page.language) >= MIN_SHARE


@cache
def _share_of_entries(text: str, language: str) -> float:
    wording = wording_of(language)
    lines = [line for line in map(str.strip, text.split("\n")) if words_of(line) and not line.startswith("#")]
    return sum(_is_entry(line, wording) for line in lines) / len(lines) if lines else 0.0


def _is_entry(line: str, wording: Wording) -> bool:
    words = {word.casefold() for word in words_of(line)}
    return bool(_CLOCK.match(line) or words & wording.first_person or re.match(r"[-*+]\s\[.\]", line))


def _is_agenda(site: Site, items: tuple[ListItem, ...], wording: Wording) -> bool:
    """Say whether *items* are what happens at which hour of a meeting; the hours of a battle are history."""
    timed = sum(bool(_CLOCK.match(text_of(item))) for item in items)
    if len(items) < MIN_ENTRIES or timed / len(items) < MIN_SHARE:
        return False
    words = {word.casefold() for item in items for word in words_of(text_of(item))}
    return bool(words & wording.meeting_words)


RULE = Rule(
    "not-knowledge",
    'nothing: greetings, diaries, agendas, exam dates, thanks, licences, lines such as "Version:" at the '
    "head of a page",
    claim,
)
