"""What a form can ask of a contract's conditions, read from the queries of the contract itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from expectations.contract import Contract, load_contract, record_types
from pipelines.kits.contract_rules import Fitting, Limit, Needed, Other, Today, form_rules


def _with(query: str) -> Contract:
    """The service contract with one condition of ours in place of its own."""
    contract = load_contract("service")
    rule = replace(contract.conditions[0], rule_id="ours", severity="error", fix="Mend it.", query=query)
    return replace(contract, conditions=(rule,))


def _where(condition: str) -> Contract:
    return _with(f"SELECT row_number FROM {{batch}} WHERE {condition}")


@pytest.mark.parametrize(
    ("condition", "at_least", "value"),
    [
        ("hours < 2", True, 2.0),
        ("hours > 9.5", False, 9.5),
        ("service_date > {as_of}", False, Today()),
        ("service_date > {as_of} + INTERVAL 2 YEAR", False, Today(2)),
        ("service_date < DATE '2001-02-03'", True, date(2001, 2, 3)),
        ("service_date < hours", True, Other("hours")),
        # The form in which a rule of a sub-program comes.
        ("hours <= 7", False, 7.0),
    ],
)
def test_a_breach_becomes_a_limit(condition: str, at_least: bool, value: object) -> None:
    column = condition.split()[0]
    expected = Limit(column, at_least, value, True, "ours", "Mend it.")  # type: ignore[arg-type]
    query = f"NOT ({condition})" if "<=" in condition else condition
    assert form_rules(_where(query)).limits == (expected,)


def test_alternatives_are_limits_of_their_own() -> None:
    found = form_rules(_where("hours < 1 OR (hours > 8)")).limits
    assert [(limit.at_least, limit.value) for limit in found] == [(True, 1.0), (False, 8.0)]


def test_cases_say_when_an_answer_is_needed_and_what_fits() -> None:
    needed = form_rules(
        _where("service_type = 'a' AND area IN ('x', 'y') AND (hours IS NULL OR service_date IS NULL)")
    )
    case = (("area", ("x", "y")), ("service_type", ("a",)))
    assert needed.needed == (
        Needed("hours", case, True, "ours", "Mend it."),
        Needed("service_date", case, True, "ours", "Mend it."),
    )
    fitting = form_rules(_where("area = 'x' AND service_type NOT IN ('a', 'b')")).fitting
    assert fitting == (Fitting("service_type", (("area", ("x",)),), ("a", "b")),)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT row_number FROM {batch} WHERE person_token IS NULL AND local_token IS NULL",
        "SELECT row_number FROM {batch} WHERE abs(hours) > 3",
        "SELECT row_number FROM {batch} WHERE hours > 3 AND service_type = 'a'",
        "SELECT row_number FROM (SELECT row_number, hours FROM {batch}) AS x WHERE hours > 3",
        "SELECT row_number FROM {batch} WHERE hours > (SELECT 3)",
    ],
)
def test_what_a_form_cannot_ask_is_left_to_the_contract(query: str) -> None:
    found = form_rules(_with(query))
    assert (found.limits, found.needed, found.fitting) == ((), (), ())


@pytest.mark.parametrize("record_type", record_types())
def test_every_contract_can_be_read(record_type: str) -> None:
    form_rules(load_contract(record_type))
