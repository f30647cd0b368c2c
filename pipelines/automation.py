"""When the work is done: the nightly job and its schedule, and the sensor that sees new files in drop folders."""

from __future__ import annotations

import glob
import hashlib
import json
from pathlib import Path

import dagster as dg

from pipelines.initiative import Initiative
from pipelines.initiative.models.partner import Feed
from pipelines.lineage import asset_key
from pipelines.scenarios import TABLES

_FILE_CONNECTORS = {"excel", "csv", "threesixty"}


def job_name(initiative: str) -> str:
    """The name of the main job of an initiative."""
    return f"{initiative}_nightly"


def nightly_job(initiative: Initiative) -> dg.UnresolvedAssetJobDefinition:
    """From the partners' sources to a published release."""
    return dg.define_asset_job(
        job_name(initiative.name),
        selection=dg.AssetSelection.key_prefixes([initiative.name]),
        description="Pull every feed, enforce the contracts, build the metrics, publish the release and its report.",
        executor_def=dg.in_process_executor,
    )


def scenarios_job(initiative: Initiative) -> dg.UnresolvedAssetJobDefinition:
    """The scenarios alone, on the figures of the last run."""
    tables = [asset_key(initiative.name, "metrics", table) for table in TABLES]
    return dg.define_asset_job(
        f"{initiative.name}_scenarios",
        selection=dg.AssetSelection.assets(*tables),
        description="Compute scenarios on the figures of the last run; the run configuration may hold one of its own.",
        executor_def=dg.in_process_executor,
    )


def nightly_schedule(initiative: Initiative) -> dg.ScheduleDefinition:
    """Runs the job at the hour that the agenda gives."""
    calendar = initiative.agenda.calendar
    hour, minute = map(int, calendar.nightly_at.split(":"))
    return dg.ScheduleDefinition(
        name=f"{initiative.name}_every_night",
        job_name=job_name(initiative.name),
        cron_schedule=f"{minute} {hour} * * *",
        execution_timezone=calendar.timezone,
        description="The nightly ingest. Switch it on once the feeds are connected.",
    )


def drop_folder_sensor(initiative: Initiative) -> dg.SensorDefinition:
    """Asks for a run when a partner's file appears, changes or goes; partners learn the same day what to fix."""

    @dg.sensor(
        name=f"{initiative.name}_drop_folders",
        job_name=job_name(initiative.name),
        minimum_interval_seconds=60,
        description="Looks for new and changed files in the drop folders of the initiative.",
    )
    def drop_folders(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        seen = fingerprint_of_drops(initiative)
        if context.cursor == seen:
            return dg.SkipReason("no file has changed")
        context.update_cursor(seen)
        # No run key: a file that comes and goes brings an earlier fingerprint back, and Dagster would drop the request.
        return dg.RunRequest()

    return drop_folders


def fingerprint_of_drops(initiative: Initiative) -> str:
    """Changes when a file of any file feed appears, changes or goes; reads names, sizes and times, no content."""
    listing = [
        [path.as_posix(), path.stat().st_size, path.stat().st_mtime_ns]
        for _, feed in initiative.feeds
        if feed.connector in _FILE_CONNECTORS and _arrives_here(feed)
        for path in _matching(initiative.folder, str(feed.options.get("path", "")))
    ]
    return hashlib.sha256(json.dumps(sorted(listing)).encode()).hexdigest()


def _arrives_here(feed: Feed) -> bool:
    """Whether the files lie on this machine; a server elsewhere is asked every night."""
    return bool(feed.options.get("place", {}).get("type", "folder") == "folder")


def _matching(folder: Path, pattern: str) -> list[Path]:
    """The files of a feed as its connector finds them: below the folder, or anywhere for an absolute path."""
    return [path for path in map(Path, glob.glob(str(folder / pattern))) if path.is_file()]
