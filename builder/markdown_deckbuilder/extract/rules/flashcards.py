"""Cards as other programs write them: a ``?`` between front and back, ``#card``, ``START … END``."""

from __future__ import annotations

from markdown_deckbuilder.diagnostics import Diagnostic
from markdown_deckbuilder.extract.rules.subjects import candidate, label, paragraph
from markdown_deckbuilder.model import Basic, Claim, Reason, Site, Verdict
from markdown_deckbuilder.reading.tree import Blocks, Flashcard, Heading, text_of


def claim_flashcard(site: Site, card: Flashcard, rule: str) -> Claim:
    """Claim *card*, the block of *site*, for *rule*; without an answer it is complained about."""
    front = _asked(card.front)
    cue = _words(front)
    if not card.back:
        message = f"no answer to: {cue}"
        return Claim(
            verdicts=(Verdict(card.span, Reason.UNANSWERED),), diagnostics=(Diagnostic("R201", message, card.span),)
        )
    reverse = (card.back, front) if card.is_reversed else ((), ())
    made = candidate(
        site,
        rule,
        Basic(front, card.back, *reverse),
        cue=cue,
        answer=_words(card.back),
        span=card.span,
        is_explicit=True,
    )
    return Claim((made,))


def _words(blocks: Blocks) -> str:
    return "\n".join(text_of(block) for block in blocks).strip()


def _asked(front: Blocks) -> Blocks:
    """Return *front*, of a heading its words without the number, which shifts with every insertion."""
    match front:
        case (Heading(_, children, span),):
            return paragraph(label(children) or children, span)
    return front
