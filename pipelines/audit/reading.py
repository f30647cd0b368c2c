"""What everybody can read: the metric values of a release and the agenda that says how they hang together.

Here: the released Parquet files, nothing else. Not here: what can be made of them (audit.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from pipelines.audit.relations import KEY, Agenda

FIGURES = ("numerator", "denominator", "people", "lower", "upper")
_CELLS = """
SELECT metric_id, metric_version, {key}, status, {figures}
FROM '{folder}/metrics/metric_values.parquet' ORDER BY ALL
"""


@dataclass(frozen=True)
class Knowledge:
    """One release as its readers have it.

    `cells` holds metric_id, metric_version, the key, status and the figures, nan where nothing is shown; `metrics`
    says of each metric its type, what it counts and what
    question it answers; `smallest` is the smallest count that may be shown.
    """

    name: str
    cells: pd.DataFrame
    metrics: Mapping[str, Mapping[str, str]]
    agenda: Agenda
    smallest: int


def read_knowledge(release: Path) -> Knowledge:
    """Read a release's folder; raises FileNotFoundError, naming the file, where it is not one."""
    folder = release / "parquet"
    needed = folder / "metrics" / "metric_values.parquet"
    if not needed.is_file():
        raise FileNotFoundError(f"{needed}: not there; name the folder of a release")
    with duckdb.connect() as connection:
        query = _CELLS.format(
            key=", ".join(KEY),
            figures=", ".join(f"CAST({name} AS DOUBLE) AS {name}" for name in FIGURES),
            folder=str(folder).replace("'", "''"),
        )
        cells = connection.execute(query).df()

        def rows(table: str, columns: str) -> list[tuple[Any, ...]]:
            path = str(folder / "agenda" / f"{table}.parquet").replace("'", "''")
            return connection.execute(f"SELECT {columns} FROM '{path}'").fetchall()

        agenda = read_agenda(rows)
        metrics = {
            name: {"type": kind, "counted": counted, "accountability": accountability}
            for name, kind, counted, accountability in rows(
                "metrics", "metric_id, metric_type, counted, accountability"
            )
        }
        ((smallest,),) = rows("initiative", "smallest_count")
    for name in FIGURES:
        cells[name] = cells[name].where(cells["status"] == "published", np.nan)
    return Knowledge(_name(release), cells, metrics, agenda, int(smallest))


def read_agenda(rows: Callable[[str, str], list[tuple[Any, ...]]]) -> Agenda:
    """How places, groups and times hang together; `rows` gives columns of a table of the agenda."""
    groups = rows("groups", "group_type, coalesce(is_overlapping, false), coalesce(is_band, false)")
    contained = {kind for (kind,) in rows("group_parts", "group_type")}
    overlapping = {kind for kind, overlaps, _ in groups if overlaps} | contained
    bands = frozenset(kind for kind, _, is_band in groups if is_band)
    return Agenda(
        area_parents=dict(rows("areas", "area_id, parent_id")),
        apart=frozenset(kind for kind, _, _ in groups if kind not in overlapping) - bands,
        bands=bands,
        times=_times(rows("periods", "period_id, period_type, starts_on, ends_on")),
    )


def _times(periods: list[tuple[Any, ...]]) -> tuple[dict[str, str], ...]:
    """For each type of longer period: the shorter ones that fill one of them without a gap, each with it."""
    kinds = {kind for _, kind, _, _ in periods}
    found = []
    for kind in ("quarter", "school_year", "calendar_year"):
        inner = "quarter" if kind != "quarter" and "quarter" in kinds else "month"
        longer = [period for period in periods if period[1] == kind]
        found.append(dict(pair for whole in longer for pair in _filling(whole, inner, periods)))
    return tuple(times for times in found if times)


def _filling(whole: tuple[Any, ...], kind: str, periods: list[tuple[Any, ...]]) -> Iterator[tuple[str, str]]:
    name, _, first, last = whole
    inside = [one for one in periods if one[1] == kind and first <= one[2] and one[3] <= last]
    if sum((one[3] - one[2]).days + 1 for one in inside) == (last - first).days + 1:
        yield from ((one[0], name) for one in inside)


def _name(release: Path) -> str:
    manifest = release / "manifest.json"
    if manifest.is_file():
        told = json.loads(manifest.read_text(encoding="utf-8")).get("release")
        if told:
            return str(told)
    return release.resolve().name
