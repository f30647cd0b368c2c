"""A small initiative whose one partner sends spreadsheets as people make them; rows of people who do not exist."""

from __future__ import annotations

import io
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from openpyxl import load_workbook
from ruamel.yaml import YAML

from connectors import FIX_SUMMARY_SHEET
from pipelines.fix_lists import Written, write_fix_lists
from pipelines.fix_lists.marks import FRAME_COLOUR
from pipelines.ingest import FeedState, ingest
from pipelines.initiative import Initiative, load_initiative
from pipelines.paths import DataFolder
from pipelines.scaffold import scaffold

PARTNER = "riverside_club"
COLUMNS = ["Child", "Visit", "Activity", "Minutes"]
GOOD = ["R1", date(2026, 3, 2), "Homework club", 60]
MAPPING = {
    "service_date": {"column": "Visit", "format": "%m/%d/%Y"},
    "service_type": "Activity",
    "hours": {"column": "Minutes", "divide_by": 60},
}


def row(number: int, **cells: Any) -> list[Any]:
    """A row that meets the contract, but for the cells given by the name of their column."""
    good = dict(
        zip(COLUMNS, [f"R{number}", date(2026, 3, 1 + number % 28), "Homework club", 60], strict=True)
    )
    return list({**good, **cells}.values())


def feed(identifier: str, connector: str, **options: Any) -> dict[str, Any]:
    """A feed of services, its people known by the partner's own number."""
    return {
        "id": identifier,
        "record_type": "service",
        "connector": connector,
        "options": options,
        "identity": {"local_id": "Child"},
        "mapping": {"columns": MAPPING},
    }


def workbook(rows: list[list[Any]], *, sheet: str = "Visits 2026", titles: int = 2) -> bytes:
    """An .xlsx with titles, colours, a column of formulas, a hidden sheet and a note, as an office writes it."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    page = book.add_worksheet(sheet)
    day = book.add_format({"num_format": "dd mmm yyyy", "bg_color": "#EEF6EE"})
    bold = book.add_format({"bold": True})
    page.merge_range(0, 0, 0, 4, "Riverside Club, visits", bold)
    page.write_row(titles, 0, [*COLUMNS, "Hours"], bold)
    page.set_column("B:B", 31)
    page.write_comment(titles, 3, "as on the paper list")
    for number, cells in enumerate(rows, titles + 1):
        for column, value in enumerate(cells):
            if isinstance(value, date):
                page.write_datetime(number, column, value, day)
            elif isinstance(value, str):
                page.write_string(number, column, value)
            elif value is not None:
                page.write_number(number, column, value)
        hours = cells[3] / 60 if isinstance(cells[3], int) else 0
        page.write_formula(number, 4, f"=D{number + 1}/60", None, hours)
    book.add_worksheet("Old").hide()
    book.close()
    return target.getvalue()


@dataclass
class Town:
    """The initiative's folder, its data folder, and what a run does to both."""

    folder: Path
    data: DataFolder

    @property
    def initiative(self) -> Initiative:
        return load_initiative(self.folder)

    @property
    def outbox(self) -> Path:
        return self.data.outbox / PARTNER

    def drop(self, name: str, content: bytes) -> Path:
        """Put a file where the partner puts it."""
        path = self.folder / "files" / name
        path.write_bytes(content)
        return path

    def pull(self) -> list[FeedState]:
        """Pull every feed."""
        initiative = self.initiative
        return [outcome.state for outcome in ingest(initiative, self.data, initiative.feeds)]

    def write(self) -> Written:
        """Bring the fix lists up to date."""
        initiative = self.initiative
        (partner,) = initiative.partners
        return write_fix_lists(initiative, self.data, partner)

    def run(self) -> list[str]:
        """Pull, write, and return the names of the fix lists."""
        self.pull()
        written = self.write()
        assert written.failed == {}, written
        return sorted(path.name for path in self.outbox.glob("fix_list*"))


def make_town(folder: Path, home: Path, *feeds: dict[str, Any]) -> Town:
    """The scaffold's initiative with one partner of our own in it."""
    scaffold(folder)
    shutil.rmtree(folder / "files")
    (folder / "files").mkdir()
    for path in (folder / "partners").glob("*.yaml"):
        path.unlink()
    (folder / "funding.yaml").write_text("grants: []\n")
    yaml = YAML()
    (sub_program,) = yaml.load(folder / "sub_programs.yaml")["sub_programs"]
    partner = {
        "partner": PARTNER, "name": "Riverside Club", "sector": "nonprofit", "sub_programs": [sub_program["id"]],
        "feeds": [{**one, "sub_program": sub_program["id"]} for one in feeds],
    }  # fmt: skip
    yaml.dump(partner, folder / "partners" / f"{PARTNER}.yaml")
    return Town(folder, DataFolder(home / folder.name))


def corrected(path: Path, sheet: str, cells: dict[str, Any]) -> bytes:
    """A fix list as a person gives it back: some cells corrected, everything else, marks too, left as it was."""
    book = load_workbook(path)
    assert book.sheetnames[0] == FIX_SUMMARY_SHEET
    for place, value in cells.items():
        border = book[sheet][place].border.left.color
        assert border is not None, f"{place} is not marked"
        assert border.rgb == FRAME_COLOUR
        book[sheet][place] = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
