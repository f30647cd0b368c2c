"""How a partner's texts become the contract's values."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from batches import judge
from pydantic import ValidationError

from expectations.contract import load_contract
from expectations.mapping import Mapping

FIGURE = {
    "metric": {"constant": "graduation_rate"},
    "sub_program": {"constant": "school"},
    "group_type": {"constant": "all"},
    "group_value": {"constant": "all"},
    "period": {"column": "Year", "read_as": "school_year_end"},
    "area": {"column": "District", "read_as": "code"},
    "numerator": {"column": "Count", "marks": ["*"]},
    "denominator": "Cohort",
    "value_status": {
        "column": "Count",
        "values": {"*": "suppressed", "": "missing"},
        "otherwise": "published",
    },
    "row_role": {"constant": "counted"},
}
ROW = {"Year": "2018.0", "District": "792.0", "Count": "1,250", "Cohort": "2000"}


def _accepted(
    folder: Path, row: dict[str, str | None], columns: dict[str, object], record_type: str
) -> dict[str, str]:
    verdict = judge(folder, [row], load_contract(record_type), columns)
    frame = duckdb.sql(f"SELECT * FROM read_parquet('{verdict.accepted_path}')").df()
    assert len(frame) == 1, [result for result in verdict.results if result.outcome != "met"]
    return {name: str(value) for name, value in frame.iloc[0].items()}


def test_a_publishers_row_is_read(tmp_path: Path) -> None:
    row = _accepted(tmp_path, ROW, FIGURE, "total")
    assert (row["period"], row["area"], float(row["numerator"]), row["value_status"]) == (
        "2017-18", "792", 1250.0, "published",
    )  # fmt: skip


def test_a_mark_is_no_figure_and_never_zero(tmp_path: Path) -> None:
    row = _accepted(tmp_path, {**ROW, "Count": "*"}, FIGURE, "total")
    assert (row["numerator"], row["value_status"]) in {
        ("nan", "suppressed"),
        ("None", "suppressed"),
        ("<NA>", "suppressed"),
    }


@pytest.mark.parametrize(
    ("text", "options", "day"),
    [
        ("2025-09-02", {}, "2025-09-02"),
        ("09/02/2025", {"format": "%m/%d/%Y"}, "2025-09-02"),
        ("02.09.2025", {"format": ["%m/%d/%Y", "%d.%m.%Y"]}, "2025-09-02"),
    ],
)
def test_dates_are_read_in_the_order_that_the_mapping_says(
    tmp_path: Path, text: str, options: dict[str, object], day: str
) -> None:
    columns = {
        "sub_program": {"constant": "tutoring"},
        "hours": {"column": "Minutes", "divide_by": 60},
        "service_date": {"column": "Day", **options},
    }
    row = _accepted(tmp_path, {"Day": text, "Minutes": "90"}, columns, "service")
    assert row["service_date"].startswith(day)
    assert float(row["hours"]) == 1.5


def test_words_are_compared_without_case_and_blanks(tmp_path: Path) -> None:
    columns = {
        "sub_program": {"column": "Program", "values": {"After School": "after_school"}},
        "hours": "Hours",
        "service_date": "Day",
    }
    row = _accepted(
        tmp_path, {"Program": " AFTER school ", "Hours": "1", "Day": "2025-09-02"}, columns, "service"
    )
    assert row["sub_program"] == "after_school"


def test_days_present_become_days_absent(tmp_path: Path) -> None:
    columns = {
        "sub_program": {"constant": "preschool"},
        "setting": {"constant": "program"},
        "month": {"column": "Month", "read_as": "month"},
        "days_enrolled": "On roll",
        "days_absent": {"column": "On roll", "minus": "Present"},
    }
    row = _accepted(tmp_path, {"Month": "2025-09", "On roll": "20", "Present": "17"}, columns, "attendance")
    assert (row["month"][:10], row["days_absent"]) == ("2025-09-01", "3")


def test_half_a_day_is_not_swallowed_by_a_whole_number(tmp_path: Path) -> None:
    columns = {
        "sub_program": {"constant": "preschool"},
        "setting": {"constant": "program"},
        "month": {"column": "Month", "read_as": "month"},
        "days_enrolled": "On roll",
        "days_absent": "Absent",
    }
    row = {"Month": "2025-09", "On roll": "20", "Absent": "2.5"}
    verdict = judge(tmp_path, [row], load_contract("attendance"), columns)
    assert [result.rule_id for result in verdict.results if result.outcome == "violated"] == [
        "days_absent.type"
    ]


def test_the_first_row_rule_that_fits_is_used(tmp_path: Path) -> None:
    mapping = {
        "columns": FIGURE,
        "rows": [
            {"when": {"District": "0.0"}, "set": {"row_role": "control", "area": "state"}},
            {
                "when_not": {"School": ""},
                "set": {"row_role": "part", "part_kind": "school"},
                "set_from": {"part_label": "School"},
            },
        ],
    }
    from datetime import date

    from batches import land

    from expectations.enforcement import enforce

    rows = [{**ROW, "District": "0.0", "School": None}, {**ROW, "School": "17"}, {**ROW, "School": None}]
    verdict = enforce(
        land(tmp_path, rows), contract=load_contract("total"), mapping=Mapping.model_validate(mapping),
        folder=tmp_path / "enforced", batch_id="b", as_of=date(2026, 6, 30),
    )  # fmt: skip
    found = duckdb.sql(
        f"SELECT row_role, area, part_label FROM read_parquet('{verdict.accepted_path}') ORDER BY row_number"
    ).fetchall()
    assert found == [("control", "state", None), ("part", "792", "17"), ("counted", "792", None)]


def test_a_mapping_has_one_origin_for_a_column() -> None:
    with pytest.raises(ValidationError, match="either 'column' or 'constant'"):
        Mapping.model_validate({"columns": {"hours": {"column": "Hours", "constant": "1"}}})


def test_text_with_quotation_marks_stays_text(tmp_path: Path) -> None:
    columns = {
        "sub_program": {"constant": "tu'tor; DROP TABLE batch; --"},
        "hours": 'Hours "net"',
        "service_date": "Day",
    }
    row = _accepted(tmp_path, {'Hours "net"': "1", "Day": "2025-09-02"}, columns, "service")
    assert row["sub_program"] == "tu'tor; DROP TABLE batch; --"
