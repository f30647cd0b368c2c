"""The `threesixty` connector: reads grants in the 360Giving Data Standard, as JSON, csv or workbook.

All three forms give the same column names, the field paths of the standard, so that one mapping
serves them. Cutting tables out of spreadsheets is done by the connectors for those.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from connectors.failures import PermanentFailure
from connectors.places.place import Folder, Place
from connectors.pull import Connector, FileLayout, Original, Pull, PullContext
from connectors.services.threesixty_titles import field_path, is_field
from connectors.tables.cells import unique_names
from connectors.texts.delimited import CSV
from connectors.web.records import records_frame
from connectors.workbooks.excel import EXCEL

_GRANTS_SHEET = "grants"


class ThreeSixtyOptions(BaseModel):
    """Where the file with the grants is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str = Field(
        min_length=1,
        description="Path of the file, from the initiative folder. May be a glob: "
        "all matching files are read in the order of their names.",
        examples=["drop/grants.json", "drop/360giving_*.xlsx"],
    )
    place: Place = Field(default=Folder(), description="Where the file is. Default: the initiative folder.")
    sheet: str | None = Field(
        default=None,
        description="Name of the sheet in a workbook. Default: the one named grants, else the first "
        "visible one with a table.",
    )


@dataclass(frozen=True)
class _Grants:
    """The grants of one file, by field path, and where each stands."""

    records: list[dict[str, Any]]
    refs: list[str]
    notes: list[str]
    layouts: tuple[FileLayout, ...]


def read_threesixty(options: ThreeSixtyOptions, context: PullContext) -> Pull:
    """Read the files that the options name; PermanentFailure `unexpected_columns` for any other file."""
    originals = (
        context.originals if context.originals is not None else options.place.fetch(options.path, context)
    )
    files = [_read_file(original, options, context) for original in originals]
    records = [record for grants in files for record in grants.records]
    prefixes = [f"{original.name} " if len(originals) > 1 else "" for original in originals]
    refs = [f"{prefix}{ref}" for prefix, grants in zip(prefixes, files, strict=True) for ref in grants.refs]
    notes = [note for grants in files for note in grants.notes] + _repeated(records)
    # Layouts count the rows of a pull one after the other, so they are of use only if each file has one.
    layouts = tuple(layout for grants in files for layout in grants.layouts)
    complete = all(grants.layouts for grants in files)
    source = ", ".join(original.name for original in originals)
    return Pull(records_frame(records), refs, originals, source, notes, layouts=layouts if complete else ())


def _read_file(original: Original, options: ThreeSixtyOptions, context: PullContext) -> _Grants:
    start = original.content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise PermanentFailure("unreadable_file", f"{original.name} is empty. Ask for the file again.")
    if start.startswith((b"{", b"[")):
        grants = _read_json(original)
    elif start.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        grants = _read_workbook(original, options, context)
    else:
        grants = _from_table(CSV.read(CSV.Options(path=original.name), _with(context, original)))
    columns = {name for record in grants.records for name in record}
    if grants.records and not any(is_field(name) for name in columns - {"id"}):
        raise PermanentFailure(
            "unexpected_columns",
            f"{original.name} has none of the columns of 360Giving grants. Use the connector for its kind.",
        )
    return grants


def _with(context: PullContext, original: Original) -> PullContext:
    return PullContext(context.base_dir, context.policy, originals=[original])


def _read_workbook(original: Original, options: ThreeSixtyOptions, context: PullContext) -> _Grants:
    """Read the sheet of the options, or the one named grants, or the first with a table."""
    for sheet in (options.sheet,) if options.sheet else (_GRANTS_SHEET, None):
        # A grant may be called "Total ...", so no word ends the table.
        wanted = EXCEL.Options(path=original.name, sheet=sheet, stop_at=[])
        try:
            return _from_table(EXCEL.read(wanted, _with(context, original)))
        except PermanentFailure as failure:
            if failure.reason != "no_table" or sheet != _GRANTS_SHEET or options.sheet:
                raise
    raise AssertionError("the last sheet either gives its table or raises")


def _from_table(pull: Pull) -> _Grants:
    """Give the columns of a spreadsheet the names of the fields that their titles stand for."""
    names = unique_names([field_path(str(title)) for title in pull.rows.columns])
    rows = pull.rows.to_numpy().tolist()
    titles = dict(zip(pull.rows.columns, names, strict=True))
    layouts = tuple(
        FileLayout(
            one.original,
            one.sheet,
            one.header_row,
            {titles[title]: index for title, index in one.columns.items()},
            one.rows,
        )
        for one in pull.layouts
    )
    records = [dict(zip(names, row, strict=True)) for row in rows]
    return _Grants(records, pull.row_refs, pull.notes, layouts)


def _read_json(original: Original) -> _Grants:
    """Read `{"grants": [{"id": "360G-a-1", "recipientOrganization": [{"name": "A"}]}]}`."""
    try:
        body = json.loads(original.content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise PermanentFailure(
            "unreadable_file", f"{original.name} is damaged: it is not valid JSON. Ask for the file again."
        ) from None
    grants = body.get("grants") if isinstance(body, dict) else None
    if not isinstance(grants, list) or not all(isinstance(grant, dict) for grant in grants):
        raise PermanentFailure(
            "unexpected_columns",
            f"{original.name} has no list of grants. A 360Giving file is an object with the key 'grants'.",
        )
    records = [_paths(grant) for grant in grants]
    refs = [f"grant {record.get('id') or number}" for number, record in enumerate(records, 1)]
    return _Grants(records, refs, [], ())


def _paths(value: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return nested objects and lists as paths; lists of plain values stay one value, joined by ';'."""
    flat: dict[str, Any] = {}
    for key, inner in value.items():
        path = f"{prefix}{key}"
        if isinstance(inner, dict):
            flat |= _paths(inner, f"{path}/")
        elif isinstance(inner, list) and any(isinstance(one, (dict, list)) for one in inner):
            flat |= _paths({str(number): one for number, one in enumerate(inner)}, f"{path}/")
        else:
            flat[path] = ";".join(map(str, inner)) if isinstance(inner, list) else inner
    return flat


def _repeated(records: list[dict[str, Any]]) -> list[str]:
    ids = [record["id"] for record in records if record.get("id")]
    missing = f"{len(records) - len(ids)} grants have no id."
    twice = f"{len(ids) - len(set(ids))} grants have an id that came before."
    return [missing] * (len(ids) < len(records)) + [twice] * (len(set(ids)) < len(ids))


THREESIXTY = Connector("threesixty", "1", ThreeSixtyOptions, read_threesixty)
