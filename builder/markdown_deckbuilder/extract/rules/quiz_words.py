"""The words and signs by which quizzes are recognised, in every language we have words for, whatever the page's is.

A page of German notes may hold an English mock exam, so the lists of all languages are read together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from markdown_deckbuilder.extract.wording import LANGUAGES, wording_of
from markdown_deckbuilder.extract.wording.language import numbering_length

_TICKS = "✓✔✅☑🗸"
_CROSSES = "❌✗✘☒✖❎"
_COLON = r"\s*[:：]\s*"

# At the start of an option, or at its end, where a remark may follow.
_REMARK = r"(?P<remark>\s*[(（:：—–-].*)?"
TICK = re.compile(rf"^\s*[{_TICKS}]\ufe0f?\s*|\s*[{_TICKS}]\ufe0f?{_REMARK}\s*$")
CROSS = re.compile(rf"^\s*[{_CROSSES}]\ufe0f?\s*|\s*[{_CROSSES}]\ufe0f?{_REMARK}\s*$")
BLANK = re.compile(r"_{3,}|\.{4,}|…{2,}")


@cache
def _words(field: str) -> str:
    """Return a pattern for any of the words that all languages list under *field*, the longest first."""
    lists: Iterable[Iterable[str]] = [getattr(wording_of(name), field) for name in (*LANGUAGES, "")]
    words = sorted({word for one in lists for word in one}, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)


@cache
def answer_sign() -> re.Pattern[str]:
    """Return the pattern of "Correct answer: " at the start of a line."""
    number = r"(?:\s*(?:\d+|\([\w\s]{1,12}\)))?"
    return re.compile(
        rf"\W*(?:{_words('answer_words')}){number}(?:{_COLON}|\s+[–—-]\s+|\s*$|\s+(?=[(\[]?[A-J][)\]]?\.?$))", re.I
    )


@cache
def answer_sentence() -> re.Pattern[str]:
    """Return the pattern of "The correct answer is " at the start of a line."""
    return re.compile(rf"\W*(?:{_words('answer_openers')}){_COLON.replace('[:：]', '[:：]?')}", re.I)


@cache
def answer_title() -> re.Pattern[str]:
    """Return the pattern of a summary, callout title or heading that announces an answer."""
    return re.compile(rf"\W*(?:[\w']+\s+){{0,4}}?(?:{_words('answer_words')})\b\W*", re.I)


@cache
def explanation_sign() -> re.Pattern[str]:
    """Return the pattern of "Explanation: ", or of the word alone, at the start of a line."""
    return re.compile(rf"\W*(?:{_words('explanation_words')})(?:{_COLON}|\s+[–—-]\s+|\s*$)", re.I)


@cache
def choosing() -> re.Pattern[str]:
    """Return the pattern of words that ask to choose: "which of the following", "choose two"."""
    return re.compile(rf"(?<!\w)(?:{_words('choosing_words')})", re.I)


@cache
def correct_sign() -> re.Pattern[str]:
    """Return the pattern of "(correct)" at the end or start of an option."""
    words = _words("correct_words")
    return re.compile(
        rf"^\s*[(\[](?:{words})[)\]]\s*|\s*[(\[](?:{words})[)\]]\s*[.!]?\s*$|\s*(?:←|<-+|⬅)\s*(?:{words})\s*$", re.I
    )


@cache
def question_label() -> re.Pattern[str]:
    """Return the pattern of "Question 4.2 (hard): ", "Q12." or "Question 5" alone at the start of a line."""
    words = _words("exam_question_words")
    level = r"(?:\s*\([^()]{1,24}\))?"
    return re.compile(
        rf"\W*(?:{words})\s*(?:#|no\.?|nr\.?|n[º°]\.?)?\s*(?P<number>\d+(?:\.\d+)*)?{level}"
        rf"(?:\s*[.:：)\]]+|\s+[–—-]+|\s*$){level}\s*",
        re.I,
    )


@cache
def true_or_false() -> re.Pattern[str]:
    """Return the pattern of "True or false" as an instruction or at the start of a statement."""
    return re.compile(rf"(?<!\w)(?:{_words('true_or_false')})(?!\w)", re.I)


@cache
def verdict_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of the words for true and for false, each as a whole."""
    return tuple(re.compile(rf"(?:{_words(field)})", re.I) for field in ("true_words", "false_words"))  # type: ignore[return-value]


def number_of(text: str) -> str:
    """Return the number that a question begins with ("12" of "Q12. Which …"), "" where it has none."""
    match = question_label().match(text)
    if match:
        return match.group("number") or ""
    number = re.match(r"[\s\W]*(\d+(?:\.\d+)*)", text) if numbering_length(text) else None
    return number.group(1) if number else ""


def label_length(text: str) -> int:
    """Return how many characters at the start of *text* are its number or a label such as "Question 3:"."""
    match = question_label().match(text)
    if match and match.end() > 0:
        return match.end()
    return numbering_length(text)
