"""What is known of a sheet beside the values of its cells: errors, formats, what is hidden or coloured.

The shape only. Where it stands in a file is known to the reader of each format.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from connectors.tables.cells import cell_text


@dataclass
class SheetFacts:
    """Rows and columns count from 0.

    `errors` are the texts of the cells whose formula is broken, which calamine gives back as blank;
    `uncomputed` are cells with a formula that was never worked out, which read as blank too; `percents`
    the cells shown as percentages. `colours` holds the fills of the coloured cells of a row.
    `has_booleans` is False only where the sheet is known to hold none.
    """

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncomputed: set[tuple[int, int]] = field(default_factory=set)
    percents: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    colours: dict[int, frozenset[str]] = field(default_factory=dict)
    has_booleans: bool = True


def percent_text(text: str | None) -> str | None:
    """Return a share as a person sees it, 0.125 as "12.5 %"; what is no number stays."""
    if text is None:
        return None
    try:
        return f"{cell_text(round(float(text) * 100, 12))} %"
    except ValueError:
        return text
