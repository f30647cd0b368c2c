"""The release as a workbook, for people who live in spreadsheets: `write_workbook`.

Here: which sheets there are, how a sheet looks, native charts. Not here: any figure that is not in the release.
"""

from __future__ import annotations

from pipelines.exports.workbook.writing import write_workbook

__all__ = ["write_workbook"]
