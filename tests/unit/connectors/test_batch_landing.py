"""Landing: the same content is the same batch, nothing changes afterwards, nobody can be read in it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from connectors import (
    CONNECTORS,
    Batch,
    IdentityColumns,
    PermanentFailure,
    Pull,
    land,
    linking_key,
    local_token,
    person_token,
    pull,
    read_batch,
    read_original,
)

KEY = bytes(range(32))
PULLED_AT = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
IDENTITY = IdentityColumns(first_name="First", last_name="Last", birth_date="Born", local_id="Pupil no")
COLUMNS = ["Site", "Days", "Pupil no", "Grade"]
TEXT = "First,Last,Born,Pupil no,Site,Days,Phone\nAna,Quintanilla,2015-03-02,QX-7781,North,12,555-0199\n"
PRIVATE = ["Ana", "Quintanilla", "2015-03-02", "QX-7781", "555-0199", "First,Last"]


def pulled(folder: Path, text: str = TEXT) -> Pull:
    folder.mkdir(exist_ok=True)
    (folder / "a.csv").write_text(text)
    return pull("csv", CONNECTORS["csv"].Options(path="a.csv"), base_dir=folder)


def landed(tmp_path: Path, text: str = TEXT, **changes: Any) -> tuple[Batch, bool]:
    arguments: dict[str, Any] = {
        "root": tmp_path / "landing",
        "partner": "club",
        "feed": "attendance",
        "connector": "csv",
        "options": {"path": "a.csv"},
        "columns": COLUMNS,
        "identity": IDENTITY,
        "key": KEY,
        "pulled_at": PULLED_AT,
    }
    return land(pulled(tmp_path / "inbox", text), **{**arguments, **changes})


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in sorted(folder.rglob("*"))
    }


def test_rows_and_manifest(tmp_path: Path) -> None:
    batch, new = landed(tmp_path)
    assert new
    assert pq.read_table(batch.rows_path).to_pylist() == [
        {
            "row_number": 1,
            "row_ref": "line 2",
            "row_link": None,
            "Site": "North",
            "Days": "12",
            "person_token": person_token(linking_key(KEY), "Ana", "Quintanilla", datetime(2015, 3, 2).date()),
            "local_token": local_token(linking_key(KEY), "club", "QX-7781"),
            "identity_problem": None,
        }
    ]
    manifest = json.loads((batch.folder / "manifest.json").read_text())
    assert manifest == batch.manifest
    assert manifest["columns_landed"] == ["Site", "Days"]
    assert manifest["columns_missing"] == ["Grade"]
    assert manifest["columns_unknown"] == ["Phone"]
    assert manifest["columns_seen"] == ["First", "Last", "Born", "Pupil no", "Site", "Days", "Phone"]
    assert (batch.rows, manifest["source"], manifest["pulled_at"]) == (
        1,
        "a.csv",
        "2026-01-05T02:00:00+00:00",
    )
    assert batch.folder.parent == tmp_path / "landing" / "club" / "attendance"
    assert batch.folder.name.startswith(f"{batch.batch_id}-")
    assert read_batch(batch.folder) == batch


def test_same_content_is_the_same_batch_and_is_not_touched(tmp_path: Path) -> None:
    first, _ = landed(tmp_path)
    before = state(tmp_path / "landing")
    second, new = landed(tmp_path, pulled_at=datetime(2026, 1, 6, tzinfo=UTC))
    assert (second, new) == (first, False)
    assert state(tmp_path / "landing") == before


@pytest.mark.parametrize(
    "change",
    [
        {"text": TEXT.replace("12", "13")},
        {"options": {"path": "a.csv", "delimiter": ","}},
        {"columns": ["Site"]},
        {"identity": IDENTITY.model_copy(update={"birth_date_format": "%Y-%m-%d"})},
        {"key": b"another key of some length"},
    ],
)
def test_whatever_changes_the_batch_makes_a_new_one(tmp_path: Path, change: dict[str, Any]) -> None:
    first, _ = landed(tmp_path)
    before = state(first.folder)
    second, new = landed(tmp_path, **change)
    assert new
    assert second.folder != first.folder
    assert state(first.folder) == before


def test_nobody_can_be_read_in_any_file(tmp_path: Path) -> None:
    batch, _ = landed(tmp_path)
    rows = json.dumps(pq.read_table(batch.rows_path).to_pylist())
    for path in (tmp_path / "landing").rglob("*"):
        content = (path.read_bytes() if path.is_file() else b"") + path.name.encode()
        for value in PRIVATE:
            assert value.encode() not in content, (path.name, value)
            assert value not in rows


def test_original_opens_with_its_key_only(tmp_path: Path) -> None:
    batch, _ = landed(tmp_path)
    assert [(one.name, one.content) for one in read_original(batch, KEY)] == [("a.csv", TEXT.encode())]
    with pytest.raises(PermanentFailure) as caught:
        read_original(batch, b"another key of some length")
    assert caught.value.reason == "wrong_key"


def test_missed_header_lands_nothing(tmp_path: Path) -> None:
    with pytest.raises(PermanentFailure) as caught:
        landed(tmp_path, TEXT.split("\n")[1] + "\n")
    assert caught.value.reason == "unexpected_columns"
    assert not (tmp_path / "landing").exists()
    assert not [value for value in PRIVATE if value in str(caught.value)]


def test_partner_columns_with_our_names_are_not_believed(tmp_path: Path) -> None:
    text = "Site,person_token,row_ref\nNorth,forged,forged\n"
    batch, _ = landed(tmp_path, text, columns=["Site", "person_token", "row_ref"], identity=IdentityColumns())
    row = pq.read_table(batch.rows_path).to_pylist()[0]
    assert (row["Site"], row["person_token"], row["row_ref"]) == ("North", None, "line 2")


@pytest.mark.parametrize("name", ["../club", "", ".hidden", "a/b"])
def test_names_that_leave_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PermanentFailure, match="folder"):
        landed(tmp_path, partner=name)


KILLED = """
import os, signal, sys
from pathlib import Path
import pyarrow.parquet as pq
sys.path[:0] = sys.argv[2:]
write = pq.write_table
def write_and_die(*arguments, **options):
    write(*arguments, **options)
    os.kill(os.getpid(), signal.SIGKILL)
pq.write_table = write_and_die
from test_batch_landing import landed
landed(Path(sys.argv[1]))
"""


def test_killed_landing_leaves_no_batch_and_is_swept(tmp_path: Path) -> None:
    here = Path(__file__).parent
    command = [sys.executable, "-c", KILLED, str(tmp_path), str(here), str(here.parents[2])]
    done = subprocess.run(command, check=False)
    assert done.returncode == -signal.SIGKILL
    feed = tmp_path / "landing" / "club" / "attendance"
    left = os.listdir(feed)
    assert len(left) == 1
    assert left[0].startswith(".unfinished-")
    batch, new = landed(tmp_path)
    assert new
    assert os.listdir(feed) == [batch.folder.name]
