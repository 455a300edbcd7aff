"""The note of a question with options: what its front shows, what its back tells, and who it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.extract.rules.options import Option, Options
from markdown_deckbuilder.extract.rules.phrases import bare, cut, strip, words_of
from markdown_deckbuilder.extract.rules.quiz_words import choosing, label_length
from markdown_deckbuilder.extract.rules.solutions import Solution
from markdown_deckbuilder.extract.rules.subjects import candidate, plus, stems, words_for
from markdown_deckbuilder.extract.wording import Wording
from markdown_deckbuilder.model import Basic, Candidate, Claim, Reason, Site, Verdict
from markdown_deckbuilder.reading.tree import (
    Block,
    Blocks,
    Break,
    Heading,
    Inlines,
    Paragraph,
    Span,
    Strong,
    Text,
    text_of,
)

_LETTERS = "ABCDEFGHIJ"
_MIN_LEFT_WORDS = 3
_REPEATING = 0.8


@dataclass(frozen=True, slots=True)
class Found:
    """A question as it was read: *right* are the numbers of its right options, none where no answer was found."""

    asked: Blocks
    options: Options
    takes: int  # how many of the blocks it was read from
    right: tuple[int, ...] = ()
    explanation: Blocks = ()
    told: Span | None = None  # where the answer is given

    @property
    def is_told(self) -> bool:
        """Whether an answer is written out, beyond ticks and bold."""
        return self.told is not None

    def answered(self, right: tuple[int, ...], solution: Solution | None, end: int | None) -> Found:
        """Return the question with its *right* options; *end* is where the statement has named them."""
        if not solution:
            return replace(self, right=right, explanation=self.options.after)
        left = strip(cut(solution.statement, end), ".,;:–—-)] ") if end is not None else solution.statement
        is_more = len(words_of(text_of(left))) >= _MIN_LEFT_WORDS and not self._repeats(text_of(left), right)
        more: Blocks = (Paragraph(left, solution.span),) if is_more else ()
        explained = (*more, *self.options.after[solution.takes :], *solution.explanation)
        return replace(self._with(solution), right=right, explanation=explained)

    def unanswered(self, solution: Solution | None) -> Found:
        """Return the question as one whose answer cannot be read; what looks like one is taken along."""
        return self._with(solution) if solution else self

    def _repeats(self, left: str, right: tuple[int, ...]) -> bool:
        """Say whether what is *left* of a statement only says the right options again, in part."""
        known = {word.casefold() for n in right for word in words_of(self.options.items[n].text)}
        words = words_of(left)
        return sum(word.casefold() in known for word in words) >= _REPEATING * len(words)

    def _with(self, solution: Solution) -> Found:
        takes = self.takes + max(0, solution.takes - len(self.options.after))
        return replace(self, takes=takes, told=solution.span)

    @property
    def span(self) -> Span:
        start = self.asked[0].span.to(self.options.span)
        return start.to(self.told) if self.told else start


def claim_of(site: Site, found: Found, left: Blocks = ()) -> Claim:
    """Return the claim of *found*; the blocks *left* of its item or section explain it."""
    words = "\n".join(text_of(block) for block in found.asked)
    span = found.span
    if not found.right:
        return unanswered(words, span.to(left[-1].span) if left else span)
    remarks = tuple(block for option in found.options.items for block in option.remarks)
    extra = (*found.explanation, *remarks, *left)
    if _says_nothing(site, found, extra):
        return Claim(verdicts=(Verdict(span, Reason.UNINFORMATIVE),))
    asked = tuple(block for block in map(_asked, found.asked) if not _is_empty(block))
    right = [found.options.items[n] for n in found.right]
    front = (*asked, *_count(site, words, found), *_listed(found.options, range(len(found.options.items)), span))
    made = candidate(
        site,
        "choice",
        Basic(front, _listed(found.options, found.right, span)),
        cue="\n".join(text_of(block) for block in asked),
        answer=" · ".join(sorted(option.text for option in right)),
        span=span,
        extra=extra,
        stands_alone=True,
    )
    return Claim((_quiet(made, found, words_for(site)),))


def unanswered(words: str, span: Span) -> Claim:
    """Return the claim of a question with options, from its *words* and lines, that makes no card."""
    message = f"1 question with options has no answer that can be read: {_shortened(words)}"
    return Claim(verdicts=(Verdict(span, Reason.UNANSWERED),), diagnostics=(Diagnostic("R207", message, span),))


def told_once(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return *diagnostics* of a page with those about questions without an answer made one, at the first of them."""
    found = list(diagnostics)
    same = [one for one in found if one.code == "R207"]
    if len(same) < 2:
        return found
    message = same[0].message.replace("1 question with options has", f"{len(same)} questions with options have")
    whole = replace(same[0], message=message.replace(": ", "; the first: ", 1))
    return [whole if one is same[0] else one for one in found if one is same[0] or one.code != "R207"]


