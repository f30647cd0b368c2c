"""The `kobo` connector: reads the submissions of a form from a KoboToolbox server (API v2).

Asks for the submissions and proves that all came. How answers become rows is in `form_versions`.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import Field, field_validator

from connectors.failures import PermanentFailure
from connectors.pull import Connector, Original, Pull, PullContext
from connectors.services.form_versions import INSTANCE, FormOptions, read_answers
from connectors.variables import VariableName, expand, read_variable
from connectors.web.addresses import checked_url, public_url
from connectors.web.http import Client
from connectors.web.incremental import Bookmark, Source, Whole, bookmark_of, whole_of
from connectors.web.page_reading import Listing, Reading, read_listing
from connectors.web.paging import Offset
from connectors.web.records import Record, json_lines, records_frame

# Questions that every form asks of the phone and not of a person.
_FORM_METADATA = frozenset({"start", "end", "today", "username", "deviceid"})
_VERSION = "__version__"
_KEPT_SYSTEM_FIELDS = {"_id", "_uuid", "_submission_time", _VERSION, INSTANCE}
_SYSTEM_GROUPS = ("meta/", "formhub/")


class KoboOptions(FormOptions):
    """Which form on which server."""

    url: str = Field(
        description="Address of the server, such as https://kf.kobotoolbox.org. "
        "${NAME} is replaced by an environment variable."
    )
    asset: str = Field(
        pattern=r"^[A-Za-z0-9]+$", description="Id of the form, from its address in the browser."
    )
    token_env: VariableName = Field(
        description="Name of the environment variable that holds the API token.",
    )
    page_size: int = Field(default=1000, ge=2, le=30_000, description="Submissions for each request.")

    _url = field_validator("url")(checked_url)


def read_kobo(options: KoboOptions, context: PullContext) -> Pull:
    """Read all submissions, or those that are new."""
    path = f"/api/v2/assets/{options.asset}/data/"
    label = public_url(options.url.rstrip("/") + path)
    address = expand(options.url).rstrip("/") + path
    headers = {"Authorization": f"Token {read_variable(options.token_env)}"}
    bookmark = bookmark_of(context.earlier, options.whole_every_days) if options.incremental else None
    with Client(label, headers, context.policy) as client:
        reading = read_listing(client, _listing(options, address, bookmark, label))
    whole = _whole(options, context, reading, bookmark, label)
    answers = read_answers(
        whole.records,
        options,
        refer=lambda submission: f"submission {submission['_id']}",
        version=_VERSION,
        is_kept=_is_kept,
    )
    rows = records_frame(answers.rows)
    return Pull(
        rows=rows,
        row_refs=answers.refs,
        originals=[Original("submissions.jsonl", json_lines(whole.records))],
        source=label,
        notes=[f"{label}: {note}" for note in [*reading.notes, *whole.notes, *answers.notes]],
        server_columns=frozenset(
            name for name in rows.columns if name.startswith("_") or name in _FORM_METADATA
        ),
        row_links=[f"{address}{one['_id']}/enketo/redirect/edit/" for one in answers.submissions],
        cursor=whole.cursor,
    )


def _listing(options: KoboOptions, address: str, bookmark: Bookmark | None, label: str) -> Listing:
    """`{"count": 2, "next": null, "previous": null, "results": [{"_id": 1}, ...]}`."""
    params = {"format": "json", "sort": _compact({"_id": 1})}
    if bookmark:
        params["query"] = _compact({"_submission_time": {"$gte": bookmark.since}})
    return Listing(
        url=address,
        params=params,
        paging=Offset(
            type="offset", offset_param="start", limit_param="limit", limit=options.page_size, total="count"
        ),
        find=lambda body: _results(body, label),
        label=label,
        # `_uuid` is not unique, `_id` is.
        id="_id",
    )


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _whole(
    options: KoboOptions, context: PullContext, reading: Reading, bookmark: Bookmark | None, label: str
) -> Whole:
    if not options.incremental:
        return Whole(reading.records, None, [])
    source = Source(
        label,
        id=lambda record: record["_id"],
        stamp=lambda record: record.get("_submission_time"),
        stamp_name="_submission_time",
    )
    return whole_of(source, reading.pages, context.earlier, bookmark)


def _results(body: Any, label: str) -> list[Record]:
    results = body.get("results") if isinstance(body, dict) else None
    if not isinstance(results, list) or not all(isinstance(one, dict) and "_id" in one for one in results):
        raise PermanentFailure(
            "unexpected_page",
            f"{label} did not answer with a list of submissions. Check the url and the asset.",
        )
    return results


def _is_kept(key: str) -> bool:
    if "/" in key:
        return not key.startswith(_SYSTEM_GROUPS)
    return key in _KEPT_SYSTEM_FIELDS or not key.startswith("_")


KOBO = Connector("kobo", "2", KoboOptions, read_kobo)
