"""The `google_sheets` connector: reads one table of a Google spreadsheet through the Sheets API (v4).

Asks for the sheet and gives it back as a table. What a cell's value is, is decided in
`google_sheet_cells`; where the table is on the sheet, in `table`.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, field_validator

from connectors.failures import PermanentFailure
from connectors.pull import Connector, FileLayout, Original, Pull, PullContext, text_frame
from connectors.services.google_sheet_cells import cell_grid, range_start
from connectors.tables.cells import column_letters
from connectors.tables.header import MAX_LINES
from connectors.tables.table import Sheet, Table, TableRules, cut_table
from connectors.variables import expand
from connectors.web.addresses import checked_url, public_url
from connectors.web.google_auth import GoogleAuth
from connectors.web.http import Client
from connectors.workbooks.fix_sheet import FIX_SUMMARY_SHEET

_SCOPE = "https://www.googleapis.com/auth/spreadsheets.readonly"
_ORIGINAL = "sheet.json"


class GoogleSheetsOptions(BaseModel):
    """Which spreadsheet, and how its table is laid out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    spreadsheet: str = Field(
        pattern=r"^[A-Za-z0-9_-]+$",
        description="Id of the spreadsheet: the part of its address between /d/ and /edit.",
        examples=["1qpyC0XzvTcKT6EISywvqESX3A0MwQoFDE8p-Bll4hps"],
    )
    sheet: str | None = Field(
        default=None,
        description="Name of the sheet. Default: the first visible one with a table.",
        examples=["Attendance"],
    )
    table: int | None = Field(
        default=None, ge=1, description="Which of several tables on the sheet, from 1. Default: the first."
    )
    range: str | None = Field(
        default=None,
        pattern=r"^[A-Z]{1,3}[0-9]*(:[A-Z]{1,3}[0-9]*)?$",
        description="The part of the sheet to read, header included. Default: all of it.",
        examples=["A3:H", "B2:F400"],
    )
    header_row: int | None = Field(
        default=None,
        ge=1,
        description="Row of the sheet with the column names, from 1. Default: it is found.",
    )
    header_rows: int | None = Field(
        default=None,
        ge=0,
        le=MAX_LINES,
        description="How many rows the header takes; the names of several become 'Upper / Lower'. 0 where no "
        "row names the columns. Default: it is found.",
    )
    stop_at: list[str] | None = Field(
        default=None,
        description="A row whose first filled cell starts with one of these texts ends the table; [] reads to "
        "the end. Default: rows of totals are found by their words and figures, and left out.",
    )
    skip_blank_rows: bool = Field(default=True, description="Leave out rows without any value.")
    auth: GoogleAuth = Field(description="Credentials, by the names of environment variables.")
    url: str = Field(
        default="https://sheets.googleapis.com",
        description="Address of the service. ${NAME} is replaced by an environment variable.",
    )

    _url = field_validator("url")(checked_url)


def read_google_sheets(options: GoogleSheetsOptions, context: PullContext) -> Pull:
    """Read the table that the options name."""
    label = public_url(f"{options.url.rstrip('/')}/v4/spreadsheets/{options.spreadsheet}")
    if context.originals is not None:
        seen = json.loads(context.originals[0].content)
        return _as_pull(options, seen, _cut(options, seen), label)
    address = f"{expand(options.url).rstrip('/')}/v4/spreadsheets/{options.spreadsheet}"
    with options.auth.client(label, context.policy, _SCOPE) as client:
        sheets = _sheets(_get(client, address, {"includeGridData": "false"}, label), options, label)
        for sheet in sheets:
            seen = _read_sheet(client, address, sheet, options, label)
            try:
                return _as_pull(options, seen, _cut(options, seen), label)
            except PermanentFailure as failure:
                if failure.reason != "no_table" or options.sheet is not None:
                    raise
    raise PermanentFailure("no_table", f"{label}: no visible sheet has a table. Give sheet and header_row.")


def _get(client: Client, address: str, params: dict[str, str], label: str) -> dict[str, Any]:
    try:
        body = client.get(address, params).body
    except PermanentFailure as failure:
        if failure.reason != "not_authorised":
            raise
        raise PermanentFailure(
            "not_authorised",
            f"{label} may not be read. Share the spreadsheet with the address of the service account, "
            "or with everybody who has the link for an API key.",
        ) from None
    if not isinstance(body, dict):
        raise PermanentFailure("unexpected_page", f"{label} did not answer as Google Sheets does. Check url.")
    return body


