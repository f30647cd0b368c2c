"""A file behind a link: a download address, a share of a cloud drive, a WebDAV file."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from connectors.failures import PermanentFailure
from connectors.pull import Original, PullContext
from connectors.variables import expand
from connectors.web.addresses import checked_url, public_url
from connectors.web.auth import Auth, NoAuth


class HttpLink(BaseModel):
    """One file behind an address."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Literal["http"] = Field(description="A link to one file.")
    url: str = Field(
        description="The address of the file itself, not of a page that shows it. ${NAME} is replaced by an "
        "environment variable; a link that is a secret belongs into one."
    )
    auth: Auth = Field(default=NoAuth(), description="Credentials, by the names of environment variables.")

    _url = field_validator("url")(checked_url)

    def fetch(self, pattern: str, context: PullContext) -> list[Original]:
        """Download the file; `pattern` is the name that it gets."""
        name = PurePosixPath(pattern).name
        label = f"{name} from {public_url(self.url)}"
        with self.auth.client(label, context.policy) as client:
            content = client.download(expand(self.url))
        if _is_only_a_page(content):
            raise PermanentFailure(
                "web_page",
                f"{label} is a web page and not a file; it may be a login page. Use the address of the "
                "download itself, and check that the link is shared.",
            )
        return [Original(name, content)]


def _is_only_a_page(content: bytes) -> bool:
    """Say whether a web page came that holds no table; old portals send a table as a page, named .xls."""
    start = content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html")) and b"<table" not in content.lower()
