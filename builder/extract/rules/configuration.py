"""Configuration, code and a machine's output that stand in the notes without a fence: nothing of them is asked."""

from __future__ import annotations

from builder.extract.rules.code_form import share_of_code
from builder.extract.rules.record import Rule
from builder.extract.rules.subjects import words_for
from builder.model import Claim, Reason, Site, Verdict
from builder.reading.tree import List, ListItem, Paragraph

# A list of which so much is code is code as a whole; a paragraph or bullet is from a smaller share on.
MIN_SHARE_OF_LIST = 0.75
MIN_SHARE = 0.5


def claim(site: Site) -> Claim | None:
    """Claim a list, bullet or paragraph whose lines have the form of code."""
    match site.block:
        case List():
            needed = MIN_SHARE_OF_LIST
        case ListItem() | Paragraph():
            needed = MIN_SHARE
        case _:
            return None
    span = site.block.span
    if share_of_code(site.page.lines[span.line - 1 : span.end_line], words_for(site)) < needed:
        return None
    return Claim(verdicts=(Verdict(span, Reason.CONFIGURATION),))


RULE = Rule("configuration", "configuration and code without a fence", claim)
