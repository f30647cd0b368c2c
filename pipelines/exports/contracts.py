"""The contracts that the release was made under, as documents of the Open Data Contract Standard beside its tables.

Here: which versions go along. Not here: the documents (pipelines/contracts/odcs.py).
"""

from __future__ import annotations

from pathlib import Path

from pipelines.contracts.odcs import export
from pipelines.contracts.versions import in_force
from pipelines.initiative import Initiative

NAME = "standards/contracts"


def write_contracts(folder: Path, initiative: Initiative) -> list[Path]:
    """Write the contract in force of every record type that a feed brings; returns the paths in order.

    In force is the version of the day of the release. What one partner may deliver is in no contract.
    """
    brought = sorted({feed.record_type for partner in initiative.partners for feed in partner.feeds})
    return [
        export(
            folder / NAME,
            record_type,
            in_force(initiative, record_type, initiative.as_of).version,
            initiative,
        )
        for record_type in brought
    ]
