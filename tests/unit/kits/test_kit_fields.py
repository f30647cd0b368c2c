"""Only what matters: which fields follow from the metrics, and why each is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from expectations.contract import load_contract
from pipelines.catalogue import Metric
from pipelines.initiative import Initiative, load_initiative
from pipelines.kits.field import Field
from pipelines.kits.fields import fields_for, read_fields
from pipelines.kits.kit import Kit, kit_for
from pipelines.kits.metric_columns import ContractColumn, metric_columns

_QUESTIONS = Path(__file__).parents[3] / "pipelines" / "kits" / "questions.yaml"


def _fields(initiative: Initiative, partner: str, sub_program: str) -> dict[str, dict[str, Field]]:
    (one,) = [p for p in initiative.partners if p.partner == partner]
    (sub,) = [s for s in initiative.sub_programs if s.id == sub_program]
    found = fields_for(initiative, one, sub)
    return {kind: {field.column: field for field in fields} for kind, fields in found.items()}


def _kit(initiative: Initiative, partner: str) -> Kit:
    (one,) = [p for p in initiative.partners if p.partner == partner]
    return kit_for(initiative, one)


def test_what_no_metric_needs_is_not_asked(sample: Initiative) -> None:
    found = _fields(sample, "homework_clubs", "after_school")
    assert "service_type" not in found["service"]
    assert set(found["service"]) == {"local_id", "sub_program", "service_date", "hours"}
    # Retention needs the last day; preschool did not select it.
    assert "end_date" in found["enrolment"]
    assert "end_date" not in _fields(sample, "little_oaks", "preschool")["enrolment"]


def test_every_reason_is_told(sample: Initiative) -> None:
    found = _fields(sample, "homework_clubs", "after_school")
    hours = {(use.kind, use.name) for use in found["service"]["hours"].uses}
    assert hours == {("metric", "service_hours"), ("metric", "hours_per_participant"), ("required", "hours")}
    assert {(use.kind, use.name) for use in found["enrolment"]["gender"].uses} == {("group", "gender")}
    assert {use.kind for use in found["enrolment"]["first_name"].uses} == {"person"}


def test_a_field_that_only_the_contract_asks_for_counts_as_unused(sample: Initiative) -> None:
    (partner,) = [p for p in sample.partners if p.partner == "little_oaks"]
    (preschool,) = [s for s in sample.sub_programs if s.id == "preschool"]
    # How many were assessed is the same whatever they were assessed with.
    participation = preschool.model_copy(update={"metrics": ["kindergarten_assessed"]})
    fields = fields_for(sample, partner, participation)["outcome"]
    (instrument,) = [field for field in fields if field.column == "instrument"]
    assert {use.kind for use in instrument.uses} == {"rule"}
    assert not instrument.is_used


def test_names_and_areas_are_asked_once_on_the_enrolment(sample: Initiative) -> None:
    found = _fields(sample, "homework_clubs", "after_school")
    assert {"first_name", "last_name", "birth_date", "local_id", "area"} <= set(found["enrolment"])
    assert not {"first_name", "birth_date", "area"} & set(found["service"])
    alone = _fields(sample, "mentor_line", "college_readiness")["service"]
    assert {"first_name", "last_name", "birth_date", "area"} <= set(alone)
    assert "local_id" not in alone


def test_where_only_amounts_are_counted_nobody_is_named(town: Path) -> None:
    path = town / "sub_programs.yaml"
    path.write_text(
        path.read_text().replace("[people_served, service_hours, retention_rate]", "[service_hours]")
    )
    for file, old in (("theory_of_change.yaml", "metrics: [retention_rate]"), ("metrics.yaml", "metric: ")):
        text = (town / file).read_text()
        (town / file).write_text(text.replace(old, "metrics: []") if "theory" in file else "goals: []\n")
    found = _fields(load_initiative(town), "north_club", "after_school")
    assert "local_id" in found["service"]
    assert not {"first_name", "last_name", "birth_date"} & {name for kind in found.values() for name in kind}


def test_values_that_no_metric_counts_are_not_offered_and_a_single_one_is_not_asked(
    sample: Initiative,
) -> None:
    sheets = {sheet.record_type: sheet for sheet in _kit(sample, "little_oaks").sheets}
    assert sheets["attendance"].constants == {"sub_program": "preschool", "setting": "program"}
    assert sheets["outcome"].constants["outcome_type"] == "kindergarten_readiness"
    results = [choice.value for choice in sheets["outcome"].question("result").choices]
    assert results == ["ready", "not_ready", "not_assessed"]
    schools = {sheet.record_type: sheet for sheet in _kit(sample, "unified_schools").sheets}
    kinds = [choice.value for choice in schools["outcome"].question("outcome_type").choices]
    assert kinds == ["graduation", "fafsa", "grade_3_reading", "college_enrolment"]


def test_a_partner_that_delivers_totals_is_asked_for_totals_of_its_metrics(sample: Initiative) -> None:
    (total,) = _kit(sample, "harbor_shelter").sheets
    metrics = [choice.value for choice in total.question("metric").choices]
    assert metrics == [
        "people_served", "new_people_served", "service_hours", "hours_per_participant", "chronic_absence_rate",
        "grade_3_reading", "retention_rate",
    ]  # fmt: skip
    assert total.constants == {"sub_program": "after_school", "row_role": "counted"}


def test_a_partner_without_feeds_is_asked_for_what_its_sub_program_collects(town: Path) -> None:
    path = town / "partners" / "north_club.yaml"
    path.write_text(path.read_text().split("feeds:")[0])
    assert {sheet.record_type for sheet in _kit(load_initiative(town), "north_club").sheets} == {
        "enrolment",
        "service",
    }


def test_an_own_metric_brings_its_own_fields(town: Path) -> None:
    """The fields follow from the expressions: nothing about the metric is known beforehand."""
    own = {
        "id": "tutoring_hours",
        "name": "Hours of tutoring",
        "definition": "Hours of tutoring, added up.",
        "type": "count",
        "counted": "amount",
        "unit": "hours",
        "direction": "increase",
        "accountability": "how_much",
        "fact": "service",
        "where": "service_type = 'tutoring'",
        "amounts": {"given": "sum(hours)"},
        "numerator": "given",
        "periods": ["school_year"],
        "record_types": ["service"],
        "source": "Our own.",
    }
    with (town / "metrics.yaml").open("a") as file:
        YAML().dump({"custom": [own]}, file)
    path = town / "sub_programs.yaml"
    path.write_text(path.read_text().replace("retention_rate]", "retention_rate, tutoring_hours]"))
    found = _fields(load_initiative(town), "north_club", "after_school")
    assert ("metric", "tutoring_hours") in {
        (use.kind, use.name) for use in found["service"]["service_type"].uses
    }


def test_a_metric_names_the_only_values_that_it_counts() -> None:
    metric = Metric(
        id="m", name="m", definition="m", type="count", counted="amount", unit="h", direction="none",
        accountability="how_much", fact="attendance", where="setting in ('school', 'program') and days_absent > 1",
        amounts={"days": "sum(days_enrolled)"}, numerator="days", periods=["month"], record_types=["attendance"],
        source="s",
    )  # fmt: skip
    read = metric_columns(metric)
    setting = ContractColumn("attendance", "setting")
    assert read.values == {setting: frozenset({"school", "program"})}
    assert {column.name for column in read.figures} == {"setting", "days_absent", "days_enrolled"}
    assert {column.name for column in read.periods} == {"month"}


def test_fields_that_are_used_but_asked_elsewhere_stay_known_to_the_ledger(sample: Initiative) -> None:
    (partner,) = [p for p in sample.partners if p.partner == "homework_clubs"]
    (sub,) = [s for s in sample.sub_programs if s.id == "after_school"]
    area = next(f for f in read_fields(sample, partner, sub, "service") if f.column == "area")
    assert area.is_used
    assert not area.is_asked


@pytest.mark.parametrize("place", YAML(typ="safe").load(_QUESTIONS))
def test_the_settings_of_questions_name_what_the_contracts_have(place: str) -> None:
    record_type, _, name = place.partition(".")
    contract = load_contract(record_type)
    contract.column(name)
    for other in YAML(typ="safe").load(_QUESTIONS)[place].get("when", {}):
        contract.column(other)
