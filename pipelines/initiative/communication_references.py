"""Names in communication.yaml that must exist in the other files, and ids that stand twice."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.initiative.checks import dangling, repeated
from pipelines.initiative.initiative import Initiative
from pipelines.initiative.models.communication import AUDIENCES
from pipelines.initiative.problems import Problem

_FILE = "communication.yaml"


def communication_problems(initiative: Initiative) -> Iterator[Problem]:
    """Every problem of the communication plan that shows only beside the other files."""
    if _FILE not in initiative.sources:
        return
    lines = initiative.communication.deliveries
    yield from repeated(initiative, _FILE, ("deliveries",), (line.id for line in lines), "delivery")
    known = [*AUDIENCES, *(partner.partner for partner in initiative.partners)]
    for index, line in enumerate(lines):
        for place, name in enumerate(line.to):
            where = ("deliveries", index, "to", place)
            yield from dangling(initiative, _FILE, where, name, known, "audience or partner")
    things = [metric.id for metric in initiative.selected_metrics if metric.counted == "amount"]
    for index, name in enumerate(initiative.communication.board):
        yield from dangling(
            initiative, _FILE, ("board", index), name, things, "measure that counts no people"
        )
