"""Addresses on the web, put together from the one that the agenda gives: `publication.address`, which ends in /.

Not here: whether an address is one (pipelines/initiative/models/publication.py).
"""

from __future__ import annotations

from urllib.parse import quote

from pipelines.exports.cids.writing import NAME


def report_address(address: str | None, release: str) -> str | None:
    """Where the report of a release stands for good; None without an address."""
    return f"{address}{quote(release)}/report/index.html" if address else None


def things_address(address: str | None) -> str | None:
    """What the names of the initiative's things in linked data begin with; they lead to the file that tells of them.

    A thing keeps its name from release to release, so the name leads to the newest one. None without an address.
    """
    return f"{address}current/{NAME}#" if address else None
