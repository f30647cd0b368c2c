"""Google Sheets: exact dates, the header found, links to the cells, and Google's own refusals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from loopback import Asked, Reply, StartServer
from recordings import cassette, player

from connectors import CONNECTORS, FeedFailure, HttpPolicy, Pull, pull

if TYPE_CHECKING:
    from google_keys import Google

pytest_plugins = ["google_keys"]

DATES = "1VYZV6IRnymjtcrTiKitjSdyIpBjiKTnzjBT-J87QLjI"


@pytest.fixture(autouse=True)
def api_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHEETS_KEY", "sesame")


def read(url: str, policy: HttpPolicy, spreadsheet: str = "abc", **options: Any) -> Pull:
    options.setdefault("auth", {"type": "api_key", "key_env": "SHEETS_KEY"})
    spec = CONNECTORS["google_sheets"].Options(url=url, spreadsheet=spreadsheet, **options)
    return pull("google_sheets", spec, base_dir=Path(), policy=policy)


def failure(url: str, policy: HttpPolicy, **options: Any) -> FeedFailure:
    with pytest.raises(FeedFailure) as caught:
        read(url, policy, **options)
    assert "sesame" not in str(caught.value)
    return caught.value


def recorded(shared_data: Path, name: str) -> Any:
    return player(cassette(shared_data / "api_recordings" / "google_sheets" / f"{name}.json"))


def sheets(*found: dict[str, Any]) -> dict[str, Any]:
    """Answer as `spreadsheets.get` does."""
    return {"spreadsheetId": "abc", "sheets": list(found)}


def sheet(title: str, gid: int = 0, merges: Any = (), **properties: Any) -> dict[str, Any]:
    own = {"sheetId": gid, "title": title, "sheetType": "GRID", **properties}
    return {"properties": own, "merges": list(merges)}


def serve_values(meta: dict[str, Any], values: dict[str, tuple[str, list[Any], list[Any]]]) -> Any:
    """Answer with each sheet's (range, cells as serial numbers, cells as shown)."""

    def answer(asked: Asked) -> Reply:
        name = unquote(asked.path).partition("/values/")[2]
        if not name:
            return Reply(meta)
        if name not in values:
            return Reply({"error": {"code": 400, "status": "INVALID_ARGUMENT"}}, 400)
        where, serial, shown = values[name]
        cells = serial if asked.query["dateTimeRenderOption"] == "SERIAL_NUMBER" else shown
        return Reply({"range": where, "majorDimension": "ROWS"} | ({"values": cells} if cells else {}))

    return answer


def test_recorded_dates_are_exact(serve: StartServer, quick: HttpPolicy, shared_data: Path) -> None:
    server = serve(recorded(shared_data, "WorksheetTest.test_get_all_values_date_time_render_options"))
    got = read(server.url, quick, DATES, header_row=1)
    assert got.rows.to_numpy().tolist() == [["1.5", "0.12", "1999-01-02", None]]
    assert list(got.rows.columns) == ["2", "2020-01-01", "string", "53"]
    assert {asked.headers["X-Goog-Api-Key"] for asked in server.asked} == {"sesame"}
    assert not any("sesame" in str(asked.query) for asked in server.asked)


def test_recorded_sheet_with_blanks(serve: StartServer, quick: HttpPolicy, shared_data: Path) -> None:
    exchanges = cassette(shared_data / "api_recordings/google_sheets/WorksheetTest.test_get_all_records.json")
    identifier = [one.path for one in exchanges if one.path.endswith("/values/'Sheet1'")][-1].split("/")[3]
    server = serve(player(exchanges))
    got = read(server.url, quick, identifier)
    assert list(got.rows.columns) == ["A1", "B1", "(column 3)", "D1"]
    assert got.rows.to_numpy().tolist() == [["1", "b2", "1.45", None], ["A4", "0.4", None, "4"]]
    assert got.row_refs == ["Sheet1 row 2", "Sheet1 row 4"]
    assert got.row_links == [
        f"https://docs.google.com/spreadsheets/d/{identifier}/edit#gid=0&range=A{row}:D{row}"
        for row in (2, 4)
    ]
    assert got.source == f"{server.url}/v4/spreadsheets/{identifier}"


