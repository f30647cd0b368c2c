"""Counts which columns of the first rows of a grid hold figures: looked at once, asked often.

Knows nothing of headers; what the counts mean is decided in `header`.
"""

from __future__ import annotations

from connectors.tables.cells import is_words

Row = list[str | None]
Grid = list[Row]


def has_figures(rows: Grid, column: int) -> bool:
    """Say whether most filled cells of a column hold figures or dates."""
    cells = [row[column] for row in rows if column < len(row) and row[column] is not None]
    return sum(not is_words(cell) for cell in cells) > len(cells) / 2


class CellKinds:
    """The filled cells and the figures above each row of a grid, by column; counted as far down as is asked."""

    def __init__(self, grid: Grid, rows: int) -> None:
        self._top = grid[:rows]
        width = max(map(len, self._top), default=0)
        self._filled = [[0] * width]
        self._figures = [[0] * width]

    def has_figures(self, first: int, end: int, column: int) -> bool:
        """Say whether most filled cells of a column, from row `first` to before `end`, hold figures."""
        end = min(end, len(self._top))
        first = min(first, end)
        while len(self._filled) <= end:
            self._count(self._top[len(self._filled) - 1])
        filled = self._filled[end][column] - self._filled[first][column]
        return self._figures[end][column] - self._figures[first][column] > filled / 2

    def _count(self, row: Row) -> None:
        filled, figures = self._filled[-1].copy(), self._figures[-1].copy()
        for k, cell in enumerate(row):
            if cell is not None:
                filled[k] += 1
                figures[k] += not is_words(cell)
        self._filled.append(filled)
        self._figures.append(figures)
