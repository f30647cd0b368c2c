"""One made-up metric of every type and construct, each as the catalogue writes it and as a Python function of rows.

Here: what one counted thing adds to a cell. Not here: cells and roll-ups (rollup_brute_force.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pipelines.catalogue import Metric, resolve

Row = Mapping[str, Any]
Rows = list[Row]
SUB_PROGRAMS = ["after_school", "preschool"]
_WORDS = {
    "name": "Made up", "definition": "Made up.", "unit": "units", "direction": "none", "accountability": "how_much",
    "periods": ["school_year", "quarter"], "record_types": ["service"], "source": "Made up.",
}  # fmt: skip
_RATE = {"type": "rate", "counted": "people"}
_DISTINCT = {"type": "distinct", "counted": "people"}
_STOCK = {"type": "stock", "counted": "amount", "fact": "funding"}
_TOTALS = {"fact": "total"}


def total(rows: Rows, column: str) -> Decimal:
    """The sum of a column; of nothing, 0."""
    return sum((Decimal(row[column]) for row in rows), Decimal(0))


def last(rows: Rows) -> Decimal | None:
    """The amount of the last report that gives one."""
    told = [row for row in rows if row["amount"] is not None]
    order = ("to_date", "from_date", "partner_id", "feed_id", "batch_id", "row_number")
    return max(told, key=lambda row: [row[name] for name in order])["amount"] if told else None


def mean(rows: Rows) -> Decimal | None:
    """The average of the amounts that are given."""
    told = [row["amount"] for row in rows if row["amount"] is not None]
    return sum(told, Decimal(0)) / len(told) if told else None


def _one(rows: Rows) -> Decimal:
    return Decimal(1)


def _absent(rows: Rows) -> bool:
    return total(rows, "days_absent") * 10 >= total(rows, "days_enrolled")


def _long_enough(rows: Rows) -> bool:
    return total(rows, "days_enrolled") >= 10


@dataclass(frozen=True)
class Case:
    """A metric of the catalogue's grammar beside the same in Python; `below` is None where nothing is below the line."""

    metric: Metric
    above: Callable[[Rows], Any] = _one
    below: Callable[[Rows], Any] | None = None
    per: tuple[str, ...] = ("person_key",)
    bands: Mapping[str, Callable[[Rows], bool]] = field(default_factory=dict)

    @property
    def entry(self) -> dict[str, Any]:
        """The entry of the dbt variable `metrics`."""
        return resolve(self.metric, SUB_PROGRAMS, {})


def _metric(name: str, **parts: Any) -> Metric:
    return Metric.model_validate({**_WORDS, "id": name, **parts})


_DAYS = {"enrolled": "sum(days_enrolled)", "absent": "sum(days_absent)"}
_CHRONIC = {
    "fact": "attendance", "amounts": _DAYS, "denominator": "enrolled >= 10", "numerator": "absent * 10 >= enrolled",
}  # fmt: skip
_SEVERE = {
    "name": "Severity",
    "values": {
        "chronic": {"name": "Chronic", "when": "absent * 10 >= enrolled"},
        "other": {"name": "Other", "when": "absent * 10 < enrolled"},
    },
}
_SERIES = ("partner_id", "sub_program_id", "kind")
CASES = [
    Case(_metric("served", **_DISTINCT, fact="service", numerator="true")),
    Case(
        _metric("regulars", **_DISTINCT, fact="service", amounts={"visits": "count(*)"}, numerator="visits >= 2"),
        above=lambda rows: len(rows) >= 2,
    ),
    Case(
        _metric("households", **_DISTINCT, fact="service", per=["household_key"], numerator="true"),
        per=("household_key",),
    ),
    Case(_metric("enrolled", **_DISTINCT, fact="enrolment", falls="overlapping", numerator="true")),
    Case(
        _metric(
            "hours", type="count", counted="amount", fact="service", amounts={"got": "sum(hours)"}, numerator="got * 2",
            by=["service_type"],
        ),
        above=lambda rows: total(rows, "hours") * 2,
    ),
    Case(
        _metric("absence", **_RATE, **_CHRONIC, bands={"severity": _SEVERE}),
        above=_absent,
        below=_long_enough,
        bands={"chronic": _absent, "other": lambda rows: not _absent(rows)},
    ),
    Case(
        _metric("absence_by_school", **_RATE, **_CHRONIC, per=["person_key", "partner_id"]),
        above=_absent,
        below=_long_enough,
        per=("person_key", "partner_id"),
    ),
    Case(
        _metric(
            "attendance", type="rate", counted="amount", fact="attendance", amounts=_DAYS, denominator="enrolled",
            numerator="enrolled - absent",
        ),
        above=lambda rows: total(rows, "days_enrolled") - total(rows, "days_absent"),
        below=lambda rows: total(rows, "days_enrolled"),
    ),
    Case(
        _metric(
            "ready", **_RATE, fact="outcome", never_pooled=["instrument"], denominator="true", numerator="ready = 1",
            amounts={"ready": "max(case when result = 'ready' then 1 else 0 end)"},
        ),
        above=lambda rows: any(row["result"] == "ready" for row in rows),
        below=_one,
    ),
    Case(
        _metric("in_hand", **_STOCK, amounts={"held": "latest(amount)"}, numerator="held", by=["kind"]),
        above=last,
        per=_SERIES,
    ),
    Case(
        _metric("mean_in_hand", **_STOCK, amounts={"held": "avg(amount)"}, numerator="held", per=["partner_id", "kind"]),
        above=mean,
        per=_SERIES,
    ),
    Case(_metric("meals", type="count", counted="amount", **_TOTALS)),
    Case(_metric("visitors", **_DISTINCT, **_TOTALS)),
    Case(_metric("poverty", type="population", counted="people", **_TOTALS)),
]  # fmt: skip