@pytest.mark.parametrize(
    ("cassette_name", "spreadsheet", "reason", "hint"),
    [
        ("ClientTest.test_access_non_existing_spreadsheet", "test", "http_status", "404"),
        (
            "ClientTest.test_access_private_spreadsheet",
            "1jIKzPs8LsiZZdLdeMEP-5ZIHw6RkjiOmj1LrJN706Yc",
            "not_authorised",
            "Share the spreadsheet",
        ),
    ],
)
def test_recorded_refusals(
    serve: StartServer,
    quick: HttpPolicy,
    shared_data: Path,
    cassette_name: str,
    spreadsheet: str,
    reason: str,
    hint: str,
) -> None:
    caught = failure(serve(recorded(shared_data, cassette_name)).url, quick, spreadsheet=spreadsheet)
    assert (caught.reason, caught.permanent) == (reason, True)
    assert hint in str(caught)


def test_moments_are_read_from_their_numbers(serve: StartServer, quick: HttpPolicy) -> None:
    serial = [["Day", "Start", "Length", "Rate", "Note"], [45536, 0.375, 1.5, 0.12, "01/02/2024"], [45536.75]]
    shown = [
        ["Day", "Start", "Length", "Rate", "Note"],
        ["01/09/2024", "9:00", "36:00:00", 0.12, "01/02/2024"],
    ]
    shown.append(["1. Sept. 18 Uhr"])
    server = serve(serve_values(sheets(sheet("Visits")), {"'Visits'": ("Visits!A1:E3", serial, shown)}))
    assert read(server.url, quick).rows.to_numpy().tolist() == [
        ["2024-09-01", "09:00:00", "36:00:00", "0.12", "01/02/2024"],
        ["2024-09-01T18:00:00", None, None, None, None],
    ]


def test_the_first_visible_sheet_with_a_table_is_read(serve: StartServer, quick: HttpPolicy) -> None:
    cells = [["Monthly visits"], [], ["Site", "Visits"], ["North", 3], ["South", 4], ["Total", 7]]
    meta = sheets(
        sheet("Old", 1, hidden=True),
        sheet("Chart", 2, sheetType="OBJECT"),
        sheet("Notes", 3),
        sheet("It's", 4),
    )
    server = serve(
        serve_values(meta, {"'Notes'": ("Notes!A1:Z9", [], []), "'It''s'": ("'It''s'!A1:B6", cells, cells)})
    )
    got = read(server.url, quick)
    assert got.rows.to_dict("list") == {"Site": ["North", "South"], "Visits": ["3", "4"]}
    assert got.row_refs == ["It's row 4", "It's row 5"]
    assert got.row_links is not None
    assert str(got.row_links[0]).endswith("#gid=4&range=A4:B4")
    assert any("first visible" in note for note in got.notes)
    assert (got.layouts[0].sheet, got.layouts[0].header_row, got.layouts[0].rows) == ("It's", 3, [4, 5])


def test_a_range_keeps_the_rows_and_columns_of_the_sheet(serve: StartServer, quick: HttpPolicy) -> None:
    cells = [["Site", "Visits"], ["North", 3]]
    server = serve(serve_values(sheets(sheet("Visits")), {"'Visits'!C5:D": ("Visits!C5:D6", cells, cells)}))
    got = read(server.url, quick, range="C5:D", sheet="visits")
    assert got.row_refs == ["Visits row 6"]
    assert got.layouts[0].columns == {"Site": 2, "Visits": 3}
    assert got.row_links == ["https://docs.google.com/spreadsheets/d/abc/edit#gid=0&range=C6:D6"]


