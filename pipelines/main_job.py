"""Runs the main job of an initiative once, in this process. Thin: the work is Dagster's.

Here: the Dagster instance below the data folder, and the run. Not here: arguments and output (cli.py).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from pipelines.automation import job_name
from pipelines.build import build_defs
from pipelines.paths import home

_INSTANCE_SETTINGS = Path(__file__).parent / "dagster.yaml"
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass(frozen=True)
class RunOutcome:
    """Whether the run ended well; `warnings` names the checks that did not pass, `failures` what stopped it."""

    succeeded: bool
    warnings: list[str]
    failures: list[str]


def run_main_job(folder: Path, initiative: str) -> RunOutcome:
    """Materialise everything of the initiative in `folder`; raises InitiativeError when the folder has problems."""
    job = build_defs(folder).resolve_job_def(job_name(initiative))
    with _instance() as instance:
        result = job.execute_in_process(instance=instance, raise_on_error=False, run_config=_QUIET)
    failures = [_cause(event) for event in result.all_events if event.is_step_failure]
    evaluations = result.get_asset_check_evaluations()
    warnings = [_warning(evaluation) for evaluation in evaluations if not evaluation.passed]
    return RunOutcome(result.success, sorted(warnings), failures)


@contextmanager
def _instance() -> Iterator[dg.DagsterInstance]:
    """The instance in DAGSTER_HOME, else one below the data folder, so that the lineage page shows the runs."""
    if "DAGSTER_HOME" not in os.environ:
        folder = home() / "dagster"
        folder.mkdir(parents=True, exist_ok=True)
        settings = folder / "dagster.yaml"
        if not settings.exists():
            settings.write_bytes(_INSTANCE_SETTINGS.read_bytes())
        os.environ["DAGSTER_HOME"] = str(folder)
    with dg.DagsterInstance.get() as instance:
        yield instance


def _warning(evaluation: dg.AssetCheckEvaluation) -> str:
    """The asset without the initiative, and the check: `accepted/partner/feed: contract met: no`."""
    return f"{'/'.join(evaluation.asset_key.path[1:])}: {evaluation.check_name.replace('_', ' ')}: no"


def _cause(event: dg.DagsterEvent) -> str:
    error = event.step_failure_data.error
    while error is not None and error.cause is not None:
        error = error.cause
    text = error.message.strip() if error else "unknown"
    # Dagster puts the class in front of the words.
    return f"{event.step_key}: {text.removeprefix('dagster._core.definitions.events.Failure: ')}"
