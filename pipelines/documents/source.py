"""One release as documents need it: what the report reads and says of it, with every text on one line.

Reading and putting together belong here. The report's rooms find the facts and the words; nothing is computed anew.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from pipelines.documents.text import every_text, one_line
from pipelines.report import charts, evidence, findings, groups, sentences
from pipelines.report.figures import Figure, Section, overall, sections
from pipelines.report.groups import AreaTable, GroupFigure
from pipelines.report.queries import read
from pipelines.report.released import Released
from pipelines.report.rows import Metric
from pipelines.report.sentences import Sentence, Story

NAMED = (
    "initiative", "partners", "sub_programs", "areas", "groups", "periods", "metrics", "feeds", "rejections",
    "outcomes", "activities", "outputs", "theory_links", "commitments", "funding",
)  # fmt: skip


class NotAReleaseError(Exception):
    """The folder is no release: it holds no warehouse, or nothing says which release it is."""


@dataclass(frozen=True)
class Source:
    """A release with its facts and its words. Everything here was protected before it was released."""

    released: Released
    release_id: str

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The measures that sub-programs share, then each sub-program's, numbered as in the report."""
        return sections(self.released)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """All figures over time, in their order."""
        return tuple(figure for section in self.sections for figure in section.figures)

    @cached_property
    def span(self) -> int:
        """How many tens of percent points each rate chart spans: the same for all, so that slopes compare."""
        return charts.percent_span([figure for figure in self.figures if figure.metric.is_share])

    @cached_property
    def group_figures(self) -> tuple[GroupFigure, ...]:
        """The main rates by group, numbered after the figures over time."""
        return groups.group_figures(self.released, len(self.figures) + 1)

    @cached_property
    def people_metric(self) -> Metric | None:
        """The metric that counts each person once, if the initiative has one."""
        return evidence.people_metric(self.released)

    @cached_property
    def area_table(self) -> AreaTable | None:
        """The main metrics by area."""
        return groups.area_table(self.released, self.people_metric)

    @cached_property
    def story(self) -> Story:
        """What sentences are made from."""
        people = self.people_metric
        return Story(
            released=self.released,
            figures=self.figures,
            group_figures=self.group_figures,
            people=overall(self.released, people) if people else None,
            matrix=evidence.matrix(self.released, people),
            coverage=evidence.coverage(self.released),
        )

    @cached_property
    def headline(self) -> str:
        """The finding that is the title of every document."""
        return sentences.headline(self.story).text

    @cached_property
    def opening(self) -> str:
        """One sentence: who reported, how many people were served, how the measures stand."""
        return sentences.opening(self.story).text

    @cached_property
    def findings(self) -> list[Sentence]:
        """Up to five findings, the last of them what the figures cannot say."""
        return findings.findings(self.story)

    @property
    def period(self) -> str:
        """The name of the period that the release reports on; empty before the first."""
        return self.released.report_period.name if self.released.report_period else ""


def read_source(release: Path, *, release_id: str | None = None) -> Source:
    """Read a release folder; a release that is still being built has no manifest and needs `release_id`.

    Raises NotAReleaseError when the folder is none, duckdb.Error when its warehouse lacks a table.
    """
    warehouse = release / "warehouse.duckdb"
    if not warehouse.is_file():
        raise NotAReleaseError(f"{release} is no release: it has no warehouse.duckdb. Release first.")
    return Source(_on_one_line(read(warehouse)), release_id or _release_id(release))


def _release_id(release: Path) -> str:
    manifest = release / "manifest.json"
    if not manifest.is_file():
        raise NotAReleaseError(f"{release} has no manifest.json: say which release it is.")
    return str(json.loads(manifest.read_text(encoding="utf-8"))["release"])


def _on_one_line(released: Released) -> Released:
    """Every text that a person may have typed; keys of figures are ids and stay as they are."""
    return replace(released, **{name: every_text(getattr(released, name), one_line) for name in NAMED})