def test_merged_headings_are_spread(serve: StartServer, quick: HttpPolicy) -> None:
    cells = [["", "Autumn", "", ""], ["Site", "Boys", "Girls", "All"], ["North", 3, 4, 7]]
    merge = {"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 1, "endColumnIndex": 3}
    server = serve(serve_values(sheets(sheet("V", merges=[merge])), {"'V'": ("V!A1:D3", cells, cells)}))
    got = read(server.url, quick, header_row=1, header_rows=2)
    assert list(got.rows.columns) == ["Site", "Autumn / Boys", "Autumn / Girls", "All"]


def test_a_sheet_that_changes_between_the_two_answers(serve: StartServer, quick: HttpPolicy) -> None:
    serial, shown = [["Site", "Visits"], ["North", 3]], [["Site", "Visits"], ["North", 4]]
    for second in (shown, [*serial, ["South", 5]]):
        server = serve(serve_values(sheets(sheet("V")), {"'V'": ("V!A1:B3", serial, second)}))
        caught = failure(server.url, quick)
        assert (caught.reason, caught.permanent) == ("changed_while_reading", False)


def test_the_same_cells_are_the_same_batch(serve: StartServer, quick: HttpPolicy) -> None:
    cells = [["Site", "Visits"], ["North", 3]]
    hashes = set()
    for where in ("V!A1:Z1000", "V!A1:Z2000"):
        server = serve(serve_values(sheets(sheet("V")), {"'V'": (where, cells, cells)}))
        hashes.add(read(server.url, quick).content_sha256)
    assert len(hashes) == 1


def test_the_original_is_read_again_without_asking(serve: StartServer, quick: HttpPolicy) -> None:
    cells = [["Site", "Visits"], ["North", 3]]
    server = serve(serve_values(sheets(sheet("V")), {"'V'": ("V!A1:Z9", cells, cells)}))
    got = read(server.url, quick)
    asked = len(server.asked)
    spec = CONNECTORS["google_sheets"].Options(
        url=server.url, spreadsheet="abc", auth={"type": "api_key", "key_env": "SHEETS_KEY"}
    )
    again = pull("google_sheets", spec, base_dir=Path(), policy=quick, originals=got.originals)
    assert again.rows.equals(got.rows)
    assert again.layouts == got.layouts
    assert len(server.asked) == asked


def test_an_unknown_sheet_is_named_with_those_there_are(serve: StartServer, quick: HttpPolicy) -> None:
    caught = failure(serve(serve_values(sheets(sheet("A"), sheet("B")), {})).url, quick, sheet="C")
    assert caught.reason == "no_table"
    assert "A, B" in str(caught)


def test_a_service_account_gets_a_token_and_renews_it(
    serve: StartServer,
    quick: HttpPolicy,
    google: Google,
) -> None:
    cells = [["Site", "Visits"], ["North", 3]]
    values = serve_values(sheets(sheet("V")), {"'V'": ("V!A1:Z9", cells, cells)})
    auth = {"type": "service_account", "key_env": google.variable}
    server = serve(google.guard(values, expire_after=2))
    got = read(server.url, quick, auth=auth)
    assert len(got.rows) == 1
    assert google.scopes == ["https://www.googleapis.com/auth/spreadsheets.readonly"] * 2


@pytest.mark.parametrize(
    "value", ["{}", "/no/such/file.json", "not a key", json.dumps({"client_email": "a"})]
)
def test_a_bad_key_is_named_by_its_variable(
    serve: StartServer, quick: HttpPolicy, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("SHEETS_ACCOUNT", value)
    server = serve(lambda asked: Reply({}))
    caught = failure(server.url, quick, auth={"type": "service_account", "key_env": "SHEETS_ACCOUNT"})
    assert caught.reason == "bad_variable"
    assert "SHEETS_ACCOUNT" in str(caught)
    assert server.asked == []
