"""The sheets of figures: headlines, by group, by area, by partner. One row per figure, hidden ones marked and kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import duckdb

from pipelines.exports.released import records
from pipelines.exports.workbook.sheet import (
    HIDDEN,
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    NUMBER,
    SHARE,
    WHOLE,
    Column,
    Figure,
    Sheet,
    Value,
)

Cell = dict[str, Any]

_QUERY = """
select cells.*, metrics.name as metric, metrics.unit, coalesce(sub_programs.name, 'All sub-programs') as sub_program,
  periods.name as period, {named}
from metrics.metric_values as cells
join agenda.metrics as metrics using (metric_id)
join agenda.periods as periods using (period_id)
left join agenda.sub_programs as sub_programs using (sub_program_id)
{joins}
where {which}
order by metrics.position, metric_id, coalesce(sub_programs.position, 0), sub_program_id, {order}
  periods.period_type, periods.starts_on, period_id
"""
_WHOLE_GROUP, _WHOLE_AREA, _WHOLE_PARTNER = (
    "cells.group_type = 'all'",
    "cells.area_id = 'all'",
    "cells.partner_id = 'all'",
)
_GROUP_JOIN = (
    "left join marts.dim_group as groups on groups.group_type = cells.group_type "
    "and groups.group_value = cells.group_value"
)
_AREA_JOIN = "left join agenda.areas as areas on areas.area_id = cells.area_id"
_PARTNER_JOIN = "left join agenda.partners as partners on partners.partner_id = cells.partner_id"

_PLACE = [
    Column("Metric id", "The short name of the measure, the same in every release."),
    Column("Measure", "The name of the measure; its definition is on the sheet Measures."),
    Column("Unit", "What the value counts; percentages are shares of the denominator."),
    Column("Sub-program", "The part of the initiative that the figure is about."),
]
_TIME = [
    Column(
        "Period type", "The kind of period, as school_year or quarter. Periods of different types overlap."
    ),
    Column("Period", "The period that the figure is about."),
]
_FIGURES = [
    Column("Value", "The figure."),
    Column("At least", "The least that the value can be, where people or totals are not fully known."),
    Column("At most", "The most that the value can be."),
    Column("Numerator", "The figure above the line, or the figure itself where there is no denominator."),
    Column("Denominator", "The figure below the line of a rate."),
    Column("People", "Different people behind the figure."),
    Column("Partners reported", "Partners due in the period that gave data."),
    Column("Partners due", "Partners from which a report is due in the period."),
    Column("Status", "published, suppressed (hidden to protect people) or not_published."),
]
_GOAL = [
    Column("Baseline", "The value that progress is measured from."),
    Column("Target", "The value aimed at."),
]


def result_sheets(connection: duckdb.DuckDBPyConnection) -> list[Sheet]:
    """The four sheets of figures."""
    return [_headlines(connection), _by_group(connection), _by_area(connection), _by_partner(connection)]


def _headlines(connection: duckdb.DuckDBPyConnection) -> Sheet:
    which = f"{_WHOLE_PARTNER} and {_WHOLE_AREA} and {_WHOLE_GROUP}"
    cells = _cells(connection, which)
    rows = [[*_place(cell), *_time(cell), *_figures(cell), *_goal(cell)] for cell in cells]
    holds = "The figure of each measure for each sub-program and period, over all partners, areas and groups."
    return Sheet("Results", holds, [*_PLACE, *_TIME, *_FIGURES, *_GOAL], rows)


def _by_group(connection: duckdb.DuckDBPyConnection) -> Sheet:
    named = "groups.group_type_name, groups.group_value_name"
    which = f"{_WHOLE_PARTNER} and {_WHOLE_AREA} and not {_WHOLE_GROUP}"
    order = "cells.group_type, groups.position, cells.group_value,"
    columns = [
        Column("Group type", "The way people are grouped, as race and ethnicity."),
        Column("Group", "The group. Groups of one kind need not add up to everybody."),
    ]

    def group(cell: Cell) -> list[Value]:
        return [
            cell["group_type_name"] or cell["group_type"],
            cell["group_value_name"] or cell["group_value"],
        ]

    cells = _cells(connection, which, named=named, joins=_GROUP_JOIN, order=order)
    return _broken_down("By group", "The same figures by group of people.", columns, cells, group)


def _by_area(connection: duckdb.DuckDBPyConnection) -> Sheet:
    which = f"{_WHOLE_PARTNER} and not {_WHOLE_AREA} and {_WHOLE_GROUP}"
    columns = [
        Column("Area id", "The code of the area, as partners write it."),
        Column("Area", "The name of the area."),
        Column("Level", "The kind of area; areas of one level do not overlap."),
    ]
    cells = _cells(
        connection,
        which,
        named="areas.name as area, areas.level",
        joins=_AREA_JOIN,
        order="areas.position, cells.area_id,",
    )
    return _broken_down(
        "By area",
        "The same figures by area.",
        columns,
        cells,
        lambda cell: [cell["area_id"], cell["area"], cell["level"]],
    )


def _by_partner(connection: duckdb.DuckDBPyConnection) -> Sheet:
    which = f"not {_WHOLE_PARTNER} and {_WHOLE_AREA} and {_WHOLE_GROUP}"
    columns = [Column("Partner", "The organisation that the figure is about.")]
    cells = _cells(
        connection,
        which,
        named="partners.name as partner",
        joins=_PARTNER_JOIN,
        order="partners.name, cells.partner_id,",
    )
    return _broken_down(
        "By partner",
        "The same figures by partner: what each contributed, not a ranking.",
        columns,
        cells,
        lambda cell: [cell["partner"] or cell["partner_id"]],
    )


def _broken_down(
    name: str,
    holds: str,
    columns: Sequence[Column],
    cells: Sequence[Cell],
    part: Callable[[Cell], list[Value]],
) -> Sheet:
    rows = [[*_place(cell), *part(cell), *_time(cell), *_figures(cell)] for cell in cells]
    return Sheet(name, holds, [*_PLACE, *columns, *_TIME, *_FIGURES], rows)


def _cells(
    connection: duckdb.DuckDBPyConnection,
    which: str,
    *,
    named: str = "null",
    joins: str = "",
    order: str = "",
) -> list[Cell]:
    return records(connection, _QUERY.format(named=named, joins=joins, which=which, order=order))


def _place(cell: Cell) -> list[Value | Figure]:
    return [cell["metric_id"], cell["metric"], cell["unit"], cell["sub_program"]]


def _time(cell: Cell) -> list[Value | Figure]:
    return [cell["period_type"], cell["period"]]


def _figures(cell: Cell) -> list[Value | Figure]:
    shown = value_format(cell["unit"])
    return [
        _figure(cell, "value", shown, NOT_AVAILABLE),
        _figure(cell, "lower", shown, NOT_AVAILABLE),
        _figure(cell, "upper", shown, NOT_AVAILABLE),
        _figure(cell, "numerator", NUMBER if shown == NUMBER else WHOLE, NOT_APPLICABLE),
        _figure(cell, "denominator", WHOLE, NOT_APPLICABLE),
        _figure(cell, "people", WHOLE, NOT_APPLICABLE),
        cell["partners_reported"],
        cell["partners_due"],
        cell["status"],
    ]


def _goal(cell: Cell) -> list[Value | Figure]:
    shown = value_format(cell["unit"])
    given = [cell["baseline"], cell["target"]]
    return [NOT_APPLICABLE if value is None else Figure(value, shown) for value in given]


def value_format(unit: str) -> str:
    """How values of a unit are shown: shares in percent, people whole, the rest with decimals."""
    return {"percent": SHARE, "people": WHOLE}.get(unit, NUMBER)


def _figure(cell: Cell, name: str, shown: str, missing: str) -> Value | Figure:
    """The figure, or the mark that says why there is none."""
    if cell["status"] == "suppressed":
        return HIDDEN
    if cell["status"] != "published":
        return NOT_AVAILABLE
    return missing if cell[name] is None else Figure(cell[name], shown)
