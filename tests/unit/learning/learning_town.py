"""A small released warehouse with figures that were chosen by hand, so that a test can say what must be told of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from pipelines.initiative.agenda_tables import SCHEMAS

TABLES = Path(__file__).with_name("learning_tables.sql")
YEARS = ("2023-24", "2024-25", "2025-26", "2026-27")
NOW = "2025-26"
PARTNERS = {
    "acorn": "Acorn House",
    "beacon": "Beacon Club",
    "cedar": "Cedar Library",
    "dove": "Dove Tutors",
    "elm": "Elm Schools",
}
METRICS = {
    # name, type, counted, unit, direction, accountability
    "absence": ("Chronic absence", "rate", "people", "percent", "decrease", "better_off"),
    "reading": ("Reading at grade level", "rate", "people", "percent", "increase", "better_off"),
    "retention": ("Retention", "rate", "people", "percent", "increase", "how_well"),
    "people": ("People served", "distinct", "people", "people", "increase", "how_much"),
    "hours": ("Service hours", "count", "amount", "hours", "increase", "how_much"),
}
# Numerator and denominator by year, of all partners together.
WHOLE: dict[str, tuple[tuple[float, float | None], ...]] = {
    "absence": ((300, 1000), (280, 1000), (200, 1000)),
    "reading": ((500, 1000), (560, 1000), (470, 1000)),
    "retention": ((700, 1000), (702, 1000), (705, 1000)),
    "hours": ((4000, None), (4100, None), (4300, None)),
}
# Of group 'yes' and 'no'; the rest of the whole is not known by group.
GROUPS = {
    "absence": {"yes": ((160, 400), (152, 400), (140, 400)), "no": ((90, 500), (85, 500), (45, 500))},
    "reading": {"yes": ((150, 400), (170, 400), (120, 400)), "no": ((300, 500), (320, 500), (300, 500))},
}
OWN_RETENTION = {
    "acorn": (60, 100),
    "beacon": (70, 100),
    "cedar": (80, 100),
    "dove": (90, 100),
    "elm": (4, 20),
}


class Town:
    """The warehouse while it is made: rows are given by the names of their columns."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def add(self, table: str, **values: Any) -> None:
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        self.connection.execute(f"insert into {table} ({names}) values ({marks})", list(values.values()))

    def cell(
        self, metric_id: str, year: str, numerator: float | None, denominator: float | None, **more: Any
    ) -> None:
        """A published cell; with no numerator, a hidden one."""
        is_shown = numerator is not None
        value = None
        if numerator is not None:
            value = numerator / denominator if denominator else numerator
        people = (denominator or 500) if is_shown else None
        row = {
            "metric_id": metric_id, "metric_version": 1, "metric_type": METRICS[metric_id][1],
            "partner_id": "all", "sub_program_id": "club", "area_id": "all", "group_type": "all",
            "group_value": "all", "period_id": year, "period_type": "school_year", "numerator": numerator,
            "denominator": denominator, "value": value, "lower": value, "upper": value, "people": people,
            "partners_reported": 5, "partners_due": 5, "status": "published" if is_shown else "suppressed",
        }  # fmt: skip
        self.add("metrics.metric_values", **(row | more))


