"""Sends the digest of a release to its readers, each of them once, and keeps a ledger of it without any address.

Here: who is still to get it. Not here: the message and the server (pipelines/documents), when it is due (the plan).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.communication.ledger import DeliveryLedger
from pipelines.documents.delivery import SmtpSettings, send_digest
from pipelines.initiative import Initiative
from pipelines.initiative.communication_tables import planned
from pipelines.paths import DataFolder

DIGEST = "documents/digest/digest.eml"
SENT_SCHEMA: Mapping[str, str] = {
    "release": "VARCHAR", "sent": "INTEGER", "refused": "INTEGER", "failed": "INTEGER",
}  # fmt: skip


def readers(data: DataFolder) -> list[str]:
    """The addresses in the file of readers, each once; what follows a # is a remark. None without the file."""
    if not data.readers.is_file():
        return []
    lines = (line.partition("#")[0].strip() for line in data.readers.read_text(encoding="utf-8").splitlines())
    return list({line.casefold(): line for line in lines if line}.values())


def is_to_be_sent(initiative: Initiative, data: DataFolder, release: Path) -> bool:
    """Whether the plan asks for the digest as a mail, and the one of this release is what is due."""
    last = DeliveryLedger(data.deliveries).last()
    keys = [
        (line.delivery_id, line.audience, line.partner_id or "", line.form)
        for line in planned(initiative)
        if line.what == "digest" and line.form == "eml"
    ]
    return any(key in last and last[key].release == release.name for key in keys)


def send(data: DataFolder, release: Path, to: Sequence[str], settings: SmtpSettings) -> None:
    """Send to everybody who neither has it nor was refused for good; how it went stands in the ledger.

    Killed before the ledger is written, the next call sends again, and mail programs show the same message once. Raises
    what `send_digest` raises.
    """
    done = {reader for reader, outcome in _outcomes(data, release.name).items() if outcome != "failed"}
    waiting = [address for address in to if _reader(release.name, address) not in done]
    if not waiting:
        return
    result = send_digest(release / DIGEST, waiting, settings)
    outcomes = {"sent": result.sent, "refused": result.refused, "failed": result.failed}
    lines = [
        json.dumps(
            {"release": release.name, "reader": _reader(release.name, waiting[place]), "outcome": outcome}
        )
        for outcome, places in outcomes.items()
        for place in places
    ]
    data.digests_sent.parent.mkdir(parents=True, exist_ok=True)
    with data.digests_sent.open("a", encoding="utf-8") as file:
        # A half line that a killed run left must not swallow the first new one.
        file.write("\n" + "\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())


def sent(data: DataFolder) -> list[dict[str, Any]]:
    """Rows of SENT_SCHEMA: for each release how many readers have its digest, were refused, are to be tried again."""
    releases = list(dict.fromkeys(entry["release"] for entry in _entries(data)))
    rows: list[dict[str, Any]] = []
    for release in releases:
        outcomes = [*_outcomes(data, release).values()]
        rows.append(
            {"release": release}
            | {outcome: outcomes.count(outcome) for outcome in ("sent", "refused", "failed")}
        )
    return rows


def _reader(release: str, address: str) -> str:
    """Stands for an address in the ledger of one release; the same person has another one in the next."""
    return hashlib.sha256(f"{release}\0{address.casefold()}".encode()).hexdigest()[:32]


def _outcomes(data: DataFolder, release: str) -> dict[str, str]:
    return {entry["reader"]: entry["outcome"] for entry in _entries(data) if entry["release"] == release}


def _entries(data: DataFolder) -> list[dict[str, str]]:
    if not data.digests_sent.is_file():
        return []
    found = []
    for line in data.digests_sent.read_text(encoding="utf-8").splitlines():
        try:
            entry = json.loads(line)
            found.append({name: entry[name] for name in ("release", "reader", "outcome")})
        except (ValueError, TypeError, KeyError):
            continue
    return found
