"""Small tables of a batch that are encrypted under a key of one purpose.

Here: a table to encrypted bytes and back. Not here: what stands in the tables (people_files.py, answer_files.py).
"""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from cryptography.fernet import Fernet, InvalidToken

from connectors.failures import PermanentFailure
from connectors.tokens.keyed import subkey


def seal_table(table: pa.Table, key: bytes, purpose: str) -> bytes:
    """Return the table as encrypted Parquet (Fernet: AES-128-CBC with HMAC-SHA256)."""
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return _cipher(key, purpose).encrypt(buffer.getvalue())


def open_table(path: Path, key: bytes, purpose: str, what: str) -> pa.Table | None:
    """Return the table, or None where there is no such file; PermanentFailure `wrong_key`, naming `what` it holds."""
    if not path.is_file():
        return None
    try:
        content = _cipher(key, purpose).decrypt(path.read_bytes())
    except InvalidToken:
        raise PermanentFailure(
            "wrong_key",
            f"{what} of a batch were encrypted with another key, or are damaged. Use the key that landed it.",
        ) from None
    return pq.read_table(io.BytesIO(content))


def _cipher(key: bytes, purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(subkey(key, purpose)))
