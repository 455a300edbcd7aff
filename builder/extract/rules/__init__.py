"""The rules, in the order in which they are asked.  A new rule is a file here and a line below."""

from builder.extract.rules import (
    abbreviations,
    actions,
    choices,
    clozes,
    definitions,
    explicit,
    lists,
    nested,
    passed_over,
    questions,
    statements,
    steps,
    tables,
)
from builder.extract.rules.record import Rule

RULES: tuple[Rule, ...] = (
    choices.RULE,
    explicit.RULE,
    passed_over.RULE,
    questions.RULE,
    tables.RULE,
    steps.RULE,
    lists.RULE,
    nested.RULE,
    abbreviations.RULE,
    definitions.RULE,
    statements.RULE,
    actions.RULE,
    clozes.RULE,
)

# The rule that makes each kind of card that ``<!-- card: … -->`` may ask for.
WISHED: dict[str, tuple[Rule, ...]] = {
    "basic": (definitions.RULE, statements.RULE),
    "cloze": (clozes.RULE,),
    "list": (lists.RULE,),
    "steps": (steps.RULE,),
}
