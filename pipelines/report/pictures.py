"""Charts drawn once: a picture is kept under the hash of its specification, in memory and, if asked, in a folder.

Only the keeping belongs here. Making the picture fit a page is in svg.py.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert
from altair.utils.schemapi import debug_mode

VEGA_LITE = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])


class Pictures:
    """The pictures of a report; `drawn` counts those that had to be drawn, `found` those that were kept."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._known: dict[str, str] = {}
        self.drawn = 0
        self.found = 0

    def svg(self, chart: alt.LayerChart) -> str:
        """The SVG of a chart; the same specification is drawn once."""
        # What the charts are made of is checked in the tests; here it would take most of the time.
        spec = chart.to_dict(validate=False)
        key = _key(spec)
        picture = self._known.get(key) or self._kept(key)
        if picture is None:
            picture = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
            self._keep(key, picture)
            self.drawn += 1
        else:
            self.found += 1
        self._known[key] = picture
        return picture

    def _kept(self, key: str) -> str | None:
        path = self._folder / f"{key}.svg" if self._folder else None
        return path.read_text(encoding="utf-8") if path is not None and path.is_file() else None

    def _keep(self, key: str, picture: str) -> None:
        """Write aside and rename, so that a killed run leaves no half picture."""
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        aside = self._folder / f".{key}-{os.getpid()}"
        aside.write_text(picture, encoding="utf-8", newline="\n")
        os.replace(aside, self._folder / f"{key}.svg")


@contextmanager
def quick_drawing() -> Iterator[None]:
    """Build specifications without Altair's check of every part against its schema, most of the time of a chart."""
    with debug_mode(False):
        yield


def _key(spec: Mapping[str, Any]) -> str:
    text = json.dumps(spec, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{VEGA_LITE} {version('vl-convert-python')} {text}".encode()).hexdigest()
