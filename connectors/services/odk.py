"""The `odk` connector: reads the submissions of a form from ODK Central (OData).

Signs in, follows the pages, and flattens groups. How answers become rows is in `form_versions`.
"""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import quote

from pydantic import Field, field_validator

from connectors.failures import PermanentFailure
from connectors.policy import HttpPolicy
from connectors.pull import Connector, Original, Pull, PullContext
from connectors.services.form_versions import INSTANCE, FormOptions, read_answers
from connectors.variables import VariableName, expand, read_variable
from connectors.web.addresses import checked_url, public_url
from connectors.web.http import Client
from connectors.web.incremental import Bookmark, Source, Whole, bookmark_of, whole_of
from connectors.web.oauth import basic_header
from connectors.web.page_reading import Listing, Reading, read_listing
from connectors.web.paging import NextUrl
from connectors.web.records import Record, json_lines, records_frame

_VERSION = "__system/formVersion"
_KEPT_SYSTEM_FIELDS = {
    "__id",
    "__system/submissionDate",
    "__system/updatedAt",
    "__system/reviewState",
    _VERSION,
    INSTANCE,
}
_STAMPS = ("submissionDate", "updatedAt", "deletedAt")


class OdkOptions(FormOptions):
    """Which form on which server, and who reads it."""

    url: str = Field(
        description="Address of the server, such as https://central.example.org. "
        "${NAME} is replaced by an environment variable."
    )
    project: int = Field(ge=1, description="Number of the project, from its address in the browser.")
    form: str = Field(min_length=1, description="Id of the form.")
    email_env: VariableName = Field(
        description="Name of the environment variable that holds the e-mail address of a web user who may "
        "view the submissions."
    )
    password_env: VariableName = Field(
        description="Name of the environment variable that holds the user's password."
    )
    sign_in: Literal["session", "basic"] = Field(
        default="session",
        description="session asks for a token that is valid for a day, basic sends the password each time.",
    )
    leave_out_rejected: bool = Field(
        default=False, description="Leave out submissions that a reviewer has marked as rejected."
    )
    page_size: int = Field(default=1000, ge=1, description="Submissions for each request.")

    _url = field_validator("url")(checked_url)


def read_odk(options: OdkOptions, context: PullContext) -> Pull:
    """Read all submissions, or those that changed."""
    base = expand(options.url).rstrip("/")
    path = f"/v1/projects/{options.project}/forms/{quote(options.form, safe='')}.svc/Submissions"
    label = public_url(options.url.rstrip("/") + path)
    bookmark = bookmark_of(context.earlier, options.whole_every_days) if options.incremental else None
    with _client(options, base, context.policy, label) as client:
        reading = read_listing(client, _listing(options, base + path, bookmark, label))
    whole = _whole(options, context, reading, bookmark, label)
    chosen, notes = _reviewed(whole.records, options.leave_out_rejected)
    answers = read_answers(
        [_flat(one) for one in chosen],
        options,
        refer=lambda submission: f"submission {submission['__id']}",
        version=_VERSION,
        is_kept=_is_kept,
    )
    rows = records_frame(answers.rows)
    page = f"{base}/#/projects/{options.project}/forms/{quote(options.form, safe='')}/submissions/"
    return Pull(
        rows=rows,
        row_refs=answers.refs,
        originals=[Original("submissions.jsonl", json_lines(whole.records))],
        source=label,
        notes=[f"{label}: {note}" for note in [*reading.notes, *whole.notes, *notes, *answers.notes]],
        server_columns=frozenset(name for name in rows.columns if name.startswith("_")),
        row_links=[page + quote(one["__id"], safe="") for one in answers.submissions],
        cursor=whole.cursor,
    )


def _client(options: OdkOptions, base: str, policy: HttpPolicy, label: str) -> Client:
    email, password = read_variable(options.email_env), read_variable(options.password_env)
    if options.sign_in == "basic":
        return Client(label, basic_header(email, password), policy)

    def sign_in() -> dict[str, str]:
        place = public_url(options.url.rstrip("/") + "/v1/sessions")
        with Client(place, {}, policy, repeat_posts=True) as client:
            body = client.post_json(f"{base}/v1/sessions", {"email": email, "password": password}).body
        if not isinstance(body, dict) or not isinstance(body.get("token"), str):
            raise PermanentFailure(
                "no_token", f"{place} gave no token. Check that the url is that of an ODK Central."
            )
        return {"Authorization": f"Bearer {body['token']}"}

    return Client(label, {}, policy, renew=sign_in)


