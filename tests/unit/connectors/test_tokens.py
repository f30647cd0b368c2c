"""Blocks of an identity, and the tool with which a partner makes them: same code, same tokens, nothing in clear."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from connectors import IdentityColumns, PermanentFailure, initiative_key, linking_key
from connectors.landing.identity import identify
from connectors.tokens.blocks import BLOCKS, blocks_of
from connectors.tokens.keyed import subkey
from connectors.tokens.packing import write_tool
from connectors.tokens.person import Person, read_person
from connectors.tokens.sounds import sound

KEY = bytes(range(32))
SECRET = KEY.hex()
ANA = Person("Ana", "Quintanilla", date(2015, 3, 2), "9015550134", "ana@example.org", "12oakst", "38103")
TEXT = "First,Last,Born,No,Phone,Site\nAna,Quintanilla,3/2/2015,QX-77,901-555-0134,North\n,,,,,South\n"
COLUMNS = {
    "first_name": "First",
    "last_name": "Last",
    "birth_date": "Born",
    "local_id": "No",
    "phone": "Phone",
}
OPTIONS = [f"--{name.replace('_', '-')}={column}" for name, column in COLUMNS.items()]


def test_a_key_of_one_purpose_is_the_standard_one() -> None:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"common-measure/a purpose").derive(KEY)
    assert subkey(KEY, "a purpose") == derived


def test_tokens_of_two_initiatives_have_nothing_in_common() -> None:
    one, other = (
        {token for _, token in blocks_of(linking_key(initiative_key(KEY, name)), ANA)}
        for name in ("here", "there")
    )
    assert len(one) == len(other) > 20
    assert not one & other


def test_every_block_holds_at_least_two_fields() -> None:
    assert all(len(forms) >= 2 for forms in BLOCKS.values())


def test_a_block_is_pinned() -> None:
    """A changed block would break the link with every batch that was landed, or tokenised by a partner, before."""
    made = dict(blocks_of(KEY, ANA))
    assert f"{made['names_birth']:016x}" == "6703786108c7f793"
    assert f"{made['address']:016x}" == "4049fd2d452dcc0a"


def test_a_block_without_one_of_its_fields_is_not_made() -> None:
    made = {block for block, _ in blocks_of(KEY, Person("Ana", "Quintanilla", None, "9015550134"))}
    assert made == {"sounds_contact"}
    assert blocks_of(KEY, Person()) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("catherine", "kathryn"), ("geoffrey", "jeffrey"), ("reyes", "reies")],
)
def test_names_that_sound_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@pytest.mark.parametrize(("one", "other"), [("smith", "schmidt"), ("ana", "eva"), ("daniel", "david")])
def test_names_that_do_not(one: str, other: str) -> None:
    assert sound(one) != sound(other)


def test_contacts_are_brought_to_one_form() -> None:
    one, _ = read_person(
        {"phone": "+1 (901) 555-0134", "street_address": "12 N. Oak St.", "postcode": "38103-1234"}
    )
    other, _ = read_person(
        {"phone": "9015550134", "street_address": "12 north OAK Street", "postcode": "38103"}
    )
    assert one == other
    nobody, _ = read_person({"phone": "000-000-0000", "email": "none"})
    assert (nobody.phone, nobody.email) == ("", "")


def run_tool(folder: Path, text: str, *more: str, secret: str = SECRET) -> subprocess.CompletedProcess[str]:
    write_tool(folder / "tokenise.pyz")
    (folder / "people.csv").write_text(text, encoding="utf-8")
    (folder / "key").write_text(secret)
    command = [sys.executable, "-S", "-I", str(folder / "tokenise.pyz"), str(folder / "people.csv")]
    command += ["--out", str(folder / "out.csv"), "--partner", "club", "--key-file", str(folder / "key")]
    command += [*OPTIONS, "--birth-date-format", "%m/%d/%Y", *more]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env={}, check=False)


def test_the_tool_needs_nothing_but_python_and_makes_what_landing_makes(tmp_path: Path) -> None:
    done = run_tool(tmp_path, TEXT)
    assert done.returncode == 0, done.stderr
    written = (
        pd.read_csv(tmp_path / "out.csv", dtype=object)
        .astype(object)
        .where(lambda frame: frame.notna(), None)
    )
    taken = identify(written, IdentityColumns(tokens=True), key=b"not used at all", partner="club")
    rows = pd.DataFrame(list(csv.DictReader(TEXT.splitlines()))).replace({"": None})
    identity = IdentityColumns(birth_date_format="%m/%d/%Y", **COLUMNS)
    landed = identify(rows, identity, key=KEY, partner="club")
    assert taken.rows.to_dict("records") == landed.rows.to_dict("records")
    assert taken.blocks == landed.blocks != []
    assert taken.people == []
    content = (tmp_path / "out.csv").read_text()
    assert not [word for word in ("Ana", "Quintanilla", "2015", "QX-77", "0134") if word in content]


def test_the_tool_is_the_same_bytes_every_time(tmp_path: Path) -> None:
    write_tool(tmp_path / "one")
    write_tool(tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_shared_secret_gives_each_initiative_its_own_tokens(tmp_path: Path) -> None:
    made = []
    for initiative in ("here", "there"):
        assert run_tool(tmp_path, TEXT, "--initiative", initiative).returncode == 0
        made.append((tmp_path / "out.csv").read_text())
    assert made[0] != made[1]


@pytest.mark.parametrize(
    ("text", "secret", "words"),
    [
        (TEXT.replace("Born", "Birthday"), SECRET, "'Born' is not in the file"),
        (TEXT, "short", "fewer than 16"),
        (TEXT, "", "There is no key"),
        ("First,Last,Born,No,Phone,Site\nAna\n", SECRET, "Line 2 has fewer cells"),
    ],
)
def test_the_tool_says_what_to_do_and_writes_nothing(
    tmp_path: Path, text: str, secret: str, words: str
) -> None:
    done = run_tool(tmp_path, text, secret=secret)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Ana" not in done.stderr
    assert sorted(os.listdir(tmp_path)) == ["key", "people.csv", "tokenise.pyz"]


@pytest.mark.parametrize("column", ["person_token", "local_token", "identity_problem", "blocks"])
def test_what_is_no_token_is_refused_without_being_shown(column: str) -> None:
    rows = pd.DataFrame({column: ["Ana Quintanilla"]}, dtype=object)
    with pytest.raises(PermanentFailure) as caught:
        identify(rows, IdentityColumns(tokens=True), key=KEY, partner="club")
    assert caught.value.reason == "bad_tokens"
    assert column in str(caught.value)
    assert "Ana" not in str(caught.value)


def test_tokens_and_columns_contradict_each_other() -> None:
    with pytest.raises(ValueError, match="tokens: true"):
        IdentityColumns(tokens=True, first_name="First")
