"""Pulling xlsx, in processes of their own and with the table found, against python-calamine alone.

Ratios of wall times in one run, the best of several rounds: as one large file, and as many small ones pulled
in threads as a night's ingest pulls them. calamine alone neither turns values into text nor makes a frame.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from connectors import CONNECTORS, pull

pytestmark = [pytest.mark.benchmark, pytest.mark.slow]

COLUMNS = 20
MOST = 1.3
ROUNDS = 4
THREADS = 8


def test_one_large_file(tmp_path: Path) -> None:
    path = _write(tmp_path / "large.xlsx", 100_000)
    _pull(_write(tmp_path / "first.xlsx", 10))
    ratios = [_ratio(lambda: _calamine(path), lambda: _pull(path)) for _ in range(ROUNDS)]
    print(f"\n100,000 rows x {COLUMNS} columns: {_said(ratios)}")
    assert min(ratios) < MOST


def test_many_small_files(tmp_path: Path) -> None:
    paths = [_write(tmp_path / f"{number:03}.xlsx", 1000) for number in range(300)]

    def one_by_one() -> None:
        for path in paths:
            _calamine(path)

    def in_threads() -> None:
        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(_pull, paths))

    in_threads()
    ratios = [_ratio(one_by_one, in_threads) for _ in range(ROUNDS)]
    print(f"\n300 files of 1,000 rows x {COLUMNS} columns, {THREADS} threads: {_said(ratios)}")
    assert min(ratios) < MOST


def _write(path: Path, rows: int) -> Path:
    """A sheet of names, counts, rates, dates and codes, a fifth of the columns each."""
    generator = random.Random(rows)
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("Data")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, [f"column {number}" for number in range(COLUMNS)])
    for row in range(1, rows + 1):
        for column in range(0, COLUMNS, 5):
            sheet.write_string(row, column, f"Child {row % 5000}")
            sheet.write_number(row, column + 1, generator.randint(0, 300))
            sheet.write_number(row, column + 2, generator.randint(0, 1000) / 100)
            sheet.write_datetime(row, column + 3, datetime(2024, 1, 1) + timedelta(days=row % 400), day)
            sheet.write_string(row, column + 4, generator.choice(("North", "South", "East", "00123")))
    book.close()
    return path


def _calamine(path: Path) -> int:
    return len(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python())


def _pull(path: Path) -> int:
    return len(pull("excel", CONNECTORS["excel"].Options(path=path.name), base_dir=path.parent).rows)


def _ratio(peer: Callable[[], object], ours: Callable[[], object]) -> float:
    start = time.perf_counter()
    peer()
    middle = time.perf_counter()
    ours()
    return (time.perf_counter() - middle) / (middle - start)


def _said(ratios: list[float]) -> str:
    shown = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    return f"{min(ratios):.2f} x calamine at best ({shown})"
