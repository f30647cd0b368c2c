"""A release in the forms that people and programs use: open data, a workbook, standards, a feed. A library; no dagster.

Every exporter reads the released files alone, in which a hidden figure is empty, and writes below the release's folder;
the feed stands beside the releases. The same release gives the same bytes. Not here: the report, and what is hidden.
"""

from __future__ import annotations

from pipelines.exports.cids import write_cids
from pipelines.exports.contracts import write_contracts
from pipelines.exports.data_package import write_data_package
from pipelines.exports.feed import write_feed
from pipelines.exports.sdmx import write_sdmx
from pipelines.exports.workbook import write_board, write_workbook

__all__ = [
    "write_board",
    "write_cids",
    "write_contracts",
    "write_data_package",
    "write_feed",
    "write_sdmx",
    "write_workbook",
]
