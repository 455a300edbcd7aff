"""Words that rules need to know, a data file per language: generic labels, closed sets, forms of fronts."""

from markdown_deckbuilder.extract.wording.language import LANGUAGES, Wording, in_any_language, language_of, wording_of

__all__ = ["LANGUAGES", "Wording", "in_any_language", "language_of", "wording_of"]
