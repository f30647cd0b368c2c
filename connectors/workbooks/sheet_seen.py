"""A sheet as `look` sees it: its grid, how a feed names it, and what is unusual about it.

What is unusual about a table is found here from the facts of its sheet; the tables are found elsewhere.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from connectors.tables.side_rows import in_words
from connectors.tables.table import Sheet, Table
from connectors.workbooks.sheet_facts import SheetFacts


@dataclass(frozen=True)
class SheetSeen:
    """One sheet or text file: `options` are those that lead a feed to it, `assumed` and `doubted` what was so far.

    `sheet_name` is None where a file has no sheets.
    """

    sheet: Sheet
    connector: str
    options: dict[str, Any]
    sheet_name: str | None
    assumed: list[str] = field(default_factory=list)
    facts: SheetFacts = field(default_factory=SheetFacts)
    doubted: list[str] = field(default_factory=list)

    def assumed_of(self, table: Table) -> list[str]:
        """What was assumed of a table because of the look of the sheet."""
        notes = sheet_notes(self.facts, table)
        rows = {number - 1 for number in table.numbers}
        percents = {k for row, k in self.facts.percents if row in rows and k in table.positions}
        if percents:
            names = [name for name, k in zip(table.columns, table.positions, strict=True) if k in percents]
            notes.append(
                f"{', '.join(names)}: cells that show a percentage were read as shown, such as '12 %'."
            )
        return notes

    def doubts_of(self, table: Table) -> list[str]:
        """What a person should look at: colours that may say what no cell says."""
        coloured = [number for number in table.numbers if number - 1 in self.facts.colours]
        kinds = Counter(self.facts.colours.get(number - 1, frozenset()) for number in table.numbers)
        if not coloured or len(kinds) < 2:
            return list(self.doubted)
        fills = len(frozenset().union(*kinds))
        colours = "1 colour" if fills == 1 else f"{fills} colours"
        said = in_words(coloured, range(len(coloured)))
        return [
            *self.doubted,
            f"{len(coloured)} of {len(table.numbers)} rows have coloured cells, in {colours} ({said}): "
            "a colour is not read, so write what it means into a column.",
        ]


def sheet_notes(facts: SheetFacts, table: Table) -> list[str]:
    """Say what a person does not see in the cells of a table: what is hidden, and formulas without a result."""
    notes = []
    numbers = [number for number in table.numbers if number - 1 in facts.hidden_rows]
    if numbers:
        verb = "is" if len(numbers) == 1 else "are"
        said = in_words(numbers, range(len(numbers)))
        notes.append(f"{said} {verb} hidden on the sheet, and read all the same.")
    places = zip(table.columns, table.positions, strict=True)
    columns = [name for name, k in places if k in facts.hidden_columns]
    if columns:
        verb = "column {} is" if len(columns) == 1 else "columns {} are"
        notes.append(f"{verb.format(', '.join(columns))} hidden on the sheet, and read all the same.")
    rows = {number - 1 for number in table.numbers}
    blank = sum(row in rows and k in table.positions for row, k in facts.uncomputed)
    if blank:
        said = "1 cell holds a formula" if blank == 1 else f"{blank} cells hold formulas"
        notes.append(
            f"{said} without a result and read as blank. Open the file in a spreadsheet program and save it."
        )
    return notes
