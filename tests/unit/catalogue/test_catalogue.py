"""The catalogue: what stands in it, and what is refused."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from pipelines.catalogue import Metric, MetricError, countable_facts, load_catalogue, resolve

BASE = {
    "id": "hours_per_person", "name": "Hours", "definition": "Hours.", "type": "count", "counted": "amount", "unit": "hours",
    "direction": "increase", "accountability": "how_much", "fact": "service", "amounts": {"got": "sum(hours)"},
    "numerator": "got", "periods": ["school_year"], "record_types": ["service"], "source": "Own.",
}  # fmt: skip


RATE = {"type": "rate", "denominator": "got"}
NOTHING: dict[str, object] = {"amounts": {}, "numerator": ""}
BAND = {"name": "Dose", "values": {"low": {"name": "Low", "when": "got < 15"}}}


def _metric(**changes: object) -> Metric:
    return Metric.model_validate({**BASE, **changes})


@pytest.mark.parametrize("metric", load_catalogue().values(), ids=lambda metric: metric.id)
def test_every_standard_metric_compiles_and_names_its_source(metric: Metric) -> None:
    entry = resolve(metric, ["b", "a"], {})
    assert entry["sub_programs"] == ["a", "b"]
    assert "{" not in entry["numerator"] + entry["denominator"]
    assert metric.source
    assert metric.definition.format(**metric.parameters)


def test_parameters_are_filled_in() -> None:
    entry = resolve(load_catalogue()["chronic_absence_rate"], [], {"minimum_days": 45})
    assert entry["denominator"] == "enrolled >= 45 or 0 = 1"
    assert "absent * 100 >= enrolled * 10" in entry["numerator"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"type": "rate"}, "a rate needs a denominator; rates are never averaged"),
        ({"denominator": "got"}, "only a rate has a denominator"),
        ({"type": "distinct"}, "a distinct count counts people"),
        ({"counted": "people"}, "people are not added up over partners"),
        ({"type": "stock", "counted": "people"}, "people are not a stock"),
        ({"type": "stock", "per": ["area_id"]}, "a stock is added over partners, so 'per' holds partner_id"),
        ({"type": "stock", "denominator": "got"}, "only a rate has a denominator"),
        ({"type": "distinct", "counted": "people", "per": ["area_id"]}, "counts people or households"),
        ({"type": "population"}, "never made from partners' rows; write 'fact: total'"),
        ({"type": "population", "fact": "total"}, "taken as they are; take out amounts, numerator"),
        ({"numerator": ""}, "it needs a numerator"),
        ({"bands": {"dose": BAND}}, "bands class the people of a rate"),
        ({"by": ["service_type"], "never_pooled": ["service_type"]}, "name one grouping twice"),
    ],
)
def test_a_metric_whose_roll_up_is_not_allowed_is_refused(changes: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=f"hours_per_person.*{says}"):
        _metric(**changes)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"fact": "servise"}, "there is no fact 'servise'; known: attendance"),
        ({"amounts": {"got": "sum(minutes)"}}, r"amounts.got: unknown \['minutes'\]"),
        ({"numerator": "hours"}, r"numerator: unknown \['hours'\]; known: got"),
        ({"numerator": "got +"}, "not a valid expression"),
        ({"numerator": "(select max(hours) from marts.fct_service)"}, "only plain expressions"),
        ({"numerator": "read_text('/etc/hostname')"}, "only plain expressions"),
        ({"numerator": "count(*); drop table marts.fct_service"}, "only plain expressions"),
        ({"numerator": "count(*) --"}, "only plain expressions"),
        ({"where": "hours > {threshold}"}, "there is no parameter 'threshold'"),
        ({"amounts": {"got": "max(hours)"}}, "amounts.got: a count adds only sums and counts"),
        ({"amounts": {"got": "count(distinct service_type)"}}, "amounts.got: different things do not add up"),
        ({"amounts": {"got": "latest(hours)"}}, "amounts.got: a count adds only sums and counts"),
        ({"amounts": {"got": "hours"}}, "amounts.got: an amount is an aggregate"),
        ({"numerator": "got * got"}, "numerator: a count adds up only as a sum of amounts"),
        ({"numerator": "sum(got)"}, "numerator: aggregates belong into 'amounts'"),
        ({"type": "stock", "per": ["partner_id", "person_key"]}, "amounts.got: a stock is the last report"),
        ({**RATE, "amounts": {"got": "avg(hours)"}}, "amounts.got: rates are never averaged"),
        (
            {**RATE, "per": ["partner_id"]},
            "per: rows about people are counted per person_key or household_key",
        ),
        ({**RATE, "per": ["person_key", "school"]}, r"per: unknown \['school'\]"),
        ({**RATE, "by": ["person_key"]}, r"by: unknown \['person_key'\]"),
        (
            {**RATE, "counted": "people", "fact": "funding", "amounts": {"got": "sum(amount)"}},
            "which fact 'funding'",
        ),
    ],
)
def test_an_expression_that_cannot_be_computed_is_refused(changes: dict[str, object], says: str) -> None:
    with pytest.raises(MetricError, match=f"hours_per_person.*{says}"):
        resolve(_metric(**changes), [], {})


def test_an_unknown_parameter_is_refused_with_the_known_ones() -> None:
    with pytest.raises(
        MetricError, match=r"no parameter \['days'\]; it has: threshold_percent, inclusive, minimum_days"
    ):
        resolve(load_catalogue()["chronic_absence_rate"], [], {"days": 3})


def test_what_is_left_at_its_default_is_not_in_the_entry() -> None:
    entry = resolve(_metric(), [], {})
    assert not {"per", "by", "never_pooled", "bands", "report_order", "has_areas"} & set(entry)


def test_a_stock_is_a_series_of_every_place_and_kind_and_its_last_report_is_told_apart() -> None:
    stock = {"type": "stock", "fact": "funding", "amounts": {"got": "latest(amount) * 2"}, "by": ["kind"]}
    entry = resolve(_metric(**stock), [], {})
    assert entry["per"] == ["partner_id", "sub_program_id", "kind"]
    assert entry["amounts"] == {
        "got": "MAX_BY(amount, CASE WHEN NOT amount IS NULL THEN report_order END) * 2"
    }
    assert entry["report_order"] == [
        "to_date",
        "from_date",
        "partner_id",
        "feed_id",
        "batch_id",
        "row_number",
    ]
    assert entry["has_areas"] is False


@pytest.mark.parametrize(
    ("amount", "parts", "whole"),
    [
        ("sum(hours)", ["SUM(hours)"], "SUM(part_1)"),
        ("count(*)", ["COUNT(*)"], "SUM(part_1)"),
        ("max(hours) - min(hours)", ["MAX(hours)", "MIN(hours)"], "MAX(part_1) - MIN(part_2)"),
        ("count(distinct partner_id)", [], "COUNT(DISTINCT partner_id)"),
    ],
)
def test_an_amount_is_taken_from_the_parts_of_a_person(amount: str, parts: list[str], whole: str) -> None:
    entry = resolve(_metric(**RATE, amounts={"got": amount}), [], {})
    assert list(entry["parts"].values()) == parts
    assert entry["amounts_of_parts"] == {"got": whole}


@pytest.mark.parametrize("amount", ["count(distinct service_type)", "latest(hours)"])
def test_an_amount_that_needs_all_rows_at_once_has_no_parts(amount: str) -> None:
    assert "parts" not in resolve(_metric(**RATE, amounts={"got": amount}), [], {})


def test_bands_and_groupings_reach_the_entry() -> None:
    rate = _metric(
        type="rate", counted="people", denominator="true", numerator="got > 1", bands={"dose": BAND}
    )
    assert resolve(rate, [], {})["bands"] == {"dose": {"low": "got < 15"}}
    assert resolve(_metric(by=["service_type"]), [], {})["by"] == ["service_type"]


@pytest.mark.parametrize("kind", ["population", "count"])
def test_partners_totals_need_no_expressions(kind: str) -> None:
    entry = resolve(_metric(type=kind, fact="total", **NOTHING), ["a"], {})
    assert (entry["fact"], entry["numerator"], entry["amounts"]) == ("total", "", {})


def test_every_fact_of_the_project_can_be_counted_without_a_list_of_them() -> None:
    assert {"attendance", "service", "funding"} <= set(countable_facts())
    assert "total" not in countable_facts()
