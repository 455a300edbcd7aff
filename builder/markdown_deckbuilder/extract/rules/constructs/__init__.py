"""Constructs: rules of which each is one file here and one case file in ``tests/cases/constructs``.

A file declares all that the others need to know of it: its name, what the documentation says of it, its fronts, and
before which rule it is asked.
"""

import importlib
import pkgutil

from markdown_deckbuilder.extract.rules.record import Rule

CONSTRUCTS: tuple[Rule, ...] = tuple(
    importlib.import_module(f"{__name__}.{found.name}").RULE for found in pkgutil.iter_modules(__path__)
)
