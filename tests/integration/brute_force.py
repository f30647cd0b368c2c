"""The standard metrics of the small warehouse by plain counting, one row and one cell at a time.

Shares no SQL with the dbt project: each metric is a Python function of one person's rows in one cell.
"""

from __future__ import annotations

import calendar
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from itertools import product

from small_initiative import AS_OF, GROUPS, PARENTS, Accepted, Row, ancestors, periods

Cell = tuple[str, str, str, str, str, str]
Figures = tuple[Decimal, Decimal]
OPEN = date(9999, 12, 31)
PERIODS = {period["period_id"]: period for period in periods()}


class People:
    """Who is who, where they live and which groups they belong to, from the accepted rows."""

    def __init__(self, accepted: Accepted) -> None:
        self._tokens: dict[tuple[str, str], str] = {}
        rows = [row for kind, found in accepted.rows.items() if kind != "total" for row in found]
        for row in rows:
            if row["local_token"] and row["person_token"]:
                self._tokens[row["partner_id"], row["local_token"]] = row["person_token"]
        self._enrolments = defaultdict(list)
        for row in accepted.rows["enrolment"]:
            self._enrolments[self.key(row)].append(row)

    def key(self, row: Row) -> str:
        """The person a row is about."""
        tied = self._tokens.get((row["partner_id"], row["local_token"]))
        return str(row["person_token"] or tied or f"local:{row['local_token']}")

    def area(self, row: Row) -> str | None:
        """The row's area, or the person's by the latest enrolment: at the partner, else anywhere."""
        if row["area"] in PARENTS:
            return str(row["area"])
        known = [e for e in self._enrolments[self.key(row)] if e["area"] in PARENTS]
        own = [e for e in known if e["partner_id"] == row["partner_id"]]
        latest = max((e["start_date"] for e in own or known), default=None)
        return min((str(e["area"]) for e in own or known if e["start_date"] == latest), default=None)

    def groups(self, person: str) -> Iterator[tuple[str, str]]:
        """Everybody's group, and the most frequent known value of each group type."""
        yield ("all", "all")
        for group_type, values in GROUPS.items():
            counts = Counter(e[group_type] for e in self._enrolments[person] if e[group_type] in values)
            if counts:
                yield (group_type, min(counts, key=lambda value: (-counts[value], value)))


def month_end(first: date) -> date:
    """The last day of the month."""
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def within(start: date, end: date, period: Row) -> bool:
    """Whether the days lie inside the period."""
    return bool(period["starts_on"] <= start and end <= period["ends_on"])


def _services(accepted: Accepted) -> list[Row]:
    return [{**r, "from": r["service_date"], "to": r["service_date"]} for r in accepted.rows["service"]]


def _attendance(accepted: Accepted, setting: str) -> list[Row]:
    found = [r for r in accepted.rows["attendance"] if r["setting"] == setting]
    return [{**r, "from": r["month"], "to": month_end(r["month"])} for r in found]


def _outcomes(accepted: Accepted, outcome_type: str) -> list[Row]:
    found = [r for r in accepted.rows["outcome"] if r["outcome_type"] == outcome_type]
    years = {r["school_year"]: PERIODS[r["school_year"]] for r in found}
    return [
        {**r, "from": years[r["school_year"]]["starts_on"], "to": years[r["school_year"]]["ends_on"]}
        for r in found
    ]


def _rows(metric_id: str, accepted: Accepted, people: People) -> list[Row]:
    if metric_id == "people_served":
        present = [r for r in _attendance(accepted, "program") if r["days_enrolled"] > r["days_absent"]]
        return _services(accepted) + present
    if metric_id == "service_hours":
        return _services(accepted)
    if metric_id in ("attendance_rate", "chronic_absence_rate"):
        return _attendance(accepted, "program" if metric_id == "attendance_rate" else "school")
    if metric_id == "retention_rate":
        return [
            {**r, "from": r["start_date"], "to": r["end_date"] or OPEN} for r in accepted.rows["enrolment"]
        ]
    if metric_id == "graduation_rate":
        return _last_status(_outcomes(accepted, "graduation"), people)
    if metric_id == "kindergarten_readiness":
        return [
            r for r in _outcomes(accepted, metric_id) if r["result"] != "not_assessed" and r["instrument"]
        ]
    return _outcomes(accepted, "fafsa")


def _last_status(rows: list[Row], people: People) -> list[Row]:
    last: dict[tuple[str, ...], Row] = {}
    for row in sorted(rows, key=lambda r: (_in_time(r), r["outcome_date"] or date.min, r["row_number"])):
        last[people.key(row), row["partner_id"], row["sub_program"]] = row
    return list(last.values())


def _in_time(row: Row) -> bool:
    return bool((row["outcome_date"] or date.min) <= row["to"])


def _share(counts: bool, meets: bool) -> Figures:
    return Decimal(counts), Decimal(counts and meets)


def _total(rows: list[Row], column: str) -> Decimal:
    return sum((Decimal(str(row[column])) for row in rows), Decimal(0))


