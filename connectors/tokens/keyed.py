"""Keyed hashes: the only way in which anything about a person becomes a token. HMAC-SHA256, never a plain hash.

Here: keys of one purpose and tokens of single people. Not here: which fields a block holds (blocks.py).
"""

from __future__ import annotations

import hmac
import re
from datetime import date

from connectors.tokens.names import normalise_name, without_suffix

SEPARATOR = "\x1f"
SHORTEST_SECRET = 16
_HEX_KEY = re.compile(r"(?:[0-9a-fA-F]{2}){16,}")


def subkey(key: bytes, purpose: str) -> bytes:
    """Return 32 bytes for one purpose (HKDF-SHA256, RFC 5869); they do not give the key away."""
    extracted = hmac.digest(bytes(32), key, "sha256")
    return hmac.digest(extracted, f"common-measure/{purpose}".encode() + b"\x01", "sha256")


def key_of_secret(secret: str) -> bytes | None:
    """Return 32 bytes or more from hex text, or 32 bytes from other text; None where it is too short to be a secret."""
    if _HEX_KEY.fullmatch(secret):
        return bytes.fromhex(secret)
    return subkey(secret.encode(), "text/v1") if len(secret) >= SHORTEST_SECRET else None


def initiative_key(key: bytes, initiative: str) -> bytes:
    """Return the key of one initiative: under two of them nothing that is made can be joined."""
    return subkey(key, f"initiative/v1/{initiative}")


def linking_key(initiative: bytes) -> bytes:
    """Return the key that the tokens of an initiative's people are made with; this one alone may go to a partner."""
    return subkey(initiative, "linking/v1")


def person_token(key: bytes, first: str, last: str, birth_date: date) -> str:
    """Return the token of a person: 32 hexadecimal digits of a keyed hash of names and birth date."""
    names = (normalise_name(first), normalise_name(without_suffix(last)))
    return _token(key, "person/v1/first_last_birth", *names, birth_date.isoformat())


def local_token(key: bytes, partner: str, local_id: str) -> str:
    """Return the token of a partner's own number; the same number at two partners gives two tokens."""
    return _token(key, "local/v1", partner, local_id.strip())


def _token(key: bytes, *parts: str) -> str:
    return hmac.digest(key, SEPARATOR.join(parts).encode(), "sha256").hex()[:32]