def _listing(options: OdkOptions, address: str, bookmark: Bookmark | None, label: str) -> Listing:
    """`{"value": [{"__id": "uuid:..."}], "@odata.count": 1, "@odata.nextLink": "https://..."}`.

    `$skip` would lose records when others are deleted; the token in nextLink loses none.
    """
    params = {"$top": str(options.page_size), "$count": "true"}
    if options.repeat:
        params["$expand"] = "*"
    if bookmark:
        # A filter that names deletedAt brings deleted submissions too.
        params["$filter"] = " or ".join(f"__system/{name} ge {bookmark.since}" for name in _STAMPS)
    return Listing(
        url=address,
        params=params,
        paging=NextUrl(type="next_url", path="@odata.nextLink", total="@odata.count"),
        find=lambda body: _submissions(body, label),
        label=label,
        id="__id",
    )


def _submissions(body: Any, label: str) -> list[Record]:
    found = body.get("value") if isinstance(body, dict) else None
    if not isinstance(found, list) or not all(
        isinstance(one, dict) and isinstance(one.get("__id"), str) for one in found
    ):
        raise PermanentFailure(
            "unexpected_page",
            f"{label} did not answer with a list of submissions. Check the url, the project and the form.",
        )
    return found


def _whole(
    options: OdkOptions, context: PullContext, reading: Reading, bookmark: Bookmark | None, label: str
) -> Whole:
    if not options.incremental:
        return Whole(reading.records, None, [])
    source = Source(
        label,
        id=lambda record: record["__id"],
        stamp=lambda record: max(filter(None, (_system(record).get(name) for name in _STAMPS)), default=None),
        stamp_name="__system/submissionDate",
        is_deleted=lambda record: _system(record).get("deletedAt") is not None,
    )
    return whole_of(source, reading.pages, context.earlier, bookmark)


def _system(record: Record) -> Record:
    system = record.get("__system")
    return system if isinstance(system, dict) else {}


def _reviewed(submissions: list[Record], leave_out_rejected: bool) -> tuple[list[Record], list[str]]:
    """Refuse what Central cannot read, and leave out or count what was rejected."""
    if any(_system(one).get("status") == "notDecrypted" for one in submissions):
        raise PermanentFailure(
            "encrypted",
            "The submissions are encrypted in ODK Central. Export them there, with the passphrase.",
        )
    rejected = [one for one in submissions if _system(one).get("reviewState") == "rejected"]
    if not rejected:
        return submissions, []
    if not leave_out_rejected:
        return submissions, [
            f"{len(rejected)} submissions were rejected in review, and are here all the same."
        ]
    kept = [one for one in submissions if _system(one).get("reviewState") != "rejected"]
    return kept, [f"{len(rejected)} submissions were rejected in review, and left out."]


def _flat(record: Record, prefix: str = "") -> Record:
    """Return a submission with groups as paths; repeats stay lists, and points read as KoboToolbox has them."""
    flat: Record = {}
    for key, value in record.items():
        # In a group or a repeat such a name is Central's own id of an instance.
        if key.endswith("@odata.navigationLink") or (prefix and key.startswith("__")):
            continue
        if isinstance(value, dict) and "coordinates" not in value:
            flat |= _flat(value, f"{prefix}{key}/")
        elif isinstance(value, list) and all(isinstance(one, dict) for one in value):
            flat[prefix + key] = [_flat(one, f"{prefix}{key}/") for one in value]
        else:
            flat[prefix + key] = _point(value) if isinstance(value, dict) else value
    return flat


def _point(place: Record) -> Any:
    """Return "latitude longitude altitude accuracy" for a GeoJSON point, any other shape as it is."""
    numbers = place.get("coordinates")
    if place.get("type") != "Point" or not isinstance(numbers, list) or len(numbers) < 2:
        return place
    accuracy = (place.get("properties") or {}).get("accuracy")
    altitude = numbers[2] if len(numbers) > 2 else None
    return " ".join(str(number or 0) for number in (numbers[1], numbers[0], altitude, accuracy))


def _is_kept(key: str) -> bool:
    if key.startswith("_"):
        return key in _KEPT_SYSTEM_FIELDS
    return not key.startswith("meta/")


ODK = Connector("odk", "1", OdkOptions, read_odk)
