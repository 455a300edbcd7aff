"""Words that rules need to know, a data file per language: generic labels, closed sets, forms of fronts."""

from builder.extract.wording.language import Wording, language_of, wording_of

__all__ = ["Wording", "language_of", "wording_of"]
