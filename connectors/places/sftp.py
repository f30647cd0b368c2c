"""Files on an SFTP server, whose key the feed states: no server is trusted because it answers."""

from __future__ import annotations

import base64
import binascii
import logging
import posixpath
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from connectors.failures import FeedFailure, PermanentFailure, TransientFailure
from connectors.places.arrivals import (
    MAX_FILE_BYTES,
    matching,
    no_file,
    read_within,
    still_arriving,
    too_large,
)
from connectors.pull import Original, PullContext
from connectors.variables import VariableName, expand, read_variable

if TYPE_CHECKING:
    import paramiko

_LOG = "connectors.sftp"
# paramiko tells of every refused key as an error of the program; the failure of the feed says it better.
logging.getLogger(_LOG).addHandler(logging.NullHandler())
logging.getLogger(_LOG).propagate = False


class Sftp(BaseModel):
    """A folder on an SFTP server."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Literal["sftp"] = Field(description="A folder on an SFTP server.")
    host: str = Field(
        min_length=1, description="Name of the server. ${NAME} is replaced from the environment."
    )
    port: int = Field(default=22, ge=1, le=65535, description="Port of the server.")
    host_key: str = Field(
        description="Public key of the server, such as 'ssh-ed25519 AAAA...', as its owner tells it or as "
        "ssh-keyscan prints it. Another key ends the pull."
    )
    user: str = Field(min_length=1, description="User name. ${NAME} is replaced from the environment.")
    password_env: VariableName | None = Field(
        default=None, description="Name of the environment variable with the password."
    )
    key_file_env: VariableName | None = Field(
        default=None,
        description="Name of the environment variable with the path of the private key.",
    )
    folder: str = Field(default=".", description="Folder on the server that path starts from.")

    @field_validator("host_key")
    @classmethod
    def _readable_key(cls, value: str) -> str:
        parts = value.split()
        try:
            base64.b64decode(parts[1], validate=True)
        except (IndexError, binascii.Error):
            raise ValueError("must be the type and the key, such as 'ssh-ed25519 AAAA...'") from None
        return " ".join(parts[:2])

    @model_validator(mode="after")
    def _one_credential(self) -> Sftp:
        if (self.password_env is None) == (self.key_file_env is None):
            raise ValueError("give either password_env or key_file_env")
        return self

    def fetch(self, pattern: str, context: PullContext) -> list[Original]:
        """Return every file in the folder that the path or glob means."""
        label = f"sftp://{self.host}/{self.folder}"
        with _failures(label), self._connected(context) as files:
            directory = posixpath.join(self.folder, posixpath.dirname(pattern))
            found = [entry.filename for entry in files.listdir_attr(directory)]
            names = matching(found, posixpath.basename(pattern))
            if not names:
                raise no_file(pattern, f" on {label}")
            return [self._read(files, directory, name, context) for name in names]

    def _read(self, files: paramiko.SFTPClient, directory: str, name: str, context: PullContext) -> Original:
        path = posixpath.join(directory, name)
        before = files.stat(path)
        if (before.st_size or 0) > MAX_FILE_BYTES:
            raise too_large(name)
        with files.open(path, "rb") as handle:
            handle.prefetch(before.st_size)
            content = read_within(handle.read, name, context.policy)
        after = files.stat(path)
        if (before.st_size, before.st_mtime) != (after.st_size, after.st_mtime) or len(
            content
        ) != after.st_size:
            raise still_arriving(name)
        return Original(name, content)

    @contextmanager
    def _connected(self, context: PullContext) -> Iterator[paramiko.SFTPClient]:
        import paramiko

        host = expand(self.host)
        client = paramiko.SSHClient()
        client.set_log_channel(_LOG)
        client.set_missing_host_key_policy(paramiko.RejectPolicy())
        kind, key = self.host_key.split()
        known_as = host if self.port == 22 else f"[{host}]:{self.port}"
        client.get_host_keys().add(
            known_as, kind, paramiko.PKey.from_type_string(kind, base64.b64decode(key))
        )
        seconds = context.policy.connect_seconds
        try:
            client.connect(
                host,
                port=self.port,
                username=expand(self.user),
                password=read_variable(self.password_env) if self.password_env else None,
                key_filename=_key_file(self.key_file_env) if self.key_file_env else None,
                timeout=seconds,
                banner_timeout=seconds,
                auth_timeout=seconds,
                # Keys that happen to lie on this machine are nobody's business here.
                allow_agent=False,
                look_for_keys=False,
            )
            with client.open_sftp() as files:
                channel = files.get_channel()
                assert channel is not None
                channel.settimeout(context.policy.read_seconds)
                yield files
        finally:
            client.close()


def _key_file(variable: str) -> str:
    path = Path(read_variable(variable)).expanduser()
    if not path.is_file():
        raise PermanentFailure(
            "bad_variable",
            f"The environment variable {variable} names no file. Give the path of the private key.",
        )
    return str(path)


@contextmanager
def _failures(label: str) -> Iterator[None]:
    """Turn what paramiko raises into failures with the fix; the host in the label may be a `${NAME}`."""
    import paramiko

    try:
        yield
    except FeedFailure:
        raise
    except paramiko.AuthenticationException:
        raise PermanentFailure(
            "not_authorised", f"{label} refused the user: check the user name and its password or key."
        ) from None
    except paramiko.BadHostKeyException:
        raise PermanentFailure(
            "host_key",
            f"{label} showed another key than host_key. Ask its owner whether the server was changed; until "
            "then nothing is read from it.",
        ) from None
    except FileNotFoundError:
        raise PermanentFailure(
            "no_file", f"{label}: the folder or file is not there. Check folder."
        ) from None
    except PermissionError:
        raise PermanentFailure(
            "unreadable_file",
            f"{label}: the user may not read there. Ask the owner of the server for the right.",
        ) from None
    except TimeoutError:
        raise TransientFailure("timeout", f"{label} did not answer in time. Run again later.") from None
    except (paramiko.SSHException, EOFError, OSError) as error:
        raise _broken(label, error) from None


def _broken(label: str, error: Exception) -> FeedFailure:
    if "not found in known_hosts" in str(error) or "no acceptable host key" in str(error).lower():
        return PermanentFailure(
            "host_key",
            f"{label} has no key of the kind that host_key states. Ask its owner for the right one.",
        )
    return TransientFailure(
        "connection",
        f"{label} could not be reached, or broke off. Check the host and port, or run again later.",
    )
