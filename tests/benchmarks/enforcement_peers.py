"""One way of enforcing the same 12 rules on the same landed rows, measured in a process of its own.

`python enforcement_peers.py PEER rows.parquet` prints CPU seconds, peak memory and what was found, as JSON. Imports and
a first small batch are outside the measure: they are paid once a process, not once a batch.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

# Closed when the process ends.
_OPEN = ExitStack()
AS_OF = date(2026, 6, 30)
MEMORY = "2GB"
COLUMNS = {"sub_program": "Program", "service_date": "Day", "service_type": "What", "hours": "Hours"}
# What a person who knows SQL writes for the same contract: the rule and the rows that break it.
BY_HAND = {
    "sub_program.required": "sub_program IS NULL",
    "sub_program.allowed": "sub_program NOT IN ('tutoring', 'sports')",
    "service_date.required": "service_date__text IS NULL",
    "service_date.type": "service_date__text IS NOT NULL AND service_date IS NULL",
    "hours.required": "hours__text IS NULL",
    "hours.type": "hours__text IS NOT NULL AND hours IS NULL",
    "hours.range": "hours < 0.01 OR hours > 24",
    "person_identified": "person_token IS NULL AND local_token IS NULL",
    "service_not_in_future": f"service_date > DATE '{AS_OF}'",
    "service_in_memory": "service_date < DATE '1990-01-01'",
    "long_service": "hours > 12",
}
WARNINGS = {"long_service"}
REPEATED = (
    "SELECT row_number FROM (SELECT row_number, row_number() OVER (PARTITION BY coalesce(person_token, local_token), "
    "sub_program, service_date, service_type, hours ORDER BY row_number) AS copy FROM batch "
    "WHERE person_token IS NOT NULL OR local_token IS NOT NULL) AS copies WHERE copy > 1"
)
TYPED = (
    "SELECT row_number, row_ref, person_token, local_token, identity_problem, nullif(trim(Program), '') AS sub_program, "
    "TRY_CAST(nullif(trim(\"Day\"), '') AS DATE) AS service_date, nullif(trim(\"Day\"), '') AS service_date__text, "
    "nullif(trim(\"What\"), '') AS service_type, TRY_CAST(replace(trim(\"Hours\"), ',', '') AS DECIMAL(9, 2)) AS hours, "
    "nullif(trim(\"Hours\"), '') AS hours__text FROM read_parquet('{rows}')"
)


def make_rows(path: Path, rows: int) -> None:
    """Landed rows of services in which about one in twenty breaks a rule."""
    duckdb.sql(
        f"""COPY (SELECT i AS row_number, 'line ' || i AS row_ref, CAST(NULL AS VARCHAR) AS row_link,
        CASE WHEN hash(i) % 50 = 0 THEN 'cooking' WHEN hash(i) % 3 = 0 THEN 'sports' ELSE 'tutoring' END AS Program,
        CASE WHEN hash(i, 1) % 97 = 0 THEN 'someday'
            ELSE CAST(DATE '2024-01-01' + CAST(hash(i, 2) % 900 AS INTEGER) AS VARCHAR) END AS "Day",
        'kind ' || (hash(i, 3) % 8) AS "What",
        CASE WHEN hash(i, 4) % 120 = 0 THEN '30' WHEN hash(i, 4) % 113 = 0 THEN 'a few'
            ELSE CAST((hash(i, 5) % 500) / 100.0 AS VARCHAR) END AS "Hours",
        CASE WHEN hash(i, 6) % 200 = 0 THEN NULL ELSE md5(CAST(hash(i, 7) % ({rows} // 5) AS VARCHAR)) END
            AS person_token,
        CAST(NULL AS VARCHAR) AS local_token, CAST(NULL AS VARCHAR) AS identity_problem
        FROM range({rows}) AS numbers(i)) TO '{path}' (FORMAT parquet)"""
    )


def contract() -> Any:
    """The service contract of an initiative, with 12 rules."""
    from expectations.contract import load_contract

    service = load_contract("service").narrowed({"sub_program": ["tutoring", "sports"]})
    kept = tuple(rule for rule in service.conditions if rule.rule_id != "birth_date_readable")
    found = replace(service, conditions=kept)
    assert len(found.rules) == 12
    return found


def _mapping() -> Any:
    from expectations.mapping import Mapping

    return Mapping.model_validate({"columns": COLUMNS})


def enforced(rows: Path, folder: Path) -> dict[str, Any]:
    """Ours: from landed rows to accepted rows, quarantine and results."""
    from expectations.enforcement import enforce

    verdict = enforce(rows, contract=contract(), mapping=_mapping(), folder=folder, batch_id="b", as_of=AS_OF)
    counts = {result.rule_id: result.violations for result in verdict.results}
    return {"counts": counts, "quarantine": str(verdict.quarantine_path)}


def judged(rows: Path, folder: Path) -> Callable[[], dict[str, Any]]:
    """Ours, the rules alone: rows are typed before the measure begins, and only the failing ones are selected."""
    from expectations.batch_table import batch_table
    from expectations.grace import clauses
    from expectations.judging import _dated, select_failing

    batch = _OPEN.enter_context(batch_table(folder, rows, contract(), _mapping()))
    asked = [replace(clause, rule=_dated(clause.rule, AS_OF)) for clause in clauses(contract(), None)]

    def measured() -> dict[str, Any]:
        counts = select_failing(batch, asked)
        batch.run(f"COPY failing TO '{folder}/failing.parquet'")
        return {"counts": counts, "quarantine": f"{folder}/failing.parquet"}

    return measured


def _by_hand(rows: Path, folder: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '{MEMORY}'")
    connection.execute(f"SET temp_directory = '{folder}/spill'")
    connection.execute(f"CREATE TABLE batch AS {TYPED.format(rows=rows)}")
    return connection


def _failing_by_hand(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    connection.execute(f"CREATE TABLE repeated AS {REPEATED}")
    counted = ", ".join(f"count(*) FILTER ({test})" for test in BY_HAND.values())
    found = connection.execute(f"SELECT {counted}, (SELECT count(*) FROM repeated) FROM batch").fetchall()[0]
    errors = {name: test for name, test in BY_HAND.items() if name not in WARNINGS}
    named = ", ".join(f"CASE WHEN {test} THEN '{name}' END" for name, test in errors.items())
    either = " OR ".join(f"({test})" for test in errors.values())
    connection.execute(
        f"CREATE TABLE failing AS SELECT row_number, flatten(list(ids)) AS ids FROM (SELECT row_number, "
        f"list_filter([{named}], lambda id: id IS NOT NULL) AS ids FROM batch WHERE {either} UNION ALL "
        f"SELECT row_number, ['one_row_per_service'] FROM repeated) AS found GROUP BY row_number"
    )
    return dict(zip([*BY_HAND, "one_row_per_service"], found, strict=True))


def by_hand(rows: Path, folder: Path) -> dict[str, Any]:
    """Hand-written SQL: the same files from the same rows."""
    with _by_hand(rows, folder) as connection:
        counts = _failing_by_hand(connection)
        connection.execute(
            "COPY (SELECT row_number, person_token, local_token, sub_program, service_date, service_type, hours "
            f"FROM batch ANTI JOIN failing USING (row_number)) TO '{folder}/accepted.parquet'"
        )
        connection.execute(
            "COPY (SELECT batch.* EXCLUDE (service_date, hours), ids FROM batch JOIN failing USING (row_number) "
            f"ORDER BY row_number) TO '{folder}/quarantine.parquet'"
        )
    return {"counts": counts, "quarantine": f"{folder}/quarantine.parquet"}


def judged_by_hand(rows: Path, folder: Path) -> Callable[[], dict[str, Any]]:
    """Hand-written SQL, the rules alone."""
    connection = _by_hand(rows, folder)

    def measured() -> dict[str, Any]:
        counts = _failing_by_hand(connection)
        connection.execute(f"COPY failing TO '{folder}/failing.parquet'")
        return {"counts": counts, "quarantine": f"{folder}/failing.parquet"}

    return measured


def gx_on_pandas(rows: Path, folder: Path) -> Callable[[], dict[str, Any]]:
    """Great Expectations on a data frame, row numbers of every failing row; the rules alone."""
    import great_expectations as gx
    from great_expectations import expectations as gxe

    with _by_hand(rows, folder) as connection:
        frame = connection.execute("SELECT * EXCLUDE (row_ref) FROM batch").df()
    frame = frame.set_index("row_number")
    for name, test in (("read", "service_date"), ("number", "hours")):
        frame[name] = frame[f"{test}__text"].isna() | frame[test].notna()
    frame["hours"] = frame["hours"].astype(float)
    kept = ["sub_program", "service_date", "service_type", "hours"]
    suite = [
        gxe.ExpectColumnValuesToNotBeNull(column="sub_program"),
        gxe.ExpectColumnValuesToBeInSet(column="sub_program", value_set=["tutoring", "sports"]),
        gxe.ExpectColumnValuesToNotBeNull(column="service_date__text"),
        gxe.ExpectColumnValuesToBeInSet(column="read", value_set=[True]),
        gxe.ExpectColumnValuesToNotBeNull(column="hours__text"),
        gxe.ExpectColumnValuesToBeInSet(column="number", value_set=[True]),
        gxe.ExpectColumnValuesToBeBetween(column="hours", min_value=0.01, max_value=24),
        gxe.ExpectColumnValuesToNotBeNull(column="person_token"),
        gxe.ExpectColumnValuesToBeBetween(column="service_date", max_value="2026-06-30"),
        gxe.ExpectColumnValuesToBeBetween(column="service_date", min_value="1990-01-01"),
        gxe.ExpectColumnValuesToBeBetween(column="hours", max_value=12),
        gxe.ExpectCompoundColumnsToBeUnique(column_list=["person_token", *kept]),
    ]
    context = gx.get_context(mode="ephemeral")
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset("rows")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})

    def measured() -> dict[str, Any]:
        found = batch.validate(gx.ExpectationSuite(name="s", expectations=suite), result_format="COMPLETE")
        return {"counts": {"results": len(found.results)}, "quarantine": None}

    return measured


def dbt_tests(rows: Path, folder: Path) -> Callable[[], dict[str, Any]]:
    """One dbt test a rule, with the failing rows stored; the rules alone, with the start of dbt."""
    with duckdb.connect(str(folder / "batch.duckdb")) as connection:
        connection.execute(f"CREATE TABLE batch AS {TYPED.format(rows=rows)}")
    output = {"type": "duckdb", "path": str(folder / "batch.duckdb"), "threads": 2}
    files = {
        "dbt_project.yml": {
            "name": "peer", "version": "1.0.0", "profile": "peer", "flags": {"send_anonymous_usage_stats": False},
            "data_tests": {"+store_failures": True},
        },
        "profiles.yml": {"peer": {"target": "t", "outputs": {"t": output}}},
    }  # fmt: skip
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content))
    (folder / "tests").mkdir()
    for name, test in BY_HAND.items():
        select = f"SELECT row_number FROM main.batch WHERE {test}"
        (folder / "tests" / f"{name.replace('.', '_')}.sql").write_text(select)
    (folder / "tests" / "one_row_per_service.sql").write_text(REPEATED.replace("batch", "main.batch"))

    def measured() -> dict[str, Any]:
        command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "--quiet", "test"]
        subprocess.run(
            [*command, "--project-dir", folder, "--profiles-dir", folder],
            cwd=folder,
            check=False,
            capture_output=True,
        )
        results = json.loads((folder / "target" / "run_results.json").read_text())["results"]
        counts = {one["unique_id"].split(".")[2]: one["failures"] for one in results}
        return {"counts": counts, "quarantine": None}

    return measured


def _cpu() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def _measure(peer: str, rows: Path, folder: Path) -> dict[str, Any]:
    whole = {"enforced": enforced, "by_hand": by_hand}
    alone = {
        "judged": judged,
        "judged_by_hand": judged_by_hand,
        "gx_on_pandas": gx_on_pandas,
        "dbt_tests": dbt_tests,
    }
    work = folder / "measured"
    work.mkdir()
    run = alone[peer](rows, work) if peer in alone else lambda: whole[peer](rows, work)
    before = _cpu()
    found = run()
    cpu, peak = _cpu() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    broken = None
    if found["quarantine"]:
        text = "SELECT count(*), md5(string_agg(row_number, ',' ORDER BY row_number)) FROM read_parquet(?)"
        broken = duckdb.execute(text, [found["quarantine"]]).fetchall()[0]
    return {"cpu": cpu, "peak_mb": peak, "counts": found["counts"], "rows": broken}


def main() -> None:
    """Measure one peer and print what it took."""
    peer, rows = sys.argv[1], Path(sys.argv[2])
    with tempfile.TemporaryDirectory(dir=rows.parent) as name:
        folder = Path(name)
        if peer in ("enforced", "judged"):
            make_rows(folder / "few.parquet", 100)
            enforced(folder / "few.parquet", folder / "warm")
        with _OPEN:
            print(json.dumps(_measure(peer, rows, folder)))


if __name__ == "__main__":
    main()