def build_town(path: Path) -> Path:
    """Write the warehouse to `path` and return it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES.read_text(encoding="utf-8"))
        for table, columns in SCHEMAS.items():
            listed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
            connection.execute(f"create table agenda.{table}({listed})")
        town = Town(connection)
        _agenda(town)
        _figures(town)
        _standings(town)
        _data_quality(town)
    return path


def _agenda(town: Town) -> None:
    town.add("agenda.initiative", initiative_id="town", name="Our Town", backbone_name="Town Together",
             is_sample=True, as_of=date(2026, 8, 31), smallest_count=11)  # fmt: skip
    for partner_id, name in PARTNERS.items():
        town.add("agenda.partners", partner_id=partner_id, name=name, totals_only=partner_id == "elm")
        town.add("agenda.partner_sub_programs", partner_id=partner_id, sub_program_id="club")
    town.add("agenda.sub_programs", sub_program_id="club", name="After school", position=1)
    for position, year in enumerate(YEARS):
        first = int(year[:4])
        town.add("agenda.periods", period_id=year, period_type="school_year", name=year, position=position,
                 starts_on=date(first, 7, 1), ends_on=date(first + 1, 6, 30),
                 previous_period_id=YEARS[position - 1] if position else None)  # fmt: skip
    for position, (metric_id, about) in enumerate(METRICS.items()):
        names = ("name", "metric_type", "counted", "unit", "direction", "accountability")
        town.add(
            "agenda.metrics", metric_id=metric_id, position=position, **dict(zip(names, about, strict=True))
        )
        town.add("agenda.sub_program_metrics", sub_program_id="club", metric_id=metric_id, position=position)
    for position, (value, name) in enumerate({"yes": "Low income", "no": "Not low income"}.items()):
        town.add("agenda.groups", group_type="money", group_type_name="Family income", group_value=value,
                 group_value_name=name, is_reference=value == "no", position=position)  # fmt: skip


def _figures(town: Town) -> None:
    for metric_id, years in WHOLE.items():
        for year, (numerator, denominator) in zip(YEARS, years, strict=False):
            town.cell(metric_id, year, numerator, denominator)
    for metric_id, groups in GROUPS.items():
        for group, years_of in groups.items():
            for year, (numerator, denominator) in zip(YEARS, years_of, strict=False):
                town.cell(metric_id, year, numerator, denominator, group_type="money", group_value=group)
    town.cell("retention", NOW, None, None, group_type="money", group_value="yes")
    for year in YEARS[:3]:
        town.cell("people", year, None, None, lower=500, upper=560, people=500, status="published")
    for partner_id, (numerator, denominator) in OWN_RETENTION.items():
        shown = None if partner_id == "elm" else numerator
        town.cell("retention", NOW, shown, denominator if shown else None, partner_id=partner_id)
        town.cell("hours", NOW, 800, None, partner_id=partner_id)


def _standings(town: Town) -> None:
    town.add("metrics.metric_pace", metric_id="reading", metric_version=1, sub_program_id="club", period_id=NOW,
             is_complete=True, baseline_period_id="2023-24", rests_on_period_id="2023-24",
             target_period_id="2026-27", denominator=1000, people=1000, value=0.47, baseline=0.5, target=0.65,
             line_value=0.6, pace_so_far=-0.015, pace_needed=0.18, standing="behind", status="published")  # fmt: skip
    for metric_id, groups in GROUPS.items():
        for at, year in enumerate(YEARS[:3]):
            (mine, people), (other, others) = groups["yes"][at], groups["no"][at]
            town.add("metrics.equity_gaps", metric_id=metric_id, partner_id="all", sub_program_id="club",
                     area_id="all", group_type="money", group_value="yes", period_id=year, reference_group="no",
                     numerator=mine, denominator=people, rate=mine / people, reference_numerator=other,
                     reference_denominator=others, reference_rate=other / others,
                     gap=mine / people - other / others, status="published")  # fmt: skip
    for year, value in zip(YEARS[1:3], (4100.0, 4300.0), strict=True):
        town.add("metrics.leave_one_out", metric_id="hours", sub_program_id="club", period_id=year,
                 left_out_partner="acorn", value=value, value_without=4400.0 - value / 4, status="published")  # fmt: skip


def _data_quality(town: Town) -> None:
    for partner_id in PARTNERS:
        came = 1 if partner_id == "dove" else 2
        town.add("data_quality.reporting", partner_id=partner_id, sub_program_id="club", period_id=NOW, due=2,
                 reported=came)  # fmt: skip
        town.add("data_quality.feed_status", partner_id=partner_id, feed_id="visits", record_type="service",
                 status="ok", is_late=partner_id == "dove", is_stale=False, rows_received=100, rows_accepted=95,
                 rows_quarantined=5)  # fmt: skip
        for field, minutes, used in (("hours", 60.0, True), ("shoe_size", 30.0, False)):
            town.add("data_quality.burden", partner_id=partner_id, feed_id="visits", record_type="service",
                     field=field, asked_as=field, minutes_a_year=minutes, is_used=used)  # fmt: skip
    rejection = {"partner_id": "acorn", "feed_id": "visits", "rule_id": "hours.range"}
    town.add(
        "data_quality.rejections", **rejection, column_name="hours", fix="Give the hours as a number.", rows=5
    )
    town.add(
        "data_quality.rejection_history", **rejection, episode=1, is_open=True, rows_at_last=5, rows_at_most=5
    )
    town.add(
        "agenda.mappings", partner_id="acorn", feed_id="visits", column_name="hours", partner_columns="Hrs"
    )
    town.add("data_quality.plan_progress", partner_id="cedar", activity_id="x", commitments=2, due=2, late=2)
    town.add("data_quality.definition_drift", metric_id="absence", definition_id="d1", is_agreed=False,
             sub_program_id="club", period_id=NOW, partners_using=1, partners="elm", numerator=120,
             denominator=1000, people=1000, value=0.12, differs_by=-0.08)  # fmt: skip
