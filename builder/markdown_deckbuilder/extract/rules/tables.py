"""Tables with named rows: a note for each informative cell."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from markdown_deckbuilder.extract.rules.grammar import form_of, in_sentence
from markdown_deckbuilder.extract.rules.passed_over import is_link_only
from markdown_deckbuilder.extract.rules.phrases import bare, words_of
from markdown_deckbuilder.extract.rules.quantities import is_value, quantities
from markdown_deckbuilder.extract.rules.record import Rule
from markdown_deckbuilder.extract.rules.subjects import candidate, gives_away, paragraph, plus, words_for
from markdown_deckbuilder.extract.wording import Wording
from markdown_deckbuilder.extract.wording.language import plain_label
from markdown_deckbuilder.model import Basic, Candidate, Claim, Reason, Site, Verdict
from markdown_deckbuilder.reading.tree import (
    Blocks,
    Cell,
    Image,
    Inlines,
    List,
    ListItem,
    Paragraph,
    Row,
    Strong,
    Table,
    Text,
    text_of,
)

MAX_CELL_WORDS = 15
MAX_REVERSE_WORDS = 4
MIN_COLUMNS_WITH_REMARKS = 3

_DECIMAL = re.compile(r"\d+[.,]\d+")
MIN_ROWS_ALIKE = 3
MAX_COMPARED = 3

_NUMBER_SIGN = re.compile(r"(?:#|n[ro]\.?|№)$", re.I)


def claim(site: Site) -> Claim | None:
    """Claim a table whose first column names its rows, or whose columns are things to compare."""
    if not isinstance(site.block, Table):
        return None
    wording = words_for(site)
    table = _without_running_numbers(site.block)
    if not _has_named_rows(table) or _is_open(table, wording):
        return Claim(asides=(site.block,))
    compares = _compares(table, site, wording)
    columns = _columns(table)
    candidates: list[Candidate] = []
    verdicts = [Verdict(table.head.span, Reason.LABEL)]
    for row in table.rows:
        reasons = {column: _unfit(table, row, column, columns, wording) for column in range(1, len(row.cells))}
        made = [
            _compared(site, table, row, column, wording)
            if compares
            else _note(site, table, row, column, columns, wording)
            for column, reason in reasons.items()
            if reason is None
        ]
        candidates += made
        if not made:
            verdicts.append(Verdict(row.span, _worst(list(reasons.values()))))
    return Claim(tuple(candidates), tuple(verdicts))


def _is_open(table: Table, wording: Wording) -> bool:
    """Say whether all columns are open lists side by side, such as pros and cons: no row is about one thing."""
    return all(plain_label(_text(cell)) in wording.open_labels for cell in table.head.cells)


def _is_decision(table: Table, wording: Wording) -> bool:
    """Say whether the first column states conditions: "If you need …", "When …"."""
    first, *_ = (*words_of(_text(table.head.cells[0])), "")
    return first.casefold() in wording.conditional_openers


def _worst(reasons: list[Reason | None]) -> Reason:
    return Reason.TOO_LONG if Reason.TOO_LONG in reasons else Reason.UNINFORMATIVE


def _text(cell: Cell) -> str:
    return text_of(cell).strip()


@dataclass(frozen=True, slots=True)
class _Column:
    """The texts of one column below its head, and which of them are all alike or stand once."""

    counts: Counter[str]

    @property
    def says_one_thing(self) -> bool:
        return self.counts.total() >= MIN_ROWS_ALIKE and len(self.counts) == 1


def _columns(table: Table) -> list[_Column]:
    return [
        _Column(Counter(_text(cell).casefold() for cell in cells))
        for cells in zip(*(r.cells for r in table.rows), strict=True)
    ]


def _without_running_numbers(table: Table) -> Table:
    """Return *table* with its second column as the first, where that only numbers the rows ("#", "No.").

    Numbers that merely count from 1 tell nothing and are left out; others, such as those of layers, come last.
    """
    numbers = [_text(row.cells[0]).rstrip(".)") for row in table.rows]
    counts = numbers == [str(number) for number in range(1, len(numbers) + 1)]
    if len(table.head.cells) < 3 or words_of(_NUMBER_SIGN.sub("", _text(table.head.cells[0]))):
        return table
    if not all(number.isdecimal() for number in numbers):
        return table

    def turned(row: Row) -> Row:
        return replace(row, cells=row.cells[1:] if counts else (*row.cells[1:], row.cells[0]))

    alignments = table.alignments[1:] if counts else (*table.alignments[1:], table.alignments[0])
    return replace(table, head=turned(table.head), rows=tuple(map(turned, table.rows)), alignments=alignments)


def _has_named_rows(table: Table) -> bool:
    names = ["" if _is_picture(row.cells[0]) else _text(row.cells[0]) for row in table.rows]
    is_named = len(table.head.cells) > 1 and bool(names) and all(words_of(name) for name in names)
    return is_named and len(set(names)) == len(names)


def _is_picture(cell: Cell) -> bool:
    return bool(cell.children) and all(isinstance(node, Image) or not text_of(node).strip() for node in cell.children)


def _compares(table: Table, site: Site, wording: Wording) -> bool:
    """Say whether the columns are the things and the rows what is told of them.

    So it is where the first column is headed "Feature" or the like, or where the corner is empty and the heading names
    the columns or a row is an attribute such as "Purpose".
    """
    head = plain_label(_text(table.head.cells[0]))
    things = [_text(cell) for cell in table.head.cells[1:]]
    if not 2 <= len(things) <= MAX_COMPARED or not all(things):
        return False
    if head in wording.aspects:
        return True
    rows = [_text(row.cells[0]) for row in table.rows]
    above = site.steps[-1].text if site.steps else ""
    is_named_above = all(gives_away(above, thing, wording) for thing in things)
    return not head and (is_named_above or any(wording.is_attribute(row) for row in rows))


def _compared(site: Site, table: Table, row: Row, column: int, wording: Wording) -> Candidate:
    """Return the note that asks a thing for its aspect; its siblings are Extra."""
    thing, aspect, value = table.head.cells[column], row.cells[0], row.cells[column]
    front = wording.front("cell", row=(Strong(bare(thing.children)),), column=bare(aspect.children))
    others = tuple(
        ListItem((Paragraph(_entry(table.head.cells[n], cell), row.span),), row.span)
        for n, cell in enumerate(row.cells)
        if n not in (0, column) and _text(cell)
    )
    return candidate(
        site,
        RULE.name,
        Basic(paragraph(front, row.span), paragraph(value.children, row.span)),
        cue=f"{_text(thing)} | {_text(aspect)}",
        answer=_text(value),
        span=row.span,
        extra=(List(others, ordered=False, span=row.span),) if others else (),
        shown=_text(thing),
        form="compared",
    )


def _only_remarks(table: Table, column: int, wording: Wording) -> bool:
    """Say whether a column remarks on what the others say: it explains their cards and makes none."""
    is_remark = plain_label(_text(table.head.cells[column])) in wording.remark_columns
    return is_remark and len(table.head.cells) >= MIN_COLUMNS_WITH_REMARKS


def _unfit(table: Table, row: Row, column: int, columns: list[_Column], wording: Wording) -> Reason | None:
    """Return why a cell tells nothing: empty, yes or no, the same in every row, only a link; or that it is too long."""
    text = _text(row.cells[column])
    if not text or plain_label(text) in wording.yes_no or text.casefold() in wording.yes_no:
        return Reason.UNINFORMATIVE
    if columns[column].says_one_thing or _only_remarks(table, column, wording):
        return Reason.UNINFORMATIVE
    if not _text(table.head.cells[column]) or is_link_only(row.cells[column]):
        return Reason.UNINFORMATIVE
    if gives_away(_text(row.cells[0]), text, wording):
        return Reason.GIVEAWAY
    return Reason.TOO_LONG if len(words_of(text)) > MAX_CELL_WORDS else None


def _note(site: Site, table: Table, row: Row, column: int, columns: list[_Column], wording: Wording) -> Candidate:
    head, name, value = table.head.cells[column], row.cells[0], row.cells[column]
    # A mere number says nothing without what it counts: "Layer 4".
    kind = (*bare(table.head.cells[0].children), Text(" ")) if _text(name).isdecimal() else ()
    shown = (Strong((*kind, *bare(name.children))),)
    condition = bare(table.head.cells[0].children)
    form = _form(table, row, column, wording)
    front = wording.front(form, term=shown, row=shown, column=bare(head.children), condition=condition)
    return candidate(
        site,
        RULE.name,
        Basic(
            paragraph(front, row.span),
            paragraph(value.children, row.span),
            *_reverse(table, row, column, columns, site.page.text, wording),
        ),
        cue=f"{_text(name)} | {_text(head)}",
        answer=_text(value),
        span=row.span,
        extra=_rest_of(table, row, column),
        shown=_text(name),
        form=f"cell {form}",
    )


def _form(table: Table, row: Row, column: int, wording: Wording) -> str:
    """Return the form of front for a cell; under a heading such as "Meaning" its own words decide."""
    if _is_decision(table, wording):
        return "decision"
    if plain_label(_text(table.head.cells[column])) not in wording.generic_columns:
        return "cell"
    value = _text(row.cells[column])
    return "value" if is_value(value, wording) else form_of(_text(row.cells[0]), value, wording)


def _reverse(
    table: Table, row: Row, column: int, columns: list[_Column], page: str, wording: Wording
) -> tuple[Blocks, Blocks]:
    """Return the card that asks for the row by its value, where no other row has it and it is no mere amount."""
    if _is_decision(table, wording):
        return (), ()  # many conditions may lead to one choice
    value, name, kind = row.cells[column], row.cells[0], table.head.cells[0]
    text = _text(value)
    head = _text(table.head.cells[column])
    is_plain = plain_label(head) in wording.generic_columns
    if re.fullmatch(r"[\d.,\s]+", text) and (wording.is_attribute(head) or is_plain or _DECIMAL.fullmatch(text)):
        return (), ()
    if _is_common(text) and any(count > 1 for count in columns[column].counts.values()):
        return (), ()
    if not _text(kind) or columns[column].counts[text.casefold()] > 1 or len(words_of(text)) > MAX_REVERSE_WORDS:
        return (), ()
    if any(has_unit for _, _, has_unit in quantities(text, wording)) or gives_away(text, _text(name), wording):
        return (), ()
    front = wording.front(
        "plain row" if is_plain else "row",
        column=bare(table.head.cells[column].children),
        value=(Strong(bare(value.children)),),
        head=in_sentence(bare(kind.children), page),
    )
    return paragraph(front, row.span), paragraph(name.children, row.span)


def _is_common(text: str) -> bool:
    """Say whether *text* is one small word, "gas", or a vague amount, "over 90".

    Where other rows share a value such as that, it fits much that the table does not list.
    """
    words = text.split()
    if len(words) == 1:
        return text.isalpha() and text.islower()
    return bool(re.search(r"(?:^|\s)\d[\d.,]*$", text)) and not any(word[:1].isupper() for word in words)


def _rest_of(table: Table, row: Row, column: int) -> Blocks:
    """Return the other cells of *row* as a small list, for Extra."""
    items = tuple(
        ListItem((Paragraph(_entry(table.head.cells[n], cell), row.span),), row.span)
        for n, cell in enumerate(row.cells)
        if n not in (0, column) and _text(cell)
    )
    return (List(items, ordered=False, span=row.span),) if items else ()


def _entry(head: Cell, cell: Cell) -> Inlines:
    return plus(head.children, ": ", cell.children) if _text(head) else cell.children


RULE = Rule(
    "table",
    "a card for each telling cell of a table whose first column names its rows, or whose columns are compared",
    claim,
)
