"""The `dhis2` connector: reads the data values of a data set from a DHIS2 server (Web API).

One row for each data value. Names for the ids are got in `dhis2_names`, changes are joined with the
rest in `whole_reading`.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from connectors.failures import PermanentFailure
from connectors.policy import HttpPolicy
from connectors.pull import Connector, Original, Pull, PullContext
from connectors.services.dhis2_names import NAMED, fetch_names
from connectors.variables import VariableName, expand, read_variable
from connectors.web.addresses import checked_url, public_url
from connectors.web.auth import BasicAuth
from connectors.web.http import Client
from connectors.web.incremental import Source
from connectors.web.page_reading import Listing
from connectors.web.paging import NoPaging
from connectors.web.records import Record, records_frame
from connectors.web.whole_reading import ChangeOptions, read_whole, records_original

_KEY = ("dataElement", "period", "orgUnit", "categoryOptionCombo", "attributeOptionCombo")
# `storedBy` is left out: it names a person who works there.
_COLUMNS = (*_KEY, "value", "comment", "followup", "created", "lastUpdated")
_UID = r"^[A-Za-z][A-Za-z0-9]{10}$"


class Dhis2Token(BaseModel):
    """A personal access token."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Literal["token"] = Field(description="A personal access token.")
    token_env: VariableName = Field(
        description="Name of the environment variable that holds the token.",
        examples=["DHIS2_TOKEN"],
    )

    def client(self, label: str, policy: HttpPolicy) -> Client:
        """Open a client that sends the token as DHIS2 wants it."""
        return Client(label, {"Authorization": f"ApiToken {read_variable(self.token_env)}"}, policy)


class Dhis2Options(ChangeOptions):
    """Which data set of which organisation units, and for what time."""

    url: str = Field(
        description="Address of the server, with the path before /api if it has one. ${NAME} is replaced by "
        "an environment variable.",
        examples=["https://dhis2.example.org", "https://example.org/hmis"],
    )
    data_set: str = Field(pattern=_UID, description="Id of the data set.", examples=["pBOMPrpg1QX"])
    org_unit: str = Field(pattern=_UID, description="Id of the organisation unit.", examples=["DiszpKrYNg8"])
    children: bool = Field(default=True, description="Read the units below it too.")
    periods: list[Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]+$")]] = Field(
        default=[], description="Periods as DHIS2 writes them.", examples=[["202409", "202410"], ["2024Q3"]]
    )
    start_date: date | None = Field(default=None, description="First day, in place of periods.")
    end_date: date | None = Field(
        default=None, description="Last day. Default with start_date: a year from today."
    )
    auth: Annotated[BasicAuth | Dhis2Token, Field(discriminator="type")] = Field(
        description="Credentials, by the names of environment variables."
    )

    _url = field_validator("url")(checked_url)

    @model_validator(mode="after")
    def _one_time(self) -> Dhis2Options:
        if bool(self.periods) == bool(self.start_date):
            raise ValueError("give either periods or start_date")
        return self


def read_dhis2(options: Dhis2Options, context: PullContext) -> Pull:
    """Read all data values that are not deleted."""
    label = public_url(f"{options.url.rstrip('/')}/api/dataValueSets.json")
    api = f"{expand(options.url).rstrip('/')}/api"
    source = Source(
        label,
        id=lambda value: "/".join(str(value.get(name, "")) for name in _KEY),
        stamp=lambda value: value.get("lastUpdated"),
        stamp_name="lastUpdated",
        is_deleted=lambda value: value.get("deleted") is True,
    )
    with options.auth.client(label, context.policy) as client:
        whole = read_whole(
            client, source, lambda since: _listing(options, api, since, label), options, context
        )
        names = fetch_names(client, api, whole.records, label)
    rows = [_row(value, names.names) for value in whole.records]
    return Pull(
        rows=records_frame(rows),
        row_refs=[f"data value {source.id(value)}" for value in whole.records],
        # A unit that gets another name changes the rows, so the names are part of what came.
        originals=[
            records_original(whole),
            Original("names.json", json.dumps(names.names, sort_keys=True, ensure_ascii=False).encode()),
        ],
        source=label,
        notes=[f"{label}: {note}" for note in [*whole.notes, *names.notes]],
        server_columns=frozenset({*_KEY, "created", "lastUpdated", "followup"}),
        cursor=whole.cursor,
    )


def _listing(options: Dhis2Options, api: str, since: str | None, label: str) -> Listing:
    params = {
        "dataSet": options.data_set,
        "orgUnit": options.org_unit,
        "children": str(options.children).lower(),
    }
    if since:
        # The server reads times in a zone of its own; a day more costs little, and is joined by id.
        day = datetime.fromisoformat(since).date() - timedelta(days=1)
        params |= {"lastUpdated": day.isoformat(), "includeDeleted": "true"}
    if options.start_date:
        end = options.end_date or date.today().replace(month=12, day=31) + timedelta(days=365)
        params |= {"startDate": options.start_date.isoformat(), "endDate": end.isoformat()}
    return Listing(
        # Several periods are one parameter each, which a mapping cannot hold.
        url=f"{api}/dataValueSets.json"
        + ("?period=" + "&period=".join(options.periods) if options.periods else ""),
        params=params,
        paging=NoPaging(),
        find=lambda body: _values(body, label),
        label=label,
    )


def _values(body: Any, label: str) -> list[Record]:
    """Take the values out of `{"dataValues": [{"dataElement": "a", "value": "3"}]}`; {} is none."""
    values = body.get("dataValues", []) if isinstance(body, dict) else None
    if not isinstance(values, list) or not all(
        isinstance(one, dict) and "dataElement" in one for one in values
    ):
        raise PermanentFailure(
            "unexpected_page", f"{label} did not answer with data values. Check the url and its path."
        )
    return values


def _row(value: Record, names: dict[str, str]) -> dict[str, Any]:
    row = {name: value.get(name) for name in _COLUMNS}
    return row | {f"{name} name": names.get(str(value.get(name))) for name in NAMED}


DHIS2 = Connector("dhis2", "1", Dhis2Options, read_dhis2)
