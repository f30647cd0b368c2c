"""Facts of change: a figure beside the period before, and beside the first period that it is known for.

Here: all partners together, as a whole, by group and by area. Not here: targets, gaps between groups, surprises.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.learning.chance import ERROR, newcombe, size
from pipelines.learning.facts import ALL, Chance, Fact, Figure, Line, Place, Sureness
from pipelines.learning.released import Released, Row

_LINES = """
select metric_id, sub_program_id, compared_from, compared_to, period_id, value, all_partners_value
from metrics.like_for_like where status = 'published' and value is not null and all_partners_value is not null
order by all
"""


def changes(released: Released) -> Iterator[Fact]:
    """Changes of the whole: from the period before (`change`) and from the first known one (`since`)."""
    lines = _lines(released)
    for metric_id, scope in released.scopes:
        now = released.latest(metric_id, scope)
        before = released.before(now) if now else None
        if now is None or before is None:
            continue
        place = Place(metric_id, scope, now)
        yield from _change(released, place, before, "change", lines)
        first = _first(released, place)
        if first not in (now, before):
            yield from _change(released, place, first, f"since/{first}", lines)


def group_changes(released: Released) -> Iterator[Fact]:
    """Changes of groups and areas from the period before; those of one metric share the error of one."""
    for metric_id, scope in released.scopes:
        now = released.latest(metric_id, scope)
        before = released.before(now) if now else None
        if now is None or before is None:
            continue
        places = [
            place
            for place in released.cells
            if place[:3] == (metric_id, scope, now)
            and _is_shown(released, place)
            and place._replace(period_id=before) in released.cells
        ]
        for place in places:
            yield from _change(released, place, before, "change", {}, compared=len(places))


def _is_shown(released: Released, place: Place) -> bool:
    return place.area_id != ALL or (place.group_type, place.group_value) in released.groups


def _first(released: Released, place: Place) -> str:
    kind = released.periods[place.period_id]["period_type"]
    known = [
        period_id
        for period_id, period in released.periods.items()
        if period["period_type"] == kind and place._replace(period_id=period_id) in released.cells
    ]
    return known[0]


def _change(
    released: Released,
    place: Place,
    before: str,
    kind: str,
    lines: dict[tuple[str, str, str, str], Line],
    *,
    compared: int = 1,
) -> Iterator[Fact]:
    """The change, unless one of its two figures is hidden, or known as a range only."""
    new, old = released.cells.get(place), released.cells.get(place._replace(period_id=before))
    if new is None or old is None or new["value"] is None or old["value"] is None:
        return
    figures = [_figure(released, place, "before", old, before), _figure(released, place, "now", new)]
    cells = [place._replace(period_id=before).cell, place.cell]
    if new["people"] is not None:
        figures.append(Figure("people", new["people"], f"{new['people']:,}"))
    yield Fact(
        fact_id=place.fact_id(kind),
        kind=kind.partition("/")[0],
        place=place,
        figures=tuple(figures),
        names=(*_names(released, place), released.period(before), released.period(place.period_id)),
        unit=str(released.metrics[place.metric_id]["unit"]),
        standing=_standing(released, place, figures[1], figures[0]),
        cells=tuple(cells),
        sureness=_sureness(
            released,
            place,
            new,
            old,
            lines.get((place.metric_id, place.sub_program_id, before, place.period_id)),
            compared,
        ),
    )


def _figure(released: Released, place: Place, name: str, cell: Row, period: str | None = None) -> Figure:
    text = released.printed(place.metric_id, cell["value"], cell["denominator"])
    return Figure(name, cell["value"], text, released.period(period or place.period_id))


def _names(released: Released, place: Place) -> tuple[str, ...]:
    names = [str(released.metrics[place.metric_id]["name"]), released.sub_programs[place.sub_program_id]]
    if place.group_type != ALL:
        group = released.groups[place.group_type, place.group_value]
        names += [str(group["group_type_name"]), str(group["group_value_name"])]
    if place.area_id != ALL:
        names.append(str(released.areas[place.area_id]))
    return tuple(names)


def _standing(released: Released, place: Place, now: Figure, before: Figure) -> str:
    """better, worse, same (at the printed rounding), or moved where no direction is better, or nothing is."""
    metric = released.metrics[place.metric_id]
    direction = metric["direction"]
    if now.text == before.text:
        best = {"increase": 1.0, "decrease": 0.0}.get(str(direction))
        is_best = metric["metric_type"] == "rate" and metric["unit"] == "percent" and now.value == best
        return "moved" if is_best else "same"
    if direction not in ("increase", "decrease"):
        return "moved"
    return "better" if (now.value > before.value) == (direction == "increase") else "worse"


def _sureness(
    released: Released, place: Place, new: Row, old: Row, line: Line | None, compared: int
) -> Sureness:
    metric = released.metrics[place.metric_id]
    chance: Chance | None = None
    interval, how_large = None, 0.0
    of_people = metric["counted"] == "people"
    if of_people and metric["metric_type"] == "rate" and new["denominator"] and old["denominator"]:
        both = (new["numerator"], new["denominator"], old["numerator"], old["denominator"])
        interval = newcombe(*both, ERROR / compared)
        chance, how_large = "within" if interval[0] <= 0 <= interval[1] else "beyond", size(*both)
    if not how_large and old["value"]:
        # Without an interval, the change as a share of what was, so that larger ones come first.
        how_large = abs(new["value"] / old["value"] - 1)
    is_range = new["upper"] is not None and new["upper"] > new["lower"]
    return Sureness(
        people=new["people"],
        chance=chance,
        interval=interval,
        line=line,
        partners_reported=new["partners_reported"],
        partners_due=new["partners_due"],
        least=new["lower"] if is_range else None,
        most=new["upper"] if is_range else None,
        compared=compared,
        size=how_large,
    )


def _lines(released: Released) -> dict[tuple[str, str, str, str], Line]:
    """By metric, sub-program, from and to: how the partners that reported throughout moved beside all of them."""
    rows = {
        (
            row["metric_id"],
            row["sub_program_id"],
            row["compared_from"],
            row["compared_to"],
            row["period_id"],
        ): row
        for row in released.rows(_LINES)
    }
    found: dict[tuple[str, str, str, str], Line] = {}
    for metric_id, scope, start, end, period_id in rows:
        for other in (key for key in rows if key[:4] == (metric_id, scope, start, end)):
            if other[4] != period_id:
                old, new = rows[other], rows[metric_id, scope, start, end, period_id]
                found[metric_id, scope, other[4], period_id] = _line(old, new)
    return found


def _line(old: Row, new: Row) -> Line:
    if old["value"] == old["all_partners_value"] and new["value"] == new["all_partners_value"]:
        return "same"
    moved, all_moved = new["value"] - old["value"], new["all_partners_value"] - old["all_partners_value"]
    return "agrees" if moved * all_moved > 0 else "disagrees"
