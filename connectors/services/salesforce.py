"""The `salesforce` connector: reads records of one object with a SOQL query through the REST API.

Says what to ask; paging, changes and their proof are in `whole_reading`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from pydantic import Field, field_validator

from connectors.failures import PermanentFailure
from connectors.pull import Connector, Pull, PullContext
from connectors.variables import VariableName, expand
from connectors.web.addresses import checked_url, public_url
from connectors.web.auth import OAuthClientCredentials
from connectors.web.http import Client
from connectors.web.incremental import Source
from connectors.web.page_reading import Listing
from connectors.web.paging import NextUrl
from connectors.web.records import MISSING, Record, dig, records_frame
from connectors.web.whole_reading import ChangeOptions, read_whole, records_original

_SYSTEM = ("Id", "SystemModstamp", "IsDeleted")
_NAME = r"^[A-Za-z][A-Za-z0-9_]*$"
_FIELD = r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*){0,5}"


class SalesforceOptions(ChangeOptions):
    """Which records of which object, and which of their fields."""

    url: str = Field(
        description="Address of the organisation's own domain. ${NAME} is replaced by an environment variable.",
        examples=["https://example.my.salesforce.com"],
    )
    object: str = Field(
        pattern=_NAME, description="API name of the object.", examples=["Contact", "Session_Attendance__c"]
    )
    fields: list[str] = Field(
        min_length=1,
        description="API names of the fields; those of a parent after a dot.",
        examples=[["Program__c", "Account.Name"]],
    )
    where: str | None = Field(
        default=None,
        description="Condition in SOQL for the records to read. Default: all records.",
        examples=["Status__c = 'Active'"],
    )
    client_id_env: VariableName = Field(
        description="Name of the environment variable that holds the consumer key of the connected app.",
    )
    client_secret_env: VariableName = Field(
        description="Name of the environment variable that holds its consumer secret.",
    )
    api_version: str = Field(default="61.0", pattern=r"^[0-9]{2}\.0$", description="Version of the REST API.")

    _url = field_validator("url")(checked_url)

    @field_validator("fields")
    @classmethod
    def _field_names(cls, fields: list[str]) -> list[str]:
        if bad := [name for name in fields if not re.fullmatch(_FIELD, name)]:
            raise ValueError(f"{', '.join(bad)}: not the API name of a field")
        return fields


def read_salesforce(options: SalesforceOptions, context: PullContext) -> Pull:
    """Read all records that are not deleted."""
    label = f"{public_url(options.url.rstrip('/'))}/{options.object}"
    server = expand(options.url).rstrip("/")
    source = Source(
        label,
        id=lambda record: record.get("Id"),
        stamp=lambda record: record.get("SystemModstamp"),
        stamp_name="SystemModstamp",
        is_deleted=lambda record: record.get("IsDeleted") is True,
    )
    with _auth(options, server).client(label, context.policy) as client:
        whole = read_whole(
            client,
            source,
            lambda since: _listing(options, server, since, label),
            options,
            context,
            count=lambda: _count(client, options, server, label),
        )
    columns = list(dict.fromkeys(["Id", *options.fields, "SystemModstamp"]))
    return Pull(
        rows=records_frame([{name: _found(record, name) for name in columns} for record in whole.records]),
        row_refs=[f"{options.object} {record['Id']}" for record in whole.records],
        originals=[records_original(whole)],
        source=label,
        notes=[f"{label}: {note}" for note in whole.notes],
        server_columns=frozenset({"Id", "SystemModstamp"} - set(options.fields)),
        row_links=[
            f"{public_url(options.url.rstrip('/'))}/lightning/r/{options.object}/{record['Id']}/view"
            for record in whole.records
        ],
        cursor=whole.cursor,
    )


def _auth(options: SalesforceOptions, server: str) -> OAuthClientCredentials:
    return OAuthClientCredentials(
        type="oauth_client_credentials",
        token_url=f"{server}/services/oauth2/token",
        client_id_env=options.client_id_env,
        client_secret_env=options.client_secret_env,
        client_auth="body",
    )


def _listing(options: SalesforceOptions, server: str, since: str | None, label: str) -> Listing:
    """Ask for what there is, or with `queryAll` for what changed, deleted records among it.

    An answer is `{"totalSize": 3, "done": false, "nextRecordsUrl": "/services/data/...", "records": [...]}`.
    The server fixes the list when the query starts, so that pages can be followed while records change.
    """
    names = ", ".join(dict.fromkeys([*_SYSTEM, *options.fields]))
    conditions = [f"({options.where})"] if options.where else []
    if since:
        conditions.append(f"SystemModstamp >= {_moment(since)}")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    kind = "queryAll" if since else "query"
    return Listing(
        url=f"{server}/services/data/v{options.api_version}/{kind}",
        params={"q": f"SELECT {names} FROM {options.object}{where} ORDER BY SystemModstamp, Id"},
        paging=NextUrl(type="next_url", path="nextRecordsUrl", total="totalSize", read_twice=False),
        find=lambda body: _records(body, label),
        label=label,
        id="Id",
    )


def _moment(since: str) -> str:
    """Return a stamp such as 2024-09-01T08:00:00.000+0000 as SOQL writes it."""
    moment = datetime.fromisoformat(since).astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S") + f".{moment.microsecond // 1000:03d}Z"


def _records(body: Any, label: str) -> list[Record]:
    """Take the records out of an answer, without what Salesforce says about each."""
    records = body.get("records") if isinstance(body, dict) else None
    if not isinstance(records, list) or not all(isinstance(one, dict) and "Id" in one for one in records):
        raise PermanentFailure(
            "unexpected_page", f"{label} did not answer with records that have an Id. Check url and object."
        )
    return [_without_attributes(record) for record in records]


def _without_attributes(record: Record) -> Record:
    return {
        name: _without_attributes(value) if isinstance(value, dict) else value
        for name, value in record.items()
        if name != "attributes"
    }


def _count(client: Client, options: SalesforceOptions, server: str, label: str) -> int:
    where = f" WHERE {options.where}" if options.where else ""
    address = f"{server}/services/data/v{options.api_version}/query"
    body = client.get(address, {"q": f"SELECT COUNT() FROM {options.object}{where}"}).body
    if not isinstance(body, dict) or not isinstance(body.get("totalSize"), int):
        raise PermanentFailure("unexpected_page", f"{label} did not say how many records it has. Check url.")
    return int(body["totalSize"])


def _found(record: Record, path: str) -> Any:
    found = dig(record, path)
    return None if found is MISSING else found


SALESFORCE = Connector("salesforce", "1", SalesforceOptions, read_salesforce)
