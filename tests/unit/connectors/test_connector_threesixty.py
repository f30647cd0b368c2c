"""360Giving grants: three forms of file with the same columns, and files that are something else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from connectors import CONNECTORS, FeedFailure, HttpPolicy, Pull, pull

FIELDS = {
    "id": "360G-a-1",
    "title": "Total breakfast",
    "amountAwarded": "1000.5",
    "currency": "GBP",
    "recipientOrganization/0/name": "Grange Club",
    "recipientOrganization/1/name": "North Hall",
    "plannedDates/0/duration": "12",
    "beneficiaryLocation/0/geoCode": "E05000026",
    "Board meeting": "spring",
}
TITLES = [
    "Identifier", "Title", "Amount awarded", "Currency", "Recipient Org : Name", "Recipient Org:1:Name",
    "Planned Dates:Duration (months)", "Beneficiary Location:Geographic Code", "Board meeting",
]  # fmt: skip
GRANT = {
    "id": "360G-a-1",
    "title": "Total breakfast",
    "amountAwarded": 1000.5,
    "currency": "GBP",
    "recipientOrganization": [{"name": "Grange Club"}, {"name": "North Hall"}],
    "plannedDates": [{"duration": 12}],
    "beneficiaryLocation": [{"geoCode": "E05000026"}],
    "Board meeting": "spring",
}


def read(folder: Path, path: str, **options: Any) -> Pull:
    spec = CONNECTORS["threesixty"].Options(path=path, **options)
    return pull("threesixty", spec, base_dir=folder, policy=HttpPolicy())


def write_workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> None:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)


@pytest.fixture
def three_forms(tmp_path: Path) -> Path:
    values = list(FIELDS.values())
    (tmp_path / "a.json").write_text(json.dumps({"grants": [GRANT]}))
    (tmp_path / "b.csv").write_text(",".join(TITLES) + "\n" + ",".join(values) + "\n")
    write_workbook(
        tmp_path / "c.xlsx", {"Meta": [["Version", "1.4"], ["a", "b"]], "grants": [TITLES, values]}
    )
    return tmp_path


@pytest.mark.parametrize("path", ["a.json", "b.csv", "c.xlsx"])
def test_three_forms_have_the_same_columns(three_forms: Path, path: str) -> None:
    assert read(three_forms, path).rows.to_dict("records") == [FIELDS]


def test_files_of_all_forms_make_one_table(three_forms: Path) -> None:
    got = read(three_forms, "*.*")
    assert got.rows.to_dict("records") == [FIELDS] * 3
    assert got.row_refs == ["a.json grant 360G-a-1", "b.csv line 2", "c.xlsx grants row 2"]
    assert any("2 grants have an id that came before" in note for note in got.notes)
    assert got.layouts == ()


def test_layouts_name_the_fields(three_forms: Path) -> None:
    layout = read(three_forms, "c.xlsx").layouts[0]
    assert (layout.sheet, layout.rows, layout.columns["amountAwarded"]) == ("grants", [2], 2)


def test_the_sheet_may_be_named(tmp_path: Path) -> None:
    rows = [["Identifier", "Currency"], ["1", "GBP"]]
    write_workbook(tmp_path / "a.xlsx", {"grants": rows, "grants_2": [*rows, ["2", "GBP"]]})
    assert len(read(tmp_path, "a.xlsx").rows) == 1
    assert len(read(tmp_path, "a.xlsx", sheet="grants_2").rows) == 2
    with pytest.raises(FeedFailure) as caught:
        read(tmp_path, "a.xlsx", sheet="grants_3")
    assert caught.value.reason == "no_table"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"grants": [', "unreadable_file"),
        ('{"publishers": []}', "unexpected_columns"),
        ('{"grants": ["a"]}', "unexpected_columns"),
        ("name,town\na,b\n", "unexpected_columns"),
    ],
)
def test_other_files_are_named(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "grants.json").write_text(content)
    with pytest.raises(FeedFailure) as caught:
        read(tmp_path, "grants.json")
    assert (caught.value.reason, caught.value.permanent) == (reason, True)
    assert "grants.json" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "grants"), [("a001p00000zgyHZAAY.xlsx", 783), ("a003W000001B7PzQAK.xlsx", 475)]
)
def test_official_readings_of_publishers(shared_data: Path, name: str, grants: int) -> None:
    got = read(shared_data / "grants_360" / "real_publishers", name)
    assert len(got.rows) == grants
    assert got.rows["id"].is_unique
    needed = [
        "amountAwarded",
        "awardDate",
        "currency",
        "fundingOrganization/0/id",
        "recipientOrganization/0/name",
    ]
    assert not got.rows[needed].isna().any().any()


def test_daily_snapshots_of_the_tracker(shared_data: Path) -> None:
    counts = {}
    for path in sorted((shared_data / "grants_covid").glob("*.json")):
        got = read(path.parent, path.name)
        counts[path.name] = len(got.rows)
        assert {"id", "title", "amountAwarded", "recipientOrganization/0/id"} <= set(got.rows.columns)
    assert list(counts.values()) == [20, 79, 374]


def test_a_workbook_and_its_json_agree(shared_data: Path) -> None:
    folder = shared_data / "grants_360" / "fixtures"
    same = [
        "id",
        "title",
        "amountAwarded",
        "currency",
        "recipientOrganization/0/name",
        "grantProgramme/0/code",
    ]
    forms = [
        read(folder, name).rows[same].to_dict("records")
        for name in (
            "fundingproviders-grants_fixed_2_grants.json",
            "fundingproviders-grants_2_grants.xlsx",
            "fundingproviders_grants_2_grants.csv",
        )
    ]
    assert [len(form) for form in forms] == [4, 2, 2]
    assert forms[0][0]["recipientOrganization/0/name"] == forms[1][0]["recipientOrganization/0/name"]
    assert forms[1][0]["amountAwarded"] == forms[2][0]["amountAwarded"] == forms[0][0]["amountAwarded"]


OTHER = {
    "bad.xlsx": "unreadable_file",
    "fundingproviders-grants_malformed.json": "unreadable_file",
    "publishers.json": "unexpected_columns",
    "tenders_releases_2_releases.xlsx": "unexpected_columns",
    "validation_errors-3.json": "unexpected_columns",
}
TOO_LONG = {"badfile_too_many_rows.xlsx", "badfile_too_many_rows_multiple_sheets.xlsx"}


def test_awkward_files_give_grants_or_a_name(shared_data: Path, tmp_path: Path) -> None:
    failures = {}
    for path in sorted((shared_data / "grants_360" / "fixtures").iterdir()):
        if path.name == "SOURCES" or path.name in TOO_LONG:
            continue
        shutil.copy(path, tmp_path / path.name)
        try:
            assert len(read(tmp_path, path.name).rows) > 0
        except FeedFailure as failure:
            failures[path.name] = failure.reason
    assert failures == OTHER


@pytest.mark.slow
def test_fifty_thousand_grants(shared_data: Path) -> None:
    got = read(shared_data / "grants_360" / "fixtures", "badfile_too_many_rows.xlsx")
    assert len(got.rows) == 50_000
