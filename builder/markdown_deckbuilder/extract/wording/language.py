"""Load a language's words, and recognise the language of a page."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import msgspec

from markdown_deckbuilder.reading.tree import Inlines, Text, text_of

LANGUAGES = ("en", "da", "de", "es", "fr", "it", "ja", "ko", "pl", "pt", "ru", "zh")
QUESTION_MARKS = ("?", "？", "؟")

# Letters of scripts that leave no blanks between words; so large a part of a page's letters they must be.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
MIN_UNSPACED = 0.15
# A script that one language alone writes; so large a part of a page's letters it must be.
_OWN_SCRIPTS = {"ko": re.compile(r"[\uac00-\ud7a3]")}
MIN_OWN_SCRIPT = 0.3
# Code and mathematics are written alike in all languages.
_NO_WORDS = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?^ {0,3}\1|\$\$.*?\$\$|\$[^$\n]+\$|`[^`\n]+`", re.M | re.S)

# So many of the words of a page must be among the commonest of its language.
MIN_SHARE = 0.05

# "2.3 Joins", "4) Joins", "Q7 – Joins", "B. Joins"; but "2.4 GHz", "1066: Norman Conquest" and "E. coli" have no number.
_NUMBERING = re.compile(
    r"^[\s\W]*?(?:\(?(?:\d+(?:\.\d+)+\.?(?!\s+[KMGTkmµ]?(?:Hz|B|W|V|A|g|m|l|s|L|bit)\b)|\d+[.)]|\d{1,2}:)"
    r"|(?:Q|Nr\.?|No\.?)\s?\d+\s*[.):–—-]*|[A-Z][.)](?=\s+[^\W\d_a-z])|[IVXLC]+[.)])\s+"
)
# Pictures and dingbats at the edges of a heading or label.
_EMOJI = r"[\U0001F000-\U0001FAFF\u2190-\u21FF\u2300-\u27BF\u2B00-\u2BFF\uFE0F\u200D\u20E3]"
_EMOJI_EDGE = re.compile(rf"^(?:\s*{_EMOJI})+\s*|\s*(?:{_EMOJI}\s*)+$")
_LABEL_EDGE = re.compile(r"^[\W_]+|[\W_]+$")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Wording:
    """What the rules know of a language.

    Word lists are lower case; *fronts* are templates with ``{names}`` in them; *copulas* gives each verb that says what
    its subject is the form of front which asks for what follows it.
    """

    name: str
    function_words: frozenset[str]
    pronouns: frozenset[str]
    parts_of_notes: frozenset[str]
    verbs_in_sentences: frozenset[str]
    generic_labels: frozenset[str]
    attribute_labels: frozenset[str]
    generic_columns: frozenset[str]
    remark_columns: frozenset[str]
    conditional_openers: frozenset[str]
    aspects: frozenset[str]
    open_labels: tuple[str, ...]
    closed_words: tuple[str, ...]
    step_words: tuple[str, ...]
    numbers: tuple[str, ...]
    example_openers: tuple[str, ...]
    aside_openers: tuple[str, ...]
    yes_no: frozenset[str]
    determiners: frozenset[str]
    singular_determiners: frozenset[str]
    acting_verbs: frozenset[str]
    noun_markers: frozenset[str]
    copulas: dict[str, str]
    articles: tuple[str, ...]
    opening_articles: frozenset[str]
    definite_articles: frozenset[str]
    opens_with_article: bool
    identity_verbs: tuple[str, ...]
    subject_pronouns: frozenset[str]
    relative_openers: tuple[str, ...]
    of_words: frozenset[str]
    serial_words: frozenset[str]
    lead_ins: tuple[str, ...]
    greetings: tuple[str, ...]
    course_openers: tuple[str, ...]
    addressed: frozenset[str]
    first_person: frozenset[str]
    time_words: frozenset[str]
    meeting_words: frozenset[str]
    exam_words: frozenset[str]
    page_labels: frozenset[str]
    own_page_labels: frozenset[str]
    rights: tuple[str, ...]
    indefinite_articles: tuple[str, ...]
    countable_heads: frozenset[str]
    conjunctions: tuple[str, ...]
    neutral_openers: frozenset[str]
    plural_endings: tuple[str, ...]
    acting_endings: tuple[str, ...]
    participle_endings: tuple[str, ...]
    question_words: frozenset[str]
    back_references: frozenset[str]
    auxiliaries: frozenset[str]
    units: tuple[str, ...]
    range_openers: tuple[str, ...]
    common: frozenset[str]
    answer_words: tuple[str, ...]
    answer_openers: tuple[str, ...]
    explanation_words: tuple[str, ...]
    choosing_words: tuple[str, ...]
    exam_question_words: tuple[str, ...]
    correct_words: tuple[str, ...]
    true_or_false: tuple[str, ...]
    true_words: tuple[str, ...]
    false_words: tuple[str, ...]
    writes_blanks: bool
    naming_verbs: tuple[str, ...]
    causal_words: tuple[str, ...]
    condition_words: tuple[str, ...]
    outcome_openers: frozenset[str]
    linking_words: frozenset[str]
    praise_words: frozenset[str]
    exercise_words: frozenset[str]
    vague_questions: tuple[str, ...]
    fronts: dict[str, str]

    def is_generic(self, label: str) -> bool:
        """Say whether *label* names nothing of its own ("Key features"), so that what stands above it counts."""
        return plain_label(label) in self.generic_labels

    def is_attribute(self, label: str) -> bool:
        """Say whether *label* asks for something about the subject above it ("Default")."""
        return plain_label(label) in self.attribute_labels

    def copula_form(self, verb: str) -> str:
        """Return the form of front that asks for what follows *verb*, one of the copulas in any case of its letters."""
        folded = {one.casefold(): form for one, form in self.copulas.items()}
        return folded[verb.casefold()]

    def promises_set(self, label: str) -> bool:
        """Say whether a word of *label* promises that what stands below it is all there is ("types", "layers")."""
        return bool(_any_of(self.closed_words).search(plain_label(label)))

    def is_lead_in(self, label: str) -> bool:
        """Say whether *label* only announces what follows ("There are three kinds"), so that it names nothing."""
        return bool(_any_of(self.lead_ins).search(label.casefold()))

    def promises_order(self, label: str) -> bool:
        """Say whether a word of *label* promises that what stands below it follows an order ("steps", "process")."""
        return bool(_any_of(self.step_words).search(plain_label(label)))

    def front(self, form: str, **parts: Inlines) -> Inlines:
        """Return the front of *form* with *parts* put in at their names; see :meth:`filled`."""
        return self.filled(self.fronts[form], **parts)

    def filled(self, template: str, **parts: Inlines) -> Inlines:
        """Return *template* with *parts* put in at their names; one that is not given is empty.

        A part that asks already ("Why?") gets no second sign behind it.
        """
        pieces = re.split(r"\{(\w+)\}", template)
        front: list[Inlines] = []
        for index, piece in enumerate(pieces):
            if index % 2:
                front.append(parts.get(piece, ()))
                continue
            following = parts.get(pieces[index + 1], ()) if index + 1 < len(pieces) else ()
            if piece.endswith("¿") and text_of(following).lstrip().startswith("¿"):
                piece = piece[:-1]
            asks = bool(front) and text_of(front[-1]).rstrip().endswith(QUESTION_MARKS)
            words = _second_sign_left_out(piece) if asks else piece
            front.append((Text(words),) if words else ())
        return tuple(node for run in front for node in run)


def _second_sign_left_out(piece: str) -> str:
    """Return *piece* of a front, which comes after a question mark, without a question mark that it begins with."""
    return re.sub(rf"^[\s:：]*[{''.join(QUESTION_MARKS)}]", "", piece)


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern that finds any of *words* as a word; without words it finds nothing.

    Where no blanks stand between words, a word has no edge.
    """
    if not words:
        return re.compile(r"(?!)")
    spaced = "|".join(re.escape(word) for word in words if not _UNSPACED.search(word))
    unspaced = [re.escape(word) for word in words if _UNSPACED.search(word)]
    return re.compile("|".join([*([rf"\b(?:{spaced})\b"] if spaced else []), *unspaced]))


