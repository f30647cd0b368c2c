"""Generated partners, people, overlaps, areas, groups and totals: every cell of every metric type against plain counting."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rollup_brute_force import World, figures
from rollup_metrics import CASES, SUB_PROGRAMS
from rollup_warehouse import Models, compile_models

from pipelines.catalogue import Metric

PARENTS: dict[str, str | None] = {"county": None, "east": "county", "east_1": "east", "west": "county"}
PERIODS = [
    {"period_id": name, "period_type": kind, "starts_on": first, "ends_on": last}
    for name, kind, first, last in (
        ("2024-25", "school_year", date(2024, 7, 1), date(2025, 6, 30)),
        ("2024-25-Q1", "quarter", date(2024, 7, 1), date(2024, 9, 30)),
        ("2024-25-Q2", "quarter", date(2024, 10, 1), date(2024, 12, 31)),
    )
]
DAYS = st.sampled_from(
    [date(2024, 7, 1), date(2024, 9, 30), date(2024, 11, 5), date(2025, 6, 30), date(2025, 7, 1)]
)
PEOPLE = [f"p{number}" for number in range(6)]
GROUPS = [("gender", "female"), ("gender", "male"), ("language", "spanish"), ("language", "english")]
PARTNERS = st.sampled_from(["alder", "birch", "cedar"])
AREAS = st.sampled_from([*PARENTS, None])


@st.composite
def rows_of_people(
    draw: st.DrawFn, people: dict[str, dict[str, Any]], **columns: Any
) -> list[dict[str, Any]]:
    """Up to a dozen rows about people, each with a strict identity of its own choice."""
    rows = []
    for number in range(draw(st.integers(0, 12))):
        person = draw(st.sampled_from(PEOPLE))
        strict = f"{person}_{draw(st.integers(0, 1))}"
        day = draw(DAYS)
        told = {name: draw(values) for name, values in columns.items()}
        rows.append(
            {
                **_origin(draw, number),
                "area_id": draw(AREAS),
                "person_key": person,
                "person_key_strict": strict,
                **people[person],
                "from_date": day,
                "to_date": day,
                **told,
            }
        )
    return rows


def _origin(draw: st.DrawFn, number: int) -> dict[str, Any]:
    partner = draw(PARTNERS)
    origin = {
        "partner_id": partner,
        "feed_id": f"{partner}_f",
        "batch_id": f"{partner}_b",
        "row_number": number,
    }
    return {**origin, "sub_program_id": draw(st.sampled_from(SUB_PROGRAMS))}


@st.composite
def funding(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Up to six reports of few series, so that later ones meet earlier; multiples of 60 have exact averages."""
    amounts = draw(st.permutations([None, *(Decimal(60 * number) for number in range(5))]))
    days, kinds = st.sampled_from(PERIODS), st.sampled_from(["grant", "grant", "loan"])
    series = {"sub_program_id": "preschool", "partner_id": draw(PARTNERS)}
    rows: list[dict[str, Any]] = []
    for number, amount in enumerate(amounts[: draw(st.integers(0, 6))]):
        day = draw(days)["ends_on"]
        row = {
            **_origin(draw, number),
            "from_date": day,
            "to_date": day,
            "kind": draw(kinds),
            "amount": amount,
        }
        rows.append(row if number == 0 else row | series)
    return rows


@st.composite
def totals(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Up to seven totals, the same for every metric: some partners give rows as well, some figures are suppressed."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for number in range(draw(st.integers(0, 7))):
        partner, sub = (
            draw(st.sampled_from(["alder", "dogwood", "elm"])),
            draw(st.sampled_from([*SUB_PROGRAMS, None])),
        )
        place = (
            partner,
            sub,
            draw(st.sampled_from(["east", "county", None])),
            draw(st.sampled_from(["all", "gender", "instrument"])),
        )
        above, more = draw(st.integers(0, 12)), draw(st.integers(0, 8))
        figure = {
            "numerator": Decimal(above),
            "denominator": Decimal(above + more),
            "has_figure": draw(st.booleans()),
        }
        # A feed gives one total for a place; two would be a duplicate key of the contract.
        found[place] = {"row_number": number, "period": draw(st.sampled_from(PERIODS[:2])), **figure}
    return [
        _total(case.metric, place, told, number)
        for number, case in enumerate(CASES)
        for place, told in found.items()
        if place[3] != "instrument" or case.metric.never_pooled
    ]


def _total(metric: Metric, place: tuple[Any, ...], told: dict[str, Any], number: int) -> dict[str, Any]:
    partner, sub, area, kind = place
    period = told["period"]
    groups = {"all": ("all", "all"), "gender": GROUPS[0], "instrument": ("instrument", "kra")}
    return {
        "partner_id": partner,
        "feed_id": f"{partner}_f",
        "batch_id": f"{partner}_b",
        "row_number": told["row_number"] + 100 * number,
        "sub_program_id": sub,
        "area_id": area,
        "metric_id": metric.id,
        "group": groups[kind],
        "period_id": period["period_id"],
        "from_date": period["starts_on"],
        "to_date": period["ends_on"],
        "numerator": told["numerator"],
        "denominator": told["denominator"] if metric.type in ("rate", "population") else None,
        "has_figure": told["has_figure"],
    }


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A whole small world: who lives with whom, who may be the same person, what partners report."""
    people = {
        person: {
            "person_key_loose": draw(st.sampled_from(["one", "other", person])),
            "household_key": draw(st.sampled_from(["home", "house", None])),
        }
        for person in PEOPLE
    }
    facts = {
        "service": draw(
            rows_of_people(
                people,
                hours=st.sampled_from([Decimal("0.25"), Decimal(1), Decimal("7.5")]),
                service_type=st.sampled_from(["tutoring", "meals", None]),
            )
        ),
        "enrolment": draw(rows_of_people(people, from_date=st.just(date(2024, 8, 1)), to_date=DAYS)),
        "attendance": draw(
            rows_of_people(people, days_enrolled=st.sampled_from([4, 10, 30]), days_absent=st.integers(0, 4))
        ),
        "outcome": draw(
            rows_of_people(
                people,
                result=st.sampled_from(["ready", "not_ready"]),
                instrument=st.sampled_from(["kra", "brigance", None]),
            )
        ),
        "funding": draw(funding()),
    }
    groups = {person: draw(st.lists(st.sampled_from(GROUPS), unique=True, max_size=3)) for person in PEOPLE}
    homes = draw(st.dictionaries(st.sampled_from([*PARENTS, "all"]), st.integers(1, 30), max_size=3))
    return World(facts, draw(totals()), groups, PARENTS, homes, PERIODS)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Models:
    return compile_models(tmp_path_factory.mktemp("rollup"))


def _exact(told: tuple[Any, ...]) -> tuple[Any, ...]:
    """Figures as comparable numbers; the bounds are doubles, everything else is exact."""
    numerator, denominator, lower, upper, *counts = told
    bounds = [None if bound is None else pytest.approx(float(bound)) for bound in (lower, upper)]
    return (numerator, denominator, *bounds, *counts)


@pytest.mark.slow
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(world=worlds())
def test_every_cell_of_every_type_is_what_plain_counting_gives(models: Models, world: World) -> None:
    found = models.figures(world)
    expected = {
        (case.metric.id, *cell): told for case in CASES for cell, told in figures(case, world).items()
    }
    assert found.keys() == expected.keys()
    wrong = {cell: (found[cell], told) for cell, told in expected.items() if found[cell] != _exact(told)}
    assert not wrong
