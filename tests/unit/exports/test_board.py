"""The board of an emergency: the newest figure of each partner, what is open, and nothing that was hidden."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from injections import CORPUS
from made_release import RELEASE
from openpyxl import load_workbook

from pipelines.exports import write_board

MEASURES = ["attendance_rate", "service_hours"]
OF_ACORN = "partner_id = 'acorn_house' and sub_program_id = 'all' and area_id = 'all' and metric_id = "


def _rows(path: Path) -> list[dict[str, Any]]:
    header, *rows = load_workbook(path)["Board"].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def _of_acorn(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["Measure"]: row for row in rows if row["Partner"] == "Acorn House"}


def _years(figure: str, values: dict[str, float], denominator: str = "null") -> tuple[str, ...]:
    """Statements that leave one figure of the partner a year, with these values."""
    gone = f"delete from metrics.metric_values where {OF_ACORN}'{figure}'"
    kept = (
        "insert into metrics.metric_values by name select * replace "
        f"('acorn_house' as partner_id, '{{period}}' as period_id, 'published' as status, {{value}} as value, "
        f"{{value}} * coalesce({denominator}, 1) as numerator, {denominator} as denominator) "
        f"from metrics.metric_values where partner_id = 'all' and sub_program_id = 'all' and area_id = 'all' "
        f"and group_type = 'all' and metric_id = '{figure}' and period_type = 'school_year' limit 1"
    )
    return (gone, *(kept.format(period=period, value=value) for period, value in values.items()))


def test_a_partner_has_its_newest_figure_and_the_one_before(changed: Callable[..., Path]) -> None:
    folder = changed(*_years("service_hours", {"2023-24": 700, "2024-25": 900}))
    row = _of_acorn(_rows(write_board(folder, metrics=MEASURES, release_id=RELEASE)))["Service hours"]
    assert (row["Newest"], row["Before"], row["Period"], row["Unit"]) == (900, 700, "2024-25", "hours")
    assert row["Still open"] == row["Asked for"] == "[z]"


def test_what_is_to_be_filled_says_how_much_is_open(changed: Callable[..., Path]) -> None:
    folder = changed(*_years("attendance_rate", {"2024-25": 0.75}, denominator="200"))
    row = _of_acorn(_rows(write_board(folder, metrics=MEASURES, release_id=RELEASE)))["Program attendance"]
    assert (row["Newest"], row["Asked for"], row["Still open"]) == (0.75, 200, 50)


def test_nothing_hidden_is_on_the_board(changed: Callable[..., Path]) -> None:
    hide = f"update metrics.metric_values set status = 'suppressed', value = null where {OF_ACORN}'service_hours'"
    assert set(_of_acorn(_rows(write_board(changed(hide), metrics=MEASURES, release_id=RELEASE)))) == {
        "Program attendance"
    }


def test_measures_stand_in_the_order_of_the_plan_with_who_is_short_first(release: Path) -> None:
    rows = _rows(write_board(release, metrics=MEASURES, release_id=RELEASE))
    assert list(dict.fromkeys(row["Measure"] for row in rows)) == ["Program attendance", "Service hours"]
    of_all = [row["Newest"] for row in rows if row["Measure"] == "Service hours" and not row["Of what"]]
    assert of_all
    assert of_all == sorted(of_all)


def test_the_same_release_gives_the_same_file(release: Path) -> None:
    first = write_board(release, metrics=MEASURES, release_id=RELEASE).read_bytes()
    assert write_board(release, metrics=MEASURES, release_id=RELEASE).read_bytes() == first


def test_text_of_partners_is_no_formula(hostile: Path) -> None:
    path = write_board(hostile, metrics=MEASURES, release_id=RELEASE)
    assert not [
        cell for sheet in load_workbook(path) for row in sheet for cell in row if cell.data_type == "f"
    ]
    assert any(CORPUS[0][:8] in str(row["Unit"]) + str(row["Measure"]) for row in _rows(path))


@pytest.mark.parametrize("sheet", ["Board", "Columns"])
def test_each_sheet_is_one_table(release: Path, sheet: str) -> None:
    book = load_workbook(write_board(release, metrics=MEASURES, release_id=RELEASE))
    assert book[sheet].freeze_panes == "A2"
    assert book[sheet].auto_filter.ref == book[sheet].dimensions
