"""The sample initiative by the command that a newcomer types: what comes out, what is hidden, what stays put."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from leaks import find, tokens, tokens_in, wanted, words_and_dates
from runs import PROJECT, Run, run

from pipelines.release.files import altered
from pipelines.sample.cradle.defects import DOWN_FEED, HELD_FEED, LATE_PARTNER, expected_rejections
from pipelines.sample.cradle.generate import identity_values
from pipelines.warehouse import connect

pytestmark = pytest.mark.slow


def _ask(done: Run, query: str) -> list[tuple[Any, ...]]:
    with connect(done.release / "warehouse.duckdb", read_only=True) as released:
        return released.execute(query).fetchall()


def _parquet(release: Path) -> dict[str, str]:
    return {
        path.relative_to(release).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(release.rglob("*.parquet"))
    }


def _batches(done: Run) -> set[str]:
    return {path.parent.as_posix() for path in (done.data / "landing").rglob("manifest.json")}


def test_the_command_shows_progress_and_ends_with_a_summary(sample_run: Run) -> None:
    assert "unified_schools / graduation: " in sample_run.output
    for line in ("Feeds pulled", "Rows accepted", "Rows in quarantine", "Metrics built", "Warnings"):
        assert line in sample_run.output
    assert "  data_quality/cross_feed_findings: feeds agree: no" in sample_run.output
    assert sample_run.output.rstrip().endswith("report/index.html")
    assert (sample_run.release / "report" / "index.html").is_file()


def test_feeds_that_are_broken_on_purpose_hold_nobody_else_up(sample_run: Run) -> None:
    found = _ask(
        sample_run, "select partner_id, feed_id, status from data_quality.feed_status where status <> 'ok'"
    )
    assert sorted(found) == sorted([(*DOWN_FEED, "failed"), (*HELD_FEED, "held")])
    late = _ask(
        sample_run, "select distinct partner_id from data_quality.feed_status where is_late and status = 'ok'"
    )
    assert (LATE_PARTNER,) in late


def test_every_row_is_accounted_for(sample_run: Run) -> None:
    query = (
        "select sum(rows_received), sum(rows_accepted), sum(rows_quarantined), bool_and(is_reconciled) "
        "from data_quality.reconciliation"
    )
    ((received, accepted, rejected, reconciled),) = _ask(sample_run, query)
    assert reconciled
    assert received == accepted + rejected
    assert received > 45_000


def test_rules_are_broken_as_often_as_the_sample_breaks_them(sample_run: Run) -> None:
    query = "select partner_id, feed_id, rule_id, violations from data_quality.rule_results where outcome = 'violated'"
    found: dict[tuple[str, str], dict[str, int]] = {}
    for partner, feed, rule, count in _ask(sample_run, query):
        found.setdefault((partner, feed), {})[rule] = count
    assert found == expected_rejections()


def test_the_release_holds_what_analysts_need_and_no_single_person(sample_run: Run) -> None:
    tables = {
        f"{schema}.{name}"
        for schema, name in _ask(sample_run, "select schema_name, table_name from duckdb_tables()")
    }
    assert {
        "metrics.metric_values",
        "marts.dim_partner",
        "agenda.metrics",
        "data_quality.feed_status",
    } <= tables
    assert not [name for name in tables if ".fct_" in name or ".stg_" in name or name.startswith("accepted.")]
    columns = _ask(
        sample_run,
        "select table_name, column_name from duckdb_columns() where column_name like '%token%' or column_name like '%person_key%'",
    )
    assert columns == []


def test_every_column_of_the_main_table_is_documented(sample_run: Run) -> None:
    found = _ask(
        sample_run,
        "select column_name from duckdb_columns() where table_name = 'metric_values' and comment is null",
    )
    assert found == []


def test_small_counts_are_hidden_and_headlines_are_not(sample_run: Run) -> None:
    ((small,),) = _ask(
        sample_run,
        "select count(*) from metrics.metric_values as v join agenda.metrics as m using (metric_id) where m.counted = 'people' "
        "and ((numerator between 1 and 10) or (denominator between 1 and 10) or (denominator - numerator between 1 and 10))",
    )
    assert small == 0
    ((behind,),) = _ask(
        sample_run, "select count(*) from metrics.metric_values where people between 1 and 10"
    )
    assert behind == 0
    hidden = _ask(
        sample_run,
        "select metric_id, sub_program_id, period_id from metrics.metric_values where partner_id = 'all' and area_id = 'all' "
        "and group_type = 'all' and period_type = 'school_year' and status <> 'published'",
    )
    # Nearly all children are assessed: who was not would be told by subtraction.
    assert {metric for metric, *_ in hidden} <= {"kindergarten_assessed"}


def test_the_manifest_names_every_batch_in_force(sample_run: Run) -> None:
    manifest = json.loads((sample_run.release / "manifest.json").read_text())
    named = {batch["batch"] for batch in manifest["batches"]}
    used = {
        batch
        for (text,) in _ask(
            sample_run,
            "select distinct input_batches from metrics.metric_values where input_batches is not null",
        )
        for batch in text.split(",")
    }
    assert used <= named
    assert len(manifest["batches"]) == 40
    assert all(len(batch["content_sha256"]) == 64 for batch in manifest["batches"])
    assert _parquet(sample_run.release).items() <= manifest["files"].items()
    assert altered(sample_run.release) == []


def test_no_value_of_a_person_is_anywhere_below_the_data_folder(sample_run: Run) -> None:
    # dbt's artifacts repeat the project's own words, and statisticians have surnames too.
    project = " ".join(path.read_text("utf-8") for path in (PROJECT / "dbt_project").rglob("*.yml"))
    parts = wanted(identity_values()) - words_and_dates(project)
    assert len(parts) > 1000
    # What goes back to a partner holds that partner's own rows: test_fix_lists.py looks into it.
    assert {path for path in find(sample_run.home, parts) if not path.startswith("outbox/")} == set()


def test_no_token_of_a_person_is_anywhere_in_the_release(sample_run: Run) -> None:
    known = tokens_in(sample_run.data / "warehouse.duckdb")
    assert len(known) > 500
    assert find(sample_run.data / "releases", known, tokens) == {}


def test_a_second_run_with_nothing_new_makes_nothing_new(sample_run: Run) -> None:
    release, before, batches = sample_run.release, _parquet(sample_run.release), _batches(sample_run)
    built = (sample_run.data / "dbt" / "run_results.json").stat().st_mtime_ns
    again = run(sample_run.folder, sample_run.home, sample_run.initiative)
    assert again.code == 0, again.output
    assert f"nothing new: release {release.name} stands" in again.output
    assert (again.release, _parquet(again.release), _batches(again)) == (release, before, batches)
    assert (again.data / "dbt" / "run_results.json").stat().st_mtime_ns == built
    assert (
        len([path for path in os.scandir(again.data / "releases") if path.is_dir(follow_symlinks=False)]) == 1
    )
