"""Names into tokens: what must give the same token, what must not, and what is said when none is made."""

from __future__ import annotations

import os
import stat
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from connectors import (
    IdentityColumns,
    PermanentFailure,
    derive_key,
    load_key,
    local_token,
    normalise_name,
    person_token,
    tokenise,
)

KEY = bytes(range(32))
BORN = date(2015, 3, 2)
NAMED = IdentityColumns(first_name="First", last_name="Last", birth_date="Born")


def frame(**columns: list[str | None]) -> pd.DataFrame:
    return pd.DataFrame(columns, dtype=object)


def test_token_is_pinned() -> None:
    """A changed token would break the link with every batch that was landed before."""
    assert person_token(KEY, "Ana", "Peña", BORN) == "f7b303311a0d623f3ab8ed39bd229487"
    assert local_token(KEY, "club", "17") == "bcf7a265c4683c77e609e181c5a2ea2b"


@pytest.mark.parametrize(
    ("first", "last"),
    [("ANA ", "Pena"), ("ana", "PEÑA"), ("Ana", "Pen\u0303a"), ("A-na", "Pe'ña Jr."), ("Ana", "Peña III")],
)
def test_spellings_of_one_person(first: str, last: str) -> None:
    assert person_token(KEY, first, last, BORN) == person_token(KEY, "Ana", "Peña", BORN)


def test_different_persons_keys_and_partners_differ() -> None:
    tokens = {
        person_token(KEY, "Ana", "Peña", BORN),
        person_token(KEY, "Peña", "Ana", BORN),
        person_token(KEY, "An", "aPeña", BORN),
        person_token(KEY, "Ana", "Peña", date(2015, 3, 3)),
        person_token(b"another key", "Ana", "Peña", BORN),
        local_token(KEY, "club", "17"),
        local_token(KEY, "school", "17"),
    }
    assert len(tokens) == 7
    assert all(len(token) == 32 for token in tokens)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Straße", "strasse"),
        ("Łukasz", "lukasz"),
        ("O’Neill-Smith 2", "oneillsmith"),
        ("李", "李"),
        ("...", ""),
    ],
)
def test_normalise_name(text: str, name: str) -> None:
    assert normalise_name(text) == name


@pytest.mark.parametrize(
    "full", ["Ana Peña", "Peña, Ana", "Peña, Ana Maria", "Ana Maria Peña", "Ana Peña Jr.", "Ana Peña, Jr."]
)
def test_full_names(full: str) -> None:
    rows = frame(Name=[full], Born=["2015-03-02"])
    got = tokenise(rows, IdentityColumns(full_name="Name", birth_date="Born"), key=KEY, partner="club")
    assert got["person_token"].tolist() == [person_token(KEY, "Ana", "Peña", BORN)]


@pytest.mark.parametrize(
    ("born", "written", "problem"),
    [
        ("2015-03-02", None, None),
        ("2015-03-02T00:00:00", None, None),
        ("3/2/2015", "%m/%d/%Y", None),
        ("2015-03-02", "%m/%d/%Y", None),
        ("3/2/2015", None, "birth_date_unreadable"),
        ("0015-03-02", None, "birth_date_unreadable"),
        (None, None, "birth_date_missing"),
    ],
)
def test_birth_dates(born: str | None, written: str | None, problem: str | None) -> None:
    columns = NAMED.model_copy(update={"birth_date_format": written})
    got = tokenise(frame(First=["Ana"], Last=["Peña"], Born=[born]), columns, key=KEY, partner="club")
    expected = None if problem else person_token(KEY, "Ana", "Peña", BORN)
    assert got["person_token"].tolist() == [expected]
    assert got["identity_problem"].tolist() == [problem]


def test_identity_columns_are_gone_and_the_rest_is_untouched() -> None:
    rows = frame(
        First=["Ana", None], Site=["North", None], Last=["Peña", "?"], Born=["2015-03-02"] * 2, Id=["7", None]
    )
    got = tokenise(rows, NAMED.model_copy(update={"local_id": "Id"}), key=KEY, partner="club")
    assert list(got.columns) == ["Site", "person_token", "local_token", "identity_problem"]
    assert got["Site"].tolist() == ["North", None]
    assert got["local_token"].tolist() == [local_token(KEY, "club", "7"), None]
    assert got["identity_problem"].tolist() == [None, "name_missing"]
    assert list(rows.columns) == ["First", "Site", "Last", "Born", "Id"]


def test_mapped_column_that_is_not_there() -> None:
    got = tokenise(frame(First=["Ana"], Born=["2015-03-02"]), NAMED, key=KEY, partner="club")
    assert got["identity_problem"].tolist() == ["name_missing"]


def test_local_id_alone_is_enough() -> None:
    got = tokenise(frame(Id=["7", None]), IdentityColumns(local_id="Id"), key=KEY, partner="club")
    assert got["identity_problem"].tolist() == [None, "name_missing"]


def test_feed_without_persons_has_no_problem() -> None:
    got = tokenise(frame(Site=["North"]), IdentityColumns(), key=KEY, partner="club")
    assert got.iloc[0].tolist() == ["North", None, None, None]


def test_key_file_is_made_once_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COMMON_MEASURE_KEY", raising=False)
    path = tmp_path / "keys" / "installation.key"
    first = load_key(path)
    assert len(first) == 32
    assert load_key(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(path.parent) == ["installation.key"]


def test_key_from_the_environment_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMON_MEASURE_KEY", KEY.hex())
    assert load_key(tmp_path / "key") == KEY
    monkeypatch.setenv("OTHER", "a sentence that is long enough")
    assert load_key(tmp_path / "key", "OTHER") == derive_key("a sentence that is long enough")
    assert not (tmp_path / "key").exists()


def test_weak_keys_are_refused_without_being_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMON_MEASURE_KEY", "short")
    with pytest.raises(PermanentFailure) as caught:
        load_key(tmp_path / "key")
    assert caught.value.reason == "weak_key"
    assert "COMMON_MEASURE_KEY" in str(caught.value)
    assert "short" not in str(caught.value)
    monkeypatch.delenv("COMMON_MEASURE_KEY")
    (tmp_path / "key").write_text("")
    with pytest.raises(PermanentFailure, match="key file key"):
        load_key(tmp_path / "key")
