"""Reads what a server said: statuses, broken connections and bodies become failures with the fix.

Pure functions. Sending and repeating is done in `http`.
"""

from __future__ import annotations

import json
from typing import Any

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError
from urllib3.exceptions import TimeoutError as HttpTimeout

from connectors.failures import FeedFailure, PermanentFailure, TransientFailure


def failure_for_status(status: int, label: str) -> FeedFailure:
    """Return the failure that an HTTP status other than 200 stands for."""
    if status in (401, 403):
        return PermanentFailure(
            "not_authorised",
            f"{label} answered {status}: not authorised. Check the key, its rights and the address.",
        )
    if status == 400:
        return PermanentFailure(
            "bad_request",
            f"{label} answered 400: it does not understand the request. Check the parameters of the feed.",
        )
    if status in (404, 410):
        return PermanentFailure(
            "http_status",
            f"{label} answered {status}: nothing is there. Check the address and the id of the form.",
        )
    if status in (408, 429) or status >= 500:
        return TransientFailure(
            "http_status", f"{label} answered {status} each time: busy or out of order. Run again later."
        )
    return PermanentFailure(
        "http_status", f"{label} answered {status}. Check the address and the parameters of the feed."
    )


def failure_for_exception(error: Exception, label: str) -> FeedFailure:
    """Return the failure that an exception of requests or urllib3 stands for; its message is not used."""
    if isinstance(error, requests.exceptions.SSLError):
        return PermanentFailure(
            "certificate",
            f"The certificate of {label} is not valid. Ask the one who runs the server to renew it.",
        )
    if _is_timeout(error):
        return TransientFailure(
            "timeout", f"{label} did not answer in time. Run again later, or ask for smaller pages."
        )
    if isinstance(error, requests.exceptions.TooManyRedirects):
        return PermanentFailure("http_status", f"{label} sends requests round in circles. Check the address.")
    if isinstance(error, requests.exceptions.InvalidHeader):
        return PermanentFailure(
            "bad_variable", f"A header for {label} is not allowed. Check the token or key."
        )
    if isinstance(error, (ValueError, requests.exceptions.InvalidSchema)):
        return PermanentFailure(
            "bad_url", f"{label} is not an address that can be called. Correct the url of the feed."
        )
    return TransientFailure(
        "connection",
        f"The connection to {label} failed or broke off. Check that the server is up and run again.",
    )


def _is_timeout(error: Exception) -> bool:
    if isinstance(error, (requests.exceptions.Timeout, HttpTimeout)):
        return True
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    # A refused connection is a kind of timeout to urllib3.
    return isinstance(reason, HttpTimeout) and not isinstance(reason, NewConnectionError)


def parse_json(content: bytes, label: str) -> Any:
    """Return a JSON body. HTML and other text with status 200 is a failure, not an empty answer."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        pass
    start = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        raise PermanentFailure(
            "not_json",
            f"{label} answered with a web page, not JSON; it looks like a login page. "
            "Check the token and the address.",
        )
    if start.startswith((b"{", b"[")):
        raise TransientFailure("not_json", f"The JSON of {label} is cut off or damaged. Run again later.")
    raise PermanentFailure(
        "not_json", f"{label} did not answer with JSON. Check the address; it may need a format parameter."
    )
