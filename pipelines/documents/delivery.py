"""Sends a digest over SMTP, if a server is set in the environment. Nothing is read before something is to be sent.

Only sending belongs here. Addresses of people stand in no log, no exception and no file that this writes.
"""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from pipelines.documents.mail import NoAddressError, letter

PREFIX = "COMMON_MEASURE_SMTP_"
PORTS = {"starttls": 587, "tls": 465, "none": 25}
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
SECONDS = 30.0


class SettingsError(ValueError):
    """A setting of the mail server is missing or not safe; the text names the variable, never its value."""


class ServerError(Exception):
    """The server could not be reached, or refused the sign-in: nothing was sent."""


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """Where and how to send. `security` is 'starttls', 'tls' or 'none' (only for a server on this machine)."""

    host: str
    port: int
    security: str
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """How it went for each recipient, by place in the list that was given: addresses are not repeated."""

    sent: tuple[int, ...]
    # The server said no for good (code 5xx, or no address): asking again will not help.
    refused: tuple[int, ...]
    # The server said not now, or the line broke: try again later.
    failed: tuple[int, ...]


def smtp_settings(environment: Mapping[str, str] = os.environ) -> SmtpSettings | None:
    """The settings COMMON_MEASURE_SMTP_HOST, _PORT, _SECURITY, _FROM, _USER and _PASSWORD; None without a host.

    Raises SettingsError when one is missing, wrong or unsafe.
    """
    values = {key.removeprefix(PREFIX): each for key, each in environment.items() if key.startswith(PREFIX)}
    host = values.get("HOST", "").strip()
    if not host:
        return None
    security = values.get("SECURITY", "starttls")
    if security not in PORTS:
        raise SettingsError(f"{PREFIX}SECURITY must be one of {', '.join(PORTS)}.")
    if security == "none" and host not in LOCAL:
        raise SettingsError(f"{PREFIX}SECURITY may be none only for a server on this machine.")
    port = values.get("PORT", str(PORTS[security]))
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise SettingsError(f"{PREFIX}PORT must be a number from 1 to 65535.")
    if not values.get("FROM"):
        raise SettingsError(f"{PREFIX}FROM must say whose address the digest comes from.")
    if bool(values.get("USER")) != bool(values.get("PASSWORD")):
        raise SettingsError(f"{PREFIX}USER and {PREFIX}PASSWORD must be set together.")
    return SmtpSettings(host, int(port), security, values["FROM"], values.get("USER"), values.get("PASSWORD"))


def send_digest(draft: Path, recipients: Iterable[str], settings: SmtpSettings) -> Sent:
    """Send the draft (`digest.eml`) to each recipient in a message of its own, over one connection.

    Raises ServerError when the server cannot be reached or refuses the sign-in, NoAddressError for a bad sender.
    """
    content, now = draft.read_bytes(), datetime.now(UTC)
    letter(content, sender=settings.sender, recipient=settings.sender, sent_at=now)
    places: dict[str, list[int]] = {"sent": [], "refused": [], "failed": []}
    with _connected(settings) as server:
        for place, recipient in enumerate(recipients):
            try:
                message = letter(content, sender=settings.sender, recipient=recipient, sent_at=now)
            except NoAddressError:
                places["refused"].append(place)
            else:
                places[_send(server, message)].append(place)
    return Sent(**{outcome: tuple(found) for outcome, found in places.items()})


def _connected(settings: SmtpSettings) -> smtplib.SMTP:
    trusted = ssl.create_default_context()
    server: smtplib.SMTP | None = None
    try:
        if settings.security == "tls":
            server = smtplib.SMTP_SSL(settings.host, settings.port, timeout=SECONDS, context=trusted)
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=SECONDS)
        if settings.security == "starttls":
            server.starttls(context=trusted)
        if settings.user and settings.password:
            server.login(settings.user, settings.password)
    except (OSError, smtplib.SMTPException) as error:
        if server is not None:
            server.close()
        # What the server answered may repeat the user's name: only the kind of error is told.
        raise ServerError(f"The mail server could not be used ({type(error).__name__}).") from None
    return server


def _send(server: smtplib.SMTP, message: EmailMessage) -> str:
    """'sent', 'refused' or 'failed'; after a broken line the rest fails too."""
    try:
        server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
    except smtplib.SMTPResponseException as error:
        code = error.smtp_code
    except (OSError, smtplib.SMTPException):
        return "failed"
    else:
        return "sent"
    return "refused" if 500 <= code < 600 else "failed"
