"""Candidates → the same with their worth, a number between 0 and 1, and the reasons for it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files

from markdown_deckbuilder.model import Basic, Candidate, Page
from markdown_deckbuilder.worth.evidence import Evidence, gather
from markdown_deckbuilder.worth.features import PageView, features_of, hidden_terms, view_of

# So many of the reasons that weigh most are told.
TOLD = 3
# The rules whose questions stand in the notes as they are asked.
ASKED = frozenset({"choice", "question"})


def weigh(
    candidates: Iterable[Candidate], pages: Iterable[Page], languages: Mapping[str, str]
) -> tuple[Candidate, ...]:
    """Return *candidates* with their worth; *languages* are those of the *pages*, by path.

    What its author asks for outright is worth 1.  The weights are those of a logistic regression over judged cards
    (``docs/quality/worth``).
    """
    ours, pages = tuple(candidates), tuple(pages)
    evidence = gather(pages, ours, (term for one in ours for term in hidden_terms(one)))
    views = {page.path: view_of(page, languages.get(page.path, "")) for page in pages}
    return tuple(one if _is_asked_for(one) else _weighed(one, views[one.span.path], evidence) for one in ours)


def _is_asked_for(candidate: Candidate) -> bool:
    """Say whether the author of *candidate* wrote its question: nobody else is to say whether that is worth asking."""
    return candidate.is_explicit or candidate.rule in ASKED


def _weighed(candidate: Candidate, view: PageView, evidence: Evidence) -> Candidate:
    worth, reasons = _judge(features_of(candidate, view, evidence))
    reverse = 1.0
    if isinstance(candidate.content, Basic) and candidate.content.reverse_front:
        reverse, _ = _judge(features_of(candidate, view, evidence, is_reverse=True))
    return replace(candidate, worth=worth, reverse_worth=reverse, reasons=reasons)


def _judge(features: Mapping[str, float]) -> tuple[float, tuple[str, ...]]:
    """Return the worth of a card with *features*, and what weighs most for and against it."""
    shares = {name: value * _weights().get(name, 0.0) for name, value in features.items()}
    told = sorted((name for name in shares if name != "bias" and shares[name]), key=lambda name: -abs(shares[name]))
    reasons = tuple(f"{'+' if shares[name] > 0 else '−'} {name}" for name in told[:TOLD])
    return round(1 / (1 + math.exp(-sum(shares.values()))), 2), reasons


@cache
def _weights() -> Mapping[str, float]:
    text = (files("markdown_deckbuilder.worth") / "weights.json").read_text("utf-8")
    weights: dict[str, float] = json.loads(text)
    return weights
