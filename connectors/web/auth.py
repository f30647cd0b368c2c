"""The ways to say who is asking: each names environment variables and makes headers of their values.

Values are read when a pull runs, and kept nowhere. How a token is asked for is in `oauth`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from connectors.policy import HttpPolicy
from connectors.variables import VariableName, expand, read_variable
from connectors.web.http import Client
from connectors.web.oauth import basic_header, bearer_header, client_header, fetch_token


class _Auth(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    def headers(self) -> dict[str, str]:
        """Return the headers that say who is asking."""
        raise NotImplementedError

    def client(self, label: str, policy: HttpPolicy, headers: dict[str, str] | None = None) -> Client:
        """Open a client that says who is asking, with more headers if there are."""
        return Client(label, {**(headers or {}), **self.headers()}, policy)


class NoAuth(_Auth):
    """Open to everybody."""

    type: Literal["none"] = Field(default="none", description="No credentials are sent.")

    def headers(self) -> dict[str, str]:
        """Return no header."""
        return {}


class BearerAuth(_Auth):
    """`Authorization: Bearer ...`."""

    type: Literal["bearer"] = Field(description="A token in the Authorization header.")
    token_env: VariableName = Field(description="Name of the environment variable that holds the token.")

    def headers(self) -> dict[str, str]:
        """Read the token and return the header."""
        return {"Authorization": f"Bearer {read_variable(self.token_env)}"}


class ApiKeyAuth(_Auth):
    """A key in a header of the server's choice, such as `X-API-Key`."""

    type: Literal["api_key"] = Field(description="A key in a header of its own.")
    header: str = Field(pattern=r"^[A-Za-z0-9-]+$", description="Name of the header.")
    key_env: VariableName = Field(description="Name of the environment variable that holds the key.")

    def headers(self) -> dict[str, str]:
        """Read the key and return the header."""
        return {self.header: read_variable(self.key_env)}


class BasicAuth(_Auth):
    """User name and password (RFC 7617, UTF-8)."""

    type: Literal["basic"] = Field(description="A user name and a password.")
    username_env: VariableName = Field(
        description="Name of the environment variable that holds the user name."
    )
    password_env: VariableName = Field(
        description="Name of the environment variable that holds the password."
    )

    def headers(self) -> dict[str, str]:
        """Read both and return the header."""
        return basic_header(read_variable(self.username_env), read_variable(self.password_env))


class OAuthClientCredentials(_Auth):
    """A token in exchange for a client id and its secret (RFC 6749, section 4.4)."""

    type: Literal["oauth_client_credentials"] = Field(description="A token that is asked for at each pull.")
    token_url: str = Field(
        pattern=r"^(https?://|\$\{)",
        description="Address that gives tokens. ${NAME} is replaced by an environment variable.",
    )
    client_id_env: VariableName = Field(
        description="Name of the environment variable that holds the client id."
    )
    client_secret_env: VariableName = Field(
        description="Name of the environment variable that holds the secret of the client."
    )
    scope: str | None = Field(default=None, description="Scopes to ask for, with blanks between them.")
    params: dict[str, str] = Field(
        default={}, description="More fields of the token request, such as audience or resource."
    )
    client_auth: Literal["basic", "body"] = Field(
        default="basic", description="Where the id and the secret stand: in a header, or among the fields."
    )

    def headers(self, policy: HttpPolicy | None = None) -> dict[str, str]:
        """Ask for a token and return the header."""
        pair = read_variable(self.client_id_env), read_variable(self.client_secret_env)
        form = {"grant_type": "client_credentials", **self.params}
        if self.scope:
            form["scope"] = self.scope
        header = client_header(*pair) if self.client_auth == "basic" else None
        if header is None:
            form |= {"client_id": pair[0], "client_secret": pair[1]}
        return bearer_header(fetch_token(expand(self.token_url), form, policy or HttpPolicy(), header))

    def client(self, label: str, policy: HttpPolicy, headers: dict[str, str] | None = None) -> Client:
        """Open a client that asks for a token before its first request, and anew when it has expired."""
        return Client(label, headers or {}, policy, renew=lambda: self.headers(policy))


Auth = Annotated[
    NoAuth | BearerAuth | ApiKeyAuth | BasicAuth | OAuthClientCredentials, Field(discriminator="type")
]
