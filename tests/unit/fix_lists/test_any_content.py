"""Whatever stands in a partner's file or form, and in whatever format: the fix list holds no formula and says the same."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from workbooks import acting_parts, data_types, marked_cells, outward_links

from connectors import CONNECTORS, Batch, Original
from pipelines.fix_lists.own_file import marked_file
from pipelines.fix_lists.places import read_again, split_by_file
from pipelines.fix_lists.records import records_workbook
from pipelines.fix_lists.rejections import Rejections
from pipelines.fix_lists.summary import Letterhead
from pipelines.fix_lists.words import Rule

HEAD = Letterhead("=Fix list", "=Partner", "=sign")
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
DANGEROUS = st.sampled_from(
    ["=1+1", "+1", "-1+1", "@SUM(A1)", "=cmd|'/c calc'!A0", '=HYPERLINK("http://x.example")']
)
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=12
)
CELL = st.one_of(DANGEROUS, WORDS.filter(lambda text: text.strip() != ""))
ROWS = st.lists(st.tuples(CELL, CELL), min_size=2, max_size=6)
RULE = Rule("hours.type", '"=Hours" is a number.', "=Give a number.")


def _rejections(rows: int) -> Rejections:
    """Every second row was rejected for its second column."""
    broken = {number: {"hours.type": ("=Hours",)} for number in range(2, rows + 1, 2)}
    return Rejections(
        received_on=date(2026, 6, 30), rows_received=rows, rows_accepted=rows - len(broken),
        rows_rejected=len(broken), rules={"hours.type": RULE}, rows=broken, held=None, unknown_columns=(),
    )  # fmt: skip


def _check(content: bytes) -> None:
    assert acting_parts(content) == []
    assert "f" not in data_types(content)
    assert outward_links(content) == []


def _csv(rows: list[tuple[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([("Name of child", "=Hours"), *rows])
    return text.getvalue().encode()


def _xlsx(rows: list[tuple[str, str]]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("=Rows")
    for number, cells in enumerate([("Name of child", "=Hours"), *rows]):
        for column, text in enumerate(cells):
            sheet.write_string(number, column, text)
    book.close()
    return target.getvalue()


@FEW
@given(ROWS)
def test_a_text_file(rows: list[tuple[str, str]]) -> None:
    options = CONNECTORS["csv"].Options.model_validate({"path": "a.csv", "delimiter": ",", "header_row": 1})
    original = Original("=a.csv", _csv(rows))
    pulled = read_again("csv", options, [original])
    (part,) = split_by_file(pulled, _rejections(len(pulled.rows))) or ()
    content = marked_file(part, _rejections(len(pulled.rows)), "csv", options, HEAD)
    _check(content)
    assert len(marked_cells(content, "=a")) == len(pulled.rows) // 2
    values = [
        [cell.value for cell in cells]
        for cells in load_workbook(io.BytesIO(content))["=a"].iter_rows(min_row=2)
    ]
    assert values == pulled.rows.to_numpy().tolist()


@FEW
@given(ROWS)
def test_a_workbook(rows: list[tuple[str, str]]) -> None:
    options = CONNECTORS["excel"].Options.model_validate(
        {"path": "a.xlsx", "header_row": 1, "header_rows": 1, "stop_at": []}
    )
    original = Original("a.xlsx", _xlsx(rows))
    pulled = read_again("excel", options, [original])
    (part,) = split_by_file(pulled, _rejections(len(pulled.rows))) or ()
    content = marked_file(part, _rejections(len(pulled.rows)), "excel", options, HEAD)
    _check(content)
    again = read_again("excel", options, [Original("a.xlsx", content)])
    assert again.rows.equals(pulled.rows), "what goes back reads as what came"


@FEW
@given(ROWS, st.sampled_from([None, "https://forms.example/1", "javascript:alert(1)"]))
def test_records_of_a_form(rows: list[tuple[str, str]], link: str | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        table = {
            "row_number": list(range(1, len(rows) + 1)),
            "row_ref": [name for name, _ in rows],
            "row_link": [link] * len(rows),
            "=Hours": [hours for _, hours in rows],
        }
        pq.write_table(pa.table(table), Path(folder) / "rows.parquet")
        manifest = {"columns_landed": ["=Hours"], "source": "=https://forms.example"}
        batch = Batch("b1", Path(folder), manifest)
        content = records_workbook(batch, _rejections(len(rows)), HEAD)
    assert acting_parts(content) == []
    assert "f" not in data_types(content)
    assert outward_links(content) == (
        ["https://forms.example/1"] if link and link.startswith("https") else []
    )
    sheet = load_workbook(io.BytesIO(content))["Records to correct"]
    assert [cell.value for cell in sheet["A"][1:]] == [name for name, _ in rows[1::2]]
