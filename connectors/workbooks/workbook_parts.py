"""Looks at the parts of a zipped workbook before anything is read from it.

Sizes only; what the parts hold is read elsewhere.
"""

from __future__ import annotations

import io
import zipfile

from connectors.failures import PermanentFailure

MAX_UNPACKED_BYTES = 500 * 1024 * 1024


def check_unpacked_size(file: str, content: bytes) -> None:
    """Refuse a small zip that unpacks to more than a machine can hold; what is no zip passes."""
    if not content.startswith(b"PK"):
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size > MAX_UNPACKED_BYTES:
        raise PermanentFailure(
            "too_large",
            f"{file} unpacks to more than 500 MB. Delete empty formatted rows, or split it.",
        )
