"""The `surveymonkey` connector: reads the responses to a survey through the SurveyMonkey API (v3).

Asks for the survey and its responses. How questions become columns is in `surveymonkey_answers`.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from pydantic import Field, field_validator

from connectors.failures import PermanentFailure
from connectors.pull import Connector, Original, Pull, PullContext
from connectors.services.surveymonkey_answers import SERVER_COLUMNS, Survey, answer_row, read_survey
from connectors.variables import VariableName, expand
from connectors.web.addresses import checked_url, public_url
from connectors.web.auth import BearerAuth
from connectors.web.http import Client
from connectors.web.incremental import Source
from connectors.web.page_reading import Listing
from connectors.web.paging import PageNumber
from connectors.web.records import Record, flatten, records_frame
from connectors.web.whole_reading import ChangeOptions, read_whole, records_original

# Times are stated in whole seconds, and the clock of the server may lag behind.
_OVERLAP = timedelta(minutes=5)


class SurveyMonkeyOptions(ChangeOptions):
    """Which survey."""

    survey: str = Field(
        pattern=r"^[0-9]+$", description="Id of the survey, a number.", examples=["152303468"]
    )
    token_env: VariableName = Field(
        description="Name of the environment variable that holds the access token of the app.",
    )
    status: Literal["completed", "partial", "overquota", "disqualified"] | None = Field(
        default=None, description="Read only responses with this status. Default: all."
    )
    url: str = Field(
        default="https://api.surveymonkey.com",
        description="Address of the service; in Europe https://api.eu.surveymonkey.com. ${NAME} is replaced "
        "by an environment variable.",
    )

    _url = field_validator("url")(checked_url)


def read_surveymonkey(options: SurveyMonkeyOptions, context: PullContext) -> Pull:
    """Read all responses, under the headings that the questions have now."""
    path = f"/v3/surveys/{options.survey}"
    label = public_url(options.url.rstrip("/") + path)
    address = expand(options.url).rstrip("/") + path
    auth = BearerAuth(type="bearer", token_env=options.token_env)
    source = Source(
        label,
        id=lambda response: response.get("id"),
        stamp=lambda response: response.get("date_modified"),
        stamp_name="date_modified",
    )
    with auth.client(label, context.policy) as client:
        details = _details(client, f"{address}/details", label)
        survey = read_survey(details)
        whole = read_whole(
            client,
            source,
            lambda since: _listing(options, address, since, label),
            options,
            context,
            count=lambda: _count(client, options, address, label),
        )
    rows, notes = _rows(survey, whole.records)
    return Pull(
        rows=records_frame(rows),
        row_refs=[f"response {one['id']}" for one in whole.records],
        originals=[records_original(whole), Original("survey.json", _described(survey))],
        source=label,
        notes=[f"{label}: {note}" for note in [*whole.notes, *survey.notes, *notes]],
        server_columns=frozenset(
            name for row in rows for name in row if name.partition(".")[0] in SERVER_COLUMNS
        ),
        row_links=[_link(one) for one in whole.records],
        cursor=whole.cursor,
    )


def _details(client: Client, address: str, label: str) -> dict[str, Any]:
    body = client.get(address, {}).body
    if not isinstance(body, dict) or not isinstance(body.get("pages"), list):
        raise PermanentFailure(
            "unexpected_page", f"{label} did not answer with a survey. Check url and survey."
        )
    return body


def _listing(options: SurveyMonkeyOptions, address: str, since: str | None, label: str) -> Listing:
    """Follow `{"data": [{"id": "1"}], "page": 1, "per_page": 100, "total": 201, "links": {...}}`."""
    params = {"sort_by": "date_modified", "sort_order": "ASC"}
    if options.status:
        params["status"] = options.status
    if since:
        moment = datetime.fromisoformat(since).astimezone(UTC) - _OVERLAP
        params["start_modified_at"] = moment.strftime("%Y-%m-%dT%H:%M:%S")
    return Listing(
        url=f"{address}/responses/bulk",
        params=params,
        paging=PageNumber(type="page_number", size_param="per_page", size=100, total="total"),
        find=lambda body: _responses(body, label),
        label=label,
        id="id",
    )


def _responses(body: Any, label: str) -> list[Record]:
    found = body.get("data") if isinstance(body, dict) else None
    if not isinstance(found, list) or not all(isinstance(one, dict) and "id" in one for one in found):
        raise PermanentFailure(
            "unexpected_page", f"{label} did not answer with responses. Check url and survey."
        )
    return found


def _count(client: Client, options: SurveyMonkeyOptions, address: str, label: str) -> int:
    params = {"per_page": "1", "page": "1"} | ({"status": options.status} if options.status else {})
    body = client.get(f"{address}/responses/bulk", params).body
    if not isinstance(body, dict) or not isinstance(body.get("total"), int):
        raise PermanentFailure(
            "unexpected_page", f"{label} did not say how many responses it has. Check url."
        )
    return int(body["total"])


def _rows(survey: Survey, responses: list[Record]) -> tuple[list[dict[str, Any]], list[str]]:
    rows, gone = [], set()
    for response in responses:
        answers, unknown = answer_row(response, survey)
        gone |= unknown
        own = flatten(
            {name: response[name] for name in SERVER_COLUMNS if response.get(name) not in (None, "", {})}
        )
        rows.append(own | answers)
    note = (
        f"{len(gone)} questions are no longer in the survey, and older responses answer them; their columns "
        f"are named by id: {', '.join(sorted(gone))}."
    )
    return rows, [note] if gone else []


def _described(survey: Survey) -> bytes:
    """Return the names of questions and choices: what decides, beside the responses, about the rows."""
    columns = {":".join(key): name for key, name in survey.columns.items()}
    return json.dumps({"columns": columns, "choices": survey.choices}, sort_keys=True).encode()


def _link(response: Record) -> str | None:
    """Return the page for those who have the survey. `edit_url` lets anybody edit who knows it."""
    address = str(response.get("analyze_url") or "")
    return address if address.startswith("https://") else None


SURVEYMONKEY = Connector("surveymonkey", "1", SurveyMonkeyOptions, read_surveymonkey)
