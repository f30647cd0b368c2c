"""The one secret of an installation: where it comes from, and the keys for single uses drawn from it.

What the keys are used for is in `identity` and `originals`.
"""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from connectors.failures import PermanentFailure

_HEX_KEY = re.compile(r"(?:[0-9a-fA-F]{2}){16,}")
_SHORTEST_TEXT = 16


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


def derive_key(secret: str) -> bytes:
    """Return 32 bytes or more from hex text, or 32 bytes from other text of at least 16 characters."""
    return _derive(secret, "The key")


def _derive(secret: str, origin: str) -> bytes:
    if _HEX_KEY.fullmatch(secret):
        return bytes.fromhex(secret)
    if len(secret) < _SHORTEST_TEXT:
        raise PermanentFailure(
            "weak_key",
            f"{origin} holds fewer than {_SHORTEST_TEXT} characters. Use 64 random hexadecimal digits.",
        )
    return subkey(secret.encode(), "text/v1")


def subkey(key: bytes, purpose: str) -> bytes:
    """Return 32 bytes for one purpose (HKDF-SHA256, RFC 5869); they do not give the key away."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"common-measure/{purpose}".encode()).derive(
        key
    )


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
