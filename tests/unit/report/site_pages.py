"""Reads the pages of a written site for the tests of the report."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

Site = Mapping[str, str]


def pages_of(folder: Path) -> dict[str, str]:
    """The pages of a site by their address, the start page first."""
    found = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.html")
    }
    return dict(sorted(found.items(), key=lambda each: (each[0] != "index.html", each[0])))
