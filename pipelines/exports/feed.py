"""The feed of an initiative's releases: `atom.xml` beside them (Atom, RFC 4287), the newest first.

An entry has a name that never changes, the release's address, what changed in words where the release says so, and a
withdrawn release says when and why it was withdrawn. Every date comes from the releases, none from the clock.
Not here: composing what changed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from pipelines.exports.plain_text import without_controls
from pipelines.exports.released import about, open_release
from pipelines.paths import DataFolder
from pipelines.release.withdrawal import Withdrawal, published_releases, withdrawal_of

NAME = "atom.xml"
# What changed since the release before, in plain text; whoever composes it puts it into the release's folder.
WHAT_CHANGED = "what_changed.txt"
_ATOM = "http://www.w3.org/2005/Atom"
_FILES = {
    "report/index.html": ("alternate", "text/html", "Report"),
    "documents/report.pdf": ("related", "application/pdf", "Report as a document"),
    "workbook.xlsx": (
        "related",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Workbook",
    ),
    "datapackage.json": ("related", "application/json", "Open data"),
    "standards/cids.jsonld": ("related", "application/ld+json", "Common Impact Data Standard"),
}


@dataclass(frozen=True)
class _Release:
    folder: Path
    manifest: dict[str, Any]
    withdrawal: Withdrawal | None

    @property
    def published(self) -> str:
        return str(self.manifest["published_at"])

    @property
    def updated(self) -> str:
        if self.withdrawal is None:
            return self.published
        return max(self.published, f"{self.withdrawal.withdrawn_on.isoformat()}T00:00:00+00:00")


def write_feed(data: DataFolder, *, address: str | None = None) -> Path | None:
    """Write `atom.xml` into the folder of releases, in one step; returns its path, or None before the first release.

    `address` is where that folder stands on the web, ending in /; without it the links are relative to the feed.
    """
    releases = [_read(folder) for folder in published_releases(data)]
    if not releases:
        return None
    feed = _feed(releases, address or "")
    ElementTree.indent(feed, " ")
    path = data.releases / NAME
    beside = path.with_name(f".{NAME}-{os.getpid()}")
    beside.write_bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True) + b"\n")
    os.replace(beside, path)
    return path


def _read(folder: Path) -> _Release:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return _Release(folder, manifest, withdrawal_of(folder))


def _feed(releases: Sequence[_Release], address: str) -> ElementTree.Element:
    newest = releases[0]
    with open_release(newest.folder) as connection:
        told = about(connection)
    feed = ElementTree.Element("feed", {"xmlns": _ATOM})
    _add(feed, "id", f"urn:x-common-measure:{told['initiative_id']}:releases")
    _add(feed, "title", f"{told['name']}: releases")
    _add(feed, "updated", max(release.updated for release in releases))
    if address:
        ElementTree.SubElement(feed, "link", {"rel": "self", "href": f"{address}{NAME}"})
    author = ElementTree.SubElement(feed, "author")
    _add(author, "name", told["backbone_name"] or told["name"])
    for release in releases:
        feed.append(_entry(release, str(told["initiative_id"]), address))
    return feed


def _entry(release: _Release, initiative: str, address: str) -> ElementTree.Element:
    entry, name = ElementTree.Element("entry"), release.folder.name
    _add(entry, "id", f"urn:x-common-measure:{initiative}:release:{quote(name)}")
    title = f"Results as of {release.manifest['as_of']}"
    _add(entry, "title", f"Withdrawn: {title}" if release.withdrawal else title)
    _add(entry, "published", release.published)
    _add(entry, "updated", release.updated)
    if release.withdrawal:
        ElementTree.SubElement(entry, "category", {"term": "withdrawn", "label": "Withdrawn"})
    for file, (rel, kind, words) in _FILES.items():
        if (release.folder / file).is_file():
            href = f"{address}{quote(name)}/{file}"
            ElementTree.SubElement(entry, "link", {"rel": rel, "type": kind, "title": words, "href": href})
    _add(entry, "summary", _summary(release))
    return entry


def _summary(release: _Release) -> str:
    if release.withdrawal:
        return f"Withdrawn on {release.withdrawal.withdrawn_on.isoformat()}. {release.withdrawal.reason}"
    told = release.folder / WHAT_CHANGED
    if told.is_file():
        return told.read_text(encoding="utf-8").strip()
    return f"Release {release.folder.name}."


def _add(parent: ElementTree.Element, tag: str, text: str) -> None:
    ElementTree.SubElement(parent, tag).text = without_controls(text)
