"""The `socrata` connector: reads a dataset of an open-data portal through the SODA API (v2).

Says what to ask; paging, changes and their proof are in `whole_reading`.
"""

from __future__ import annotations

from typing import Any

from pydantic import Field, field_validator

from connectors.failures import PermanentFailure
from connectors.pull import Connector, Pull, PullContext
from connectors.variables import VariableName, expand
from connectors.web.addresses import checked_url, public_url
from connectors.web.auth import ApiKeyAuth, Auth, NoAuth
from connectors.web.http import Client
from connectors.web.incremental import Source
from connectors.web.page_reading import Listing
from connectors.web.paging import Offset
from connectors.web.records import Record, flatten, records_frame
from connectors.web.whole_reading import ChangeOptions, read_whole, records_original


class SocrataOptions(ChangeOptions):
    """Which dataset of which portal."""

    url: str = Field(
        description="Address of the portal. ${NAME} is replaced by an environment variable.",
        examples=["https://data.seattle.gov"],
    )
    dataset: str = Field(
        pattern=r"^[a-z0-9]{4}-[a-z0-9]{4}$",
        description="Id of the dataset: the last part of its address.",
        examples=["65db-xm6k"],
    )
    where: str | None = Field(
        default=None,
        description="Condition in SoQL for the rows to read. Default: all rows.",
        examples=["date >= '2024-09-01'"],
    )
    app_token_env: VariableName | None = Field(
        default=None,
        description="Name of the environment variable that holds the app token. Without one the portal "
        "answers fewer requests an hour.",
    )
    auth: Auth = Field(
        default=NoAuth(), description="Credentials for a private dataset. Default: none, it is public."
    )
    page_size: int = Field(default=10_000, ge=2, le=50_000, description="Rows for each request.")

    _url = field_validator("url")(checked_url)


def read_socrata(options: SocrataOptions, context: PullContext) -> Pull:
    """Read all rows."""
    path = f"/resource/{options.dataset}.json"
    label = public_url(options.url.rstrip("/") + path)
    address = expand(options.url).rstrip("/") + path
    source = Source(
        label,
        id=lambda record: record.get(":id"),
        stamp=lambda record: record.get(":updated_at"),
        stamp_name=":updated_at",
    )
    with options.auth.client(label, context.policy, _app_token(options)) as client:
        whole = read_whole(
            client,
            source,
            lambda since: _listing(options, address, since, label),
            options,
            context,
            count=lambda: _count(client, options, address, label),
        )
    rows = records_frame([flatten(record) for record in whole.records])
    return Pull(
        rows=rows,
        row_refs=[f"row {record.get(':id')}" for record in whole.records],
        originals=[records_original(whole)],
        source=label,
        notes=[f"{label}: {note}" for note in whole.notes],
        # :id, :updated_at and the like, and the regions that a portal computes.
        server_columns=frozenset(name for name in rows.columns if name.startswith(":")),
        cursor=whole.cursor,
    )


def _app_token(options: SocrataOptions) -> dict[str, str]:
    if options.app_token_env is None:
        return {}
    return ApiKeyAuth(type="api_key", header="X-App-Token", key_env=options.app_token_env).headers()


def _listing(options: SocrataOptions, address: str, since: str | None, label: str) -> Listing:
    """Ask in the order of the ids, or for changes in the order in which they were made."""
    params = {
        "$select": ":*, *",
        "$order": ":updated_at, :id" if since else ":id",
    }
    if where := _where(options, since):
        params["$where"] = where
    return Listing(
        url=address,
        params=params,
        paging=Offset(type="offset", offset_param="$offset", limit_param="$limit", limit=options.page_size),
        find=lambda body: _rows(body, label),
        label=label,
        id=":id",
    )


def _where(options: SocrataOptions, since: str | None) -> str:
    parts = [f"({options.where})"] if options.where else []
    return " AND ".join([*parts, f":updated_at >= '{since}'"] if since else parts)


def _rows(body: Any, label: str) -> list[Record]:
    if not isinstance(body, list) or not all(isinstance(row, dict) and ":id" in row for row in body):
        raise PermanentFailure(
            "unexpected_page",
            f"{label} did not answer with rows that have an :id. Check the url and the dataset.",
        )
    return body


def _count(client: Client, options: SocrataOptions, address: str, label: str) -> int:
    """Ask for `[{"count": "1001"}]`."""
    params = {"$select": "count(*) as count"}
    if options.where:
        params["$where"] = options.where
    body = client.get(address, params).body
    try:
        return int(body[0]["count"])
    except (LookupError, TypeError, ValueError):
        raise PermanentFailure(
            "unexpected_page", f"{label} did not say how many rows it has. Leave out incremental."
        ) from None


SOCRATA = Connector("socrata", "1", SocrataOptions, read_socrata)
