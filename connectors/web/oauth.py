"""OAuth 2.0 client credentials (RFC 6749, section 4.4): a token in exchange for an id and a secret.

The request and its answer only. Which variables hold the secret is said in `auth`; when a token is
renewed is decided in `http`.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus

from connectors.failures import FeedFailure, PermanentFailure
from connectors.policy import HttpPolicy
from connectors.web.addresses import public_url
from connectors.web.http import Client


def basic_header(user: str, password: str) -> dict[str, str]:
    """Return the header of RFC 7617, in UTF-8."""
    pair = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def client_header(client_id: str, client_secret: str) -> dict[str, str]:
    """Return the header by which a client says who it is; RFC 6749, 2.3.1 has both parts encoded first."""
    return basic_header(quote_plus(client_id), quote_plus(client_secret))


def fetch_token(
    url: str, form: Mapping[str, str], policy: HttpPolicy, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Post a token request and return the whole answer, whose `access_token` is a text.

    `headers` holds the credentials where they are not in the form. PermanentFailure `not_authorised`
    if they are refused, `no_token` if the answer has none.
    """
    label = public_url(url)
    with Client(label, headers or {}, policy, repeat_posts=True) as client:
        try:
            body = client.post_form(url, form).body
        except FeedFailure as failure:
            raise _refused(label) if _is_refusal(failure) else failure from None
    if not isinstance(body, dict) or not isinstance(body.get("access_token"), str):
        raise PermanentFailure(
            "no_token", f"The answer of {label} has no access_token. Check the token_url of the feed."
        )
    return body


def bearer_header(token: Mapping[str, Any]) -> dict[str, str]:
    """Return the header that a token answer stands for."""
    return {"Authorization": f"Bearer {token['access_token']}"}


def _is_refusal(failure: FeedFailure) -> bool:
    # A server says invalid_client with 401, and invalid_grant or invalid_scope with 400.
    return failure.reason in ("not_authorised", "bad_request")


def _refused(label: str) -> PermanentFailure:
    return PermanentFailure(
        "not_authorised", f"{label} gave no token: check the client id, its secret and the scope."
    )
