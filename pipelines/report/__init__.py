"""The report of one release: one static HTML page, written from the released warehouse and nothing else.

Here: `render` and what it needs. Not here: suppression, which is applied before the file is released.
"""

from __future__ import annotations

from pipelines.report.page import render

__all__ = ["render"]
