"""Names the columns of a table from the rows of its header, and says what was assumed in doing so.

Which rows those are is found in `header`; making names unique is done in `cells`.
"""

from __future__ import annotations

from connectors.tables.cell_kinds import Grid
from connectors.tables.cells import clean_name
from connectors.tables.sheet import Sheet
from connectors.tables.table_finder import Region


def header_notes(sheet: Sheet, region: Region) -> list[str]:
    """Say where the header was found, and what stands above it."""
    notes = []
    if region.header is None:
        return ["no row names the columns; they were named (column 1), (column 2) ..."]
    if region.header and any(map(any, sheet.grid[: region.header])):
        notes.append(
            f"the header was found in row {sheet.numbers[region.header]}; what is above was skipped."
        )
    if region.lines > 1:
        last = sheet.numbers[region.header + region.lines - 1]
        notes.append(
            f"rows {sheet.numbers[region.header]}-{last} were read as a header of several lines; "
            "names are joined with ' / '."
        )
    return notes


def header_names(sheet: Sheet, region: Region) -> list[str]:
    """Return one name for each column of the sheet, "" where there is none."""
    if region.header is None:
        return []
    tops = [i for i in range(region.header, region.header + region.lines) if any(sheet.grid[i])]
    lines = [[clean_name(cell or "") for cell in sheet.grid[i]] for i in tops]
    width = max(map(len, lines), default=0)
    lines = [[*line, *[""] * (width - len(line))] for line in lines]
    for upper in reversed(range(len(lines) - 1)):
        _spread(lines, upper, [(b, d) for a, b, c, d in sheet.merged if a <= tops[upper] <= c])
    names = [" / ".join(dict.fromkeys(filter(None, column))) for column in zip(*lines, strict=True)]
    inside = range(region.left, width if region.right is None else min(width, region.right))
    return [name if k in inside else "" for k, name in enumerate(names)]


def _spread(lines: list[list[str]], upper: int, spans: list[tuple[int, int]]) -> None:
    """Spread each upper name over the cells it is merged with, or over the blanks to its right with a name below."""
    line = lines[upper]
    if any(right > left for left, right in spans):
        for left, right in spans:
            line[left : right + 1] = [line[left]] * len(line[left : right + 1])
        return
    own = [[bool(name) for name in other] for other in lines[:upper]]
    for k in range(1, len(line)):
        stopped = any(names[k] for names in own)
        if not line[k] and not stopped and any(below[k] for below in lines[upper + 1 :]):
            line[k] = line[k - 1]


def name_columns(names: list[str], rows: Grid, region: Region) -> tuple[list[tuple[int, str]], list[str]]:
    """Return (index, name) of every column with a name or a value, and what was assumed.

    Values under an empty heading are kept as "(column 3)", values right of the last heading as
    "(extra 1)": a row that is too long loses nothing.
    """
    named = {k for k, name in enumerate(names) if name}
    width = max([len(names), *map(len, rows)]) if rows else len(names)
    inside = range(region.left, width if region.right is None else min(width, region.right))
    used = {k for k in inside if k not in named and any(k < len(row) and row[k] is not None for row in rows)}
    last = max(named, default=-1) if region.header is not None else width
    chosen = []
    for k in sorted(used | named):
        fallback = f"(column {k + 1})" if k < last else f"(extra {k - last})"
        chosen.append((k, names[k] if k in named else fallback))
    nameless = [name for k, name in chosen if k not in named]
    note = f"values without a column name were kept as {', '.join(nameless)}."
    return chosen, [note] if nameless and region.header is not None else []
