"""The two typefaces of the report as small web fonts: cut down to the letters of European languages.

Cutting belongs here. Which text is set in which face is the style sheet's business.
"""

from __future__ import annotations

import io
from functools import cache
from importlib.resources import files
from pathlib import Path

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.varLib import instancer  # type: ignore[import-untyped]

# The file's name in the report: the package that carries the face, its file, the weights that are kept.
FACES = {
    "inter.woff2": ("fontpkg_inter", "Inter[opsz,wght].ttf", {"opsz": 14, "wght": (400, 700)}),
    "source-serif.woff2": (
        "fontpkg_source_serif_4",
        "SourceSerif4[opsz,wght].ttf",
        {"opsz": 24, "wght": 600},
    ),
}
# Basic and extended Latin, punctuation, arrows, and the marks of the report.
LETTERS = [*range(0x20, 0x250), *range(0x2010, 0x2060), 0x20AC, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193]
LETTERS += [0x2212, 0x25CB, 0x25CF, 0x25D0, 0x2713]


def write_fonts(folder: Path) -> None:
    """Write the web fonts and their licences (SIL Open Font License) into `folder`; always the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (package, *_) in FACES.items():
        (folder / name).write_bytes(_web_font(name))
        licence = files(package).joinpath("LICENSE").read_bytes()
        (folder / name.replace(".woff2", "-licence.txt")).write_bytes(licence)


@cache
def _web_font(name: str) -> bytes:
    package, file, axes = FACES[name]
    with files(package).joinpath("files").joinpath(file).open("rb") as source:
        font = TTFont(io.BytesIO(source.read()), recalcTimestamp=False)
    options = subset.Options()
    options.layout_features = ["kern", "liga", "tnum", "lnum", "mark", "ccmp", "locl"]
    options.hinting = False
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=LETTERS)
    cutter.subset(font)
    font = instancer.instantiateVariableFont(font, axes)
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
