"""Makes a folder with a warehouse a release, by its manifest."""

from __future__ import annotations

import json
from pathlib import Path


def as_release(folder: Path, name: str, published_at: str = "2026-09-16T02:00:00+00:00") -> Path:
    """The manifest that makes a folder with a warehouse a release."""
    text = json.dumps({"release": name, "published_at": published_at})
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    return folder
