"""The rules, in the order in which they are asked.

A new one is a file in ``constructs/``, which says itself before which rule it is asked.
"""

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
from markdown_deckbuilder.extract.rules.constructs import CONSTRUCTS
from markdown_deckbuilder.extract.rules.record import Rule


def _with_constructs(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Return *rules* with each construct before the rule that it names."""
    names = [rule.name for rule in rules]
    for construct in CONSTRUCTS:
        place = names.index(construct.before)
        rules = (*rules[:place], construct, *rules[place:])
        names.insert(place, construct.name)
    return rules


_ORDER: tuple[Rule, ...] = (
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
RULES = _with_constructs(_ORDER)

# The rule that makes each kind of card that ``<!-- card: … -->`` may ask for.
WISHED: dict[str, tuple[Rule, ...]] = {
    "basic": (definitions.RULE, statements.RULE),
    "cloze": (clozes.RULE,),
    "list": (lists.RULE,),
    "steps": (steps.RULE,),
}
