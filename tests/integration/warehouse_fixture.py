"""The small initiative as a pipeline warehouse on disk, and the dbt runs over it.

Writes the tables that Python writes before dbt runs. The rows themselves are in `small_initiative.py`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
from small_initiative import (
    AS_OF,
    GROUPS,
    PARENTS,
    PARTNERS,
    RECORD_TYPES,
    SELECTED,
    SUB_PROGRAMS,
    TOTALS_ONLY,
    Accepted,
    Row,
    accepted_rows,
    ancestors,
    periods,
    standard_metrics,
)
from tables_before_dbt import create_tables

ROOT = Path(__file__).parents[2]
PROJECT = ROOT / "dbt_project"
_AIM = {"baseline_period_id": "2023-24", "target_period_id": "2025-26"}
TARGETS: list[Row] = [
    {"metric_id": "service_hours", "sub_program_id": "all", "target_value": 500.0, **_AIM},
    {
        "metric_id": "graduation_rate",
        "sub_program_id": "school_support",
        "baseline_value": 0.5,
        "target_value": 0.9,
        **_AIM,
    },
]
RULE_RESULT: Row = {
    "partner_id": "alder",
    "feed_id": "alder_service",
    "batch_id": "alder_service_b1",
    "record_type": "service",
    "severity": "error",
    "outcome": "violated",
    "violations": 2,
    "rows_checked": 9,
    "rule_id": "hours_in_a_day",
    "column_name": "hours",
    "description": "Hours are at most 24.",
    "fix": "Write the hours of one day.",
}


def build(path: Path) -> Accepted:
    """Write the warehouse as it stands before dbt runs, and return the accepted rows."""
    accepted = accepted_rows()
    tables = {"agenda": _agenda(accepted), "ingest": _ingest(accepted), "accepted": accepted.rows}
    with duckdb.connect(str(path)) as connection:
        create_tables(connection)
        for schema, contents in tables.items():
            for table, rows in contents.items():
                _write(connection, f"{schema}.{table}", rows)
    return accepted


def _write(connection: duckdb.DuckDBPyConnection, table: str, rows: list[Row]) -> None:
    for row in rows:
        marks = ", ".join("?" for _ in row)
        connection.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", list(row.values()))


def _feeds(accepted: Accepted) -> list[tuple[str, str, str]]:
    found = {
        (row["partner_id"], row["feed_id"], kind) for kind, rows in accepted.rows.items() for row in rows
    }
    return sorted(found)


def _agenda(accepted: Accepted) -> dict[str, list[Row]]:
    feeds = _feeds(accepted)
    due = {"2023-24": date(2024, 7, 30), "2024-25": date(2025, 7, 30)}
    return {
        "initiative": [{"initiative_id": "small", "as_of": AS_OF, "smallest_count": 10}],
        "partners": [{"partner_id": p, "name": p.title(), "sector": "nonprofit"} for p in PARTNERS],
        "partner_sub_programs": [
            {"partner_id": p, "sub_program_id": s} for p, names in PARTNERS.items() for s in names
        ],
        "sub_programs": [{"sub_program_id": s, "name": s} for s in SUB_PROGRAMS],
        "areas": [{"area_id": a, "name": a, "level": "place", "parent_id": p} for a, p in PARENTS.items()],
        "area_ancestors": [{"area_id": a, "ancestor_id": b} for a in PARENTS for b in ancestors(a)],
        "groups": [
            {"group_type": t, "group_value": v} for t, values in (GROUPS | _bands()).items() for v in values
        ],
        "periods": periods(),
        "metrics": _metrics(),
        "sub_program_metrics": [
            {"sub_program_id": s, "metric_id": m} for s, metrics in SELECTED.items() for m in metrics
        ],
        "targets": TARGETS,
        "feeds": [
            {"partner_id": p, "feed_id": f, "record_type": t, "connector": "csv", "cadence": "school_year"}
            for p, f, t in feeds
        ],
        "feed_metrics": [
            {"partner_id": p, "feed_id": f, "sub_program_id": s, "metric_id": m}
            for p, f, t in feeds
            for s in PARTNERS[p]
            for m in SELECTED[s]
            if t in [*RECORD_TYPES[m].split(", "), "total"]
        ],
        "expected_reports": [
            {"partner_id": p, "feed_id": f, "record_type": t, "period_id": y, "due_on": day}
            for p, f, t in feeds
            for y, day in due.items()
        ],
        "outcomes": [{"outcome_id": "thriving", "name": "Children thrive", "level": "long_term"}],
    }


def _bands() -> dict[str, list[str]]:
    """The classes of people that the metrics have, which the agenda names beside its groups."""
    told = [entry.get("bands", {}) for entry in standard_metrics()]
    return {band: list(values) for bands in told for band, values in bands.items()}


def _metrics() -> list[Row]:
    common = {"direction": "increase", "accountability": "how_much", "is_custom": False, "metric_version": 1}
    types = {m["metric_id"]: (m["metric_type"], m["counted"]) for m in standard_metrics()} | TOTALS_ONLY
    return [
        {"metric_id": m, "name": m, "metric_type": t, "counted": c, "record_type": RECORD_TYPES[m], **common}
        for m, (t, c) in types.items()
    ]


def _ingest(accepted: Accepted) -> dict[str, list[Row]]:
    batches, status = [], []
    for partner, feed, kind in _feeds(accepted):
        count = sum(row["feed_id"] == feed for row in accepted.rows[kind])
        batch = {"partner_id": partner, "feed_id": feed, "record_type": kind, "batch_id": f"{feed}_b1"}
        rows = {"rows_received": count + 2, "rows_accepted": count, "rows_quarantined": 2, "in_force": True}
        batches.append({**batch, **rows})
        status.append(
            {
                "partner_id": partner,
                "feed_id": feed,
                "record_type": kind,
                "status": "ok",
                "in_force_batch_id": f"{feed}_b1",
                "is_stale": False,
                "columns_unknown": 0,
                "columns_missing": 0,
            }
        )
    return {"batches": batches, "feed_status": status, "rule_results": [RULE_RESULT]}


def run_dbt(
    *arguments: str, warehouse: Path, folder: Path, metrics: list[Row]
) -> subprocess.CompletedProcess[str]:
    """Run dbt on the warehouse in a process of its own; what it writes goes into the folder."""
    settings = {
        "COMMON_MEASURE_WAREHOUSE": warehouse,
        "DBT_TARGET_PATH": folder / "target",
        "DBT_LOG_PATH": folder,
    }
    command = [sys.executable, "-m", "dbt.cli.main", "--no-use-colors", *arguments]
    command += ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    command += ["--vars", json.dumps({"metrics": metrics})]
    environment = os.environ | {name: str(value) for name, value in settings.items()}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
