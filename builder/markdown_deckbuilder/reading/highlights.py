"""Pages whose ``==marks==`` only highlight."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from markdown_deckbuilder.model import Page
from markdown_deckbuilder.reading.tree import Mark


def with_highlights(page: Page) -> Page:
    """Return *page* with marks that hide nothing: the words are shown as the author marked them."""
    footnotes = {name: _highlighted(blocks) for name, blocks in page.footnotes.items()}
    return replace(page, sections=_highlighted(page.sections), footnotes=footnotes)


def _highlighted(value: Any) -> Any:
    """Return *value*, a node or a run of them, with marks that hide nothing anywhere in it."""
    if isinstance(value, tuple):
        return tuple(_highlighted(one) for one in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    inside = {field.name: getattr(value, field.name) for field in fields(value)}
    changed = {name: _highlighted(inner) for name, inner in inside.items() if isinstance(inner, tuple)}
    return replace(value, **changed, **({"hides": False} if isinstance(value, Mark) else {}))
