"""The contract documents: valid ODCS, complete in their words, and never loosened."""

from __future__ import annotations

import pytest
from open_data_contract_standard.model import OpenDataContractStandard

from expectations.contract import CONTRACTS_FOLDER, ContractError, load_contract, record_types

RECORD_TYPES = ["attendance", "enrolment", "outcome", "service", "total"]


def test_there_is_a_contract_for_every_record_type() -> None:
    assert list(record_types()) == RECORD_TYPES


@pytest.mark.parametrize("record_type", RECORD_TYPES)
def test_a_contract_is_a_valid_document_of_the_standard(record_type: str) -> None:
    document = OpenDataContractStandard.from_file(str(CONTRACTS_FOLDER / record_type / "v1.yaml"))
    assert document.kind == "DataContract"
    assert document.status == "active"
    assert document.version == "1.0.0"


@pytest.mark.parametrize("record_type", RECORD_TYPES)
def test_every_rule_has_words_and_a_fix(record_type: str) -> None:
    for rule in load_contract(record_type).rules:
        assert rule.description.endswith("."), rule.rule_id
        assert rule.fix.endswith("."), rule.rule_id


@pytest.mark.parametrize("record_type", RECORD_TYPES)
def test_rule_ids_are_unique(record_type: str) -> None:
    ids = [rule.rule_id for rule in load_contract(record_type).rules]
    assert len(ids) == len(set(ids))


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