@lru_cache(maxsize=16_384)
def plain_label(label: str) -> str:
    """Return *label* as labels are compared: lower case, without numbering, emoji, articles and closing punctuation."""
    label = _LABEL_EDGE.sub("", without_numbering(label).strip()).casefold()
    return re.sub(r"^(?:the|a|an|der|die|das)\s+", "", " ".join(label.split()))


def without_numbering(text: str) -> str:
    """Return *text* without the number at its start: "2.3 Joins" and "4) Joins" are about joins."""
    return text[numbering_length(text) :]


def emoji_edges(text: str) -> tuple[int, int]:
    """Return how many characters of *text* at its start and at its end are emoji and the blanks beside them."""
    edges = [match.span() for match in _EMOJI_EDGE.finditer(text)]
    start = next((end for begin, end in edges if begin == 0), 0)
    end = next((len(text) - begin for begin, end in edges if end == len(text)), 0)
    return (start, end) if start + end < len(text) else (0, 0)


def numbering_length(text: str) -> int:
    """Return how many characters of *text* are the number it begins with, 0 where it has none."""
    match = _NUMBERING.match(text)
    return match.end() if match and match.end() < len(text) else 0


@cache
def wording_of(language: str) -> Wording:
    """Return the wording of *language*; for one we have no words for, the neutral one."""
    name = language if language in LANGUAGES else "und"
    data = tomllib.loads((files("markdown_deckbuilder.extract.wording") / f"{name}.toml").read_text("utf-8"))
    return msgspec.convert(data, Wording)


