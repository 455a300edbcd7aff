"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


def joined(claims: Sequence[Claim], rest: Sequence[Site], takes: int = 0) -> Claim:
    """Return the *claims* of parts of a block as that of the whole, which hands *rest* on and takes *takes* along."""
    return Claim(
        tuple(one for made in claims for one in made.candidates),
        tuple(one for made in claims for one in made.verdicts),
        tuple(rest),
        takes=takes,
        diagnostics=tuple(one for made in claims for one in made.diagnostics),
    )
