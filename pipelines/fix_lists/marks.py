"""The mark of a cell that is to be corrected: a fill, a thick frame and a note, so that colour is never alone.

Putting a mark on and taking it off again when a corrected workbook comes back. Not here: which cells.
"""

from __future__ import annotations

from typing import Any

from openpyxl.comments import Comment  # type: ignore[import-untyped]
from openpyxl.styles import PatternFill  # type: ignore[import-untyped]
from openpyxl.styles.borders import DEFAULT_BORDER  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

from pipelines.fix_lists.looks import frame
from pipelines.safe_cells import clean_text

_FILL = "FFFFD9B3"
FRAME_COLOUR = "FFB00020"
_OURS = "--- To correct (Common Measure) ---"
_AUTHOR = "Common Measure"


def mark(sheet: Any, row: int, column: int, words: str | None) -> str:
    """Mark a cell and give it a note, if there are words; returns its place, such as "D17".

    `row` counts from 1, `column` from 0. In a merged block the cell that shows is marked.
    """
    cell = _shown_cell(sheet, row, column + 1)
    cell.fill = PatternFill("solid", fgColor=_FILL)
    cell.border = frame(FRAME_COLOUR)
    if words:
        before = cell.comment.text if cell.comment else ""
        start = before if _OURS in before else "\n".join(part for part in (before, _OURS) if part)
        note = Comment(clean_text(f"{start}\n{words}"), cell.comment.author if cell.comment else _AUTHOR)
        note.width, note.height = 360, 60 + 20 * (len(note.text) // 45 + note.text.count("\n"))
        cell.comment = note
    return f"{get_column_letter(cell.column)}{cell.row}"


def clear_marks(sheet: Any) -> None:
    """Take off the marks of an earlier fix list; what a person wrote into a note before ours stays."""
    for cell in list(sheet._cells.values()):
        if cell.comment and _OURS in cell.comment.text:
            kept = cell.comment.text.partition(_OURS)[0].strip()
            cell.comment = Comment(kept, cell.comment.author) if kept else None
        if cell.has_style and cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb == _FILL:
            cell.fill, cell.border = PatternFill(), DEFAULT_BORDER


def _shown_cell(sheet: Any, row: int, column: int) -> Any:
    for block in sheet.merged_cells.ranges:
        if block.min_row <= row <= block.max_row and block.min_col <= column <= block.max_col:
            return sheet.cell(block.min_row, block.min_col)
    return sheet.cell(row, column)
