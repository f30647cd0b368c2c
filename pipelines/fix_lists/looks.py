"""How our own sheets look: fonts, fills, widths and heights. Not here: what stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

BOLD = Font(name="Calibri", bold=True)
HEADING = Font(name="Calibri", bold=True, size=13)
TITLE = Font(name="Calibri", bold=True, size=16)
HEAD_FILL = PatternFill("solid", fgColor="FFE7E6E6")
WRAPPED = Alignment(wrap_text=True, vertical="top", horizontal="left")
_POINTS_A_LINE = 15
_NARROWEST, _WIDEST = 10, 40


def frame(colour: str) -> Border:
    """A thick line around a cell: a mark that does not depend on seeing colours."""
    side = Side(style="thick", color=colour)
    return Border(left=side, right=side, top=side, bottom=side)


def fit_height(sheet: Any, row: int, texts: Sequence[object], widths: Sequence[float]) -> None:
    """Make a row as high as its wrapped texts need; not every program does so by itself."""
    lines = 1
    for text, width in zip(texts, widths, strict=False):
        parts = str(text).split("\n")
        lines = max(lines, sum(1 + int(len(part) // (0.95 * width)) for part in parts))
    if lines > 1:
        sheet.row_dimensions[row].height = _POINTS_A_LINE * lines


def fit_widths(sheet: Any, header_row: int) -> None:
    """Make the columns of a table wide enough for their names and first values."""
    for cells in sheet.iter_cols(min_row=header_row, max_row=min(sheet.max_row, header_row + 100)):
        longest = max((len(str(cell.value)) for cell in cells if cell.value is not None), default=0)
        width = min(max(longest + 2, _NARROWEST), _WIDEST)
        sheet.column_dimensions[get_column_letter(cells[0].column)].width = width
