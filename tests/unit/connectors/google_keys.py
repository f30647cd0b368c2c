"""A service account with a key of its own, and a server that gives tokens for what that key signed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt
from loopback import Asked, Reply, StartServer

ADDRESS = "measure@example.iam.gserviceaccount.com"


@dataclass
class Google:
    """The side that gives tokens; `scopes` keeps what was asked for, `variable` names the key."""

    variable: str
    public_key: bytes
    token_uri: str = ""
    scopes: list[str] = field(default_factory=list)
    refuse: bool = False

    def give(self, asked: Asked) -> Reply:
        """Check the signature and the claims, and give a token."""
        claims = jwt.decode(asked.form["assertion"], certs=self.public_key, audience=self.token_uri)
        granted = asked.form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
        if self.refuse or not granted or claims["iss"] != ADDRESS:
            return Reply({"error": "invalid_grant"}, 400)
        self.scopes.append(claims["scope"])
        return Reply({"access_token": f"token-{len(self.scopes)}", "expires_in": 3599})

    def guard(
        self, answer: Callable[[Asked], Reply], expire_after: int | None = None
    ) -> Callable[[Asked], Reply]:
        """Answer only those who send the newest token; the first one expires after so many requests."""
        served = [0]

        def guarded(asked: Asked) -> Reply:
            if expire_after is not None and len(self.scopes) == 1 and served[0] >= expire_after:
                return Reply({"error": {"code": 401, "status": "UNAUTHENTICATED"}}, 401)
            if asked.headers.get("Authorization") != f"Bearer token-{len(self.scopes)}":
                return Reply({"error": {"code": 401, "status": "UNAUTHENTICATED"}}, 401)
            served[0] += 1
            return answer(asked)

        return guarded


@pytest.fixture
def google(serve: StartServer, monkeypatch: pytest.MonkeyPatch) -> Google:
    """Start the side that gives tokens and put the account's key into a variable."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    found = Google("GOOGLE_ACCOUNT", public)
    found.token_uri = serve(found.give).url + "/token"
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    key = {"client_email": ADDRESS, "private_key": pem.decode(), "token_uri": found.token_uri}
    monkeypatch.setenv(found.variable, json.dumps(key))
    return found
