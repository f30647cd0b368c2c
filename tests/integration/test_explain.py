"""Every figure says how it came about, and its SQL gives it again: on the released files, and on partners' rows."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import pytest
from runs import Run, command

pytestmark = pytest.mark.slow

RELEASED, OF_ROWS = "-- This SQL gives the figure", "-- This SQL made it"
PLACES = [
    ("chronic_absence_rate", "--sub-program", "after_school", "--group", "race_ethnicity=black"),
    ("people_served", "--sub-program", "special_needs"),
    ("people_served", "--area", "wolf_county", "--period", "2024-25"),
    ("service_hours", "--partner", "homework_clubs"),
    ("graduation_rate",),
    ("kindergarten_readiness", "--group", "gender=female", "--period", "2024-25"),
]


def _explained(done: Run, *place: str) -> str:
    shown = command("explain", *place, "--data-dir", str(done.home))
    assert shown.returncode == 0, shown.stderr
    return shown.stdout


def _sql(text: str) -> tuple[str, str]:
    released, of_rows = text.split(RELEASED)[1].split(OF_ROWS)
    return released.split("\n", 1)[1], of_rows.split("\n", 1)[1]


def _cell(done: Run, text: str) -> dict[str, Any]:
    """The released row of the place that the explanation names in its second line."""
    place = dict(part.split(" ", 1) for part in text.splitlines()[1].split(", "))
    names = {
        name if name.startswith("group_") else f"{name}_id": value for name, value in place.items()
    }  # as columns
    condition = " AND ".join(f"{name} = '{value}'" for name, value in names.items())
    with duckdb.connect(str(done.release / "warehouse.duckdb"), read_only=True) as connection:
        cursor = connection.execute(f"SELECT * FROM metrics.metric_values WHERE {condition}")
        (row,) = cursor.fetchall()
        return dict(zip([column[0] for column in cursor.description or []], row, strict=True))


@pytest.mark.parametrize("place", PLACES, ids=" ".join)
def test_the_sql_gives_the_figure_again(
    sample_run: Run, place: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = _explained(sample_run, *place)
    cell = _cell(sample_run, text)
    assert cell["status"] == "published"
    released, of_rows = _sql(text)
    monkeypatch.chdir(sample_run.release)
    (row,) = duckdb.execute(released).fetchall()
    assert row == tuple(
        cell[name] for name in ("numerator", "denominator", "value", "lower", "upper", "coverage")
    )
    with duckdb.connect(str(sample_run.data / "warehouse.duckdb"), read_only=True) as pipeline:
        parts = pipeline.execute(of_rows).fetchall()
    assert parts
    if cell["metric_type"] != "distinct":
        assert sum(part[1] for part in parts) == cell["numerator"]
        assert sum(part[2] or 0 for part in parts) == (cell["denominator"] or 0)
    else:
        assert any(cell["lower"] <= part[1] <= cell["upper"] for part in parts if part[1] is not None)


def test_rows_batches_and_definition_are_named(sample_run: Run) -> None:
    text = _explained(sample_run, "service_hours", "--partner", "homework_clubs", "--period", "2025-26")
    assert "service_hours, version 1" in text
    assert "Definition: Hours of service" in text
    rows = int(re.search(r"^ +([\d,]+)  counted$", text, re.MULTILINE)[1].replace(",", ""))  # type: ignore[index]
    with duckdb.connect(str(sample_run.data / "warehouse.duckdb"), read_only=True) as pipeline:
        (expected,) = pipeline.execute(
            "SELECT count(*) FROM marts.fct_service WHERE partner_id = 'homework_clubs' "
            "AND from_date BETWEEN DATE '2025-07-01' AND DATE '2026-06-30'"
        ).fetchall()[0]
        (digest,) = pipeline.execute(
            "SELECT content_sha256 FROM ingest.batches WHERE feed_id = 'afternoons' AND in_force"
        ).fetchall()[0]
    assert rows == expected
    assert digest in text


def test_a_hidden_figure_stays_hidden(sample_run: Run) -> None:
    with duckdb.connect(str(sample_run.release / "warehouse.duckdb"), read_only=True) as connection:
        metric, partner, area, period = connection.execute(
            "SELECT metric_id, partner_id, area_id, period_id FROM metrics.metric_values WHERE status = 'suppressed' "
            "AND group_type = 'all' AND sub_program_id = 'all' AND partner_id <> 'all' AND area_id <> 'all' LIMIT 1"
        ).fetchall()[0]
    text = _explained(sample_run, metric, "--partner", partner, "--area", area, "--period", period)
    assert "Status: hidden to protect people" in text
    assert "Figure:" not in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("people_servd",), "did you mean people_served"),
        (("people_served", "--partner", "nobody"), "there is no partner 'nobody'"),
        (("people_served", "--group", "gender=bblack"), "there is no group 'gender=bblack'"),
        (("people_served", "--period", "1999-00"), "there is no period '1999-00'"),
        (("people_served", "--initiative", "elsewhere"), "no release of 'elsewhere'"),
    ],
)
def test_a_word_that_the_release_does_not_know_is_named(
    sample_run: Run, arguments: tuple[str, ...], words: str
) -> None:
    shown = command("explain", *arguments, "--data-dir", str(sample_run.home))
    assert shown.returncode == 1
    assert words in shown.stderr
    assert "Traceback" not in shown.stderr


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a" and "explain/" in (values.get("href") or ""):
            self.links.append(str(values["href"]))
        if values.get("id"):
            self.ids.add(str(values["id"]))


def _read(page: Path) -> _Links:
    reader = _Links()
    reader.feed(page.read_text(encoding="utf-8"))
    return reader


def test_every_figure_in_the_tables_of_the_report_leads_to_its_explanation(sample_run: Run) -> None:
    report = sample_run.release / "report"
    known = {page.resolve(): _read(page) for page in report.rglob("*.html")}
    links = [
        (path.parent / address, anchor)
        for path, page in known.items()
        if "explain" not in path.relative_to(report.resolve()).parts
        for address, _, anchor in [link.partition("#") for link in page.links]
        if anchor
    ]
    assert len(links) > 1000
    assert [(page, anchor) for page, anchor in links if anchor not in known[page.resolve()].ids] == []
