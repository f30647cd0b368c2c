"""The part of agenda.yaml on publishing: the paper that documents are set for, and where releases stand on the web.

Not here: the documents (pipelines/documents), and what is made of the address (pipelines/exports/addresses.py).
"""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from pipelines.initiative.models.base import Strict

PaperSize = Literal["letter", "a4"]
_STRANGE = frozenset("<>\"'\\^`{|}?#")


class Publication(Strict):
    """How releases are given to people."""

    paper: PaperSize = Field("letter", description="The paper of the PDFs: letter or a4.")
    address: str | None = Field(
        None,
        description="Where the folder of releases stands on the web, for example https://results.example.org/town/. "
        "Feed, digest and linked data then name it; without it they name the release.",
    )

    @field_validator("address")
    @classmethod
    def _opens_in_a_browser(cls, value: str | None) -> str | None:
        """Ends in / afterwards, so that names of files can be put behind it."""
        if value is None:
            return None
        if not value.isascii() or not value.isprintable() or " " in value or _STRANGE & set(value):
            raise ValueError(
                "an address holds no space, quotation mark, bracket, ? or #; write it as a browser does"
            )
        try:
            parts = urlsplit(value)
            host, _ = parts.hostname, parts.port
        except ValueError:
            host = None
        if not host or parts.scheme not in ("http", "https"):
            raise ValueError("an address begins with https:// or http:// and the name of a server")
        if "@" in parts.netloc:
            raise ValueError("everybody reads this address; leave name and password out of it")
        return value if value.endswith("/") else f"{value}/"
