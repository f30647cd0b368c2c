"""Facts of what the data cannot say: reports that did not come, hidden figures, totals only, rows not accepted, figures
that depend on how one counts.

All are counts of reports, rows and figures, or figures of the release; nothing here is estimated.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.learning.facts import ALL, Fact, Figure, Place, Sureness
from pipelines.learning.released import Released, Row
from pipelines.report import wording

_REPORTS = """
select partner_id, sum(due) as due, sum(reported) as reported from data_quality.reporting
where period_id = ? group by partner_id order by partner_id
"""
_HIDDEN = """
select group_type, count(*) filter (status = 'suppressed') as hidden, count(*) as figures
from metrics.metric_values
where partner_id = 'all' and area_id = 'all' and period_id = ? and status in ('suppressed', 'published')
group by group_type order by hidden desc, group_type
"""
_DRIFT = """
select * from data_quality.definition_drift
where period_id = ? and not is_agreed and value is not null and differs_by is not null
order by abs(differs_by) desc, metric_id, sub_program_id, definition_id
"""
_ROWS = """
select sum(rows_received)::bigint as received, sum(rows_quarantined)::bigint as rejected from data_quality.feed_status
"""
_STALE = """
select distinct partner_id from data_quality.feed_status where coalesce(is_stale, false)
order by all
"""
_PLAN = """
select partner_id, sum(late)::int as late from data_quality.plan_progress where late > 0 group by all order by all
"""


def limits(released: Released) -> Iterator[Fact]:
    """Every fact about what is missing, hidden, or counted in more than one way."""
    period = released.report_period
    if period is None:
        return
    yield from _reports(released, period["period_id"])
    yield from _hidden(released, period["period_id"])
    yield from _ranges(released)
    yield from _drift(released, period["period_id"])
    yield from _rows(released, period["period_id"])
    yield from _old_data(released, period["period_id"])
    yield from _totals_only(released, period["period_id"])


def plan(released: Released) -> Iterator[Fact]:
    """Promises of the plan of action that are late."""
    rows, period = released.rows(_PLAN), released.report_period
    if rows and period:
        late = sum(row["late"] for row in rows)
        partners = tuple(sorted(released.partners[row["partner_id"]] for row in rows))
        yield _counted("late", period["period_id"], [("late", late)], partners, "plan_progress")


def _counted(
    kind: str, period_id: str, counts: list[tuple[str, int]], names: tuple[str, ...], table: str
) -> Fact:
    place = Place(ALL, ALL, period_id)
    return Fact(
        fact_id=place.fact_id(kind),
        kind=kind,
        place=place,
        figures=tuple(Figure(name, number, f"{number:,}") for name, number in counts),
        names=names,
        unit="",
        standing="counted",
        cells=(f"{table}:{period_id}",),
    )


def _reports(released: Released, period_id: str) -> Iterator[Fact]:
    cursor = released.connection.execute(_REPORTS, [period_id])
    rows = [(partner, int(due), int(came)) for partner, due, came in cursor.fetchall()]
    due, came = sum(row[1] for row in rows), sum(row[2] for row in rows)
    names = tuple(sorted(released.partners[partner] for partner, due, came in rows if came < due))
    if due > came:
        counts = [("missing", due - came), ("due", due)]
        yield _counted("reports", period_id, counts, (released.period(period_id), *names), "reporting")


def _hidden(released: Released, period_id: str) -> Iterator[Fact]:
    """How many figures by each way of grouping people are hidden; that a figure is hidden is public."""
    titles = {kind: str(group["group_type_name"]) for (kind, _), group in released.groups.items()}
    for kind, hidden, figures in released.connection.execute(_HIDDEN, [period_id]).fetchall():
        if kind in titles and hidden:
            counts = [("hidden", int(hidden)), ("figures", int(figures))]
            names = (titles[kind], released.period(period_id))
            yield _counted(f"hidden/{kind}", period_id, counts, names, f"metric_values.status/{kind}")


def _ranges(released: Released) -> Iterator[Fact]:
    """Counts of people that are known as a range only."""
    for metric_id, scope in released.scopes:
        now = released.latest(metric_id, scope)
        cell = released.cells.get(Place(metric_id, scope, now)) if now else None
        if now is None or cell is None or cell["lower"] is None or cell["upper"] is None:
            continue
        metric = released.metrics[metric_id]
        if metric["metric_type"] == "distinct" and cell["upper"] > cell["lower"]:
            place = Place(metric_id, scope, now)
            ends = [("least", cell["lower"]), ("most", cell["upper"])]
            yield Fact(
                fact_id=place.fact_id("range"),
                kind="range",
                place=place,
                figures=tuple(Figure(name, value, wording.count(value)) for name, value in ends),
                names=(str(metric["name"]), released.sub_programs[scope], released.period(now)),
                unit="people",
                # Without a middle value some partners gave totals only; with one, records are in doubt.
                standing="totals" if cell["value"] is None else "matches",
                cells=(place.cell,),
                sureness=Sureness(
                    least=cell["lower"], most=cell["upper"], size=cell["upper"] / max(cell["lower"], 1) - 1
                ),
            )


def _drift(released: Released, period_id: str) -> Iterator[Fact]:
    """What a metric would be by a definition that some partner uses in its own house."""
    cursor = released.connection.execute(_DRIFT, [period_id])
    names = [column[0] for column in cursor.description or []]
    for values in cursor.fetchall():
        row: Row = dict(zip(names, values, strict=True))
        place = Place(row["metric_id"], row["sub_program_id"], period_id)
        agreed = released.cells.get(place)
        if agreed is None or agreed["value"] is None:
            continue
        theirs = released.printed(place.metric_id, row["value"], row["denominator"])
        ours = released.printed(place.metric_id, agreed["value"], agreed["denominator"])
        told = [one.strip() for one in str(row["partners"] or "").split(",") if one.strip()]
        partners = [released.partners.get(one, one) for one in told]
        if theirs != ours:
            metric = str(released.metrics[place.metric_id]["name"])
            period = released.period(period_id)
            yield Fact(
                fact_id=place.fact_id(f"drift/{row['definition_id']}"),
                kind="drift",
                place=place,
                figures=(
                    Figure("agreed", agreed["value"], ours, "agreed"),
                    Figure("theirs", row["value"], theirs),
                ),
                names=(metric, released.sub_programs[place.sub_program_id], period, *sorted(partners)),
                unit=str(released.metrics[place.metric_id]["unit"]),
                standing="drift",
                cells=(place.cell, f"definition_drift:{'/'.join(place[:3])}/{row['definition_id']}"),
                sureness=Sureness(people=row["people"], size=abs(row["differs_by"])),
            )


def _rows(released: Released, period_id: str) -> Iterator[Fact]:
    (row,) = released.rows(_ROWS)
    if row["rejected"]:
        counts = [("rejected", row["rejected"]), ("received", row["received"])]
        yield _counted("rows", period_id, counts, (), "feed_status")


def _old_data(released: Released, period_id: str) -> Iterator[Fact]:
    names = tuple(sorted(released.partners[row["partner_id"]] for row in released.rows(_STALE)))
    if names:
        yield _counted("old_data", period_id, [], names, "feed_status")


def _totals_only(released: Released, period_id: str) -> Iterator[Fact]:
    rows = released.rows("select name from agenda.partners where totals_only order by name")
    if rows:
        names = tuple(str(row["name"]) for row in rows)
        yield _counted("totals_only", period_id, [], names, "partners")
