"""Turn Markdown study notes into Anki decks that can be rebuilt without losing a review."""

__version__ = "0.1.0"
