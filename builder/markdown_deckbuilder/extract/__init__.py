"""Pages → candidates."""

from markdown_deckbuilder.extract.walk import extract

__all__ = ["extract"]
