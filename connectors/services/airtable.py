"""The `airtable` connector: reads a table of an Airtable base through its Web API (v0).

Says what to ask; paging and changes are in `whole_reading`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

from pydantic import Field, field_validator, model_validator

from connectors.failures import PermanentFailure
from connectors.pull import Connector, Pull, PullContext
from connectors.variables import VariableName, expand
from connectors.web.addresses import checked_url, public_url
from connectors.web.auth import BearerAuth
from connectors.web.incremental import Source
from connectors.web.page_reading import Listing
from connectors.web.paging import Cursor
from connectors.web.records import Record, flatten, records_frame
from connectors.web.whole_reading import ChangeOptions, read_whole, records_original


class AirtableOptions(ChangeOptions):
    """Which table of which base."""

    base: str = Field(
        pattern=r"^app[A-Za-z0-9]+$",
        description="Id of the base: the part of its address that starts with app.",
        examples=["appAbCdEf123456"],
    )
    table: str = Field(
        min_length=1,
        description="Id of the table (starts with tbl, is in its address), or its name. With the id, rows "
        "have links.",
        examples=["tblXyZ1234567890", "Visits"],
    )
    view: str | None = Field(
        default=None, description="Name or id of a view: only its records are read. Default: all records."
    )
    token_env: VariableName = Field(
        description="Name of the environment variable that holds a personal access token with the scope "
        "data.records:read.",
    )
    modified_field: str | None = Field(
        default=None,
        pattern=r"^[^{}]+$",
        description="Name of a field of the type 'Last modified time' over all fields. Needed for incremental.",
        examples=["Last modified"],
    )
    url: str = Field(
        default="https://api.airtable.com",
        description="Address of the service. ${NAME} is replaced by an environment variable.",
    )

    _url = field_validator("url")(checked_url)

    @model_validator(mode="after")
    def _needs_stamp(self) -> AirtableOptions:
        if self.incremental and not self.modified_field:
            raise ValueError("incremental needs modified_field, a field of the type 'Last modified time'")
        return self


def read_airtable(options: AirtableOptions, context: PullContext) -> Pull:
    """Read all records."""
    path = f"/v0/{options.base}/{quote(options.table, safe='')}"
    label = public_url(options.url.rstrip("/") + path)
    address = expand(options.url).rstrip("/") + path
    auth = BearerAuth(type="bearer", token_env=options.token_env)
    source = Source(
        label,
        id=lambda record: record["id"],
        stamp=lambda record: record["fields"].get(options.modified_field),
        stamp_name=str(options.modified_field),
    )
    with auth.client(label, context.policy) as client:
        whole = read_whole(
            client, source, lambda since: _listing(options, address, since, label), options, context
        )
    return Pull(
        rows=records_frame([_row(record) for record in whole.records]),
        row_refs=[f"record {record['id']}" for record in whole.records],
        originals=[records_original(whole)],
        source=label,
        notes=[f"{label}: {note}" for note in whole.notes],
        server_columns=frozenset({"_id", "_created_time"}),
        row_links=[_link(options, record) for record in whole.records],
        cursor=whole.cursor,
    )


def _listing(options: AirtableOptions, address: str, since: str | None, label: str) -> Listing:
    params = {"pageSize": "100"}
    if options.view:
        params["view"] = options.view
    if since and options.modified_field:
        # The formula knows "before" and "after" only; what changed at that very moment comes again.
        moment = datetime.fromisoformat(since).isoformat()
        params["filterByFormula"] = (
            f"NOT(IS_BEFORE({{{options.modified_field}}}, DATETIME_PARSE('{moment}')))"
        )
    return Listing(
        url=address,
        params=params,
        paging=Cursor(type="cursor", param="offset", path="offset"),
        find=lambda body: _records(body, label),
        label=label,
        id="id",
    )


def _records(body: Any, label: str) -> list[Record]:
    """Take the records out of `{"records": [{"id": "rec1", "createdTime": "...", "fields": {}}]}`."""
    records = body.get("records") if isinstance(body, dict) else None
    if not isinstance(records, list) or not all(
        isinstance(one, dict) and "id" in one and isinstance(one.get("fields"), dict) for one in records
    ):
        raise PermanentFailure(
            "unexpected_page", f"{label} did not answer with records. Check the base and the table."
        )
    return records


def _row(record: Record) -> dict[str, Any]:
    return {"_id": record["id"], "_created_time": record.get("createdTime")} | flatten(record["fields"])


def _link(options: AirtableOptions, record: Record) -> str | None:
    if not options.table.startswith("tbl"):
        return None
    return f"https://airtable.com/{options.base}/{options.table}/{record['id']}"


AIRTABLE = Connector("airtable", "1", AirtableOptions, read_airtable)
