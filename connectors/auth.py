"""The ways to say who is asking: each names environment variables and makes headers of their values.

Values are read when a pull runs, and kept nowhere.
"""

from __future__ import annotations

import base64
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from connectors.variables import read_variable

_Variable = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]


class _Auth(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NoAuth(_Auth):
    """Open to everybody."""

    type: Literal["none"] = Field(default="none", description="No credentials are sent.")

    def headers(self) -> dict[str, str]:
        """Return no header."""
        return {}


class BearerAuth(_Auth):
    """`Authorization: Bearer ...`."""

    type: Literal["bearer"] = Field(description="A token in the Authorization header.")
    token_env: _Variable = Field(description="Name of the environment variable that holds the token.")

    def headers(self) -> dict[str, str]:
        """Read the token and return the header."""
        return {"Authorization": f"Bearer {read_variable(self.token_env)}"}


class ApiKeyAuth(_Auth):
    """A key in a header of the server's choice, such as `X-API-Key`."""

    type: Literal["api_key"] = Field(description="A key in a header of its own.")
    header: str = Field(pattern=r"^[A-Za-z0-9-]+$", description="Name of the header.")
    key_env: _Variable = Field(description="Name of the environment variable that holds the key.")

    def headers(self) -> dict[str, str]:
        """Read the key and return the header."""
        return {self.header: read_variable(self.key_env)}


class BasicAuth(_Auth):
    """User name and password (RFC 7617, UTF-8)."""

    type: Literal["basic"] = Field(description="A user name and a password.")
    username_env: _Variable = Field(description="Name of the environment variable that holds the user name.")
    password_env: _Variable = Field(description="Name of the environment variable that holds the password.")

    def headers(self) -> dict[str, str]:
        """Read both and return the header."""
        pair = f"{read_variable(self.username_env)}:{read_variable(self.password_env)}"
        return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


Auth = Annotated[NoAuth | BearerAuth | ApiKeyAuth | BasicAuth, Field(discriminator="type")]
