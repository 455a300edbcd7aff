"""Pages → candidates."""

from builder.extract.walk import extract

__all__ = ["extract"]
