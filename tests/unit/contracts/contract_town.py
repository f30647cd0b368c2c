"""A small initiative that tests change and pull from, without dbt and without Dagster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from pipelines.ingest import FeedOutcome, ingest
from pipelines.initiative import Initiative, InitiativeError, Problem, load_initiative
from pipelines.paths import DataFolder

PARTNER = "partners/first_partner.yaml"


SECOND = {
    "record_type": "attendance",
    "version": 2,
    "agreed_by": "The data committee",
    "agreed_on": date(2026, 3, 1),
    "from": date(2026, 5, 1),
    "grace_until": date(2026, 9, 30),
    "effect_on_history": "What was accepted stays accepted.",
}
DAYS = {
    "id": "days", "record_type": "attendance", "sub_program": "after_school", "connector": "csv",
    "options": {"path": "files/days.csv"}, "identity": {"local_id": "Child"},
    "mapping": {
        "columns": {
            "setting": {"constant": "program"}, "month": {"column": "Month", "read_as": "month"},
            "days_enrolled": "On roll", "days_absent": "Absent",
        }
    },
}  # fmt: skip


@dataclass
class Town:
    """The scaffolded initiative and its data folder."""

    folder: Path
    data: DataFolder

    def change(self, file: str, change: Callable[[Any], Any]) -> None:
        """Change one YAML file; a file that is not there begins empty."""
        yaml, path = YAML(), self.folder / file
        tree = yaml.load(path) if path.is_file() else {}
        change(tree)
        yaml.dump(tree, path)

    def load(self) -> Initiative:
        return load_initiative(self.folder)

    def problems(self) -> list[Problem]:
        with pytest.raises(InitiativeError) as caught:
            load_initiative(self.folder)
        return caught.value.problems

    def pull(self, *feeds: str) -> dict[str, FeedOutcome]:
        """Pull the feeds (all of them without a name) and say what became of each."""
        initiative = self.load()
        chosen = [(partner, feed) for partner, feed in initiative.feeds if not feeds or feed.id in feeds]
        return {outcome.state.feed: outcome for outcome in ingest(initiative, self.data, chosen)}

    def file(self, name: str) -> Path:
        (path,) = (self.folder / "files").glob(f"{name}*.csv")
        return path
