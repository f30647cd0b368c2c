"""The report of one release: static HTML pages, written from the released warehouse and nothing else.

Here: `render`, `render_explanations` and what they need. Not here: suppression, which comes before the release.
"""

from __future__ import annotations

from pipelines.report.explanations import render_explanations
from pipelines.report.page import render

__all__ = ["render", "render_explanations"]
