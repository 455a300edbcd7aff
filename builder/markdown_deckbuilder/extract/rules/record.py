"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markdown_deckbuilder.model import Claim, Site


@dataclass(frozen=True, slots=True)
class Rule:
    """A way of turning a site into candidates.

    *claim* returns what it takes of the site, or None where the site is not of its kind.  It sees the tree, the nouns
    of the model and the wording; it knows nothing of Anki, HTML, files or the ledger.
    """

    name: str
    summary: str
    claim: Callable[[Site], Claim | None]
