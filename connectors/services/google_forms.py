"""The `google_forms` connector: reads the responses to a Google form through the Forms API (v1).

Asks for the form and its responses. How questions become columns is in `google_form_answers`.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import Field, field_validator

from connectors.failures import PermanentFailure
from connectors.pull import Connector, Original, Pull, PullContext
from connectors.services.google_form_answers import (
    SERVER_COLUMNS,
    name_questions,
    question_titles,
    response_row,
)
from connectors.variables import expand
from connectors.web.addresses import checked_url, public_url
from connectors.web.google_auth import GoogleServiceAccount
from connectors.web.http import Client
from connectors.web.incremental import Source
from connectors.web.page_reading import Listing
from connectors.web.paging import Cursor
from connectors.web.records import Record, records_frame
from connectors.web.whole_reading import ChangeOptions, read_whole, records_original

_SCOPE = (
    "https://www.googleapis.com/auth/forms.body.readonly "
    "https://www.googleapis.com/auth/forms.responses.readonly"
)
_FORM = "form.json"


class GoogleFormsOptions(ChangeOptions):
    """Which form."""

    form: str = Field(
        pattern=r"^[A-Za-z0-9_-]+$",
        description="Id of the form: the part of its address between /d/ and /edit. The address that "
        "respondents use (/d/e/...) has another id.",
        examples=["1FAbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdef"],
    )
    auth: GoogleServiceAccount = Field(description="The service account with which the form is shared.")
    page_size: int = Field(default=5000, ge=1, le=5000, description="Responses for each request.")
    url: str = Field(
        default="https://forms.googleapis.com",
        description="Address of the service. ${NAME} is replaced by an environment variable.",
    )

    _url = field_validator("url")(checked_url)


def read_google_forms(options: GoogleFormsOptions, context: PullContext) -> Pull:
    """Read all responses, under the titles that the questions have now."""
    path = f"/v1/forms/{options.form}"
    label = public_url(options.url.rstrip("/") + path)
    address = expand(options.url).rstrip("/") + path
    source = Source(
        label,
        id=lambda response: response.get("responseId"),
        stamp=lambda response: response.get("lastSubmittedTime"),
        stamp_name="lastSubmittedTime",
    )
    with options.auth.client(label, context.policy, _SCOPE) as client:
        titles = question_titles(_form(client, address, label))
        whole = read_whole(
            client, source, lambda since: _listing(options, address, since, label), options, context
        )
    questions = name_questions(titles, whole.records)
    notes = [*whole.notes, *questions.notes, *_renamed(titles, context)]
    page = f"https://docs.google.com/forms/d/{options.form}/edit#response="
    return Pull(
        rows=records_frame([response_row(one, questions) for one in whole.records]),
        row_refs=[f"response {one['responseId']}" for one in whole.records],
        originals=[records_original(whole), Original(_FORM, json.dumps(titles).encode())],
        source=label,
        notes=[f"{label}: {note}" for note in notes],
        server_columns=frozenset(SERVER_COLUMNS),
        row_links=[f"{page}{one['responseId']}" for one in whole.records],
        cursor=whole.cursor,
    )


def _form(client: Client, address: str, label: str) -> dict[str, Any]:
    try:
        body = client.get(address, {}).body
    except PermanentFailure as failure:
        if failure.reason != "not_authorised":
            raise
        raise PermanentFailure(
            "not_authorised",
            f"{label} may not be read. Share the form with the address of the service account, and enable "
            "the Forms API in its project.",
        ) from None
    if not isinstance(body, dict) or "formId" not in body:
        raise PermanentFailure("unexpected_page", f"{label} did not answer with a form. Check url and form.")
    return body


def _listing(options: GoogleFormsOptions, address: str, since: str | None, label: str) -> Listing:
    """Follow `{"responses": [{"responseId": "a"}], "nextPageToken": "b"}`; an empty list has no key."""
    return Listing(
        url=f"{address}/responses",
        params={"pageSize": str(options.page_size)} | ({"filter": f"timestamp >= {since}"} if since else {}),
        paging=Cursor(type="cursor", param="pageToken", path="nextPageToken"),
        find=lambda body: _responses(body, label),
        label=label,
        id="responseId",
    )


def _responses(body: Any, label: str) -> list[Record]:
    responses = body.get("responses", []) if isinstance(body, dict) else None
    if not isinstance(responses, list) or not all(
        isinstance(one, dict) and "responseId" in one for one in responses
    ):
        raise PermanentFailure(
            "unexpected_page", f"{label} did not answer with responses. Check url and form."
        )
    return responses


def _renamed(titles: dict[str, str], context: PullContext) -> list[str]:
    """Say which questions had another title at the pull before: their columns have the new one."""
    earlier = context.earlier.originals if context.earlier else []
    before: dict[str, str] = next((json.loads(one.content) for one in earlier if one.name == _FORM), {})
    return [
        f"question {before[key]!r} is now called {title!r}; correct the mapping."
        for key, title in titles.items()
        if key in before and before[key] != title
    ]


GOOGLE_FORMS = Connector("google_forms", "1", GoogleFormsOptions, read_google_forms)
