"""The `nocodb` connector: reads a table of a NocoDB server through its data API (v2).

Says what to ask; paging, changes and their proof are in `whole_reading`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field, field_validator

from connectors.failures import PermanentFailure
from connectors.pull import Connector, Pull, PullContext
from connectors.variables import VariableName, expand
from connectors.web.addresses import checked_url, public_url
from connectors.web.auth import ApiKeyAuth
from connectors.web.http import Client
from connectors.web.incremental import Source
from connectors.web.page_reading import Listing
from connectors.web.paging import Offset
from connectors.web.records import Record, flatten, records_frame
from connectors.web.whole_reading import ChangeOptions, read_whole, records_original

_SYSTEM = frozenset({"Id", "CreatedAt", "UpdatedAt"})


class NocoDbOptions(ChangeOptions):
    """Which table of which server."""

    url: str = Field(
        description="Address of the server. ${NAME} is replaced by an environment variable.",
        examples=["https://app.nocodb.com"],
    )
    table: str = Field(
        pattern=r"^[A-Za-z0-9_]+$",
        description="Id of the table (starts with m, is in its address).",
        examples=["mwfi578kilfgpu3"],
    )
    base: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9_]+$",
        description="Id of the base (starts with p). Given, rows have links.",
        examples=["py9qdq9hu3w7qdf"],
    )
    where: str | None = Field(
        default=None,
        description="Condition for the records to read. Default: all records.",
        examples=["(Year,eq,2024)"],
    )
    id: str = Field(default="Id", min_length=1, description="Name of the column with the primary key.")
    token_env: VariableName = Field(
        description="Name of the environment variable that holds the API token.",
    )
    page_size: int = Field(
        default=1000, ge=2, description="Records for each request. Servers give at most 1,000."
    )

    _url = field_validator("url")(checked_url)


def read_nocodb(options: NocoDbOptions, context: PullContext) -> Pull:
    """Read all records."""
    path = f"/api/v2/tables/{options.table}/records"
    label = public_url(options.url.rstrip("/") + path)
    address = expand(options.url).rstrip("/") + path
    auth = ApiKeyAuth(type="api_key", header="xc-token", key_env=options.token_env)
    source = Source(
        label,
        id=lambda record: record.get(options.id),
        # A record that was never changed has no UpdatedAt.
        stamp=lambda record: record.get("UpdatedAt") or record.get("CreatedAt"),
        stamp_name="UpdatedAt",
    )
    with auth.client(label, context.policy) as client:
        whole = read_whole(
            client,
            source,
            lambda since: _listing(options, address, since, label),
            options,
            context,
            count=lambda: _count(client, options, address, label),
        )
    return Pull(
        rows=records_frame([flatten(record) for record in whole.records]),
        row_refs=[f"record {record.get(options.id)}" for record in whole.records],
        originals=[records_original(whole)],
        source=label,
        notes=[f"{label}: {note}" for note in whole.notes],
        server_columns=_SYSTEM | {options.id},
        row_links=[_link(options, record) for record in whole.records],
        cursor=whole.cursor,
    )


def _listing(options: NocoDbOptions, address: str, since: str | None, label: str) -> Listing:
    params = {"sort": options.id}
    if where := _where(options, since):
        params["where"] = where
    return Listing(
        url=address,
        params=params,
        paging=Offset(type="offset", limit=options.page_size, total="pageInfo.totalRows"),
        find=lambda body: _records(body, label),
        label=label,
        id=options.id,
    )


def _where(options: NocoDbOptions, since: str | None) -> str:
    """Ask for changes from the beginning of a day on: the API compares days."""
    if since is None:
        return options.where or ""
    day = datetime.fromisoformat(since).date().isoformat()
    changed = f"((UpdatedAt,gte,exactDate,{day})~or(CreatedAt,gte,exactDate,{day}))"
    return f"({options.where})~and{changed}" if options.where else changed


def _records(body: Any, label: str) -> list[Record]:
    """Take the records out of `{"list": [{"Id": 1}], "pageInfo": {"totalRows": 1}}`."""
    records = body.get("list") if isinstance(body, dict) else None
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        raise PermanentFailure(
            "unexpected_page", f"{label} did not answer with records. Check the url and the table."
        )
    return records


def _count(client: Client, options: NocoDbOptions, address: str, label: str) -> int:
    """Ask for `{"count": 2000}`."""
    body = client.get(f"{address}/count", {"where": options.where} if options.where else {}).body
    count = body.get("count") if isinstance(body, dict) else None
    if not isinstance(count, int):
        raise PermanentFailure(
            "unexpected_page", f"{label} did not say how many records it has. Leave out incremental."
        )
    return count


def _link(options: NocoDbOptions, record: Record) -> str | None:
    if not options.base:
        return None
    server = public_url(options.url).rstrip("/")
    return f"{server}/dashboard/#/nc/{options.base}/{options.table}?rowId={record.get(options.id)}"


NOCODB = Connector("nocodb", "1", NocoDbOptions, read_nocodb)
