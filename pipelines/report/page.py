"""The door of the report: writes the site of a release.

Only the door belongs here; the site is put together in site.py.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.report.handed import NOTHING, Handed
from pipelines.report.site import Built, build

__all__ = ["Built", "render", "render_site"]


def render(
    warehouse: Path,
    folder: Path,
    *,
    release_id: str,
    earlier: Path | None = None,
    handed: Handed = NOTHING,
    pictures: Path | None = None,
) -> Path:
    """Write the site of a released warehouse into `folder` and return its first page, index.html.

    `earlier` is the folder of the release before: what changed since is told, and pages whose facts are the same are
    taken over. `handed` brings approved quotes and the like. `pictures` is a folder that keeps charts from run to run.
    The same inputs always give the same bytes. Raises FileNotFoundError when there is no warehouse, duckdb.Error when
    it lacks a table of a release.
    """
    render_site(warehouse, folder, release_id=release_id, earlier=earlier, handed=handed, pictures=pictures)
    return folder / "index.html"


def render_site(
    warehouse: Path,
    folder: Path,
    *,
    release_id: str,
    earlier: Path | None = None,
    handed: Handed = NOTHING,
    pictures: Path | None = None,
) -> Built:
    """As `render`, but says what was built."""
    return build(warehouse, folder, release_id=release_id, earlier=earlier, handed=handed, pictures=pictures)
