"""Files from an OpenSSH server, an S3 store and a WebDAV share, all really running on loopback."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from getpass import getuser
from pathlib import Path
from typing import Any

import boto3
import pytest
from cheroot.wsgi import Server
from moto.server import ThreadedMotoServer
from wsgidav.wsgidav_app import WsgiDAVApp

from connectors import CONNECTORS, FeedFailure, HttpPolicy, Pull, pull

pytestmark = pytest.mark.slow
POLICY = HttpPolicy(connect_seconds=5, read_seconds=5, retries=0)
SECRET = "s3cr3t-value"


def visits(day: int) -> bytes:
    return f"Child,Visit\nQ. Zebrowska,2026-01-{day:02d}\n".encode()


def pulled(place: dict[str, Any], path: str = "visits_*.csv") -> Pull:
    options = CONNECTORS["csv"].Options.model_validate({"path": path, "place": place})
    return pull("csv", options, base_dir=Path(), policy=POLICY)


def failure_of(place: dict[str, Any], path: str = "visits_*.csv") -> FeedFailure:
    with pytest.raises(FeedFailure) as caught:
        pulled(place, path)
    assert SECRET not in str(caught.value)
    assert "Zebrowska" not in str(caught.value)
    return caught.value


@dataclass(frozen=True)
class SshServer:
    """A running OpenSSH server: its folder, and the place that a feed would name."""

    folder: Path
    place: dict[str, Any]


@pytest.fixture(scope="module")
def ssh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    program = shutil.which("sshd") or "/usr/sbin/sshd"
    if not Path(program).exists():
        pytest.skip("no OpenSSH server on this machine")
    home = tmp_path_factory.mktemp("ssh")
    for name in ("host", "user", "other"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(home / name)], check=True)
    (home / "authorized").write_bytes((home / "user.pub").read_bytes())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = [
        f"Port {port}", "ListenAddress 127.0.0.1", f"HostKey {home / 'host'}", f"PidFile {home / 'pid'}",
        f"AuthorizedKeysFile {home / 'authorized'}", "StrictModes no", "PasswordAuthentication no",
        "PermitRootLogin yes", "UsePAM no", "Subsystem sftp internal-sftp",
    ]  # fmt: skip
    (home / "sshd_config").write_text("\n".join(settings) + "\n")
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    server = subprocess.Popen(
        [program, "-D", "-e", "-f", str(home / "sshd_config")], stderr=subprocess.DEVNULL
    )
    try:
        _await(port)
        folder = home / "drop"
        folder.mkdir()
        place = {
            "type": "sftp", "host": "127.0.0.1", "port": port, "user": getuser(), "folder": str(folder),
            "host_key": (home / "host.pub").read_text(), "key_file_env": "SFTP_KEY_FILE",
        }  # fmt: skip
        yield SshServer(folder, place)
    finally:
        server.terminate()
        server.wait()


def _await(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("the SSH server did not start")


@pytest.fixture
def user_key(ssh: SshServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SFTP_KEY_FILE", str(ssh.folder.parent / "user"))


@pytest.mark.usefixtures("user_key")
def test_files_from_an_sftp_server(ssh: SshServer) -> None:
    for day in (1, 2):
        (ssh.folder / f"visits_{day}.csv").write_bytes(visits(day))
    (ssh.folder / "other.csv").write_bytes(b"not,asked\nfor,1\n")
    got = pulled(ssh.place)
    assert got.rows["Visit"].tolist() == ["2026-01-01", "2026-01-02"]
    assert got.row_refs == ["visits_1.csv line 2", "visits_2.csv line 2"]
    assert [one.content for one in got.originals] == [visits(1), visits(2)]


@pytest.mark.usefixtures("user_key")
def test_a_large_file_comes_whole_over_sftp(ssh: SshServer) -> None:
    (ssh.folder / "large.csv").write_bytes(b"Child,Visit\n" + b"A,2026-01-05\n" * 400_000)
    assert len(pulled(ssh.place, "large.csv").rows) == 400_000


@pytest.mark.usefixtures("user_key")
def test_what_goes_wrong_with_an_sftp_server(ssh: SshServer, monkeypatch: pytest.MonkeyPatch) -> None:
    other_key = (ssh.folder.parent / "other.pub").read_text()
    assert failure_of({**ssh.place, "host_key": other_key}).reason == "host_key"
    assert failure_of(ssh.place, "nothing_*.csv").reason == "no_file"
    assert failure_of({**ssh.place, "folder": "/not/there"}).reason == "no_file"
    unreachable = failure_of({**ssh.place, "port": 1})
    # A key is stated for a server and its port, so nothing but the connection fails.
    assert (unreachable.reason, unreachable.permanent) == ("connection", False)
    monkeypatch.setenv("SFTP_KEY_FILE", str(ssh.folder.parent / "other"))
    assert failure_of(ssh.place).reason == "not_authorised"
    monkeypatch.setenv("SFTP_KEY_FILE", "/not/there")
    assert failure_of(ssh.place).reason == "bad_variable"
    monkeypatch.delenv("SFTP_KEY_FILE")
    assert failure_of(ssh.place).reason == "missing_variable"


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(store: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A bucket with two files of a feed and one beside them, as a place."""
    monkeypatch.setenv("STORE_KEY", "testing")
    monkeypatch.setenv("STORE_SECRET", SECRET)
    client = boto3.session.Session().client(
        "s3",
        endpoint_url=store,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key=SECRET,
    )
    client.create_bucket(Bucket="partner")
    for name, body in {
        "drop/visits_1.csv": visits(1), "drop/visits_2.csv": visits(2), "drop/old/visits_3.csv": visits(3),
    }.items():  # fmt: skip
        client.put_object(Bucket="partner", Key=name, Body=body)
    return {
        "type": "s3", "bucket": "partner", "prefix": "drop/", "endpoint": store,
        "access_key_env": "STORE_KEY", "secret_key_env": "STORE_SECRET",
    }  # fmt: skip


