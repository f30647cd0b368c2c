"""The metrics of relief work: which there are, what they read from the contracts, and which roll-ups they refuse."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from expectations.contract import load_contract, record_types
from pipelines.catalogue import Metric, MetricError, load_catalogue, resolve
from pipelines.kits.metric_columns import metric_columns
from pipelines.paths import DBT_PROJECT

RELIEF = {
    "active_volunteers": "distinct", "capacity_used": "rate", "deliveries": "count", "delivery_days": "rate",
    "hours_utilisation": "rate", "households_served": "distinct", "months_of_stock": "rate", "order_fill_rate": "rate",
    "people_in_households": "rate", "quantity_delivered": "count", "requests": "count", "requests_met": "rate",
    "served_again": "rate", "shift_fill_rate": "rate", "sites_open": "stock", "stock_on_hand": "stock",
    "unmet_requests": "count", "volunteer_hours": "count", "volunteer_retention": "rate",
}  # fmt: skip


def _changed(name: str, **changes: object) -> Metric:
    return Metric.model_validate({**load_catalogue()[name].model_dump(), **changes})


def test_the_metrics_of_relief_work_are_of_these_types() -> None:
    catalogue = load_catalogue()
    assert {name: catalogue[name].type for name in RELIEF} == RELIEF


@pytest.mark.parametrize("name", RELIEF)
def test_a_metric_names_record_types_that_its_fact_is_made_of(name: str) -> None:
    metric = load_catalogue()[name]
    columns = metric_columns(metric)
    assert {*metric.record_types} <= {column.record_type for column in columns.figures | columns.periods}


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("requests_met", {"request.item_category", "request.status"}),
        ("unmet_requests", {"request.item_category", "request.request_date", "request.status"}),
        ("order_fill_rate", {"stock.issued", "stock.item_category", "stock.requested", "stock.unit"}),
        (
            "delivery_days",
            {
                "request.delivered_on",
                "request.item_category",
                "request.request_date",
                "service.item_category",
            },
        ),
        ("shift_fill_rate", {"capacity.capacity_type", "capacity.filled", "capacity.needed"}),
        ("hours_utilisation", {"volunteering.hours_given", "volunteering.hours_offered"}),
    ],
)
def test_a_partner_is_asked_for_what_a_metric_reads_and_is_split_by(name: str, columns: set[str]) -> None:
    found = {
        f"{column.record_type}.{column.name}" for column in metric_columns(load_catalogue()[name]).figures
    }
    assert found == columns


def test_only_shifts_of_volunteers_are_asked_for_where_only_shifts_count() -> None:
    values = metric_columns(load_catalogue()["shift_fill_rate"]).values
    assert {frozenset(found) for found in values.values()} == {frozenset({"volunteer_shifts"})}


def test_stock_is_never_added_over_time_and_supplies_never_to_each_other() -> None:
    with pytest.raises(MetricError, match=r"stock_on_hand.*never a sum; use latest"):
        resolve(_changed("stock_on_hand", amounts={"on_hand": "sum(on_hand)"}), [], {})
    for name in ("stock_on_hand", "months_of_stock", "order_fill_rate"):
        assert load_catalogue()[name].never_pooled == ["supply"]


def test_a_household_size_does_not_multiply_people() -> None:
    with pytest.raises(ValidationError, match="people are not added up over partners"):
        _changed("people_in_households", type="count", counted="people", denominator="")
    with pytest.raises(MetricError, match=r"people_in_households.*a count adds only sums and counts"):
        resolve(_changed("people_in_households", type="count", denominator=""), [], {})


def test_the_days_after_which_a_request_is_unmet_are_the_initiatives_own() -> None:
    entry = resolve(load_catalogue()["unmet_requests"], [], {"open_days": 7})
    assert "from_date + 7 < as_of" in entry["amounts"]["unmet"]


def test_dbt_knows_every_record_type_and_which_are_about_people() -> None:
    """The macros are read as text: dbt parses them before any variable reaches it."""
    text = (DBT_PROJECT / "macros" / "record_types.sql").read_text("utf-8")
    blocks = dict(re.findall(r"macro (\w+)\(\) -%}(.*?)endmacro", text, flags=re.DOTALL))
    named = {name: re.findall(r'"(\w+)"', block) for name, block in blocks.items()}
    people = {name for name in record_types() if load_contract(name).has_people}
    assert set(named["people_record_types"]) == people
    assert set(named["record_types"]) | people == set(record_types())
    pairs = zip(named["reporting_days"][::2], named["reporting_days"][1::2], strict=True)
    assert all(load_contract(kind).column(day).logical_type == "date" for kind, day in pairs)
