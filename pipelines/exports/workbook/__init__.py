"""The release as a workbook, for people who live in spreadsheets: `write_workbook`, and the board: `write_board`.

Here: which sheets there are, how a sheet looks, native charts. Not here: any figure that is not in the release.
"""

from __future__ import annotations

from pipelines.exports.workbook.board import write_board
from pipelines.exports.workbook.writing import write_workbook

__all__ = ["write_board", "write_workbook"]