def test_files_from_a_bucket(bucket: dict[str, Any]) -> None:
    got = pulled(bucket)
    assert got.rows["Visit"].tolist() == ["2026-01-01", "2026-01-02"]
    assert [one.name for one in got.originals] == ["visits_1.csv", "visits_2.csv"]
    assert pulled(bucket, "old/visits_*.csv").rows["Visit"].tolist() == ["2026-01-03"]


def test_a_bucket_with_more_files_than_one_page_lists(bucket: dict[str, Any], store: str) -> None:
    client = boto3.session.Session().client(
        "s3",
        endpoint_url=store,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key=SECRET,
    )
    for number in range(1005):
        client.put_object(Bucket="partner", Key=f"many/day_{number:04d}.csv", Body=visits(1))
    # The last of them stand on the second page of the listing.
    assert len(pulled({**bucket, "prefix": "many/"}, "day_100[0-9].csv").rows) == 5


def test_what_goes_wrong_with_a_bucket(bucket: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    assert failure_of(bucket, "nothing_*.csv").reason == "no_file"
    assert failure_of({**bucket, "bucket": "not-there"}).reason == "no_file"
    unreachable = failure_of({**bucket, "endpoint": "http://127.0.0.1:1"})
    assert (unreachable.reason, unreachable.permanent) == ("connection", False)
    monkeypatch.delenv("STORE_SECRET")
    assert failure_of(bucket).reason == "missing_variable"


@pytest.fixture
def share(tmp_path: Path) -> Iterator[str]:
    """A WebDAV share, as Nextcloud offers one, that asks for a user name and a password."""
    (tmp_path / "visits_1.csv").write_bytes(visits(1))
    users = {"/": {"club": {"password": SECRET}}}
    app = WsgiDAVApp(
        {
            "provider_mapping": {"/": str(tmp_path)},
            "simple_dc": {"user_mapping": users},
            "logging": {"enable": False},
            "verbose": 0,
        }
    )
    server = Server(("127.0.0.1", 0), app)
    server.prepare()
    threading.Thread(target=server.serve, daemon=True).start()
    yield f"http://127.0.0.1:{server.bind_addr[1]}"
    server.stop()


def test_a_file_on_a_webdav_share(share: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHARE_USER", "club")
    monkeypatch.setenv("SHARE_PASSWORD", SECRET)
    auth = {"type": "basic", "username_env": "SHARE_USER", "password_env": "SHARE_PASSWORD"}
    place = {"type": "http", "url": f"{share}/visits_1.csv", "auth": auth}
    assert pulled(place, "visits_1.csv").rows["Visit"].tolist() == ["2026-01-01"]
    assert failure_of({**place, "url": f"{share}/gone.csv"}, "gone.csv").reason == "http_status"
    monkeypatch.setenv("SHARE_PASSWORD", "another")
    assert failure_of(place, "visits_1.csv").reason == "not_authorised"
