"""What the test release holds beside its figures: gaps between groups, forecasts, versions, rows and batches."""

from __future__ import annotations

from datetime import date
from typing import Any

from made_initiative import METRICS, PARTNERS, YEARS

Rows = list[tuple[Any, ...]]
FROZEN = date(2026, 9, 15)


def _gap(metric: str, kind: str, group: str, reference: str, rate: float, beside: float) -> tuple[Any, ...]:
    gap = rate - beside
    return (
        metric, 1, "all", "all", "all", kind, group, YEARS[-1], reference,
        round(rate * 300), 300, rate, rate - 0.05, rate + 0.05,
        round(beside * 400), 400, beside, beside - 0.04, beside + 0.04,
        gap, gap - 0.06, gap + 0.06, rate / beside, 0.8, 1.4, abs(gap) * 300, 0.0, 60.0, "published",
    )  # fmt: skip


def _hidden_gap(metric: str, kind: str, group: str, reference: str) -> tuple[Any, ...]:
    return (metric, 1, "all", "all", "all", kind, group, YEARS[-1], reference, *(None,) * 19, "suppressed")


def _forecast(metric: str, year: str, ahead: int, value: float, half: float | None) -> tuple[Any, ...]:
    ends = (value - half, value + half) if half is not None else (None, None)
    return (
        metric, 1, "all", year, "school_year", FROZEN, "linear_trend", 3, ahead, value, *ends,
        "residuals" if half is not None else "too_few_periods", ",".join(YEARS), "published",
    )  # fmt: skip


BESIDE: dict[str, Rows] = {
    "agenda.sub_program_outcomes": [
        ("preschool", "ready"),
        ("after_school", "attend"),
        ("after_school", "belong"),
        ("college_access", "college"),
    ],
    "agenda.metric_versions": [
        *((key, 1, made.name, made.definition, True, None, None) for key, made in METRICS.items()),
        (
            "retention_rate",
            0,
            "Stayed",
            "People who stayed, counted by hand.",
            False,
            None,
            date(2023, 6, 30),
        ),
    ],
    "metrics.equity_gaps": [
        _gap("chronic_absence_rate", "disability", "yes", "no", 0.24, 0.17),
        _gap("kindergarten_readiness", "gender", "male", "female", 0.58, 0.64),
        _hidden_gap("kindergarten_readiness", "race_ethnicity", "native", "white"),
    ],
    "metrics.forecasts": [
        _forecast("chronic_absence_rate", "2026-27", 1, 0.156, None),
        _forecast("chronic_absence_rate", "2027-28", 2, 0.127, None),
        _forecast("kindergarten_readiness", "2026-27", 1, 0.688, 0.03),
        _forecast("kindergarten_readiness", "2027-28", 2, 0.764, 0.06),
    ],
    "metrics.metric_row_counts": [
        ("fafsa_completion", "all", "all", YEARS[-1], "counted", 1912, "published"),
        ("fafsa_completion", "college_bridge", "all", YEARS[-1], "counted", None, "suppressed"),
    ],
    "data_quality.reconciliation": [
        (key, "enrolment_form", "enrolment", f"batch{i}0", "ab" * 32, 180, 175, 5, 175, 175, True)
        for i, key in enumerate(PARTNERS)
    ],
}