def _attended(rows: list[Row], period: Row) -> Figures:
    enrolled = _total(rows, "days_enrolled")
    return enrolled, enrolled - _total(rows, "days_absent")


def _chronically_absent(rows: list[Row], period: Row) -> Figures:
    enrolled, absent = _total(rows, "days_enrolled"), _total(rows, "days_absent")
    return _share(enrolled >= 10, absent * 10 >= enrolled)


def _retained(rows: list[Row], period: Row) -> Figures:
    def on(day: date) -> bool:
        return any(row["from"] <= day <= row["to"] for row in rows)

    return _share(on(period["start_count_on"]), on(period["end_count_on"]))


def _graduated(rows: list[Row], period: Row) -> Figures:
    gone = ("transferred_out", "died")
    stays = any(not (row["result"] in gone and row["documented"] and _in_time(row)) for row in rows)
    diplomas = [row for row in rows if row["result"] == "regular_diploma"]
    return _share(stays, any(_in_time(row) for row in diplomas))


def _completed(rows: list[Row], period: Row) -> Figures:
    dates = [row["outcome_date"] for row in rows if row["result"] == "completed"]
    return _share(True, any(day is not None and day <= period["ends_on"] for day in dates))


# The classes that the people of a rate fall into, from that person's rows in one cell: percent missed, from and below.
BANDS = {
    "chronic_absence_rate": {
        ("absence_band", "satisfactory"): (0, 5),
        ("absence_band", "at_risk"): (5, 10),
        ("absence_band", "moderate"): (10, 20),
        ("absence_band", "severe"): (20, 101),
    }
}

# What one person adds below and above the line, from that person's rows in one cell.
FORMULAS: dict[str, Callable[[list[Row], Row], Figures]] = {
    "people_served": lambda rows, period: (Decimal(1), Decimal(1)),
    "service_hours": lambda rows, period: (_total(rows, "hours"), _total(rows, "hours")),
    "attendance_rate": _attended,
    "chronic_absence_rate": _chronically_absent,
    "retention_rate": _retained,
    "kindergarten_readiness": lambda rows, period: _share(True, any(r["result"] == "ready" for r in rows)),
    "graduation_rate": _graduated,
    "fafsa_completion": _completed,
}


def cells(entry: Row, accepted: Accepted) -> dict[Cell, tuple[Decimal, Decimal, int]]:
    """Every cell of a metric: (numerator, denominator, people behind it).

    A cell is (partner, sub-program, area, group type, group value, period).
    """
    people, by_cell = People(accepted), defaultdict(lambda: defaultdict(list))
    for row in _rows(entry["metric_id"], accepted, people):
        person, area = people.key(row), people.area(row)
        if row["sub_program"] not in entry["sub_programs"]:
            continue
        places = product(
            (row["partner_id"], "all"),
            (row["sub_program"], "all"),
            [*ancestors(area), "all"] if area else ["all"],
        )
        groups = [*people.groups(person), *_instrument(entry["metric_id"], row)]
        for place, group, period in product(places, groups, _periods(row, entry)):
            by_cell[(*place, *group, period)][person].append(row)
    formula = FORMULAS[entry["metric_id"]]
    found: dict[Cell, tuple[Decimal, Decimal, int]] = {}
    for cell, persons in by_cell.items():
        figures = [formula(rows, PERIODS[cell[-1]]) for rows in persons.values()]
        below, above = sum((f[0] for f in figures), Decimal(0)), sum((f[1] for f in figures), Decimal(0))
        found[cell] = (above, below, sum(f[0] > 0 for f in figures))
        if cell[3] == "all":
            found |= _banded(entry["metric_id"], cell, list(persons.values()), below)
    return found


def _instrument(metric_id: str, row: Row) -> list[tuple[str, str]]:
    return [("instrument", row["instrument"])] if metric_id == "kindergarten_readiness" else []


def _banded(
    metric_id: str, cell: Cell, persons: list[list[Row]], below: Decimal
) -> dict[Cell, tuple[Decimal, Decimal, int]]:
    """The people of the cell who count below the line, by class."""
    counted = [rows for rows in persons if _total(rows, "days_enrolled") >= 10] if metric_id in BANDS else []
    return {
        (*cell[:3], *band, cell[5]): (
            Decimal(sum(_misses(rows, low, high) for rows in counted)),
            below,
            len(counted),
        )
        for band, (low, high) in BANDS.get(metric_id, {}).items()
    }


def _misses(rows: list[Row], low: int, high: int) -> bool:
    enrolled, absent = _total(rows, "days_enrolled"), _total(rows, "days_absent")
    return low * enrolled <= absent * 100 < high * enrolled


def _periods(row: Row, entry: Row) -> list[str]:
    def falls(period: Row) -> bool:
        if entry["falls"] == "overlapping":
            return bool(row["from"] <= period["ends_on"] and row["to"] >= period["starts_on"])
        return within(row["from"], row["to"], period)

    last_day = "end_count_on" if entry["metric_id"] == "retention_rate" else "starts_on"
    known = [p for p in PERIODS.values() if p["period_type"] in entry["periods"] and p[last_day] <= AS_OF]
    return [p["period_id"] for p in known if falls(p)]
