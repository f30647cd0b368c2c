"""OAuth client credentials: a token for each pull, a new one when it expires, and never a secret in a message."""

from __future__ import annotations

import base64
import traceback
from pathlib import Path
from typing import Any

import pytest
from loopback import Asked, Reply, Server, StartServer
from pydantic import ValidationError

from connectors import CONNECTORS, FeedFailure, HttpPolicy, Pull, TransientFailure, pull
from connectors.web.http import Client

SECRET = "se:sa me/é"


@pytest.fixture(autouse=True)
def variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AN_ID", "backbone 1")
    monkeypatch.setenv("A_SECRET", SECRET)


def token_server(serve: StartServer, *refusals: Reply) -> Server:
    """Hand out token1, token2, ..., after these refusals."""
    replies = list(refusals)

    def answer(asked: Asked) -> Reply:
        if replies:
            return replies.pop(0)
        return Reply({"access_token": f"token{len(server.asked)}", "token_type": "Bearer", "expires_in": 60})

    server = serve(answer)
    return server


def read(url: str, tokens: Server, policy: HttpPolicy, **more: Any) -> Pull:
    auth = {
        "type": "oauth_client_credentials",
        "token_url": tokens.url + "/token?tenant=9",
        "client_id_env": "AN_ID",
        "client_secret_env": "A_SECRET",
    }
    spec = CONNECTORS["rest"].Options(url=url, auth=auth | more, pagination={"type": "page_number"})
    return pull("rest", spec, base_dir=Path(), policy=policy)


def failure(url: str, tokens: Server, policy: HttpPolicy, **more: Any) -> FeedFailure:
    with pytest.raises(FeedFailure) as caught:
        read(url, tokens, policy, **more)
    shown = "".join(traceback.format_exception(caught.value))
    assert not [secret for secret in (SECRET, "token1", "tenant=9") if secret in shown]
    return caught.value


def pages(asked: Asked) -> Reply:
    return Reply([{"id": int(asked.query["page"])}] if int(asked.query["page"]) <= 3 else [])


def test_one_token_serves_a_pull(serve: StartServer, quick: HttpPolicy) -> None:
    server, tokens = serve(pages), token_server(serve)
    assert len(read(server.url, tokens, quick, scope="read write", params={"audience": "x"}).rows) == 3
    assert {asked.headers["Authorization"] for asked in server.asked} == {"Bearer token1"}
    (asked,) = tokens.asked
    assert (asked.method, asked.query) == ("POST", {"tenant": "9"})
    assert asked.form == {"grant_type": "client_credentials", "scope": "read write", "audience": "x"}
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"
    # RFC 6749, 2.3.1: both parts are encoded as a form is, before they are joined.
    assert base64.b64decode(asked.headers["Authorization"].split()[1]) == b"backbone+1:se%3Asa+me%2F%C3%A9"


def test_credentials_among_the_fields(serve: StartServer, quick: HttpPolicy) -> None:
    server, tokens = serve(pages), token_server(serve)
    read(server.url, tokens, quick, client_auth="body")
    assert tokens.asked[0].form["client_secret"] == SECRET
    assert "Authorization" not in tokens.asked[0].headers


def test_a_token_that_expires_between_two_pages_is_renewed(serve: StartServer, quick: HttpPolicy) -> None:
    served: list[str] = []

    def expiring(asked: Asked) -> Reply:
        """Take each token twice."""
        token = asked.headers["Authorization"]
        if served.count(token) == 2:
            return Reply({"error": "expired"}, status=401)
        served.append(token)
        return pages(asked)

    tokens = token_server(serve)
    assert read(serve(expiring).url, tokens, quick).rows["id"].tolist() == ["1", "2", "3"]
    assert len(tokens.asked) == 4


def test_a_new_token_that_is_refused_is_a_failure(serve: StartServer, quick: HttpPolicy) -> None:
    tokens = token_server(serve)
    caught = failure(serve(lambda asked: Reply(status=401)).url, tokens, quick)
    assert (caught.reason, caught.permanent, len(tokens.asked)) == ("not_authorised", True, 2)


@pytest.mark.parametrize(
    ("refusal", "reason", "permanent"),
    [
        (Reply({"error": "invalid_client"}, status=401), "not_authorised", True),
        (Reply({"error": "invalid_scope"}, status=400), "not_authorised", True),
        (Reply({"token": "x"}), "no_token", True),
        (Reply([SECRET]), "no_token", True),
        (Reply("<html>Sign in"), "not_json", True),
        (Reply(status=404), "http_status", True),
        (Reply(status=302, headers={"Location": "https://elsewhere.invalid/"}), "http_status", True),
    ],
)
def test_refused_tokens_are_named_failures(
    serve: StartServer, quick: HttpPolicy, refusal: Reply, reason: str, permanent: bool
) -> None:
    server, tokens = serve(pages), token_server(serve, refusal)
    caught = failure(server.url, tokens, quick)
    assert (caught.reason, caught.permanent, server.asked) == (reason, permanent, [])
    assert "/token" in str(caught)


def test_a_busy_token_server_is_asked_again(serve: StartServer, quick: HttpPolicy) -> None:
    tokens = token_server(serve, Reply(status=503), Reply(status=429, headers={"Retry-After": "0"}))
    assert len(read(serve(pages).url, tokens, quick).rows) == 3
    assert len(tokens.asked) == 3


def test_other_posts_are_sent_once(serve: StartServer, quick: HttpPolicy) -> None:
    server = serve(lambda asked: Reply(status=503))
    with Client("the server", {}, quick) as client, pytest.raises(TransientFailure):
        client.post_json(server.url, {"a": 1})
    assert [asked.body for asked in server.asked] == ['{"a": 1}']


def test_the_secret_is_no_option() -> None:
    with pytest.raises(ValidationError):
        CONNECTORS["rest"].Options(
            url="https://api.example.org",
            auth={"type": "oauth_client_credentials", "token_url": "https://x", "client_secret": "s"},
        )
