"""Keeps the raw payload of a batch encrypted: one zip under a key drawn from the installation's key.

Here only, identity stays in a readable order at all, for the day when a batch must be read again.
"""

from __future__ import annotations

import base64
import io
import zipfile

from cryptography.fernet import Fernet, InvalidToken

from connectors.failures import PermanentFailure
from connectors.pull import Original
from connectors.tokens.keyed import subkey

_EPOCH = (1980, 1, 1, 0, 0, 0)


def seal(originals: list[Original], key: bytes) -> bytes:
    """Return the originals as an encrypted zip (Fernet: AES-128-CBC with HMAC-SHA256)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for original in sorted(originals, key=lambda one: one.name):
            info = zipfile.ZipInfo(original.name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, original.content)
    return _cipher(key).encrypt(buffer.getvalue())


def unseal(sealed: bytes, key: bytes) -> list[Original]:
    """Return the originals; PermanentFailure `wrong_key` if they were sealed with another key."""
    try:
        content = _cipher(key).decrypt(sealed)
    except InvalidToken:
        raise PermanentFailure(
            "wrong_key",
            "The original was encrypted with another key, or is damaged. Use the key that landed it.",
        ) from None
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [Original(name, archive.read(name)) for name in archive.namelist()]


def _cipher(key: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(subkey(key, "originals/v1")))
