"""The ledger of forecasts in a whole run: frozen before the release, and the same when a run is started again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from runs import SAMPLE, Run, run


def _released(done: Run, table: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(done.release / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(f"SELECT * FROM metrics.{table} ORDER BY ALL").fetchall()


def _files(done: Run) -> dict[str, str]:
    """What the release holds, but for the words of a failed feed: the stand-in server has another port in each run."""
    manifest = json.loads((done.release / "manifest.json").read_text())
    told = "parquet/data_quality/feed_status.parquet"
    # The tables: what is made of them tells of the forecasts too.
    tables = {name: digest for name, digest in manifest["files"].items() if name.startswith("parquet/")}
    return {name: digest for name, digest in tables.items() if name != told}


def test_a_run_freezes_the_forecasts_that_it_releases(sample_run: Run) -> None:
    lines = (sample_run.data / "forecasts.jsonl").read_text().splitlines()
    entries = [json.loads(line) for line in lines]
    assert {entry["data_version"] for entry in entries} == {sample_run.release.name}
    assert len(entries) == len(_released(sample_run, "forecasts")) > 20
    assert {entry["period_id"] for entry in entries} >= {"2026-27", "2027-28", "2028-29", "2026-27-Q1"}
    # Nothing was forecast before, so there is nothing to score.
    assert _released(sample_run, "forecast_scores") == []


def test_what_is_released_of_trends_is_protected(sample_run: Run) -> None:
    for table in ("like_for_like", "leave_one_out", "equity_gaps", "metric_pace", "forecasts"):
        statuses = {row[-1] for row in _released(sample_run, table)}
        assert "published" in statuses, table
        assert statuses <= {"published", "suppressed", "not_published"}, table


@pytest.mark.slow
def test_a_run_killed_after_it_froze_gives_the_same_release_again(sample_run: Run, tmp_path: Path) -> None:
    home = tmp_path / "data"
    shutil.copytree(sample_run.home, home, symlinks=True)
    shutil.rmtree(home / "cradle_to_career" / "releases")
    again = run(SAMPLE, home, "cradle_to_career")
    assert again.code == 0, again.output
    assert again.release.name == sample_run.release.name
    ledgers = [(done.data / "forecasts.jsonl").read_bytes() for done in (sample_run, again)]
    assert ledgers[0] == ledgers[1]
    assert _files(again) == _files(sample_run)