def _shortened(words: str) -> str:
    text = " ".join(words[label_length(words) :].split())
    return text if len(text) <= 80 else text[:79] + "…"


def _says_nothing(site: Site, found: Found, extra: Blocks) -> bool:
    """Say whether all options are right, or they are mere yes and no, true and false, and nothing tells more."""
    if len(found.right) == len(found.options.items):
        return True
    yes_no = words_for(site).yes_no | {"true", "false", "yes", "no"}
    return not extra and all(option.text.casefold().strip(" .") in yes_no for option in found.options.items)


# --- front and back -----------------------------------------------------------------------------------------------------


def without_label(children: Inlines) -> Inlines:
    """Return the words of a question without its number or a label such as "Question 3:"."""
    whole = bare(children)
    length = label_length(text_of(whole))
    return _tidy(cut(whole, length)) if length else whole


def _tidy(line: Inlines) -> Inlines:
    return strip(bare(tuple(node for node in line if not (isinstance(node, Strong) and not text_of(node).strip()))))


def _asked(block: Block) -> Block:
    match block:
        case Heading(children=children, span=span):
            return Paragraph(without_label(children), span)
        case Paragraph(children=children):
            return replace(block, children=without_label(children), tags=(), anchor="")
    return block


def _is_empty(block: Block) -> bool:
    return isinstance(block, Paragraph) and not block.children


def _count(site: Site, words: str, found: Found) -> Blocks:
    """Return how many answers are right, where there are several and the question does not say so."""
    count = len(found.right)
    numbers = words_for(site).numbers
    said = {word.casefold() for word in words_of(words)}
    is_said = str(count) in said or (count < len(numbers) and numbers[count] in said)
    if count < 2 or (is_said and choosing().search(words)):
        return ()
    return (Paragraph(words_for(site).front("several", count=(Text(str(count)),)), found.options.span),)


def _name(option: Option, number: int) -> str:
    return option.letter or _LETTERS[number]


def _listed(options: Options, wanted: range | tuple[int, ...], span: Span) -> Blocks:
    """Return the *wanted* options, each on a line behind its letter; code stands below its letter."""
    blocks: list[Block] = []
    lines: Inlines = ()
    for number in wanted:
        option = options.items[number]
        first, *below = option.blocks
        words = first.children if isinstance(first, Paragraph) else ()
        if not words:
            below = [first, *below]
        lines = plus(
            lines,
            (Break(hard=True),) if lines else (),
            f"{_name(option, number)}. ".rstrip(" " if not words else ""),
            words,
        )
        if below:
            blocks += [Paragraph(lines, span), *below]
            lines = ()
    return (*blocks, Paragraph(lines, span)) if lines else tuple(blocks)


# --- what stands above --------------------------------------------------------------------------------------------------


def _tells(step: Inlines, found: Found, wording: Wording) -> bool:
    """Say whether *step* holds a word of a right option that neither the question nor a wrong option has."""
    right = frozenset(one for n in found.right for one in stems(found.options.items[n].text, wording))
    others = [option.text for n, option in enumerate(found.options.items) if n not in found.right]
    open_words = stems("\n".join((*(text_of(block) for block in found.asked), *others)), wording)
    return bool((stems(text_of(step), wording) & right) - open_words)


def _quiet(note: Candidate, found: Found, wording: Wording) -> Candidate:
    """Return *note* without the steps of its breadcrumb that tell which option is right."""
    kept = [one for one in note.context if not _tells(one, found, wording)]
    more = tuple(one for one in note.qualifiers if not _tells(one, found, wording))
    return replace(note, context=tuple(kept), qualifiers=more)
