"""Facts of surprise: outside a frozen forecast, a turn against the trend, a change that hangs on one partner,
and money for each result that moved by half or more.

Not here: plain changes (changes.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipelines.learning.facts import Fact, Figure, Place, Sureness
from pipelines.learning.released import Released, Row
from pipelines.report import wording

MOVED_BY_HALF = 0.5
# An amount that has no interval: below two percent a change is not worth a sentence.
WORTH_TELLING = 0.02
_SCORES = """
select * from metrics.forecast_scores
where status = 'published' and not is_within_interval and actual is not null and forecast_lower is not null
order by metric_id, sub_program_id, period_id, made_on
"""
_WITHOUT = """
select metric_id, sub_program_id, period_id, left_out_partner, cast(denominator as double) as denominator, value_without
from metrics.leave_one_out where status = 'published' and value_without is not null and value is not null
order by all
"""
_COSTS = """
select metric_id, sub_program_id, period_id, currency, cost_basis, people_reached, value from metrics.cost_per_outcome
where status = 'published' and partner_id = 'all' and cost_kind = 'gross' and value is not null and lower = upper
order by all
"""


def surprises(released: Released, changes: Iterable[Fact]) -> Iterator[Fact]:
    """Everything that nobody would have expected, from the changes of the whole and from the release."""
    moved = {fact.place: fact for fact in changes if fact.kind == "change"}
    yield from _outside_forecasts(released)
    yield from _turns(released, moved.values())
    yield from _hanging_on_one(released, moved)
    yield from _costs(released)


def _outside_forecasts(released: Released) -> Iterator[Fact]:
    """A figure outside the interval of the earliest forecast that was frozen for it."""
    seen = set()
    for row in released.rows(_SCORES):
        place = Place(row["metric_id"], row["sub_program_id"], row["period_id"])
        cell = released.cells.get(place)
        is_new = place.period_id == released.latest(*place[:2])
        if place in seen or cell is None or not is_new:
            continue
        seen.add(place)

        def printed(value: float, place: Place = place) -> str:
            return released.printed(place.metric_id, value, None)

        low, high = row["forecast_lower"], row["forecast_upper"]
        period = released.period(place.period_id)
        yield Fact(
            fact_id=place.fact_id("forecast"),
            kind="forecast",
            place=place,
            figures=(
                Figure("now", row["actual"], printed(row["actual"]), period),
                Figure("forecast_lower", low, printed(low)),
                Figure("forecast_upper", high, printed(high)),
            ),
            names=(*_names(released, place), period, wording.day(row["made_on"])),
            unit=str(released.metrics[place.metric_id]["unit"]),
            standing="above" if row["actual"] > high else "below",
            cells=(place.cell, f"forecast_scores:{'/'.join(place[:3])}/{row['made_on']}"),
            sureness=Sureness(people=cell["people"], size=1.0),
        )


def _names(released: Released, place: Place) -> tuple[str, ...]:
    return str(released.metrics[place.metric_id]["name"]), released.sub_programs[place.sub_program_id]


def _turns(released: Released, moved: Iterable[Fact]) -> Iterator[Fact]:
    """A change beyond chance that goes against the one before it."""
    for fact in moved:
        before = released.before(fact.place.period_id)
        earlier = released.before(before) if before else None
        if earlier is None or fact.standing == "same":
            continue
        origin = released.cells.get(fact.place._replace(period_id=earlier))
        is_clear = fact.sureness.chance == "beyond" or (
            fact.sureness.chance is None and fact.sureness.size >= MOVED_BY_HALF
        )
        if origin is None or origin["value"] is None or not is_clear:
            continue
        text = released.printed(fact.place.metric_id, origin["value"], origin["denominator"])
        last, now = fact.figure("before"), fact.figure("now")
        if (last.value - origin["value"]) * (now.value - last.value) >= 0 or text == last.text:
            continue
        start = Figure("earlier", origin["value"], text, released.period(earlier))
        yield Fact(
            fact_id=fact.place.fact_id("turn"),
            kind="turn",
            place=fact.place,
            figures=(start, *fact.figures),
            names=(*fact.names, released.period(earlier)),
            unit=fact.unit,
            standing=fact.standing,
            cells=(fact.place._replace(period_id=earlier).cell, *fact.cells),
            sureness=fact.sureness,
        )


def _hanging_on_one(released: Released, moved: dict[Place, Fact]) -> Iterator[Fact]:
    """A change that goes the other way as soon as one partner is left out."""
    rows = {
        (row["metric_id"], row["sub_program_id"], row["period_id"], row["left_out_partner"]): row
        for row in released.rows(_WITHOUT)
    }
    for key, new in rows.items():
        fact = moved.get(Place(*key[:3]))
        old = rows.get((*key[:2], released.before(key[2]) or "", key[3]))
        if fact is None or old is None or fact.standing == "same" or not _is_told(fact):
            continue
        change = fact.figure("now").value - fact.figure("before").value
        texts = [released.printed(key[0], row["value_without"], row["denominator"]) for row in (old, new)]
        if change * (new["value_without"] - old["value_without"]) < 0 and texts[0] != texts[1]:
            yield _without(fact, released.partners[key[3]], (old, new), texts)


def _is_told(fact: Fact) -> bool:
    """Whether the change says anything: what is chance may turn round with any partner."""
    if fact.sureness.chance is None:
        return fact.sureness.size >= WORTH_TELLING
    return fact.sureness.chance == "beyond"


def _without(fact: Fact, partner: str, rows: tuple[Row, Row], texts: list[str]) -> Fact:
    old, new = rows
    return Fact(
        fact_id=fact.place._replace(partner_id=new["left_out_partner"]).fact_id("without"),
        kind="without",
        place=fact.place,
        figures=(
            *fact.figures,
            Figure("before_without", old["value_without"], texts[0], fact.figure("before").label),
            Figure("now_without", new["value_without"], texts[1], fact.figure("now").label),
        ),
        names=(*fact.names, partner),
        unit=fact.unit,
        standing=fact.standing,
        cells=(
            *fact.cells,
            *(
                f"leave_one_out:{'/'.join(fact.place[:2])}/{row['period_id']}/{row['left_out_partner']}"
                for row in rows
            ),
        ),
        sureness=fact.sureness,
    )


def _costs(released: Released) -> Iterator[Fact]:
    """Program money for each person with the result, where it rose or fell by half or more in one period."""
    rows = {
        (*list(row.values())[:3], row["currency"], row["cost_basis"]): row for row in released.rows(_COSTS)
    }
    for (metric_id, scope, period_id, currency, basis), new in rows.items():
        old = rows.get((metric_id, scope, released.before(period_id) or "", currency, basis))
        place = Place(metric_id, scope, period_id)
        if old is None or not old["value"] or period_id != released.latest(metric_id, scope):
            continue
        size = abs(new["value"] / old["value"] - 1)
        if size < MOVED_BY_HALF or place not in released.cells:
            continue
        periods = [released.period(row["period_id"]) for row in (old, new)]
        texts = [f"{currency} {row['value']:,.0f}" for row in (old, new)]
        yield Fact(
            fact_id=place.fact_id("cost"),
            kind="cost",
            place=place,
            figures=(
                Figure("before", old["value"], texts[0], periods[0]),
                Figure("now", new["value"], texts[1], periods[1]),
                Figure("people", float(new["people_reached"]), f"{new['people_reached']:,.0f}"),
            ),
            names=(*_names(released, place), *periods),
            unit=currency,
            standing=str(basis),
            cells=tuple(
                f"cost_per_outcome:{metric_id}/{scope}/{row['period_id']}/{currency}" for row in (old, new)
            ),
            sureness=Sureness(people=int(new["people_reached"]), size=size),
        )
