"""The report of one release: a site of static HTML pages, written from the released warehouse and nothing else.

Here: `render`, `render_explanations` and what they need. Not here: suppression, which comes before the release.
"""

from __future__ import annotations

from pipelines.report.explanations import render_explanations
from pipelines.report.handed import Download, Handed, Quote, Withdrawn
from pipelines.report.page import render, render_site
from pipelines.report.queries import read

__all__ = ["Download", "Handed", "Quote", "Withdrawn", "read", "render", "render_explanations", "render_site"]
