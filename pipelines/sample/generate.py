"""Writes the sample's data: `python -m pipelines.sample.generate [FOLDER]`, the same bytes every time.

Here: all tables, broken on purpose, into `samples/` and `stand_in/` below the initiative folder. The YAML beside them
is written by hand. A tool for development: it needs XlsxWriter from the dev group.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from pipelines.paths import INITIATIVES
from pipelines.sample import (
    tables_after_school,
    tables_college,
    tables_preschool,
    tables_schools,
    tables_special_needs,
    tables_totals,
    typos,
)
from pipelines.sample.defect_list import DEFECTS
from pipelines.sample.defects import broken
from pipelines.sample.sheets import Sheet
from pipelines.sample.writers import MARK

SAMPLE = INITIATIVES / "cradle_to_career"
_TABLES = (
    tables_schools, tables_preschool, tables_after_school, tables_college, tables_special_needs, tables_totals,
)  # fmt: skip
README = f"""# Sample data

{MARK}.

`python -m pipelines.sample.generate` writes every file here and in `../stand_in`. Do not edit them: a test compares
them with what the generator writes. What is broken in them is broken on purpose; `pipelines/sample/defect_list.py`
lists it.
"""


@cache
def sheets() -> tuple[Sheet, ...]:
    """Every table of every partner, with its defects; those of a feed with several files are in the last."""
    whole = [sheet for module in _TABLES for sheet in module.sheets()]
    last = {(sheet.partner, sheet.feed): sheet.path for sheet in whole}
    return tuple(
        _with_defects(sheet) if last[sheet.partner, sheet.feed] == sheet.path else sheet for sheet in whole
    )


def identity_values() -> set[str]:
    """Every name and birth date in the sample, in every way in which a partner writes it; for leak tests."""
    return typos.identity_values(tuple(sorted({sheet.partner for sheet in sheets()})))


def generate(folder: Path = SAMPLE) -> int:
    """Write all files below the initiative folder; returns the number of rows."""
    rows = 0
    for sheet in sheets():
        path = folder / sheet.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(sheet.form.render(sheet.columns, sheet.rows))
        rows += len(sheet.rows)
    (folder / "samples" / "README.md").write_text(README, encoding="utf-8")
    return rows


def _with_defects(sheet: Sheet) -> Sheet:
    defects = DEFECTS.get((sheet.partner, sheet.feed), ())
    return Sheet(sheet.partner, sheet.feed, sheet.path, sheet.form, broken(sheet.rows, defects))


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE
    print(f"{generate(target)} rows written below {target.name}")
