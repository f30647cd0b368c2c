"""Lands a pull: an immutable folder, known by its content, in which nobody's identity is in clear.

Writes batches and reads them back. What a batch holds is decided in `batch_content`.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from connectors.failures import PermanentFailure
from connectors.landing.answer_files import take_answers, write_answers
from connectors.landing.batch_content import (
    Limits,
    batch_id_of,
    describe,
    landed_table,
    plan_columns,
    source_fingerprint,
)
from connectors.landing.identity import IdentityColumns, identify
from connectors.landing.keys import fingerprint
from connectors.landing.originals import seal, unseal
from connectors.landing.people_files import BLOCKS_FILE, write_people_files
from connectors.pull import Earlier, Original, Pull
from connectors.registry import find_connector
from connectors.tables.cells import clean_name
from connectors.tokens.keyed import linking_key

_UNFINISHED = ".unfinished-"
_ORIGINAL = "original.enc"
_NO_LIMITS = Limits()
_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


@dataclass(frozen=True)
class Batch:
    """What one pull of a feed brought, as it lies in its folder."""

    batch_id: str
    folder: Path
    manifest: dict[str, Any]

    @property
    def rows_path(self) -> Path:
        """The Parquet file with the landed rows."""
        return self.folder / "rows.parquet"

    @property
    def blocks_path(self) -> Path:
        """The Parquet file with the keyed tokens of the blocks of its people's identities."""
        return self.folder / BLOCKS_FILE

    @property
    def rows(self) -> int:
        """The number of rows received."""
        return int(self.manifest["rows"])


def land(
    pull: Pull,
    *,
    root: Path,
    partner: str,
    feed: str,
    connector: str,
    options: dict[str, Any],
    columns: list[str],
    identity: IdentityColumns,
    key: bytes,
    pulled_at: datetime,
    limits: Limits = _NO_LIMITS,
    answers: str | None = None,
) -> tuple[Batch, bool]:
    """Write the batch below `root/partner/feed` and say whether it is new.

    `key` is the initiative's: tokens are made under its linking key, what is encrypted under others drawn from it.
    `columns` are the partner's columns that may be kept in clear, `limits` what was not agreed to be shared: if the
    source holds more than was agreed, its original is not kept. `answers` is the column of an open question: its texts
    are kept encrypted, and only the number of their words lands in clear. The same content under the same options,
    columns, limits and key is the same batch, and is returned untouched. A process that is killed leaves no half
    batch: the folder gets its name when all of it is on the disk.
    """
    version = find_connector(connector).version
    batch_id = batch_id_of(pull, f"{connector} {version}", options, columns, identity, limits, answers)
    folder = root / _safe(partner) / _safe(feed) / f"{batch_id}-{fingerprint(key)}"
    if folder.is_dir():
        return read_batch(folder), False
    plan = plan_columns(pull, columns, identity, limits)
    manifest = {
        "batch_id": batch_id,
        "connector": connector,
        "version": version,
        "source_fingerprint": source_fingerprint(f"{connector} {version}", options),
        "pulled_at": pulled_at.isoformat(),
    }
    manifest |= describe(pull, plan)
    rows, texts = take_answers(pull.rows, answers) if answers else (pull.rows, None)
    if answers and clean_name(answers) not in plan.landed:
        texts = None  # not agreed to be shared, or not expected: neither the text nor its length is kept
    identified = identify(rows, identity, key=linking_key(key), partner=partner)
    table = landed_table(pull, plan, identified)
    sealed = seal(pull.originals, key) if plan.keeps_original else None

    def write_into(unfinished: Path) -> None:
        pq.write_table(table, unfinished / "rows.parquet")
        write_people_files(unfinished, identified, key=key, keeps_names=limits.keeps_names)
        if texts is not None:
            write_answers(unfinished, texts, key)
        if sealed is not None:
            (unfinished / _ORIGINAL).write_bytes(sealed)
        text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
        (unfinished / "manifest.json").write_text(text, encoding="utf-8")

    if not _write_once(folder, write_into):
        return read_batch(folder), False
    return Batch(batch_id, folder, manifest), True


def _write_once(folder: Path, write_into: Callable[[Path], None]) -> bool:
    """Fill a folder that appears whole or not at all; False where another process made it first."""
    home = folder.parent
    with _only_one(home):
        if folder.is_dir():
            return False
        _sweep(home)
        unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=home))
        write_into(unfinished)
        for path in (*unfinished.iterdir(), unfinished):
            _fsync(path)
        unfinished.rename(folder)
        _fsync(home)
    return True


def read_batch(folder: Path) -> Batch:
    """Return a landed batch from its folder."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return Batch(manifest["batch_id"], folder, manifest)


def read_earlier(batch: Batch, connector: str, options: dict[str, Any], key: bytes) -> Earlier | None:
    """Return what a pull may start from, or None where all must be asked for anew.

    That is so without a cursor, without the original, and after a change of the key or of the way in which the
    source is read.
    """
    cursor = batch.manifest.get("cursor") if (batch.folder / _ORIGINAL).is_file() else None
    now = source_fingerprint(f"{connector} {find_connector(connector).version}", options)
    same = batch.manifest.get("source_fingerprint") == now and batch.folder.name.endswith(fingerprint(key))
    return Earlier(read_original(batch, key), cursor) if same and cursor else None


def read_original(batch: Batch, key: bytes) -> list[Original]:
    """Return the raw payload of a batch; PermanentFailure `wrong_key` under another key, `original_not_kept`."""
    path = batch.folder / _ORIGINAL
    if not path.is_file():
        raise PermanentFailure(
            "original_not_kept",
            f"The original of batch {batch.batch_id} was not kept: it holds more than the agreement shares.",
        )
    return unseal(path.read_bytes(), key)


def _safe(name: str) -> str:
    if not _SAFE_NAME.fullmatch(name):
        raise PermanentFailure(
            "bad_name", f"{name!r} cannot be the name of a folder. Use letters, digits, '-', '_' and '.'."
        )
    return name


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    """Let one process at a time land in a feed. The lock goes with the process, however it ends."""
    home.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(home, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _sweep(home: Path) -> None:
    """Remove what killed landings left; under the lock nobody else is writing."""
    for path in home.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(path)


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
