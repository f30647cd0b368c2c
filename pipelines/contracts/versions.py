"""Which version of a contract a batch is judged by, and which one is accepted beside it.

A batch is judged by the day on which it came: what was accepted stays accepted, the next batch meets the new version.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from expectations.contract import contract_versions

if TYPE_CHECKING:
    from pipelines.initiative.initiative import Initiative


@dataclass(frozen=True)
class InForce:
    """The version in force; `earlier` is accepted too, up to and including the day `grace_until`."""

    version: int
    earlier: int | None = None
    grace_until: date | None = None


def in_force(initiative: Initiative, record_type: str, day: date) -> InForce:
    """The version of a record type's contract that is in force on a day; version 1 where none was agreed."""
    found = InForce(1)
    for entry in initiative.contracts.versions:
        if entry.record_type != record_type or entry.in_force_from > day:
            continue
        in_grace = entry.grace_until is not None and day <= entry.grace_until
        found = (
            InForce(entry.version, found.version, entry.grace_until) if in_grace else InForce(entry.version)
        )
    return found


def versions_used(initiative: Initiative, record_type: str) -> list[int]:
    """Every released version that batches may be judged by from the day of the release on, the one in force first."""
    now = in_force(initiative, record_type, initiative.as_of)
    later = [
        entry.version
        for entry in initiative.contracts.versions
        if entry.record_type == record_type and entry.in_force_from > initiative.as_of
    ]
    used = [now.version, *([now.earlier] if now.earlier else []), *later]
    return [number for number in used if number in contract_versions(record_type)]
