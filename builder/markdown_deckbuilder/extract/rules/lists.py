"""A label or heading with a list of short items below it.

A closed set makes one list note, a cloze an item; an open list has no right answer to "name one", so its bare items
explain the notes around them (``cards.md``, principle 7).
"""

from __future__ import annotations

from dataclasses import replace

from markdown_deckbuilder.extract.rules.exchanges import is_question
from markdown_deckbuilder.extract.rules.explicit import is_explicit
from markdown_deckbuilder.extract.rules.phrases import bare, holds, lead_of, strip, without_loose_end, words_of
from markdown_deckbuilder.extract.rules.quantities import quantities
from markdown_deckbuilder.extract.rules.record import Rule
from markdown_deckbuilder.extract.rules.subjects import candidate, plus, words_for
from markdown_deckbuilder.extract.wording import Wording
from markdown_deckbuilder.extract.wording.language import plain_label
from markdown_deckbuilder.model import Claim, Cloze, Reason, Site, Step, Verdict
from markdown_deckbuilder.reading.tree import (
    Code,
    Deletion,
    Inlines,
    List,
    ListItem,
    Mark,
    Paragraph,
    Strong,
    text_of,
)

MIN_ITEMS, MAX_ITEMS = 2, 7
MAX_ITEM_WORDS = 8
MAX_COUNTED, MAX_COUNTED_WORDS = 5, 4


def claim(site: Site) -> Claim | None:
    """Claim a list whose label promises a closed set, or one of bare items."""
    if not isinstance(site.block, List) or any(is_explicit(item) for item in site.block.items):
        return None
    wording = words_for(site)
    label = _closing_label(site, wording)
    names = [_name(item, wording) for item in site.block.items]
    short = [name for name in names if name and len(words_of(text_of(name))) <= MAX_ITEM_WORDS]
    if label and MIN_ITEMS <= len(names) <= MAX_ITEMS and len(short) == len(names):
        return _list_note(site, label, short)
    is_bare = all(_is_bare(item, wording) for item in site.block.items)
    if label and len(names) > MAX_ITEMS and is_bare:
        return Claim(verdicts=(Verdict(site.block.span, Reason.LONG_LIST),))
    return Claim(asides=(site.block,)) if is_open(site.block, wording) else None


def is_open(block: List, wording: Wording) -> bool:
    """Say whether *block* is a list of bare items that one could go on with."""
    return not block.ordered and all(_is_bare(item, wording) for item in block.items)


def _closing_label(site: Site, wording: Wording) -> Step | None:
    """Return the step above *site* that promises that the list is complete, or None.

    It does so by a word such as "types", or by stating the number of the items.  Only the label or heading directly
    above is asked for words; a stated number may also stand one heading higher.
    """
    assert isinstance(site.block, List)
    if not site.steps:
        return None
    if site.wish.card == "list":
        return site.steps[-1]
    nearest = plain_label(site.steps[-1].text)
    if any(nearest == word or nearest.startswith(f"{word} ") for word in wording.open_labels):
        return None
    # A heading such as "Storage classes" names a topic; of defined items below it more may stand elsewhere.
    is_label = not site.steps[-1].is_heading
    if wording.promises_set(nearest) and (is_label or not any(_has_more(item, wording) for item in site.block.items)):
        return site.steps[-1]
    stated = next((step for step in reversed(site.steps[-2:]) if _states(step, len(site.block.items), wording)), None)
    return stated or (site.steps[-1] if _is_counted(site.block, wording) else None)


def _is_counted(block: List, wording: Wording) -> bool:
    """Say whether *block* is a numbered list of a few names: who numbers them says that these are all."""
    names = [_name(item, wording) for item in block.items]
    is_short = all(name and len(words_of(text_of(name))) <= MAX_COUNTED_WORDS for name in names)
    bare_items = not any(_has_more(item, wording) for item in block.items)
    return block.ordered and MIN_ITEMS < len(names) <= MAX_COUNTED and is_short and bare_items


def _states(step: Step, count: int, wording: Wording) -> bool:
    words = [word.casefold() for word in words_of(step.whole or step.text)]
    return str(count) in words or (count < len(wording.numbers) and wording.numbers[count] in words)


def _name(item: ListItem, wording: Wording) -> Inlines:
    """Return what *item* is called: its lead term where it has one, else the whole of a single short paragraph."""
    match item.children:
        case (Paragraph(children), *_):
            lead = lead_of(children, lambda text, formatted, sign: formatted or sign in (":", "：", "–", "—", "-"))
            if lead:
                return bare(lead.term)
            return bare(without_loose_end(children, wording))
    return ()


def _has_more(item: ListItem, wording: Wording) -> bool:
    """Say whether *item* says more than its name: a meaning, or something below it."""
    match item.children:
        case (Paragraph(children),):
            return text_of(_name(item, wording)) != text_of(strip(without_loose_end(children, wording), ":："))
    return True


def _list_note(site: Site, label: Step, names: list[Inlines]) -> Claim:
    assert isinstance(site.block, List)
    items = tuple(
        replace(item, children=(Paragraph((Deletion(name),), item.span),))
        for item, name in zip(site.block.items, names, strict=True)
    )
    colon = "" if is_question(label.children) else ":"
    asked = Paragraph(plus((Strong(label.children),), colon), site.block.span)
    made = candidate(
        site,
        RULE.name,
        Cloze((asked, replace(site.block, items=items))),
        cue="" if site.steps[-1] is label and not label.is_heading else label.text,
        answer=" · ".join(text_of(name) for name in names),
        shown=label.text,
    )
    rest = tuple(
        replace(site, block=item, following=()) for item in site.block.items if _has_more(item, words_for(site))
    )
    return Claim((made,), rest=rest)


def _is_bare(item: ListItem, wording: Wording) -> bool:
    """Say whether *item* is a short mention with nothing in it to ask for."""
    match item.children:
        case (Paragraph(children),):
            text = text_of(children)
            return (
                len(words_of(text)) <= MAX_ITEM_WORDS
                and not _has_more(item, wording)
                and not holds(bare(without_loose_end(children, wording)), (Strong, Code, Mark, Deletion))
                and not quantities(text, wording)
                and not is_question(children)
            )
    return False


RULE = Rule(
    "list",
    "from a closed set of two to seven short items, a list to complete",
    claim,
)