@cache
def in_any_language(field: str) -> frozenset[str]:
    """Return the words of the list *field* of all languages: an expansion or a heading is often in another than its page."""
    return frozenset().union(*(getattr(wording_of(name), field) for name in LANGUAGES))


@cache
def _commonest() -> dict[str, frozenset[str]]:
    """Return the commonest words of each language, those without fronts included."""
    data = (files("markdown_deckbuilder.extract.wording") / "others.toml").read_text("utf-8")
    others = {name: frozenset(words) for name, words in tomllib.loads(data).items()}
    return others | {name: wording_of(name).common for name in LANGUAGES}


def language_of(text: str, languages: Sequence[str] = LANGUAGES) -> str:
    """Return the language, one of *languages*, that *text* is most likely written in, "" where none of them fits.

    Decided by the share of each language's commonest words, as in Cavnar and Trenkle's simplest baseline; at least one
    word in twenty must be among them.  Where no blanks stand between words, the letters are counted.  A language
    without fronts that fits better leaves "".
    """
    words = _WORD.findall(_NO_WORDS.sub(" ", text[:40_000]))[:8_000]
    letters = "".join(words)
    for name, script in _OWN_SCRIPTS.items():
        if name in languages and len(script.findall(letters)) >= MIN_OWN_SCRIPT * len(letters) > 0:
            return name
    spaced = Counter(word.casefold() for word in words)
    unspaced = Counter(_UNSPACED.findall(letters))
    if unspaced.total() < MIN_UNSPACED * len(letters):
        unspaced.clear()
    shares = {}
    for name in (*languages, *(other for other in _commonest() if other not in LANGUAGES)):
        writes_blanks = name not in LANGUAGES or wording_of(name).writes_blanks
        counts = spaced if writes_blanks else unspaced
        shares[name] = sum(counts[word] for word in _commonest()[name]) / max(counts.total(), 20)
    best = max(shares, key=lambda name: shares[name])
    return best if best in languages and shares[best] >= MIN_SHARE else ""
