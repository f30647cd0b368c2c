"""The build of two metrics from generated service rows takes no more than 1.5 times SQL written by hand for their cells.

Wall time and CPU seconds of child processes, side by side in one run, dbt's own start included. There are ten rows a
person, and never more than a million people.
`COMMON_MEASURE_BENCH_METRIC_ROWS`, `_PERIODS` and `_MEMORY` set another size, other periods and DuckDB's limit.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.benchmark

PEERS = Path(__file__).parent / "metric_build_peers.py"
ROWS = int(os.environ.get("COMMON_MEASURE_BENCH_METRIC_ROWS", "10000000"))
MOST = 1.5


def _peer(name: str, warehouse: Path, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, str(PEERS), name, str(warehouse), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_metrics_cost_little_more_than_hand_written_sql(tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    _peer("generate", warehouse, str(ROWS))
    found = {name: _peer(name, warehouse) for name in ("by_hand", "dbt")}
    print(f"\ntwo metrics, {ROWS:,} rows of services, {found['dbt']['cells']:,.0f} cells each:")
    for name, one in found.items():
        print(f"  {name:<8} {one['seconds']:8.1f} s {one['cpu']:8.1f} CPU s {one['peak_mb']:7.0f} MB")
    ratio = found["dbt"]["seconds"] / found["by_hand"]["seconds"]
    print(f"  {ratio:.2f} times by hand")
    for name in ("cells", "people", "hours"):
        assert found["dbt"][name] == found["by_hand"][name], f"the same {name}"
    assert ratio <= MOST
