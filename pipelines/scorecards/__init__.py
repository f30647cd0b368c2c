"""Scorecards: one page for one partner, made from a release, for that partner alone.

Here: what stands on it, the page, and its place in the partner's folder. Not here: the public report and fix lists.
"""

from __future__ import annotations

from pipelines.scorecards.page import scorecard_page
from pipelines.scorecards.scorecard import Scorecard, scorecard
from pipelines.scorecards.writing import SCORECARD, earlier_release, sweep_scorecards, write_scorecard

__all__ = [
    "SCORECARD",
    "Scorecard",
    "earlier_release",
    "scorecard",
    "scorecard_page",
    "sweep_scorecards",
    "write_scorecard",
]
