"""Facts of standing: a figure beside its target, and one group of people beside another.

Not here: how figures moved (changes.py) and what of it surprises (surprises.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import hypot

from pipelines.learning.chance import ERROR, newcombe, size
from pipelines.learning.facts import Chance, Fact, Figure, Place, Sureness
from pipelines.learning.released import Released, Row
from pipelines.report import wording

_PACES = """
select metric_id, sub_program_id, period_id, rests_on_period_id, target_period_id, denominator, people,
  value, baseline, target, line_value, pace_so_far, pace_needed, standing, baseline_period_id
from metrics.metric_pace
where status = 'published' and is_complete and value is not null and target is not null and baseline is not null
order by all
"""
_GAPS = """
select metric_id, sub_program_id, period_id, group_type, group_value, reference_group,
  cast(numerator as double) as numerator, cast(denominator as double) as denominator, rate,
  cast(reference_numerator as double) as reference_numerator,
  cast(reference_denominator as double) as reference_denominator, reference_rate, gap
from metrics.equity_gaps
where status = 'published' and partner_id = 'all' and area_id = 'all' and gap is not null
  and metric_id in (select metric_id from agenda.metrics where counted = 'people' and metric_type = 'rate')
order by all
"""


def targets(released: Released) -> Iterator[Fact]:
    """How each metric with a target stands beside an even path from its baseline to the target."""
    for row in released.rows(_PACES):
        place = Place(row["metric_id"], row["sub_program_id"], row["period_id"])
        if place.period_id == released.latest(*place[:2]) and place in released.cells:
            yield _target(released, place, row)


def _target(released: Released, place: Place, row: Row) -> Fact:
    metric = released.metrics[place.metric_id]
    periods = [row["baseline_period_id"], place.period_id, row["target_period_id"]]
    start, now, goal = (released.period(period_id) for period_id in periods)

    def set_value(value: float) -> str:
        is_share = metric["unit"] == "percent"
        return f"{round(value * 100, 1):g}%" if is_share else f"{value:,.0f} {metric['unit']}"

    figures = [
        Figure("now", row["value"], released.printed(place.metric_id, row["value"], row["denominator"]), now),
        Figure("baseline", row["baseline"], set_value(row["baseline"]), start),
        Figure("target", row["target"], set_value(row["target"]), goal),
    ]
    figures += [
        Figure(name, row[name], _pace(released, place.metric_id, row[name], name))
        for name in ("line_value", "pace_so_far", "pace_needed")
        if row[name] is not None
    ]
    origin = place._replace(period_id=row["rests_on_period_id"])
    return Fact(
        fact_id=place.fact_id("target"),
        kind="target",
        place=place,
        figures=tuple(figures),
        names=(str(metric["name"]), released.sub_programs[place.sub_program_id], start, now, goal),
        unit=str(metric["unit"]),
        standing=str(row["standing"]),
        cells=(place.cell, *([origin.cell] if origin in released.cells else [])),
        sureness=Sureness(people=row["people"]),
    )


def _pace(released: Released, metric_id: str, value: float, name: str) -> str:
    if released.metrics[metric_id]["unit"] == "percent":
        return f"{value * 100:.1f}%" if name == "line_value" else wording.points(value)
    return f"{abs(value):,.0f} {released.metrics[metric_id]['unit']}"


def gaps(released: Released) -> Iterator[Fact]:
    """Each group beside the group that it is compared with, and the same a period earlier."""
    rows = {_gap_place(row): row for row in released.rows(_GAPS)}
    together = Counter(place[:3] for place in rows)
    for place, row in rows.items():
        known = (place.group_type, place.group_value) in released.groups and place[:2] in released.scopes
        if known and place.period_id == released.latest(*place[:2]):
            old = rows.get(place._replace(period_id=released.before(place.period_id) or ""))
            yield _gap(released, place, row, old, together[place[:3]])


def _gap_place(row: Row) -> Place:
    return Place(*(row[name] for name in Place._fields[:5]))


def _gap(released: Released, place: Place, row: Row, old: Row | None, together: int) -> Fact:
    metric = released.metrics[place.metric_id]
    group = released.groups[place.group_type, place.group_value]
    other = released.groups[place.group_type, row["reference_group"]]
    reference = place._replace(group_value=row["reference_group"])
    period = released.period(place.period_id)
    fewest = min(row["denominator"], row["reference_denominator"])
    names = [str(metric["name"]), released.sub_programs[place.sub_program_id], str(group["group_type_name"])]
    names += [str(group["group_value_name"]), str(other["group_value_name"]), period]
    rates = [("rate", row["rate"], row["denominator"], names[3])]
    rates += [("reference_rate", row["reference_rate"], row["reference_denominator"], names[4])]
    figures = [
        Figure(name, value, wording.percent(value, people), label) for name, value, people, label in rates
    ]
    figures.append(Figure("gap", row["gap"], wording.points(row["gap"], fewest), period))
    cells = [place.cell, reference.cell]
    if old is not None and old["reference_group"] == row["reference_group"]:
        earlier = released.period(old["period_id"])
        names.append(earlier)
        figures.append(Figure("gap_before", old["gap"], wording.points(old["gap"], fewest), earlier))
        cells += [one._replace(period_id=old["period_id"]).cell for one in (place, reference)]
    behind = (row["gap"] < 0) == (metric["direction"] == "increase")
    return Fact(
        fact_id=place.fact_id("gap"),
        kind="gap",
        place=place,
        figures=tuple(figures),
        names=tuple(names),
        unit="points",
        standing="behind" if behind else "ahead",
        cells=tuple(cells),
        sureness=_of_gap(row, old if len(cells) > 2 else None, together),
    )


def _counts(row: Row) -> tuple[float, float, float, float]:
    return row["numerator"], row["denominator"], row["reference_numerator"], row["reference_denominator"]


def _of_gap(row: Row, old: Row | None, together: int) -> Sureness:
    both = _counts(row)
    low, high = newcombe(*both, ERROR / together)
    chance: Chance = "within" if low <= 0 <= high else "beyond"
    people = int(row["denominator"] + row["reference_denominator"])
    return Sureness(
        people=people,
        chance=chance,
        step=_step(row, old, together) if old is not None else None,
        interval=(low, high),
        compared=together,
        size=size(*both),
    )


def _step(row: Row, old: Row, together: int) -> Chance:
    """Whether two gaps differ by more than chance: their intervals joined as Newcombe joins those of two shares."""
    low, high = newcombe(*_counts(row), ERROR / together)
    old_low, old_high = newcombe(*_counts(old), ERROR / together)
    moved = row["gap"] - old["gap"]
    down = moved - hypot(row["gap"] - low, old_high - old["gap"])
    up = moved + hypot(high - row["gap"], old["gap"] - old_low)
    return "within" if down <= 0 <= up else "beyond"
