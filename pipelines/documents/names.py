"""File names made from ids: letters, digits, hyphen and underscore, whatever the id holds."""

from __future__ import annotations

import re


def file_name(*ids: str) -> str:
    """Ids joined by hyphens, without anything that a file system or a shell could misread."""
    return "-".join(re.sub(r"[^A-Za-z0-9_]+", "_", each).strip("_") or "_" for each in ids)
