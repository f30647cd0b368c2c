"""The contracts of relief work: what each rule rejects, what it lets through, and the real site lists that must fit."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb
import pytest
from batches import broken, judge

from expectations.contract import load_contract
from expectations.enforcement import Enforced

GOOD: dict[str, dict[str, str | None]] = {
    "request": {
        "sub_program": "groceries", "request_date": "2020-04-14", "item_category": "groceries",
        "quantity_requested": "3", "quantity_delivered": "3", "delivered_on": "2020-04-16", "status": "met",
        "household_size": "4", "channel": "phone",
    },
    "volunteering": {
        "sub_program": "groceries", "shift_date": "2020-04-14", "role": "packing", "hours_offered": "4",
        "hours_given": "3.5", "attended": "yes",
    },
    "stock": {
        "sub_program": "groceries", "stock_date": "2020-04-14", "item_category": "groceries", "item": "g-1",
        "unit": "box", "on_hand": "40", "received": "10", "issued": "5", "requested": "8", "days_out": "0",
        "counted_on": "2020-04-13",
    },
    "capacity": {
        "sub_program": "groceries", "capacity_date": "2020-04-13", "capacity_type": "volunteer_shifts",
        "needed": "20", "offered": "18", "filled": "15", "hours_needed": "60", "hours_given": "45",
        "updated_on": "2020-04-20",
    },
    "site": {
        "sub_program": "groceries", "site_id": "7", "site_name": "North hall", "street": "12 Mill Road",
        "city": "Riverton", "postcode": "00001", "latitude": "40.441", "longitude": "-79.99",
        "site_type": "food_pantry", "open_hours": "Mondays", "opens_on": "2020-03-20", "closes_on": "2020-08-31",
        "accepts": "everybody",
    },
}  # fmt: skip


def _judge(folder: Path, kind: str, *rows: dict[str, str | None], version: int = 1) -> Enforced:
    contract = load_contract(kind, version)
    columns: dict[str, object] = {column.name: column.name for column in contract.value_columns}
    full = [{**dict.fromkeys(columns), **row} for row in rows]
    return judge(folder, full, contract, columns)


@pytest.mark.parametrize("kind", GOOD)
def test_a_good_row_meets_every_rule(tmp_path: Path, kind: str) -> None:
    verdict = _judge(tmp_path, kind, GOOD[kind])
    assert broken(verdict) == {}
    assert {result.outcome for result in verdict.results} == {"met"}
    assert verdict.rows_accepted == 1


REJECTED: dict[str, list[tuple[dict[str, str | None], str]]] = {
    "request": [
        ({"item_category": "toys"}, "item_category.allowed"),
        ({"quantity_requested": "0"}, "quantity_requested.range"),
        ({"household_size": "21"}, "household_size.range"),
        ({"household_size": "2.5"}, "household_size.type"),
        ({"status": "done"}, "status.allowed"),
        ({"delivered_on": "2020-04-13"}, "delivered_not_before_request"),
        ({"delivered_on": None}, "met_is_dated"),
        ({"status": "partly_met", "quantity_delivered": None}, "partly_met_is_counted"),
        ({"status": "open"}, "undelivered_has_no_delivery"),
        ({"delivered_on": "2030-01-01"}, "delivery_not_in_future"),
        ({"person_token": None}, "person_identified"),
    ],
    "volunteering": [
        ({"hours_given": None}, "attended_has_hours"),
        ({"attended": "no"}, "absent_has_no_hours"),
        ({"attended": "perhaps"}, "attended.type"),
        ({"hours_offered": "25"}, "hours_offered.range"),
    ],
    "stock": [
        ({"on_hand": "-1"}, "on_hand.range"),
        ({"unit": None}, "unit.required"),
        ({"days_out": "367"}, "days_out.range"),
        ({"stock_date": "2030-01-01"}, "stock_not_in_future"),
    ],
    "capacity": [
        ({"filled": "19"}, "filled_within_offered"),
        ({"capacity_type": "rooms", "hours_needed": None, "hours_given": None}, "capacity_type.allowed"),
    ],
    "site": [
        ({"longitude": None}, "coordinates_both_or_none"),
        ({"latitude": "0", "longitude": "0"}, "coordinates_are_real"),
        ({"latitude": "95"}, "latitude.range"),
        ({"longitude": "-181"}, "longitude.range"),
        ({"closes_on": "2020-03-01"}, "closes_not_before_opens"),
        ({"site_type": "restaurant"}, "site_type.allowed"),
    ],
}  # fmt: skip

UNUSUAL: dict[str, list[tuple[dict[str, str | None], str]]] = {
    "request": [
        ({"quantity_delivered": "2"}, "met_in_full"),
        ({"quantity_delivered": "4"}, "delivered_within_requested"),
    ],
    "volunteering": [
        ({"hours_given": "13", "hours_offered": "13"}, "long_shift"),
    ],
    "stock": [
        ({"issued": "9"}, "issued_within_requested"),
        ({"counted_on": "2020-04-15"}, "counted_before_reported"),
    ],
    "capacity": [
        ({"capacity_type": "meals"}, "hours_for_shifts"),
        ({"updated_on": "2020-04-12"}, "capacity_looked_at"),
    ],
    "site": [
        ({"street": None, "latitude": None, "longitude": None}, "site_can_be_found"),
    ],
}  # fmt: skip


def _apart(kind: str, changes: Iterable[dict[str, str | None]]) -> list[dict[str, str | None]]:
    """Rows that no rule about repeated rows finds: each in a sub-program, and with a number, of its own."""
    return [
        {**GOOD[kind], "sub_program": f"s{position}", "site_id": str(position), **change}
        for position, change in enumerate(changes, 1)
    ]


@pytest.mark.parametrize("kind", REJECTED)
def test_each_rule_rejects_its_row(tmp_path: Path, kind: str) -> None:
    verdict = _judge(tmp_path, kind, *_apart(kind, (change for change, _ in REJECTED[kind])))
    query = f"SELECT rule_ids FROM read_parquet('{verdict.quarantine_path}') ORDER BY row_number"
    assert duckdb.sql(query).fetchall() == [([rule],) for _, rule in REJECTED[kind]]
    assert verdict.rows_accepted == 0


@pytest.mark.parametrize("kind", UNUSUAL)
def test_what_is_only_unusual_stays_and_is_counted(tmp_path: Path, kind: str) -> None:
    verdict = _judge(tmp_path, kind, *_apart(kind, (change for change, _ in UNUSUAL[kind])))
    assert broken(verdict) == {rule: 1 for _, rule in UNUSUAL[kind]}
    assert verdict.rows_quarantined == 0


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("request", "one_row_per_request"),
        ("volunteering", "one_row_per_shift"),
        ("stock", "one_row_per_count"),
        ("capacity", "one_row_per_capacity"),
        ("site", "one_row_per_site_id"),
    ],
)
def test_a_repeated_row_is_kept_once(tmp_path: Path, kind: str, rule: str) -> None:
    verdict = _judge(tmp_path, kind, GOOD[kind], GOOD[kind])
    assert broken(verdict).get(rule) == 1
    assert (verdict.rows_accepted, verdict.rows_quarantined) == (1, 1)


def test_stock_that_does_not_add_up_is_a_warning_on_the_later_report(tmp_path: Path) -> None:
    """40 on hand, 20 received, 25 issued: 35 are left, and then 30 are, though nothing moved."""
    later = {"stock_date": "2020-04-21", "received": "20", "issued": "25", "requested": "25", "on_hand": "35"}
    last = {**later, "stock_date": "2020-04-28", "received": "0", "issued": "0", "on_hand": "30"}
    verdict = _judge(tmp_path, "stock", GOOD["stock"], GOOD["stock"] | last, GOOD["stock"] | later)
    assert broken(verdict) == {"stock_adds_up": 1}
    assert verdict.rows_accepted == 3


def test_places_without_a_number_of_their_own_may_share_everything_but_the_name(tmp_path: Path) -> None:
    first = {**GOOD["site"], "site_id": None}
    verdict = _judge(tmp_path, "site", first, {**first, "site_name": "South hall"}, first)
    assert broken(verdict) == {"one_row_per_site": 1}
    assert verdict.rows_accepted == 3


SERVICE: dict[str, str | None] = {"sub_program": "groceries", "service_date": "2020-04-14"}


def test_a_service_of_version_two_has_hours_or_an_item(tmp_path: Path) -> None:
    item = {"item_category": "groceries", "quantity": "2"}
    rows = [
        {**SERVICE, "hours": "1.5"},
        {**SERVICE, **item},
        SERVICE,
        {**SERVICE, "item_category": "hygiene"},
    ]
    verdict = _judge(tmp_path, "service", *rows, version=2)
    assert broken(verdict) == {"hours_or_item": 1, "item_is_counted": 1}
    assert (verdict.rows_accepted, verdict.rows_quarantined) == (2, 2)


def test_two_items_handed_over_on_one_day_are_two_services(tmp_path: Path) -> None:
    boxes = {**SERVICE, "item_category": "groceries", "quantity": "2"}
    soap = {**SERVICE, "item_category": "hygiene", "quantity": "2"}
    verdict = _judge(tmp_path, "service", boxes, soap, boxes, version=2)
    assert broken(verdict) == {"one_row_per_service": 1}
