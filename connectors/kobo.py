"""The `kobo` connector: reads the submissions of a form from a KoboToolbox server (API v2).

Follows the pages, proves that all submissions came, and names columns after the questions.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from connectors.failures import PermanentFailure, TransientFailure
from connectors.http import Client, public_url
from connectors.pull import Connector, Original, Pull, PullContext
from connectors.records import json_lines, records_frame
from connectors.rest import checked_url
from connectors.variables import expand, read_variable

# Questions that every form asks of the phone and not of a person.
_FORM_METADATA = frozenset({"start", "end", "today", "username", "deviceid"})
_KEPT_SYSTEM_FIELDS = {"_id", "_uuid", "_submission_time"}
_SYSTEM_GROUPS = ("meta/", "formhub/")


class KoboOptions(BaseModel):
    """Which form on which server."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(
        description="Address of the server, such as https://kf.kobotoolbox.org. "
        "${NAME} is replaced by an environment variable."
    )
    asset: str = Field(
        pattern=r"^[A-Za-z0-9]+$", description="Id of the form, from its address in the browser."
    )
    token_env: str = Field(
        pattern=r"^[A-Za-z_][A-Za-z0-9_]*$",
        description="Name of the environment variable that holds the API token.",
    )
    page_size: int = Field(default=1000, ge=1, le=30_000, description="Submissions for each request.")

    _url = field_validator("url")(checked_url)


def read_kobo(options: KoboOptions, context: PullContext) -> Pull:
    """Read all submissions."""
    path = f"/api/v2/assets/{options.asset}/data/"
    label = public_url(options.url.rstrip("/") + path)
    headers = {"Authorization": f"Token {read_variable(options.token_env)}"}
    with Client(label, headers, context.policy) as client:
        submissions = _read_submissions(
            client, expand(options.url).rstrip("/") + path, options.page_size, label
        )
    answers, notes = _answers(submissions)
    refs = [f"submission {submission['_id']}" for submission in submissions]
    originals = [Original("submissions.jsonl", json_lines(submissions))]
    rows = records_frame(answers)
    own = frozenset(name for name in rows.columns if name.startswith("_") or name in _FORM_METADATA)
    return Pull(rows, refs, originals, label, [f"{label}: {note}" for note in notes], own)


def _read_submissions(client: Client, url: str, page_size: int, label: str) -> list[dict[str, Any]]:
    """Follow the pages of `{"count": 2, "next": null, "previous": null, "results": [{"_id": 1}, ...]}`.

    The next page starts after what really came: servers cap the page size.
    """
    submissions: list[dict[str, Any]] = []
    while True:
        params = {
            "format": "json",
            "limit": str(page_size),
            "start": str(len(submissions)),
            "sort": json.dumps({"_id": 1}, separators=(",", ":")),
        }
        body = client.get(url, params).body
        results = _results(body, label)
        submissions += results
        if not body.get("next") or not results:
            _check_whole(submissions, body.get("count"), label)
            return submissions


def _results(body: Any, label: str) -> list[dict[str, Any]]:
    results = body.get("results") if isinstance(body, dict) else None
    if not isinstance(results, list) or not all(isinstance(one, dict) and "_id" in one for one in results):
        raise PermanentFailure(
            "unexpected_page",
            f"{label} did not answer with a list of submissions. Check the url and the asset.",
        )
    return results


def _check_whole(submissions: list[dict[str, Any]], count: Any, label: str) -> None:
    """Compare the submissions received with the server's count; `_uuid` is not unique, `_id` is."""
    distinct = len({submission["_id"] for submission in submissions})
    if distinct != count or distinct != len(submissions):
        raise TransientFailure(
            "changed_while_reading",
            f"{label} counts {count} submissions, and {distinct} came: it changed meanwhile. Run again.",
        )


def _answers(submissions: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Name each value after its question; where two groups have one question name, by its full path."""
    keys = dict.fromkeys(key for one in submissions for key in one if _is_kept(key))
    uses = Counter(key.rpartition("/")[2] for key in keys)
    names = {key: key.rpartition("/")[2] if uses[key.rpartition("/")[2]] == 1 else key for key in keys}
    repeated = sorted(name for name, count in uses.items() if count > 1)
    notes = [f"question {name} is in several groups; its columns have the full path." for name in repeated]
    return [{names[key]: value for key, value in one.items() if key in names} for one in submissions], notes


def _is_kept(key: str) -> bool:
    if "/" in key:
        return not key.startswith(_SYSTEM_GROUPS)
    return key in _KEPT_SYSTEM_FIELDS or not key.startswith("_")


KOBO = Connector("kobo", "1", KoboOptions, read_kobo)
