"""The rules, in the order in which they are asked.  A new rule is a file here and a line below."""

from markdown_deckbuilder.extract.rules import (
    abbreviations,
    actions,
    atomic,
    choices,
    clozes,
    configuration,
    definitions,
    explicit,
    lines,
    lists,
    nested,
    not_knowledge,
    passed_over,
    prose,
    questions,
    statements,
    steps,
    tables,
)
from markdown_deckbuilder.extract.rules.record import Rule

RULES: tuple[Rule, ...] = (
    choices.RULE,
    explicit.RULE,
    passed_over.RULE,
    configuration.RULE,
    not_knowledge.RULE,
    questions.RULE,
    tables.RULE,
    steps.RULE,
    lists.RULE,
    nested.RULE,
    lines.RULE,
    abbreviations.RULE,
    definitions.RULE,
    statements.RULE,
    prose.RULE,
    atomic.RULE,
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
