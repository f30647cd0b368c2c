"""The SQL behind a figure: what dbt compiled for each metric, kept with the release, and queries around it.

Compiled SQL names tables and definitions, never a value of a person.
"""

from __future__ import annotations

import re
from pathlib import Path

import sqlglot

from pipelines.explain.place import Place

FOLDER = "sql"
# The model metric_cells writes this line before the SQL of each metric.
_MARK = re.compile(r"^-- metric (?P<metric>[a-z0-9_]+) version (?P<version>[0-9]+)$", re.MULTILINE)
_UNION = re.compile(r"\s*union all\s*$", re.IGNORECASE)
_TOTALS = """SELECT 'totals of partners' AS made_from, numerator, denominator, people
FROM metrics.metric_totals
WHERE {place}"""
_RATES = ("rate", "population")


def metric_sql(compiled: str) -> dict[str, str]:
    """The SQL of each metric by id, from the compiled model metric_cells; versions of a metric one after the other."""
    marks = list(_MARK.finditer(compiled))
    ends = [mark.start() for mark in marks[1:]] + [len(compiled)]
    found: dict[str, list[str]] = {}
    for mark, end in zip(marks, ends, strict=True):
        body = _UNION.sub("", compiled[mark.end() : end].strip())
        (tree,) = sqlglot.parse(body, dialect="duckdb")
        assert tree is not None
        found.setdefault(mark["metric"], []).append(f"{mark[0]}\n{tree.sql('duckdb', pretty=True)}")
    return {metric: "\nUNION ALL\n".join(parts) for metric, parts in found.items()}


def write_metric_sql(compiled: Path, folder: Path) -> int:
    """Write one file a metric below `folder`/sql; returns how many. `compiled` is dbt's target folder."""
    (model,) = compiled.glob("compiled/*/models/metrics/metric_cells.sql")
    texts = metric_sql(model.read_text(encoding="utf-8"))
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    for metric, text in texts.items():
        (folder / FOLDER / f"{metric}.sql").write_text(text + "\n", encoding="utf-8")
    return len(texts)


def read_metric_sql(release: Path, metric: str) -> str:
    """The compiled SQL of a metric from a release; empty for one that is made of totals alone."""
    path = release / FOLDER / f"{metric}.sql"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def sql_of_release(place: Place, metric_type: str) -> str:
    """A query that gives the figure in the folder of the release: value from numerator and denominator."""
    value = "numerator / nullif(denominator, 0)" if metric_type in _RATES else "numerator"
    return (
        f"SELECT numerator, denominator, CAST({value} AS DOUBLE) AS value, lower, upper, coverage\n"
        f"FROM 'parquet/metrics/metric_values.parquet'\nWHERE {place.condition}"
    )


def sql_of_cell(of_metric: str, place: Place) -> str:
    """What the figure was made from: the metric's compiled SQL narrowed to one cell, and totals beside it."""
    totals = _TOTALS.format(place=place.condition)
    if not of_metric:
        return totals
    cells = "\n".join(f"  {line}" for line in of_metric.strip().splitlines())
    return (
        "SELECT 'rows of people' AS made_from, numerator, denominator, people\n"
        f"FROM (\n{cells}\n) AS cells\nWHERE {place.condition}\nUNION ALL\n{totals}"
    )
