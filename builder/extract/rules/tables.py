"""Tables with named rows: a note for each informative cell."""

from __future__ import annotations

from builder.extract.rules.clozes import quantities
from builder.extract.rules.phrases import bare, words_of
from builder.extract.rules.record import Rule
from builder.extract.rules.subjects import candidate, gives_away, paragraph, plus, words_for
from builder.extract.wording import Wording
from builder.extract.wording.language import plain_label
from builder.model import Basic, Candidate, Claim, Reason, Site, Verdict
from builder.reading.tree import Blocks, Cell, Inlines, List, ListItem, Paragraph, Row, Strong, Table, text_of

MAX_CELL_WORDS = 15
MAX_REVERSE_WORDS = 12
MIN_ROWS_ALIKE = 3


def claim(site: Site) -> Claim | None:
    """Claim a table whose first column names its rows."""
    table = site.block
    if not isinstance(table, Table):
        return None
    wording = words_for(site)
    if not _has_named_rows(table):
        return Claim(asides=(table,))
    head_line = Verdict(table.head.span, Reason.LABEL)
    candidates: list[Candidate] = []
    verdicts = [head_line]
    for row in table.rows:
        made = [
            note
            for column in range(1, len(row.cells))
            if _is_informative(table, row, column, wording) and (note := _note(site, table, row, column, wording))
        ]
        candidates += made
        if not made:
            verdicts.append(Verdict(row.span, Reason.UNINFORMATIVE))
    return Claim(tuple(candidates), tuple(verdicts))


def _text(cell: Cell) -> str:
    return text_of(cell).strip()


def _has_named_rows(table: Table) -> bool:
    names = [_text(row.cells[0]) for row in table.rows]
    return (
        len(table.head.cells) > 1
        and bool(names)
        and all(words_of(name) for name in names)
        and len(set(names)) == len(names)
    )


def _is_informative(table: Table, row: Row, column: int, wording: Wording) -> bool:
    """Say whether a cell tells something: not empty, yes or no, too long, or the same in every row."""
    text = _text(row.cells[column])
    values = [_text(other.cells[column]) for other in table.rows]
    if not text or plain_label(text) in wording.yes_no or text.casefold() in wording.yes_no:
        return False
    if len(values) >= MIN_ROWS_ALIKE and len(set(values)) == 1:
        return False
    return len(words_of(text)) <= MAX_CELL_WORDS and not gives_away(_text(row.cells[0]), text, wording)


def _note(site: Site, table: Table, row: Row, column: int, wording: Wording) -> Candidate | None:
    head, name, value = table.head.cells[column], row.cells[0], row.cells[column]
    if not _text(head):
        return None
    shown = (Strong(bare(name.children)),)
    asks_plainly = plain_label(_text(head)) in wording.generic_columns
    front = wording.front("neutral" if asks_plainly else "cell", term=shown, row=shown, column=bare(head.children))
    return candidate(
        site,
        RULE.name,
        Basic(
            paragraph(front, row.span),
            paragraph(value.children, row.span),
            *_reverse(table, row, column, wording),
        ),
        cue=f"{_text(name)} | {_text(head)}",
        answer=_text(value),
        span=row.span,
        extra=_rest_of(table, row, column),
        shown=_text(name),
    )


def _reverse(table: Table, row: Row, column: int, wording: Wording) -> tuple[Blocks, Blocks]:
    """Return the card that asks for the row by its value, where no other row has it and it is no mere amount."""
    value, name, kind = row.cells[column], row.cells[0], table.head.cells[0]
    text = _text(value)
    values = [_text(other.cells[column]).casefold() for other in table.rows]
    head = _text(table.head.cells[column])
    if text.isdecimal() and (wording.is_attribute(head) or plain_label(head) in wording.generic_columns):
        return (), ()
    if not _text(kind) or values.count(text.casefold()) > 1 or len(words_of(text)) > MAX_REVERSE_WORDS:
        return (), ()
    if any(has_unit for _, _, has_unit in quantities(text, wording)) or gives_away(text, _text(name), wording):
        return (), ()
    front = wording.front(
        "plain row" if plain_label(head) in wording.generic_columns else "row",
        column=bare(table.head.cells[column].children),
        value=(Strong(bare(value.children)),),
        head=bare(kind.children),
    )
    return paragraph(front, row.span), paragraph(name.children, row.span)


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


RULE = Rule("table", "a table whose first column names its rows", claim)
