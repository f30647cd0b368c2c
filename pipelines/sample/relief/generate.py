"""The files of pandemic relief: all tables of all partners, broken on purpose.

The YAML beside them is written by hand. Not here: the command that writes them (pipelines/sample/generate.py).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipelines.paths import INITIATIVES
from pipelines.sample.breaking import with_defects
from pipelines.sample.relief import (
    tables_businesses,
    tables_government,
    tables_neighbours,
    tables_pantries,
    tables_shelter,
    typos,
)
from pipelines.sample.relief.defect_list import DEFECTS
from pipelines.sample.sheets import Sheet, readme, write_files

SAMPLE = INITIATIVES / "pandemic_relief"
_TABLES = (tables_government, tables_businesses, tables_pantries, tables_neighbours, tables_shelter)


def whole_sheets() -> list[Sheet]:
    """Every table of every partner as it would be without a defect."""
    return [sheet for module in _TABLES for sheet in module.sheets()]


@cache
def sheets() -> tuple[Sheet, ...]:
    """Every table of every partner, with its defects."""
    return with_defects(whole_sheets(), DEFECTS)


def identity_values() -> set[str]:
    """Every name and birth date in the sample, in every way in which a partner writes it; for leak tests."""
    return typos.identity_values(tuple(sorted({sheet.partner for sheet in sheets()})))


def generate(folder: Path = SAMPLE) -> int:
    """Write all files below the initiative folder; returns the number of rows."""
    return write_files(sheets(), folder, readme("relief"))
