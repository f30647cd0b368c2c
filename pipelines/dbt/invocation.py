"""Runs one dbt command as a child process and reads back what it did.

dbt is never imported: it takes seconds, and definitions must load without it. Its telemetry is off.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.paths import DBT_PROJECT

# The interpreter's own dbt, wherever its scripts folder is.
_DBT = "from dbt.cli.main import cli; cli()"
_SUCCESS = {"success", "pass", "warn"}


class DbtError(Exception):
    """dbt failed; the message names the nodes that failed and where the log stands."""


@dataclass(frozen=True)
class NodeResult:
    """How dbt ended one node: status is success, pass, warn, fail, error or skipped."""

    unique_id: str
    status: str
    message: str
    failures: int
    seconds: float

    @property
    def succeeded(self) -> bool:
        """Whether a model was built, or a test did not fail."""
        return self.status in _SUCCESS


def run_dbt(
    arguments: list[str],
    *,
    target: Path,
    warehouse: Path | None = None,
    variables: Mapping[str, Any] | None = None,
    on_event: Callable[[dict[str, Any]], None] = lambda event: None,
) -> list[NodeResult]:
    """Run `dbt <arguments>` with its artifacts in `target`; returns the result of every node.

    Raises DbtError when dbt itself breaks (a project that does not parse). Failing models and tests are results, not
    exceptions: the caller decides. `on_event` sees each line of dbt's structured log.
    """
    command = [sys.executable, "-c", _DBT, "--log-format", "json", "--no-use-colors", *arguments]
    command += ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
    if variables is not None:
        command += ["--vars", json.dumps(variables, sort_keys=True)]
    results = target / "run_results.json"
    target.mkdir(parents=True, exist_ok=True)
    results.unlink(missing_ok=True)
    problems: list[str] = []
    environment = _environment(target, warehouse)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, env=environment, text=True, cwd=DBT_PROJECT
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            event = _event(line)
            on_event(event)
            if event.get("info", {}).get("level") == "error":
                problems.append(str(event["info"].get("msg", "")))
    if process.returncode not in (0, 1) or (process.returncode == 1 and not results.is_file()):
        detail = "\n".join(problems[:5]) or "no message"
        raise DbtError(f"dbt {arguments[0]} failed: {detail}\nthe log stands in {target / 'dbt.log'}")
    return _read_results(results) if results.is_file() else []


def _environment(target: Path, warehouse: Path | None) -> dict[str, str]:
    own = {
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(target),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
    }
    if warehouse is not None:
        own["COMMON_MEASURE_WAREHOUSE"] = str(warehouse)
    return {**os.environ, **own}


def _event(line: str) -> dict[str, Any]:
    try:
        event = json.loads(line)
    except json.JSONDecodeError:
        return {}
    return event if isinstance(event, dict) else {}


def _read_results(path: Path) -> list[NodeResult]:
    return [
        NodeResult(
            unique_id=entry["unique_id"],
            status=entry["status"],
            message=str(entry.get("message") or ""),
            failures=int(entry.get("failures") or 0),
            seconds=float(entry.get("execution_time") or 0),
        )
        for entry in json.loads(path.read_text())["results"]
    ]
