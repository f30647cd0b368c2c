"""Which periods a reader can add up: those that fill a longer one without a gap."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from pipelines.audit import Agenda, Knowledge, audit, read_agenda
from pipelines.audit.relations import KEY

YEAR = ("2025", "calendar_year", date(2025, 1, 1), date(2025, 12, 31))
QUARTERS = [
    ("2025-Q1", "quarter", date(2025, 1, 1), date(2025, 3, 31)),
    ("2025-Q2", "quarter", date(2025, 4, 1), date(2025, 6, 30)),
    ("2025-Q3", "quarter", date(2025, 7, 1), date(2025, 9, 30)),
    ("2025-Q4", "quarter", date(2025, 10, 1), date(2025, 12, 31)),
]
MONTHS = [
    ("2025-01", "month", date(2025, 1, 1), date(2025, 1, 31)),
    ("2025-02", "month", date(2025, 2, 1), date(2025, 2, 28)),
    ("2025-03", "month", date(2025, 3, 1), date(2025, 3, 31)),
]


def _times(*periods: tuple[Any, ...]) -> tuple[dict[str, str], ...]:
    def rows(table: str, columns: str) -> list[tuple[Any, ...]]:
        return list(periods) if table == "periods" else []

    return tuple(map(dict, read_agenda(rows).times))


def test_quarters_make_a_year_and_months_a_quarter() -> None:
    found = _times(YEAR, *QUARTERS, *MONTHS)
    assert found == (
        dict.fromkeys(("2025-01", "2025-02", "2025-03"), "2025-Q1"),
        {q[0]: "2025" for q in QUARTERS},
    )


def test_what_leaves_a_gap_makes_nothing() -> None:
    assert _times(YEAR, *QUARTERS[:3], *MONTHS[:2]) == ()


def test_a_hidden_month_is_got_from_its_quarter() -> None:
    rows = [("2025-Q1", 60.0), ("2025-01", 35.0), ("2025-02", 20.0), ("2025-03", None)]
    cells = pd.DataFrame(
        [
            {
                "metric_id": "visits", "metric_version": 1, **dict.fromkeys(KEY, "all"), "period_id": period,
                "status": "published" if count else "suppressed", "numerator": count, "denominator": None,
                "people": count, "lower": count, "upper": count, "value": count,
            }
            for period, count in rows
        ]
    )  # fmt: skip
    told = {"visits": {"type": "count", "counted": "people", "accountability": "how_much"}}
    times = _times(*QUARTERS, *MONTHS)
    (weakness,) = audit(Knowledge("new", cells, told, Agenda(times=times), 11)).weaknesses
    assert (weakness.cell[-1], weakness.least, weakness.most) == ("2025-03", 5, 5)
