"""What a rule is, and how it is declared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from markdown_deckbuilder.extract.wording import Wording
from markdown_deckbuilder.model import Claim, Site
from markdown_deckbuilder.reading.tree import Inlines

Fronts = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A way of turning a site into candidates.

    *makes* says in a table of ``docs/explain.md`` what it gives, "" for a further module of a rule that says so already.
    *claim* returns what it takes of the site, or None where the site is not of its kind.  It sees the tree, the nouns
    of the model and the wording; it knows nothing of Anki, HTML, files or the ledger.  *fronts* are templates of its own,
    by language and form; "und" stands for languages without.  *before* is the rule before which a construct, a rule that
    is one file in ``constructs/``, is asked.
    """

    name: str
    makes: str
    claim: Callable[[Site], Claim | None]
    fronts: Fronts = field(default_factory=dict)
    before: str = ""


def asked(fronts: Fronts, form: str, wording: Wording, **parts: Inlines) -> Inlines:
    """Return the front of *form* of a construct's own *fronts*, in the language of *wording*, with *parts* put in."""
    return wording.filled(fronts.get(wording.name, fronts["und"])[form], **parts)


def joined(claims: Sequence[Claim], rest: Sequence[Site], takes: int = 0) -> Claim:
    """Return the *claims* of parts of a block as that of the whole, which hands *rest* on and takes *takes* along."""
    return Claim(
        tuple(one for made in claims for one in made.candidates),
        tuple(one for made in claims for one in made.verdicts),
        tuple(rest),
        takes=takes,
        diagnostics=tuple(one for made in claims for one in made.diagnostics),
    )
