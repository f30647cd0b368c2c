"""Writes the kit of a partner into a folder: the spreadsheet, and one form for each record type."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from pipelines.initiative.initiative import Initiative
from pipelines.initiative.models.partner import Partner
from pipelines.kits.kit import Kit, kit_for
from pipelines.kits.template import write_template
from pipelines.kits.wording import wordings
from pipelines.kits.xlsform import write_xlsform

TEMPLATE = "template.xlsx"


def write_kit(initiative: Initiative, partner: Partner, folder: Path) -> tuple[Kit, list[Path]]:
    """Write the files of a kit and return it with them; files of record types that are gone are removed.

    A file whose content is the same stays untouched. Nothing is written where the partner is asked for nothing.
    """
    kit, words = kit_for(initiative, partner), wordings(initiative)
    wanted: dict[str, Callable[[Path], None]] = {
        f"form_{sheet.record_type}.xlsx": partial(
            write_xlsform, initiative=initiative.name, partner=partner, sheet=sheet, wordings=words
        )
        for sheet in kit.sheets
    }
    if kit.sheets:
        template = partial(write_template, initiative=initiative, partner=partner, kit=kit, wordings=words)
        wanted = {TEMPLATE: template, **wanted}
    folder.mkdir(parents=True, exist_ok=True)
    for name, write in wanted.items():
        fresh = folder / f".{name}.{os.getpid()}"
        write(fresh)
        _settle(fresh, folder / name)
    for old in folder.glob("*.xlsx"):
        if old.name not in wanted:
            old.unlink()
    return kit, [folder / name for name in wanted]


def _settle(fresh: Path, path: Path) -> None:
    """Put the new file in its place, unless it is what stands there."""
    if path.is_file() and path.read_bytes() == fresh.read_bytes():
        fresh.unlink()
    else:
        os.replace(fresh, path)