def _sheets(meta: dict[str, Any], options: GoogleSheetsOptions, label: str) -> list[dict[str, Any]]:
    """Return the sheet of the options, or all visible ones, as `{"properties": {...}, "merges": [...]}`."""
    sheets = [
        one
        for one in meta.get("sheets", [])
        if one["properties"].get("sheetType", "GRID") == "GRID"
        and one["properties"]["title"] != FIX_SUMMARY_SHEET
    ]
    if options.sheet is None:
        return [one for one in sheets if not one["properties"].get("hidden")]
    wanted = options.sheet.strip().casefold()
    found = [one for one in sheets if one["properties"]["title"].strip().casefold() == wanted]
    if not found:
        titles = ", ".join(one["properties"]["title"] for one in sheets)
        raise PermanentFailure(
            "no_table", f"{label}: there is no sheet {options.sheet!r}. Its sheets are {titles}."
        )
    return found[:1]


def _read_sheet(
    client: Client, address: str, sheet: dict[str, Any], options: GoogleSheetsOptions, label: str
) -> dict[str, Any]:
    """Return what there is to know of a sheet, its cells as numbers and as dates are shown.

    Answers are `{"range": "Sheet1!A1:D2", "values": [[2, 43831], [1.5]]}`.
    """
    title = sheet["properties"]["title"]
    name = "'" + title.replace("'", "''") + "'"
    where = f"{address}/values/{quote(f'{name}!{options.range}' if options.range else name, safe='')}"
    bodies = [
        _get(
            client,
            where,
            {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": dates},
            label,
        )
        for dates in ("SERIAL_NUMBER", "FORMATTED_STRING")
    ]
    return {
        "title": title,
        "gid": sheet["properties"]["sheetId"],
        "start": range_start(str(bodies[0].get("range", "A1"))),
        "merges": sheet.get("merges", []),
        "serial": bodies[0].get("values", []),
        "shown": bodies[1].get("values", []),
    }


def _cut(options: GoogleSheetsOptions, seen: dict[str, Any]) -> Table:
    row, column = seen["start"]
    grid = cell_grid(seen["serial"], seen["shown"], seen["title"])
    merged = [
        (
            merge.get("startRowIndex", 0) - row,
            merge.get("startColumnIndex", 0) - column,
            merge.get("endRowIndex", 0) - 1 - row,
            merge.get("endColumnIndex", 0) - 1 - column,
        )
        for merge in seen["merges"]
    ]
    inside = [one for one in merged if one[0] >= 0 and one[1] >= 0]
    sheet = Sheet(seen["title"], grid, [row + number for number in range(1, len(grid) + 1)], inside)
    stops = None if options.stop_at is None else tuple(options.stop_at)
    rules = TableRules(options.header_row, options.header_rows, stops, options.skip_blank_rows, options.table)
    return cut_table(sheet, rules)


def _as_pull(options: GoogleSheetsOptions, seen: dict[str, Any], table: Table, label: str) -> Pull:
    title, first_column = seen["title"], seen["start"][1]
    places = [first_column + position for position in table.positions]
    left, right = column_letters(min(places, default=0)), column_letters(max(places, default=0))
    page = f"https://docs.google.com/spreadsheets/d/{options.spreadsheet}/edit#gid={seen['gid']}"
    content = json.dumps(seen, ensure_ascii=False, sort_keys=True).encode()
    notes = list(table.notes)
    if options.sheet is None:
        notes.insert(0, f"sheet {title!r} was read, the first visible one with a table.")
    layout = FileLayout(
        _ORIGINAL, title, table.header_number, dict(zip(table.columns, places, strict=True)), table.numbers
    )
    return Pull(
        rows=text_frame(table.columns, table.rows),
        row_refs=[f"{title} row {number}" for number in table.numbers],
        originals=[Original(_ORIGINAL, content)],
        source=label,
        notes=notes,
        row_links=[f"{page}&range={left}{number}:{right}{number}" for number in table.numbers],
        layouts=(layout,),
    )


GOOGLE_SHEETS = Connector("google_sheets", "1", GoogleSheetsOptions, read_google_sheets)
