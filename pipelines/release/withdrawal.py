"""Takes a release back, with a reason: it is no longer the current one, and its folder says why.

The folder stays. Who has copied it still has it, so it counts when later releases are protected, and an address
must lead somewhere: each of its pages says that it was withdrawn. Its record has the hashes of the marked pages, for
those of the manifest are of the pages before. Not here: publishing (publishing.py).
"""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.paths import DataFolder
from pipelines.release.files import MANIFEST, WITHDRAWN, digest
from pipelines.release.publishing import current_release, point_to, point_to_none

_MARK = "<!-- withdrawn -->"
_BODY = re.compile(r"<body[^>]*>", re.IGNORECASE)


class WithdrawalError(Exception):
    """A release can't be withdrawn: it does not exist, or no reason was given."""


@dataclass(frozen=True)
class Withdrawal:
    """The record of a withdrawal, as it stands in `withdrawn.json`."""

    release: str
    withdrawn_on: date
    reason: str


def withdrawal_of(folder: Path) -> Withdrawal | None:
    """The record in a release's folder; None for a release that stands."""
    path = folder / WITHDRAWN
    if not path.is_file():
        return None
    told = json.loads(path.read_text(encoding="utf-8"))
    return Withdrawal(told["release"], date.fromisoformat(told["withdrawn_on"]), told["reason"])


def published_releases(data: DataFolder) -> list[Path]:
    """The folders of all releases, withdrawn or not, the newest first."""
    found = [path.parent for path in data.releases.glob(f"[!.]*/{MANIFEST}") if not path.parent.is_symlink()]
    return sorted(found, key=lambda folder: (_manifest(folder)["published_at"], folder.name), reverse=True)


def withdrawn_since(data: DataFolder, earlier: Path | None) -> list[Withdrawal]:
    """What was withdrawn since a release was published, the latest first; with None everything that ever was.

    The next release tells it. The day of publication counts too, so that nothing is left out.
    """
    since = _manifest(earlier)["published_at"][:10] if earlier else ""
    found = [record for folder in published_releases(data) if (record := withdrawal_of(folder)) is not None]
    return [record for record in found if record.withdrawn_on.isoformat() >= since]


def withdraw(data: DataFolder, release: str, reason: str, on: date) -> Path | None:
    """Withdraw a release; returns the folder that `current` points to now, or None when no release stands.

    The record is written first, whole or not at all: killed after it, the same call again does the rest. A release that
    was withdrawn before keeps its first reason and day. If it was the current one, the newest release that stands
    becomes current in one step. Raises WithdrawalError.
    """
    if not reason.strip():
        raise WithdrawalError("say why the release is withdrawn; the reason is shown to everybody")
    known = [folder.name for folder in published_releases(data)]
    if release not in known:
        raise WithdrawalError(f"there is no release '{release}'; known: {', '.join(known) or 'none'}")
    folder = data.releases / release
    record = withdrawal_of(folder)
    if record is None:
        record = Withdrawal(release, on, reason.strip())
        _write(folder, record)
    _leave(data, folder)
    for path, page in _marked(folder, record):
        _replace(path, page)
    return current_release(data)


def _write(folder: Path, record: Withdrawal) -> None:
    """The record, with what the pages will be once they are marked: the manifest tells what they were."""
    pages = {
        path.relative_to(folder).as_posix(): digest(page.encode()) for path, page in _marked(folder, record)
    }
    told = {name: str(value) for name, value in asdict(record).items()} | {"files": pages}
    _replace(folder / WITHDRAWN, json.dumps(told, indent=1, ensure_ascii=False) + "\n")


def _leave(data: DataFolder, folder: Path) -> None:
    """Point `current` away from a folder, if it points there."""
    if current_release(data) != folder.resolve():
        return
    standing = [each for each in published_releases(data) if withdrawal_of(each) is None]
    if standing:
        point_to(data, standing[0].name)
    else:
        point_to_none(data)


def _marked(folder: Path, record: Withdrawal) -> Iterator[tuple[Path, str]]:
    """Each page that does not say it yet, with what it is to be: the notice on top."""
    notice = (
        f'{_MARK}<aside aria-label="Withdrawn release"><p><strong>This release was withdrawn on '
        f"{record.withdrawn_on.isoformat()}.</strong> {html.escape(record.reason)}</p></aside>"
    )
    for path in sorted(folder.rglob("*.html")):
        page = path.read_bytes().decode("utf-8")
        if _MARK not in page:
            yield path, _BODY.sub(lambda found: found.group() + notice, page, count=1)


def _replace(path: Path, text: str) -> None:
    """Write a file in one step."""
    beside = path.with_name(f".{path.name}-{os.getpid()}")
    beside.write_bytes(text.encode("utf-8"))
    os.replace(beside, path)


def _manifest(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return told
