"""Who is asking Google: the key of a service account, exchanged for a token, or an API key.

The exchange follows RFC 7523. What is read with the token is the business of each connector.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from connectors.failures import PermanentFailure
from connectors.policy import HttpPolicy
from connectors.variables import VariableName, read_variable
from connectors.web.http import Client
from connectors.web.oauth import bearer_header, fetch_token

_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_TOKEN_SECONDS = 3600


class GoogleServiceAccount(BaseModel):
    """An account for programs: the partner shares the document with its address."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Literal["service_account"] = Field(description="A service account of Google Cloud.")
    key_env: VariableName = Field(
        description="Name of the environment variable that holds the account's key: the JSON itself, "
        "or the path of its file.",
        examples=["GOOGLE_SERVICE_ACCOUNT"],
    )

    def client(self, label: str, policy: HttpPolicy, scope: str) -> Client:
        """Open a client that gets a token for the scope, and a new one when it has expired."""
        return Client(label, {}, policy, renew=lambda: self.headers(policy, scope))

    def headers(self, policy: HttpPolicy, scope: str) -> dict[str, str]:
        """Exchange the key for a token and return the header."""
        key = _read_key(self.key_env)
        form = {"grant_type": _GRANT, "assertion": _assertion(key, scope, self.key_env)}
        return bearer_header(fetch_token(key["token_uri"], form, policy))


class GoogleApiKey(BaseModel):
    """A key of the program: opens only what everybody with the link may read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Literal["api_key"] = Field(description="An API key of Google Cloud.")
    key_env: VariableName = Field(
        description="Name of the environment variable that holds the key.", examples=["GOOGLE_API_KEY"]
    )

    def client(self, label: str, policy: HttpPolicy, scope: str) -> Client:
        """Open a client that sends the key in a header, where no log of addresses shows it."""
        return Client(label, {"X-Goog-Api-Key": read_variable(self.key_env)}, policy)


GoogleAuth = Annotated[GoogleServiceAccount | GoogleApiKey, Field(discriminator="type")]


def _read_key(variable: str) -> dict[str, Any]:
    """Return the key from the variable, or from the file that it names."""
    text = read_variable(variable)
    try:
        key = json.loads(text if text.startswith("{") else Path(text).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise _bad_key(variable) from None
    wanted = ("client_email", "private_key", "token_uri")
    if not isinstance(key, dict) or not all(isinstance(key.get(name), str) for name in wanted):
        raise _bad_key(variable)
    return key


def _assertion(key: dict[str, Any], scope: str, variable: str) -> str:
    from google.auth import crypt, jwt

    now = int(time.time())
    claims = {
        "iss": key["client_email"],
        "scope": scope,
        "aud": key["token_uri"],
        "iat": now,
        "exp": now + _TOKEN_SECONDS,
    }
    try:
        signer = crypt.RSASigner.from_service_account_info(key)  # type: ignore[no-untyped-call]
        return bytes(jwt.encode(signer, claims)).decode()  # type: ignore[no-untyped-call]
    except (ValueError, TypeError):
        raise _bad_key(variable) from None


def _bad_key(variable: str) -> PermanentFailure:
    return PermanentFailure(
        "bad_variable",
        f"The environment variable {variable} holds neither the JSON key of a Google service account nor "
        "the path of its file. Download the key again and set it.",
    )
