"""The fonts that documents are set in: Source Serif 4 and Inter, both under the SIL Open Font License 1.1.

They come as Python packages (`fontpkg-...`), so that every machine sets the same pages. A further package of that
kind, such as `fontpkg-noto-sans-arabic`, is used for the letters that these two lack as soon as it is installed.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import fontpkg
from fontTools.ttLib import TTFont

TEXT, TITLES = "Inter", "Source Serif 4"
# Shown in place of a character that no installed font has.
UNKNOWN = "?"


@cache
def font_files() -> tuple[Path, ...]:
    """The font files of all installed font packages; the two that the pages are made for come first."""
    families = sorted(map(fontpkg.family, fontpkg.families()), key=_rank)
    return tuple(file.path for family in families for file in family.files)


def settable(text: str) -> str:
    """The text with `?` for each character that no installed font has: a tagged PDF refuses empty boxes."""
    known = _characters()
    return text if known.issuperset(text) else "".join(each if each in known else UNKNOWN for each in text)


def _rank(family: fontpkg.Family) -> tuple[bool, str]:
    return family.name not in (TEXT, TITLES), family.name


@cache
def _characters() -> frozenset[str]:
    found: set[str] = {"\n"}
    for path in font_files():
        with TTFont(path, lazy=True) as font:
            found |= {chr(code) for code in font.getBestCmap()}
    return frozenset(found)
