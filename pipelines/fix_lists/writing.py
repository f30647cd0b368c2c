"""Keeps the fix lists of a partner's feeds in its folder of the outbox: written, replaced, taken away when all is well.

Here: which file stands where, who may read it, and that one feed's trouble stays its own. Not here: what is in a file.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePath

from pydantic import BaseModel

from connectors import CONNECTORS, FeedFailure, load_initiative_key, read_original
from expectations.contract import load_contract
from pipelines.contracts.agreements import shared
from pipelines.fix_lists.grids import NotHandedBackError
from pipelines.fix_lists.own_file import marked_file
from pipelines.fix_lists.places import FilePart, comes_in_files, read_again, split_by_file
from pipelines.fix_lists.records import records_workbook
from pipelines.fix_lists.rejections import Rejections, find_rejections
from pipelines.fix_lists.summary import Letterhead
from pipelines.fix_lists.workbook_bytes import sign_of
from pipelines.ingest.state import Judged, read_state
from pipelines.initiative import Initiative
from pipelines.initiative.models.partner import Feed, Partner
from pipelines.initiative.vocabulary import feed_contract
from pipelines.outbox import partner_folder
from pipelines.paths import DataFolder

_VERSION = "1"
_PREFIX = "fix_list_"
_UNFINISHED = ".unfinished-"


@dataclass(frozen=True)
class Written:
    """What stands in a partner's folder now, in counts. `failed` names feeds and the kind of error, no values."""

    feeds: int
    files: int
    rows: int
    failed: dict[str, str]


def write_fix_lists(initiative: Initiative, data: DataFolder, partner: Partner) -> Written:
    """Bring the fix lists of one partner up to date; a file that says the same already is left as it is."""
    folder = data.outbox / partner.partner
    files, rows = 0, 0
    failed: dict[str, str] = {}
    jobs = list(_jobs(initiative, data, partner))
    with suppress(OSError):
        waiting = {job.feed.id for job in jobs}
        _remove([path for path in _files(folder, "*") if _feed_of(path) not in waiting])
        _remove(list(folder.glob(f"{_UNFINISHED}*")))
    for job in jobs:
        rows += job.judged.verdict(data).rows_quarantined
        try:
            files += _write(job, folder)
        except FeedFailure as failure:
            failed[job.feed.id] = failure.reason
        except Exception as error:
            # The text of an unknown error may quote a cell, so only its type is kept.
            failed[job.feed.id] = type(error).__name__
    return Written(len(jobs), files, rows, failed)


def sweep_outbox(initiative: Initiative, data: DataFolder) -> None:
    """Take away the fix lists of partners that are no longer there."""
    partners = {partner.partner for partner in initiative.partners}
    for folder in data.outbox.glob("*/"):
        if folder.name not in partners:
            _remove(_files(folder, "*"))


@dataclass(frozen=True)
class _Job:
    """One feed of which the latest batch has something to correct."""

    initiative: Initiative
    data: DataFolder
    partner: Partner
    feed: Feed
    judged: Judged

    @property
    def sign(self) -> str:
        """Changes when the batch, its verdict or what the fix list says of them changes."""
        said = [_VERSION, self.judged.landed, self.judged.enforced, self.partner.name, self.feed.options]
        return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()[:16]

    @property
    def title(self) -> str:
        """For example "Fix list: visits (Service)"."""
        return f"Fix list: {self.feed.id} ({load_contract(self.feed.record_type).title})"


def _jobs(initiative: Initiative, data: DataFolder, partner: Partner) -> Iterator[_Job]:
    """The feeds of which the latest batch has rejected rows, or was held."""
    for feed in partner.feeds:
        state = read_state(data, partner.partner, feed.id)
        if state is None or state.latest is None:
            continue
        if state.status == "held" or state.latest.verdict(data).rows_quarantined:
            yield _Job(initiative, data, partner, feed, state.latest)


def _write(job: _Job, folder: Path) -> int:
    """Write the files of one feed unless they are there; returns how many there are."""
    there = _files(folder, job.feed.id)
    signs = {sign_of(path) for path in there}
    if there and signs == {f"{job.sign}/{len(there)}"}:
        return len(there)
    batch, verdict = job.judged.batch(job.data), job.judged.verdict(job.data)
    came_on = date.fromisoformat(str(batch.manifest["pulled_at"])[:10])
    contract = feed_contract(job.initiative, job.partner, job.feed, min(job.initiative.as_of, came_on))
    agreed = shared(job.partner, job.feed)
    rejections = find_rejections(batch, verdict, contract, agreed.mapping, agreed.identity)
    made = _made(job, rejections)
    partner_folder(job.data.outbox, job.partner.partner)
    written = [_put(folder / f"{_PREFIX}{name}.xlsx", content) for name, content in made.items()]
    _remove(path for path in there if path not in written)
    return len(written)


def _made(job: _Job, rejections: Rejections) -> dict[str, bytes]:
    """The files of a feed by the middle of their names: one for each of the partner's, or one with all records."""
    connector = job.feed.connector
    options = CONNECTORS[connector].Options.model_validate(job.feed.options)
    parts = _parts(job, rejections, options)
    head = Letterhead(job.title, job.partner.name, f"{job.sign}/{len(parts)}")
    if parts:
        with suppress(NotHandedBackError):
            # One workbook at a time: a large one takes its memory.
            return {
                name: marked_file(part, rejections, connector, options, head)
                for name, part in zip(_names(job.feed.id, parts), parts, strict=True)
            }
    head = replace(head, sign=f"{job.sign}/1")
    return {job.feed.id: records_workbook(job.judged.batch(job.data), rejections, head)}


def _parts(job: _Job, rejections: Rejections, options: BaseModel) -> list[FilePart]:
    """The files of the feed that can be handed back; none where only a list of records can be given."""
    batch = job.judged.batch(job.data)
    # A file with more in it than the agreement shares was not kept.
    is_there = batch.manifest["original_kept"] and rejections.rows_received > 0
    if not is_there or not comes_in_files(job.feed.connector):
        return []
    originals = read_original(batch, load_initiative_key(job.data.key_file, job.data.root.name))
    return split_by_file(read_again(job.feed.connector, options, originals), rejections) or []


def _names(feed: str, parts: list[FilePart]) -> list[str]:
    """The feed's id; where it has several files, with the name of the file behind it."""
    if len(parts) == 1:
        return [feed]
    names: list[str] = []
    for part in parts:
        stem = re.sub(r"[^A-Za-z0-9]+", "-", PurePath(part.original.name).stem).strip("-").lower() or "file"
        name, number = f"{feed}.{stem}", 1
        while name in names:
            number += 1
            name = f"{feed}.{stem}-{number}"
        names.append(name)
    return names


def _put(path: Path, content: bytes) -> Path:
    """Write a file in one step, readable by this account alone: it holds people's rows in clear."""
    # mkstemp makes its file readable by the owner only.
    descriptor, name = tempfile.mkstemp(prefix=_UNFINISHED, dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path


def _files(folder: Path, feed: str) -> list[Path]:
    """The fix lists of a feed; a feed's id holds no dot, so that no feed takes another's for its own."""
    return sorted({*folder.glob(f"{_PREFIX}{feed}.xlsx"), *folder.glob(f"{_PREFIX}{feed}.*.xlsx")})


def _feed_of(path: Path) -> str:
    return path.name.removeprefix(_PREFIX).partition(".")[0]


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
        # Other things, such as a kit, may stand in the partner's folder.
        with suppress(OSError):
            path.parent.rmdir()
