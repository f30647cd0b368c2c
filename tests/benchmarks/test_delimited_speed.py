"""Reading a large csv against the bare csv module of Python, in one process and one run."""

from __future__ import annotations

import csv
import io
import time

import pytest

from connectors.pull import Original
from connectors.texts.delimited import CsvOptions, read_text_sheet

ROWS = 1_000_000
MOST = 2.0
"""The bare module neither looks for the dialect, nor strips, nor checks that quotes pair."""


def _content() -> bytes:
    lines = ["id,name,site,date,hours,note,extra,present,score,grade\n"]
    lines += [
        f'{k},Child {k},Site {k % 37},2024-0{k % 9 + 1}-1{k % 10},{k % 100},"late, {k % 5}",,yes,{k % 1000}.5,Grade {k % 12}\n'
        for k in range(ROWS)
    ]
    return "".join(lines).encode()


@pytest.mark.benchmark
def test_a_large_file_takes_little_longer_than_the_csv_module() -> None:
    content = _content()
    start = time.process_time()
    bare = len(list(csv.reader(io.StringIO(content.decode(), newline=""))))
    middle = time.process_time()
    sheet, _ = read_text_sheet(Original("a.csv", content), CsvOptions(path="a.csv"))
    end = time.process_time()
    ratio = (end - middle) / (middle - start)
    print(
        f"\n{len(content) / 1e6:.0f} MB, {ROWS} rows: {end - middle:.1f} s, {ratio:.2f} x the bare csv module"
    )
    assert len(sheet.grid) == bare
    assert ratio < MOST
