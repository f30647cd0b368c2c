"""The catalogue: what stands in it, and what is refused."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from pipelines.catalogue import Metric, MetricError, load_catalogue, resolve

BASE = {
    "id": "hours_per_person", "name": "Hours", "definition": "Hours.", "type": "count", "counted": "amount", "unit": "hours",
    "direction": "increase", "accountability": "how_much", "fact": "service", "amounts": {"got": "sum(hours)"},
    "numerator": "got", "periods": ["school_year"], "record_types": ["service"], "source": "Own.",
}  # fmt: skip


def _metric(**changes: object) -> Metric:
    return Metric.model_validate({**BASE, **changes})


def test_the_eight_standard_metrics_are_there() -> None:
    assert set(load_catalogue()) == {
        "people_served", "service_hours", "attendance_rate", "chronic_absence_rate", "retention_rate",
        "kindergarten_readiness", "graduation_rate", "fafsa_completion",
    }  # fmt: skip


@pytest.mark.parametrize("metric", load_catalogue().values(), ids=lambda metric: metric.id)
def test_every_standard_metric_compiles_and_names_its_source(metric: Metric) -> None:
    entry = resolve(metric, ["b", "a"], {})
    assert entry["sub_programs"] == ["a", "b"]
    assert "{" not in entry["numerator"] + entry["denominator"]
    assert metric.source
    assert metric.definition.format(**metric.parameters)


def test_parameters_are_filled_in() -> None:
    entry = resolve(load_catalogue()["chronic_absence_rate"], [], {"minimum_days": 45})
    assert entry["denominator"] == "enrolled >= 45"
    assert entry["numerator"] == "absent * 100 >= enrolled * 10"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"type": "rate"}, "a rate needs a denominator; rates are never averaged"),
        ({"denominator": "got"}, "only a rate has a denominator"),
        ({"type": "distinct"}, "a distinct count counts people"),
        ({"counted": "people"}, "people are not added up over partners"),
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
    ],
)
def test_an_expression_that_cannot_be_computed_is_refused(changes: dict[str, object], says: str) -> None:
    with pytest.raises(MetricError, match=f"hours_per_person.*{says}"):
        resolve(_metric(**changes), [], {})


def test_an_unknown_parameter_is_refused_with_the_known_ones() -> None:
    with pytest.raises(
        MetricError, match=r"no parameter \['days'\]; it has: threshold_percent, minimum_days"
    ):
        resolve(load_catalogue()["chronic_absence_rate"], [], {"days": 3})
