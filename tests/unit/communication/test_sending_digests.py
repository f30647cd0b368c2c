"""The digest goes to each reader once, over a real server on this machine, and the ledger holds no address."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope, Session

from pipelines.communication import deliver
from pipelines.communication.sending import DIGEST, is_to_be_sent, readers, send, sent
from pipelines.documents import SmtpSettings
from pipelines.documents.delivery import ServerError
from pipelines.documents.mail import draft
from pipelines.initiative import Initiative, load_initiative
from pipelines.paths import DataFolder
from pipelines.scaffold import scaffold

DAY = date(2026, 6, 30)
PLAN = "deliveries:\n  - {id: digest, what: digest, to: [funders], when: monthly, form: [eml]}\n"
READERS = """\
board@example.org      # the board's shared mailbox
BOARD@example.org
gone@example.org
later@example.org
# nobody@example.org
"""


class Inbox:
    """A server's handler that keeps what it takes, refuses `gone` for good and `later` for now."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.is_patient = False

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("gone"):
            return "550 5.1.1 no such user"
        if address.startswith("later") and not self.is_patient:
            return "451 4.3.0 try again"
        self.taken.append(address)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        return "250 taken"


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox) -> Iterator[SmtpSettings]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield SmtpSettings("127.0.0.1", port, "none", "results@example.org")
    controller.stop()


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataFolder:
    monkeypatch.setenv("COMMON_MEASURE_HOME", str(tmp_path / "data"))
    data = DataFolder.of("town")
    data.readers.parent.mkdir(parents=True)
    data.readers.write_text(READERS)
    return data


@pytest.fixture
def initiative(tmp_path: Path) -> Initiative:
    scaffold(tmp_path / "town")
    (tmp_path / "town" / "communication.yaml").write_text(PLAN)
    return load_initiative(tmp_path / "town")


def _release(data: DataFolder, name: str) -> Path:
    folder = data.releases / name
    (folder / DIGEST).parent.mkdir(parents=True)
    (folder / DIGEST).write_bytes(draft("News", html="<p>News</p>", text=f"News {name}", boundary=name))
    return folder


def test_readers_are_listed_once_and_remarks_left_out(data: DataFolder) -> None:
    assert [address.casefold() for address in readers(data)] == [
        "board@example.org", "gone@example.org", "later@example.org",
    ]  # fmt: skip
    data.readers.unlink()
    assert readers(data) == []


def test_everybody_gets_it_once_and_only_who_failed_is_tried_again(
    data: DataFolder, inbox: Inbox, server: SmtpSettings
) -> None:
    one = _release(data, "one")
    send(data, one, readers(data), server)
    assert sent(data) == [{"release": "one", "sent": 1, "refused": 1, "failed": 1}]
    inbox.is_patient = True
    send(data, one, readers(data), server)
    send(data, one, readers(data), server)
    assert [address.casefold() for address in inbox.taken] == ["board@example.org", "later@example.org"]
    assert sent(data) == [{"release": "one", "sent": 2, "refused": 1, "failed": 0}]
    send(data, _release(data, "two"), readers(data), server)
    assert sent(data)[1] == {"release": "two", "sent": 2, "refused": 1, "failed": 0}


def test_no_address_stands_in_the_ledger_and_half_a_line_does_no_harm(
    data: DataFolder, server: SmtpSettings
) -> None:
    data.root.mkdir(parents=True)
    data.digests_sent.write_text('{"release": "one", "rea')
    send(data, _release(data, "one"), readers(data), server)
    assert sent(data) == [{"release": "one", "sent": 1, "refused": 1, "failed": 1}]
    assert "@" not in data.digests_sent.read_text()
    assert "board" not in data.digests_sent.read_text()


def test_a_server_that_is_not_there_leaves_everybody_waiting(data: DataFolder, server: SmtpSettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    nobody = SmtpSettings("127.0.0.1", port, "none", "results@example.org")
    one = _release(data, "one")
    with pytest.raises(ServerError):
        send(data, one, readers(data), nobody)
    assert sent(data) == []
    send(data, one, readers(data), server)
    assert sent(data)[0]["sent"] == 1


def test_it_is_sent_when_the_plan_says_so(initiative: Initiative, data: DataFolder) -> None:
    one = _release(data, "one")
    assert not is_to_be_sent(initiative, data, one)
    deliver(initiative, data, one, {}, DAY)
    assert is_to_be_sent(initiative, data, one)
    # In the same month the next digest is not due.
    two = _release(data, "two")
    deliver(initiative, data, two, {}, DAY)
    assert not is_to_be_sent(initiative, data, two)
    deliver(initiative, data, two, {}, date(2026, 7, 1))
    assert is_to_be_sent(initiative, data, two)
