"""Looks into a workbook as bytes: what its XML says, which cells are marked, what stands in them."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from openpyxl import load_workbook

from pipelines.fix_lists.marks import FRAME_COLOUR

# Whatever makes a program compute, fetch or run something.
_ACTS = re.compile(rb"<(\w+:)?(f|formula|calculatedColumnFormula|totalsRowFormula|ddeLink|oleLink)[ >]")
_PARTS_THAT_ACT = re.compile(
    r"vba|externalLinks|connections|queryTables|activeX|embeddings|macrosheets|pivot"
)


def parts(content: bytes) -> dict[str, bytes]:
    """The parts of a workbook, unpacked, by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def acting_parts(content: bytes) -> list[str]:
    """Names of parts that compute, reach out or run; none in anything that we write."""
    return [
        name for name, text in parts(content).items() if _PARTS_THAT_ACT.search(name) or _ACTS.search(text)
    ]


def outward_links(content: bytes) -> list[str]:
    """Targets outside the workbook."""
    targets = []
    for name, text in parts(content).items():
        if name.endswith(".rels"):
            for link in re.findall(r"<Relationship [^>]*>", text.decode()):
                targets += re.findall(r'Target="([^"]+)"', link) if 'TargetMode="External"' in link else []
    return sorted(set(targets))


def marked_cells(content: bytes | Path, sheet: str) -> dict[str, str]:
    """Place of each framed cell and the text of its note."""
    source = content if isinstance(content, Path) else io.BytesIO(content)
    found = {}
    for row in load_workbook(source)[sheet].iter_rows():
        for cell in row:
            if cell.border.left.color is not None and cell.border.left.color.rgb == FRAME_COLOUR:
                assert cell.border.left.style == "thick"
                assert cell.fill.fill_type == "solid"
                found[cell.coordinate] = cell.comment.text if cell.comment else ""
    return found


def data_types(content: bytes) -> set[str]:
    """The types of all cells of all sheets, formulas told from values."""
    book = load_workbook(io.BytesIO(content))
    return {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
