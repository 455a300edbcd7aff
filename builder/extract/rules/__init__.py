"""The rules, in the order in which they are asked.  A new rule is a file here and a line below."""

from builder.extract.rules import clozes, definitions, explicit, lists, passed_over, tables
from builder.extract.rules.record import Rule

RULES: tuple[Rule, ...] = (
    explicit.RULE,
    passed_over.RULE,
    tables.RULE,
    lists.RULE,
    definitions.RULE,
    clozes.RULE,
)
