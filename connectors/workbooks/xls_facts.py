"""Finds errors, percentages, hidden rows and columns, and colours in the sheets of an .xls, with xlrd.

The values come from calamine all the same: the two readers need not agree on anything but places.
"""

from __future__ import annotations

import io

from connectors.workbooks.sheet_facts import SheetFacts

_SOLID = 1
_WHITE = (9, 64, 65)


class XlsFacts:
    """The facts of one .xls."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def of_sheet(self, sheet: str) -> SheetFacts:
        """Return the facts of a sheet."""
        import xlrd

        book = xlrd.open_workbook(file_contents=self._content, formatting_info=True, logfile=io.StringIO())
        found = book.sheet_by_name(sheet)
        percent = {
            index
            for index, form in enumerate(book.xf_list)
            if "%" in book.format_map[form.format_key].format_str
        }
        fills = {
            index: str(form.background.pattern_colour_index)
            for index, form in enumerate(book.xf_list)
            if form.background.fill_pattern == _SOLID and form.background.pattern_colour_index not in _WHITE
        }
        facts = SheetFacts()
        facts.hidden_rows.update(row for row, info in found.rowinfo_map.items() if info.hidden)
        facts.hidden_columns.update(column for column, info in found.colinfo_map.items() if info.hidden)
        for row in range(found.nrows):
            formats = found.row(row)
            for column, cell in enumerate(formats):
                if cell.ctype == xlrd.XL_CELL_ERROR:
                    facts.errors[row, column] = xlrd.error_text_from_code.get(cell.value, "#ERROR!")
                elif cell.ctype == xlrd.XL_CELL_NUMBER and cell.xf_index in percent:
                    facts.percents.add((row, column))
            coloured = {fills[cell.xf_index] for cell in formats if cell.xf_index in fills}
            if coloured:
                facts.colours[row] = frozenset(coloured)
        return facts
