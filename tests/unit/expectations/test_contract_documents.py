"""The contract documents: valid ODCS, complete in their words, released once and for all."""

from __future__ import annotations

import hashlib
from itertools import pairwise

import pytest
from open_data_contract_standard.model import OpenDataContractStandard

from expectations.contract import (
    CONTRACTS_FOLDER,
    Contract,
    ContractError,
    contract_versions,
    load_contract,
    record_types,
)
from expectations.grace import merged

# SHA-256 of every released version, the first sixteen digits. A released version is never edited: release the next.
RELEASED = {
    "attendance/v1.yaml": "e6e12bfdb8377222",
    "attendance/v2.yaml": "541b6483f69b2726",
    "capacity/v1.yaml": "2c80890e126c2546",
    "enrolment/v1.yaml": "331d54a97ce698b7",
    "feedback/v1.yaml": "119247855490c51c",
    "funding/v1.yaml": "4ed549b2fffcdd33",
    "outcome/v1.yaml": "6813753d235852a3",
    "request/v1.yaml": "a826649cb1a23c3c",
    "service/v1.yaml": "0b73179a8666b1c1",
    "service/v2.yaml": "3f68ecf03e0533aa",
    "site/v1.yaml": "0ef611e29c82fcc7",
    "stock/v1.yaml": "30fbafbf73289737",
    "total/v1.yaml": "0c0e17316c24f91b",
    "volunteering/v1.yaml": "cae442d8388a15df",
}
VERSIONS = [(name, number) for name in record_types() for number in contract_versions(name)]


def test_there_is_a_contract_for_every_record_type() -> None:
    assert list(record_types()) == [
        *("attendance", "capacity", "enrolment", "feedback", "funding", "outcome", "request"),
        *("service", "site", "stock", "total", "volunteering"),
    ]


def test_no_released_version_was_edited() -> None:
    found = {
        path.relative_to(CONTRACTS_FOLDER).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted(CONTRACTS_FOLDER.glob("*/v*.yaml"))
    }
    assert found == RELEASED


@pytest.mark.parametrize(("record_type", "number"), VERSIONS)
def test_a_contract_is_a_valid_document_of_the_standard(record_type: str, number: int) -> None:
    document = OpenDataContractStandard.from_file(str(CONTRACTS_FOLDER / record_type / f"v{number}.yaml"))
    assert document.kind == "DataContract"
    assert document.status == "active"
    assert document.version == f"{number}.0.0"


@pytest.mark.parametrize(("record_type", "number"), VERSIONS)
def test_every_rule_has_words_and_a_fix(record_type: str, number: int) -> None:
    for rule in load_contract(record_type, number).rules:
        assert rule.description.endswith("."), rule.rule_id
        assert rule.fix.endswith("."), rule.rule_id


@pytest.mark.parametrize(("record_type", "number"), VERSIONS)
def test_rule_ids_are_unique(record_type: str, number: int) -> None:
    ids = [rule.rule_id for rule in load_contract(record_type, number).rules]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("record_type", "number"), VERSIONS)
def test_a_contract_says_how_much_a_batch_may_change(record_type: str, number: int) -> None:
    limits = load_contract(record_type, number).change
    assert limits.rows_fall_percent
    assert limits.from_rows >= 20, "shares of a few rows say nothing"


def test_a_column_keeps_its_type_in_every_version() -> None:
    for name in record_types():
        numbers = contract_versions(name)
        for before, after in pairwise(numbers):
            merged(load_contract(name, after), load_contract(name, before))


def test_a_column_that_changed_its_type_cannot_be_read_in_both_versions() -> None:
    old = load_contract("attendance")
    new = old.with_columns(_as_text(old))
    with pytest.raises(ContractError, match="days_absent' is INTEGER in version 1 and VARCHAR"):
        merged(new, old)


def _as_text(contract: Contract):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(contract.column("days_absent"), logical_type="string", physical_type="VARCHAR")


@pytest.mark.parametrize("record_type", ["capacity", "funding", "site", "stock"])
def test_nothing_in_these_record_types_is_about_people(record_type: str) -> None:
    contract = load_contract(record_type)
    assert not contract.has_people
    assert not any(column.is_group for column in contract.columns)


def test_a_condition_knows_the_columns_that_it_reads() -> None:
    rules = {rule.rule_id: rule for rule in load_contract("enrolment").rules}
    assert rules["end_not_before_start"].columns == ("end_date", "start_date")


def test_a_contract_can_be_narrowed_but_not_loosened() -> None:
    narrowed = load_contract("attendance").narrowed({"setting": ["school"]})
    assert narrowed.column("setting").allowed == ("school",)
    with pytest.raises(ContractError, match="cannot allow \\['holiday'\\]"):
        load_contract("attendance").narrowed({"setting": ["school", "holiday"]})


def test_narrowing_changes_the_fingerprint() -> None:
    contract = load_contract("attendance")
    assert contract.narrowed({"setting": ["school"]}).fingerprint != contract.fingerprint


def test_an_unknown_column_is_named_with_the_known_ones() -> None:
    with pytest.raises(ContractError, match="no column 'colour'; it has: sub_program, area, service_date"):
        load_contract("service").narrowed({"colour": ["red"]})


def test_an_unknown_version_is_named_with_the_known_ones() -> None:
    with pytest.raises(
        ContractError, match="no contract 'attendance' v9; known: attendance v1, attendance v2"
    ):
        load_contract("attendance", 9)
