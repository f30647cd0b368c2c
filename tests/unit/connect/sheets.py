"""Spreadsheets and text files in layouts that the program has not seen, made anew for each test."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

NAMES = [
    "Ada Stone",
    "Ben Rivers",
    "Cleo Fields",
    "Dan Woods",
    "Eve Hill",
    "Finn Lake",
    "Gia Marsh",
    "Hal Brook",
]


def write_xlsx(path: Path, rows: Sequence[Sequence[Any]], *, above: Sequence[Sequence[Any]] = ()) -> Path:
    """A workbook of one sheet, with title rows above the header."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yy"}) as book:
        sheet = book.add_worksheet("List 1")
        for number, row in enumerate([*above, *rows]):
            sheet.write_row(number, 0, row)
    return path


def write_csv(path: Path, rows: Sequence[Sequence[Any]], delimiter: str = ",") -> Path:
    """A text file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def days(count: int, start: date = date(2025, 9, 3), step: int = 5) -> list[date]:
    """Days of which some are after the twelfth, so that only one order of day and month reads them."""
    return [start + timedelta(days=step * number) for number in range(count)]


def members(form: str = "%m/%d/%Y", count: int = 24) -> list[list[Any]]:
    """A list of children with headers of the partner's own: dates as text, codes for boy and girl."""
    rows: list[list[Any]] = [
        ["Pupil's ID", "Child", "D.O.B.", "Neighbourhood", "Sex", "Date Joined", "Comments"]
    ]
    for number, joined in enumerate(days(count)):
        born = date(2014, 1, 3) + timedelta(days=37 * number)
        rows.append(
            [
                f"R-{number:03}",
                f"{NAMES[number % 8]}{chr(97 + number // 8)}",
                born.strftime(form),
                ["North Side", "South side"][number % 2],
                "FM"[number % 2],
                joined.strftime(form),
                f"mother of {NAMES[number % 8]} called {number} times",
            ]
        )
    return rows


def visits(dates: Sequence[str], *, header: str = "Duration (min)") -> list[list[Any]]:
    """Sessions in minutes."""
    rows: list[list[Any]] = [["Child no.", "Date of visit", "Activity", header]]
    return rows + [
        [number % 9 + 1, day, "Chess", [30, 45, 60][number % 3]] for number, day in enumerate(dates)
    ]
