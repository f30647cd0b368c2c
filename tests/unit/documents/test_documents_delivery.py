"""Sending over real SMTP servers on this machine: each reader alone, what is refused, safe settings, no address told."""

from __future__ import annotations

import datetime
import email
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pipelines.documents import SmtpSettings, Source, send_digest, smtp_settings, write_digest
from pipelines.documents.delivery import ServerError, SettingsError
from pipelines.documents.mail import NoAddressError

SENDER = "results@example.org"
PASSWORD = "not-a-real-password"


class Inbox:
    """A server's handler that keeps what it takes and refuses some recipients."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], bytes]] = []

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("gone"):
            return "550 5.1.1 no such user"
        if address.startswith("later"):
            return "451 4.3.0 try again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.taken.append((list(envelope.rcpt_tos), envelope.content))
        return "250 taken"


@contextmanager
def serving(**options: Any) -> Iterator[tuple[Inbox, int]]:
    inbox = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield inbox, port
    finally:
        controller.stop()


@pytest.fixture(scope="module")
def draft(source: Source, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_digest(
        source, tmp_path_factory.mktemp("digest"), report_address="https://results.example.org/"
    )


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody but its own file vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_every_reader_gets_a_message_of_their_own(draft: Path) -> None:
    readers = ["one@example.org", "two@example.net"]
    with serving() as (inbox, port):
        done = send_digest(draft, readers, SmtpSettings("127.0.0.1", port, "none", SENDER))
    assert (done.sent, done.refused, done.failed) == ((0, 1), (), ())
    assert [to for to, _ in inbox.taken] == [[reader] for reader in readers]
    for (_, content), reader, other in zip(inbox.taken, readers, readers[::-1], strict=True):
        message = email.message_from_bytes(content, policy=policy.default)
        assert (message["To"], message["From"]) == (reader, SENDER)
        assert other.encode() not in content
        assert message["X-Unsent"] is None
        assert message["Date"].datetime.tzinfo is not None
        assert message["Subject"] == "Harbour County Cradle to Career: new results for 2025-26"
        assert [part.get_content_type() for part in message.walk()] == [
            "multipart/alternative",
            "text/plain",
            "text/html",
        ]
        body = message.get_body(("plain",))
        assert body is not None
        assert "https://results.example.org/" in body.get_content()
        assert max(map(len, content.splitlines())) < 998


def test_sent_again_it_has_the_same_id_and_another_reader_another(draft: Path) -> None:
    with serving() as (inbox, port):
        settings = SmtpSettings("127.0.0.1", port, "none", SENDER)
        send_digest(draft, ["one@example.org"], settings)
        send_digest(draft, ["one@example.org", "two@example.org"], settings)
    ids = [email.message_from_bytes(content)["Message-ID"] for _, content in inbox.taken]
    assert ids[0] == ids[1] != ids[2]
    assert ids[0].endswith("@example.org>")


def test_one_refused_address_stops_nobody_else(draft: Path) -> None:
    readers = [
        "gone@example.org",
        "later@example.org",
        "fine@example.org",
        "no address",
        "a@b.org\r\nBcc: c@d.org",
    ]
    with serving() as (inbox, port):
        done = send_digest(draft, readers, SmtpSettings("127.0.0.1", port, "none", SENDER))
    assert (done.sent, done.refused, done.failed) == ((2,), (0, 3, 4), (1,))
    assert [to for to, _ in inbox.taken] == [["fine@example.org"]]


def test_it_is_sent_over_tls_to_a_server_that_is_vouched_for(
    draft: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def accepts(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == PASSWORD.encode())

    with serving(tls_context=context, require_starttls=True, authenticator=accepts, auth_required=True) as (
        inbox,
        port,
    ):
        settings = SmtpSettings("127.0.0.1", port, "starttls", SENDER, "backbone", PASSWORD)
        with pytest.raises(ServerError, match="SSLCertVerificationError"):
            send_digest(draft, ["one@example.org"], settings)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert send_digest(draft, ["one@example.org"], settings).sent == (0,)
        wrong = SmtpSettings("127.0.0.1", port, "starttls", SENDER, "backbone", "wrong")
        with pytest.raises(ServerError) as refused:
            send_digest(draft, ["one@example.org"], wrong)
    assert len(inbox.taken) == 1
    assert "backbone" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert PASSWORD not in repr(settings)


def test_a_server_that_is_not_there_is_one_error(draft: Path) -> None:
    with serving() as (_, port):
        pass
    with pytest.raises(ServerError, match="could not be used"):
        send_digest(draft, ["one@example.org"], SmtpSettings("127.0.0.1", port, "none", SENDER))


def test_a_sender_that_is_no_address_is_an_error_without_the_address(draft: Path) -> None:
    with pytest.raises(NoAddressError) as error:
        send_digest(draft, [], SmtpSettings("127.0.0.1", 1, "none", "Results <results@example.org>"))
    assert "results@" not in str(error.value)


def test_without_a_host_nothing_is_sent() -> None:
    assert smtp_settings({}) is None
    assert smtp_settings({"COMMON_MEASURE_SMTP_HOST": "  ", "COMMON_MEASURE_SMTP_PORT": "x"}) is None


def test_settings_come_from_the_environment() -> None:
    values = {"HOST": "mail.example.org", "FROM": SENDER, "USER": "backbone", "PASSWORD": PASSWORD}
    environment = {f"COMMON_MEASURE_SMTP_{key}": value for key, value in values.items()}
    settings = smtp_settings(environment)
    assert settings == SmtpSettings("mail.example.org", 587, "starttls", SENDER, "backbone", PASSWORD)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"SECURITY": "none"}, "this machine"),
        ({"SECURITY": "ssl"}, "starttls, tls, none"),
        ({"PORT": "smtp"}, "1 to 65535"),
        ({"PORT": "70000"}, "1 to 65535"),
        ({"FROM": ""}, "FROM"),
        ({"USER": "backbone"}, "together"),
    ],
)
def test_settings_that_are_not_safe_or_not_whole_are_refused(changes: dict[str, str], told: str) -> None:
    values = {"HOST": "mail.example.org", "FROM": SENDER} | changes
    with pytest.raises(SettingsError, match=told) as error:
        smtp_settings({f"COMMON_MEASURE_SMTP_{key}": value for key, value in values.items()})
    assert "mail.example.org" not in str(error.value)
