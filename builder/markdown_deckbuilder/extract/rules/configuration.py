"""Configuration, code and a machine's output that stand in the notes without a fence: nothing of them is asked."""

from __future__ import annotations

from markdown_deckbuilder.extract.rules.code_form import shares_of_code
from markdown_deckbuilder.extract.rules.phrases import holds
from markdown_deckbuilder.extract.rules.record import Rule
from markdown_deckbuilder.extract.rules.subjects import words_for
from markdown_deckbuilder.model import Claim, Reason, Site, Verdict
from markdown_deckbuilder.reading.tree import Image, List, ListItem, Paragraph

# A list of which so much is code is code as a whole; a paragraph or bullet is from a smaller share on.
MIN_SHARE_OF_LIST = 0.75
MIN_SHARE = 0.5


def claim(site: Site) -> Claim | None:
    """Claim a list, bullet or paragraph whose lines have the form of code."""
    own, whole = shares_of_code(site.block, words_for(site))
    match site.block:
        case List():
            is_code = whole >= MIN_SHARE_OF_LIST
        case ListItem(children=(Paragraph(), *below)):
            is_code = own >= MIN_SHARE and (not below or whole > MIN_SHARE)
        case Paragraph(children) if not holds(children, Image):
            is_code = own >= MIN_SHARE
        case _:
            return None
    return Claim(verdicts=(Verdict(site.block.span, Reason.CONFIGURATION),)) if is_code else None


RULE = Rule(
    "configuration",
    "nothing: settings, code, logs, file trees and shell sessions written without a fence",
    claim,
)
