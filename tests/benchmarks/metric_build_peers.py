"""Builds the same cells twice from generated service rows: by the project's dbt models, and by SQL written by hand.

Run as a program: `metric_build_peers.py generate|by_hand|dbt WAREHOUSE [ROWS]`; prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "integration")]

from warehouse_fixture import build, run_dbt, standard_metrics  # noqa: E402

MEMORY_LIMIT = os.environ.get("COMMON_MEASURE_BENCH_MEMORY", "8GB")
PERIODS = os.environ.get("COMMON_MEASURE_BENCH_PERIODS", "school_year,quarter").split(",")
PARTNERS, LEAVES, PER_PERSON, MOST_PEOPLE = 100, 60, 10, 1_000_000
MODELS = ["metric_cells", "metric_figures", "metric_values"]
GROUP_TYPES = (
    "race_ethnicity", "gender", "economically_disadvantaged", "disability", "english_learner", "grade_band",
)  # fmt: skip
METRICS = ("people_served", "service_hours")
SUB_PROGRAMS = ("after_school", "preschool", "school_support", "special_needs")
CELL = "partner_id, sub_program_id, area_id, group_type, group_value, period_id"

AREAS = f"""
INSERT INTO intermediate.int_area_cell BY NAME
SELECT 'leaf_' || i AS area_id, unnest(
    ['leaf_' || i, 'district_' || (i // 6), 'county_' || (i // 20), 'region', 'all']
  ) AS cell_area_id, unnest([4, 3, 2, 1, 0]) AS cell_level
FROM range({LEAVES}) AS leaf(i)
"""
PEOPLE = """
CREATE OR REPLACE TABLE people AS
SELECT i AS number, md5('person' || i) AS person_key, hash(i, 'partner') % {partners} AS partner,
  'leaf_' || (hash(i, 'leaf') % {leaves}) AS area_id
FROM range({people}) AS person(i)
"""
GROUPS = """
INSERT INTO intermediate.int_person_group BY NAME
SELECT person_key, kind AS group_type,
  CASE WHEN kind = 'all' THEN 'all' ELSE 'group_' || (hash(number, kind) % 5) END AS group_value
FROM people, (SELECT unnest({kinds}) AS kind)
"""
# One row in five is at a partner that is not the person's usual one.
SERVICES = """
INSERT INTO marts.fct_service BY NAME
SELECT 'partner_' || place AS partner_id, 'feed' AS feed_id, 'batch_' || place AS batch_id, i AS row_number,
  {sub_programs}[1 + CAST(place % 4 AS INTEGER)] AS sub_program_id, area_id, person_key,
  person_key AS person_key_strict, person_key AS person_key_loose, day AS from_date, day AS to_date,
  'session' AS service_type, CAST(0.5 + hash(i, 'hours') % 6 / 2 AS DECIMAL(9, 2)) AS hours
FROM (
  SELECT i, area_id, person_key, DATE '2023-07-01' + CAST(hash(i, 'day') % 900 AS INTEGER) AS day,
    CASE WHEN hash(i, 'elsewhere') % 5 = 0 THEN hash(i, 'other') % {partners} ELSE partner END AS place
  FROM range({rows}) AS service(i) JOIN people ON people.number = i % {people}
)
"""
PARTICIPATION = """
INSERT INTO marts.fct_participation BY NAME
SELECT 'service' AS record_type, partner_id, feed_id, batch_id, row_number, sub_program_id, area_id, person_key,
  person_key_strict, person_key_loose, from_date, to_date
FROM marts.fct_service
"""
# What an analyst who knows the data would write for both metrics at once: each person's rows put together first, by
# partner, sub-program, area and period, then rolled up, then set against the groups.
BY_HAND = """
CREATE OR REPLACE TABLE by_hand AS
WITH in_period AS (
  SELECT person_key, partner_id, sub_program_id, area_id, period_id, sum(hours) AS hours
  FROM marts.fct_service
  JOIN marts.dim_period AS period ON from_date BETWEEN starts_on AND ends_on
  WHERE period_type IN ({periods}) AND starts_on <= as_of
  GROUP BY ALL
), placed AS (
  SELECT person_key, period_id, cell_area_id AS area_id, sum(hours) AS hours,
    CASE WHEN grouping(partner_id) = 1 THEN 'all' ELSE partner_id END AS partner_id,
    CASE WHEN grouping(sub_program_id) = 1 THEN 'all' ELSE sub_program_id END AS sub_program_id
  FROM in_period JOIN intermediate.int_area_cell USING (area_id)
  GROUP BY GROUPING SETS (
    (person_key, period_id, cell_area_id, partner_id, sub_program_id), (person_key, period_id, cell_area_id, partner_id),
    (person_key, period_id, cell_area_id, sub_program_id), (person_key, period_id, cell_area_id)
  )
)
SELECT partner_id, sub_program_id, area_id, group_type, group_value, period_id,
  count(*) AS people, sum(hours) AS hours
FROM placed JOIN intermediate.int_person_group USING (person_key)
GROUP BY ALL
"""


def metrics() -> list[dict[str, Any]]:
    """The two entries, for all four sub-programs, in the periods of the benchmark."""
    return [
        {**entry, "sub_programs": list(SUB_PROGRAMS), "periods": PERIODS}
        for entry in standard_metrics()
        if entry["metric_id"] in METRICS
    ]


def generate(warehouse: Path, rows: int) -> dict[str, Any]:
    """A warehouse as it stands before the metrics: every relation is there, the facts hold `rows` made-up services."""
    build(warehouse)
    arguments = ("build", "--exclude", "resource_type:unit_test")
    done = run_dbt(*arguments, warehouse=warehouse, folder=warehouse.parent, metrics=metrics())
    assert done.returncode == 0, done.stdout[-3000:]
    people = min(max(1, rows // PER_PERSON), MOST_PEOPLE)
    with _connect(warehouse) as connection:
        for table in ("service", "participation", "total", "attendance"):
            connection.execute(f"DELETE FROM marts.fct_{table}")
        for table in ("intermediate.int_area_cell", "intermediate.int_person_group", "metrics.metric_totals"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute(AREAS)
        connection.execute(PEOPLE.format(partners=PARTNERS, leaves=LEAVES, people=people))
        connection.execute(GROUPS.format(kinds=["all", *GROUP_TYPES]))
        sub_programs = list(SUB_PROGRAMS)
        connection.execute(
            SERVICES.format(partners=PARTNERS, people=people, rows=rows, sub_programs=sub_programs)
        )
        connection.execute(PARTICIPATION)
    return {"rows": rows, "people": people}


def by_hand(warehouse: Path) -> dict[str, Any]:
    """The cells by hand-written SQL, with how many there are and what they add up to."""
    with _connect(warehouse) as connection:
        connection.execute(BY_HAND.format(periods=", ".join(f"'{name}'" for name in PERIODS)))
        return _sums(connection, "SELECT count(*), sum(people), sum(hours) FROM by_hand")


def dbt(warehouse: Path) -> dict[str, Any]:
    """The cells by `dbt run`, as figures and values too."""
    os.environ["COMMON_MEASURE_MEMORY"] = MEMORY_LIMIT
    done = run_dbt(
        "run", "--select", *MODELS, warehouse=warehouse, folder=warehouse.parent, metrics=metrics()
    )
    assert done.returncode == 0, done.stdout[-3000:]
    with _connect(warehouse) as connection:
        return _sums(
            connection,
            "SELECT count(*) FILTER (metric_id = 'service_hours'), "
            "sum(numerator) FILTER (metric_id = 'people_served'), sum(numerator) FILTER (metric_id = 'service_hours') "
            "FROM metrics.metric_values",
        )


def _connect(warehouse: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(warehouse))
    connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'; SET threads = 2")
    connection.execute("SET enable_progress_bar = false; SET preserve_insertion_order = false")
    return connection


def _sums(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, Any]:
    (row,) = connection.execute(query).fetchall()
    return dict(zip(("cells", "people", "hours"), map(float, row), strict=True))


def main(peer: str, warehouse: Path, *rows: str) -> None:
    """Run one peer and print what it found, how long it took and how much memory it needed at most."""
    started = time.perf_counter()
    peers = {"by_hand": by_hand, "dbt": dbt}
    found = generate(warehouse, int(rows[0])) if peer == "generate" else peers[peer](warehouse)
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(one.ru_utime + one.ru_stime for one in usage)
    peak = max(one.ru_maxrss for one in usage) / 1024
    print(json.dumps({**found, "seconds": time.perf_counter() - started, "cpu": cpu, "peak_mb": peak}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
