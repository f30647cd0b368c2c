"""Web addresses: which ones a feed may name, and what of one may be told. Asking them is done in `http`."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from connectors.variables import expand_set


def checked_url(url: str) -> str:
    """Return a configured address; ValueError if it is no web address or holds a user or password."""
    if not url.startswith(("http://", "https://", "${")):
        raise ValueError("must start with http:// or https://")
    if "@" in url.partition("//")[2].partition("/")[0]:
        raise ValueError("must not hold a user or password; use auth")
    return url


def public_url(url: str) -> str:
    """Return an address without its user, query and fragment, fit for messages and manifests.

    Variables are replaced in the name of the server only: what stands in the path may be a key.
    """
    leading = re.match(r"\$\{\w+\}", url)
    if leading:
        server = urlsplit(expand_set(leading.group()))
        if server.scheme and server.netloc:
            hidden = "/..." if server.path.strip("/") else ""
            url = f"{server.scheme}://{server.netloc}{hidden}{url[leading.end() :]}"
    parts = urlsplit(url)
    netloc = expand_set(parts.netloc).rpartition("@")[2]
    return urlunsplit((parts.scheme, netloc, parts.path, "", ""))
