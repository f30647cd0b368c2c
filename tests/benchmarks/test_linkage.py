"""How well people are joined, against exact matching on names and birth date: Febrl, and a million made-up records.

`COMMON_MEASURE_BENCH_PEOPLE` sets the number of made-up records (default 20,000; the claim is for 1,000,000).
"""

from __future__ import annotations

import os
import time
from array import array
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import duckdb
import febrl
import numpy as np
import pyarrow as pa
import pytest
from made_people import Record, records
from peak_memory import peak_megabytes

from connectors.tokens.blocks import BLOCKS, blocks_of
from connectors.tokens.keyed import person_token
from connectors.tokens.names import normalise_name
from connectors.tokens.person import Person, read_person
from pipelines.people import find_people
from pipelines.people.named import link_names

KEY = bytes(range(32))
SIZE = int(os.environ.get("COMMON_MEASURE_BENCH_PEOPLE", "20000"))
_NAMES = list(BLOCKS)
_NUMBERS = {name: number for number, name in enumerate(_NAMES)}


@dataclass
class Rows:
    """Rows with tokens and blocks as landing would leave them, beside who they truly are."""

    truth: list[Hashable] = field(default_factory=list)
    partner: list[str] = field(default_factory=list)
    number: list[str | None] = field(default_factory=list)
    token: list[str | None] = field(default_factory=list)
    at: array[int] = field(default_factory=lambda: array("i"))
    block: array[int] = field(default_factory=lambda: array("b"))
    value: array[int] = field(default_factory=lambda: array("Q"))

    def add(self, truth: Hashable, person: Person, partner: str, number: str | None) -> None:
        """Add one row, as one partner has it."""
        row = len(self.truth)
        self.truth.append(truth)
        self.partner.append(partner)
        self.number.append(number)
        named = person.first and person.birth
        self.token.append(person_token(KEY, person.first, person.last, person.birth) if named else None)  # type: ignore[arg-type]
        for block, token in blocks_of(KEY, person):
            self.at.append(row)
            self.block.append(_NUMBERS[block])
            self.value.append(token)

    def into(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make `seen` and `blocks`."""
        rows = pa.table(
            {
                "row": range(len(self.truth)),
                "partner_id": self.partner,
                "local_token": pa.array(self.number, pa.string()),
                "person_token": pa.array(self.token, pa.string()),
            }
        )
        names = pa.DictionaryArray.from_arrays(pa.array(np.frombuffer(self.block, np.int8)), _NAMES)
        made = pa.table(
            {
                "row": np.frombuffer(self.at, np.int32),
                "block": names,
                "token": np.frombuffer(self.value, np.uint64),
            }
        )
        connection.register("made", made)
        connection.register("seen", rows)
        connection.execute(
            "CREATE TEMP VIEW blocks AS SELECT partner_id, local_token, person_token, block, token "
            "FROM made JOIN seen USING (row)"
        )

    def keys(self, connection: duckdb.DuckDBPyConnection, column: str = "person_key") -> list[str]:
        """The key of each row, in order."""
        found = connection.execute(
            f"SELECT {column} FROM seen LEFT JOIN person_keys AS k ON seen.partner_id = k.partner_id "
            "AND seen.local_token IS NOT DISTINCT FROM k.local_token "
            "AND seen.person_token IS NOT DISTINCT FROM k.person_token ORDER BY seen.row"
        ).fetchall()
        return [key for (key,) in found]


@dataclass(frozen=True)
class Score:
    """Pairs of rows that were joined, against pairs that are one person."""

    precision: float
    recall: float
    f1: float
    count_error: float

    def __str__(self) -> str:
        return (
            f"precision {self.precision:.4f} recall {self.recall:.4f} F1 {self.f1:.4f} "
            f"count {self.count_error:+.2%}"
        )


def score(truth: Sequence[Hashable], found: Sequence[Hashable]) -> Score:
    """Pairwise precision, recall and F1, and by how much the number of people is off."""
    wanted, joined, right = (_pairs(kind) for kind in (truth, found, list(zip(truth, found, strict=True))))
    people = len(set(truth))
    return Score(
        right / joined, right / wanted, 2 * right / (wanted + joined), (len(set(found)) - people) / people
    )


def _pairs(labels: Iterable[Hashable]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(labels).values())


def exact(people: Iterable[Person]) -> list[Hashable]:
    """What matching on first name, last name and birth date would do, as written."""
    return [
        (one.first, one.last, one.birth) if one.first and one.birth else number
        for number, one in enumerate(people)
    ]


def _person(record: Record) -> Person:
    values = {
        "first_name": record.first,
        "last_name": record.last,
        "birth_date": record.birth.isoformat() if record.birth else None,
        "phone": record.phone,
        "email": record.email,
        "street_address": record.street,
        "postcode": record.postcode,
    }
    return read_person(values)[0]


def _by_name(people: Sequence[Person]) -> list[int]:
    """Rows joined by Splink alone at the default level, by connected pairs."""
    from pipelines.people.clusters import connected

    columns = {
        "unique_id": range(1, len(people) + 1),
        "first_name": [normalise_name(one.first) or None for one in people],
        "last_name": [normalise_name(one.last) or None for one in people],
        "birth_date": [one.birth.isoformat() if one.birth else None for one in people],
        "phone": [one.phone or None for one in people],
        "email": [one.email or None for one in people],
        "street_address": [one.street or None for one in people],
        "postcode": [one.postcode or None for one in people],
    }
    kinds = {name: pa.int64() if name == "unique_id" else pa.string() for name in columns}
    a, b, probability = link_names(pa.table({n: pa.array(v, kinds[n]) for n, v in columns.items()}))
    sure = probability >= 0.9
    links = np.vstack([a[sure] - 1, b[sure] - 1, np.zeros(sure.sum())]).astype(np.int32)
    return list(connected(len(people), links).tolist())


@pytest.mark.skipif(not febrl.FEBRL.is_dir(), reason="the Febrl records are not beside this clone")
@pytest.mark.parametrize(
    ("dataset", "by_tokens", "by_name"), [("dataset1", 0.87, 0.88), ("dataset2", 0.83, 0.87)]
)
def test_febrl(dataset: str, by_tokens: float, by_name: float) -> None:
    truth, people = zip(*febrl.people(dataset), strict=True)
    rows = Rows()
    for one, person in zip(truth, people, strict=True):
        # One file, no number of its own: every row is a partner to itself, so that no guard helps.
        rows.add(one, person, f"p{len(rows.truth)}", f"n{len(rows.truth)}")
    with duckdb.connect() as connection:
        rows.into(connection)
        find_people(connection)
        tokens = score(truth, rows.keys(connection))
    named = score(truth, _by_name(people))
    print(f"\n{dataset} exact   {score(truth, exact(people))}")
    print(f"{dataset} tokens  {tokens}")
    print(f"{dataset} names   {named}")
    assert tokens.f1 >= by_tokens
    assert named.f1 >= by_name


def test_made_up_people() -> None:
    rows, people, made = Rows(), [], []
    begun = time.process_time()
    for record in records(SIZE):
        person = _person(record)
        people.append(person)
        made.append((record.truth, record.household, record.birth))
        rows.add(record.truth, person, f"partner_{record.partner}", f"{record.partner}/{record.number}")
    tokenised = time.process_time()
    with duckdb.connect() as connection:
        connection.execute("SET threads = 2")
        rows.into(connection)
        find_people(connection)
        joined = time.process_time()
        levels = {
            name: score(rows.truth, rows.keys(connection, name))
            for name in ("person_key_strict", "person_key", "person_key_loose")
        }
        keys = rows.keys(connection)
    print(f"\n{len(rows.truth):,} records: {len(rows.value) / len(rows.truth):.0f} tokens each")
    print(f"exact {score(rows.truth, exact(people))}")
    for name, found in levels.items():
        print(f"{name} {found}")
    print(f"wrong merges: {wrong_merges(keys, rows.truth, [household for _, household, _ in made])}")
    print(f"processor seconds: tokens {tokenised - begun:.0f}, joining {joined - tokenised:.0f}; "
          f"{peak_megabytes():,.0f} MB")  # fmt: skip
    assert levels["person_key"].f1 >= 0.95
    assert (
        levels["person_key_loose"].recall >= levels["person_key"].recall >= levels["person_key_strict"].recall
    )


def wrong_merges(keys: Sequence[str], truth: Sequence[Hashable], household: Sequence[int]) -> dict[str, int]:
    """People under one key who are two: of one household (twins, siblings, parent and child), or strangers."""
    rows = sorted(zip(keys, truth, household, strict=True))  # type: ignore[type-var]
    found: Counter[str] = Counter()
    for _, group in groupby(rows, key=lambda row: row[0]):
        members = {person: home for _, person, home in group}
        if len(members) > 1:
            kind = "one household" if len(set(members.values())) == 1 else "strangers"
            found[kind] += len(members) - 1
    return dict(found)


def test_made_up_people_by_name() -> None:
    made = list(records(min(SIZE, 100_000)))
    people = [_person(record) for record in made]
    begun = time.process_time()
    found = _by_name(people)
    truth = [record.truth for record in made]
    result = score(truth, found)
    print(f"\n{len(made):,} records by name: {result}; {time.process_time() - begun:.0f} processor seconds")
    print(
        f"wrong merges: {wrong_merges([str(key) for key in found], truth, [one.household for one in made])}"
    )
    assert result.f1 >= 0.98
