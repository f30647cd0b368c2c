"""What was made for whom in this run, held against the plan: the table `communication.deliveries`.

Nothing is sent here: files stand ready, and the table says which of them are new to their receiver.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.communication.answers import Answer
from pipelines.communication.cadence import is_due
from pipelines.communication.ledger import DeliveryLedger, Entry
from pipelines.communication.places import files, fingerprint
from pipelines.initiative import Initiative
from pipelines.initiative.communication_tables import Planned, planned
from pipelines.paths import DataFolder

DELIVERIES_SCHEMA: Mapping[str, str] = {
    "delivery_id": "VARCHAR", "what": "VARCHAR", "audience": "VARCHAR", "partner_id": "VARCHAR", "form": "VARCHAR",
    "cadence": "VARCHAR", "status": "VARCHAR", "files": "INTEGER", "bytes": "BIGINT", "made_on": "DATE",
    "release": "VARCHAR", "fix_list_answered": "VARCHAR", "fix_list_open": "INTEGER",
    "fix_list_corrected": "INTEGER", "fix_list_sent_again": "INTEGER",
}  # fmt: skip


def due_partners(initiative: Initiative, ledger: DeliveryLedger, what: str, day: date) -> set[str]:
    """The partners for whom something of this kind is due on this day, by the plan."""
    last = ledger.last()
    return {
        line.partner_id
        for line in planned(initiative)
        if line.what == what and line.partner_id is not None and is_due(line.cadence, _day(last, line), day)
    }


def deliver(
    initiative: Initiative,
    data: DataFolder,
    release: Path | None,
    answered: Mapping[str, Answer],
    day: date,
) -> list[dict[str, Any]]:
    """Rows of DELIVERIES_SCHEMA, one for each line of the plan, receiver and form; new ones go into the ledger.

    status: made, where something is new to its receiver; unchanged; not_due; nothing_to_send, where there is no fix
    list because nothing is left to correct; not_made, where the plan asks for something that is not there.
    """
    ledger = DeliveryLedger(data.deliveries)
    last = ledger.last()
    rows, new = [], []
    for line in planned(initiative):
        folder = data.outbox / line.partner_id if line.partner_id else None
        paths = files(line.what, line.form, partner_folder=folder, release=release)
        before = last.get(_key(line))
        sha256 = fingerprint(paths) if paths else ""
        status = _status(line, bool(paths), before, sha256, day)
        if status == "made":
            name = release.name if release else ""
            before = Entry(*_key(line), made_on=day.isoformat(), release=name, files_sha256=sha256)
            new.append(before)
        rows.append(_row(line, status, paths, before, answered))
    ledger.add(new)
    return rows


def _key(line: Planned) -> tuple[str, str, str, str]:
    return line.delivery_id, line.audience, line.partner_id or "", line.form


def _day(last: Mapping[tuple[str, str, str, str], Entry], line: Planned) -> date | None:
    entry = last.get(_key(line))
    return entry.day if entry else None


def _status(line: Planned, is_there: bool, before: Entry | None, sha256: str, day: date) -> str:
    if not is_there:
        return "nothing_to_send" if line.what == "fix_list" else "not_made"
    if before is not None and before.files_sha256 == sha256:
        return "unchanged"
    return "made" if is_due(line.cadence, before.day if before else None, day) else "not_due"


def _row(
    line: Planned, status: str, paths: list[Path], entry: Entry | None, answered: Mapping[str, Answer]
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "delivery_id": line.delivery_id,
        "what": line.what,
        "audience": line.audience,
        "partner_id": line.partner_id,
        "form": line.form,
        "cadence": line.cadence,
        "status": status,
        "files": len(paths),
        "bytes": sum(path.stat().st_size for path in paths),
        "made_on": entry.day if entry else None,
        "release": entry.release if entry else None,
    }
    answer = answered.get(line.partner_id or "") if line.what == "fix_list" else None
    return row | {
        "fix_list_answered": answer.state if answer else None,
        "fix_list_open": answer.open if answer else None,
        "fix_list_corrected": answer.corrected if answer else None,
        "fix_list_sent_again": answer.sent_again if answer else None,
    }
