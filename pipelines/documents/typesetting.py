"""Sets a template with data: the only module that knows the typesetter.

Data goes in as one JSON string, which the template reads as values: no text of it is ever read as markup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import typst

from pipelines.documents.fonts import TEXT, TITLES, font_files, settable
from pipelines.documents.text import every_text

TEMPLATES = Path(__file__).parent / "templates"
# A page of 960 by 540 points at this density is 1920 by 1080 pixels.
SLIDE_DENSITY = 144.0


class FontsMissingError(Exception):
    """The fonts of the documents are not installed."""


class Paper(StrEnum):
    """The paper that a document is printed on."""

    LETTER = "us-letter"
    A4 = "a4"


def paper_of(name: str) -> Paper:
    """The paper that an agenda names: 'letter' or 'a4'. Raises KeyError for another name."""
    return {"letter": Paper.LETTER, "a4": Paper.A4}[name]


def to_pdf(template: str, data: Mapping[str, Any], *, as_of: date) -> bytes:
    """A tagged PDF that meets PDF/UA-1. The same data gives the same bytes: `as_of` is its only date."""
    moment = datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC)
    made = _compiler().compile(
        TEMPLATES / template, format="pdf", pdf_standards="ua-1", timestamp=moment, sys_inputs=_inputs(data)
    )
    assert isinstance(made, bytes)
    return made


def to_png(template: str, data: Mapping[str, Any]) -> list[bytes]:
    """One picture for each page."""
    made = _compiler().compile(
        TEMPLATES / template, format="png", ppi=SLIDE_DENSITY, sys_inputs=_inputs(data)
    )
    assert made is not None
    return [made] if isinstance(made, bytes) else made


def _inputs(data: Mapping[str, Any]) -> dict[str, str]:
    return {"data": json.dumps(every_text(dict(data), settable), ensure_ascii=False)}


@cache
def _compiler() -> typst.Compiler:
    folders = list(dict.fromkeys(path.parent for path in font_files()))
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    # Without a font the typesetter leaves all letters out and says nothing.
    missing = {TEXT, TITLES} - set(fonts.families())
    if missing:
        raise FontsMissingError(
            f"not installed: {', '.join(sorted(missing))}; install fontpkg-inter and fontpkg-source-serif-4"
        )
    return typst.Compiler(root=TEMPLATES, font_paths=fonts, ignore_system_fonts=True)
