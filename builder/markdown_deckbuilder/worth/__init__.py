"""What a card is worth: evidence over the whole of the notes, features, and a small model."""

from markdown_deckbuilder.worth.judge import weigh

__all__ = ["weigh"]
