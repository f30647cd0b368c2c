"""How the numbers were made: definitions and versions, coverage, and what is known to be missing."""

from __future__ import annotations

from pipelines.report import evidence
from pipelines.report.pages.facts import Facts
from pipelines.report.pages.page import PARTS, Page

MOST_DISAGREEMENTS = 20


def pages(facts: Facts) -> list[Page]:
    """The one page on method."""
    released = facts.released
    periods, grid = evidence.coverage_grid(released)
    shown = {
        "initiative": released.initiative,
        "metrics": released.metrics,
        "versions": _earlier_versions(facts),
        "coverage": facts.story.coverage,
        "report_period": released.report_period,
        "grid_periods": periods,
        "grid": grid,
        "feeds": released.feeds,
        "troubled": evidence.troubled_feeds(released),
        "broken_rules": evidence.broken_rules(released),
        "disagreements": released.disagreements[:MOST_DISAGREEMENTS],
        "disagreement_count": len(released.disagreements),
        "sub_program_names": released.sub_program_names,
        "scores": released.beside.scores,
        "forecast_on": max((each.made_on for each in released.forecasts), default=None),
    }
    return [Page(PARTS["methods"][1], "methods", "How the numbers were made", "methods.html.j2", shown)]


def _earlier_versions(facts: Facts) -> dict[str, list[tuple[int, str]]]:
    """For each metric the versions that are not in force, newest first."""
    found: dict[str, list[tuple[int, str]]] = {metric.metric_id: [] for metric in facts.released.metrics}
    for version in reversed(facts.released.versions):
        if not version.is_in_force and version.metric_id in found:
            found[version.metric_id].append((version.metric_version, version.definition))
    return found
