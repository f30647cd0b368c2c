"""The one secret of an installation: where it comes from, and the keys for single uses drawn from it.

What the keys are used for is in `identity` and `originals`.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from connectors.failures import PermanentFailure
from connectors.tokens.keyed import SHORTEST_SECRET, initiative_key, key_of_secret, subkey


def load_key(path: Path, variable: str = "COMMON_MEASURE_KEY") -> bytes:
    """Return the key from the environment, else from the key file, else from a new key file.

    Lose the key and no new batch can be linked with the persons of earlier ones: back it up.
    """
    secret = os.environ.get(variable, "").strip()
    if secret:
        return _derive(secret, f"The environment variable {variable}")
    if not path.exists():
        _create(path)
    return _derive(path.read_text(encoding="utf-8").strip(), f"The key file {path.name}")


def load_initiative_key(path: Path, initiative: str) -> bytes:
    """Return the key of one initiative, drawn from the installation's: what two of them make can't be joined."""
    return initiative_key(load_key(path), initiative)


def derive_key(secret: str) -> bytes:
    """Return 32 bytes or more from hex text, or 32 bytes from other text of at least 16 characters."""
    return _derive(secret, "The key")


def _derive(secret: str, origin: str) -> bytes:
    key = key_of_secret(secret)
    if key is None:
        raise PermanentFailure(
            "weak_key",
            f"{origin} holds fewer than {SHORTEST_SECRET} characters. Use 64 random hexadecimal digits.",
        )
    return key


def fingerprint(key: bytes) -> str:
    """Return 8 hexadecimal digits by which two batches under one key are known to be so."""
    return subkey(key, "fingerprint/v1").hex()[:8]


def _create(path: Path) -> None:
    """Write a new key so that the file, once it is there, is whole; a second process gets the first's key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)
        except FileExistsError:
            return
    finally:
        temporary.unlink()
