"""Files that mean harm or are broken: bombs, far corners, entities, links. Each ends as a named failure, in time."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from loopback import Reply, StartServer
from openpyxl import Workbook

from connectors import Original, PermanentFailure
from connectors.looking.look import look

_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


def book(rows: int = 3) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in range(rows):
        sheet.append(["Site", "Days"] if row == 0 else [f"S{row}", row])
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def changed(content: bytes, **parts: str | bytes) -> bytes:
    """Replace or add parts of a zip; the part is named by the end of its name, with _ for a dot."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        names = {name.rpartition("/")[2].replace(".", "_"): name for name in old.namelist()}
        for name in old.namelist():
            short = name.rpartition("/")[2].replace(".", "_")
            # Without the time of day, so that the same bytes come each time.
            new.writestr(zipfile.ZipInfo(name), parts.get(short, old.read(name)), zipfile.ZIP_DEFLATED)
        for short, text in parts.items():
            if short not in names:
                new.writestr(short, text)
    return buffer.getvalue()


def ods(table: str, doctype: str = "") -> bytes:
    buffer = io.BytesIO()
    content = (
        f'<?xml version="1.0"?>{doctype}<office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Data">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        # Some readers know the format by this part alone, and only as plain bytes.
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return buffer.getvalue()


def far_corners() -> bytes:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return changed(book(), sheet1_xml=_SHEET.format(rows))


def repeated_cells() -> bytes:
    cell = (
        '<table:table-cell table:number-columns-repeated="1000" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell>"
    )
    return ods(f'<table:table-row table:number-rows-repeated="100000">{cell}</table:table-row>')


def unpacks_to_much() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as member:
            for _ in range(501):
                member.write(bytes(1 << 20))
    return buffer.getvalue()


def one_endless_text() -> bytes:
    text = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * (400 << 20)}</t></is></c></row>'
    return changed(book(), sheet1_xml=_SHEET.format(text))


def outcome(name: str, content: bytes) -> str:
    """The reason why a file cannot be read, "read" if it can; the message names the file."""
    try:
        look(Original(name, content))
    except PermanentFailure as failure:
        return failure.reason if name in str(failure) else f"{failure.reason}, without the name"
    return "read"


_LOOK_AND_TELL = """
import pathlib, resource, sys
from connectors import PermanentFailure
from connectors.looking.look import look
from connectors.pull import Original
path = pathlib.Path(sys.argv[1])
try:
    look(Original(path.name, path.read_bytes()))
    reason = "read"
except PermanentFailure as failure:
    reason = failure.reason
print(reason, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.mark.slow
@pytest.mark.parametrize("make", [far_corners, repeated_cells, unpacks_to_much, one_endless_text])
def test_bombs_end_as_too_large(make: Callable[[], bytes], tmp_path: Path) -> None:
    (tmp_path / "bomb.xlsx").write_bytes(make())
    assert (tmp_path / "bomb.xlsx").stat().st_size < 1 << 20
    # In a process of its own: what other tests had read counts among the children of this one.
    told = subprocess.run(
        [sys.executable, "-c", _LOOK_AND_TELL, tmp_path / "bomb.xlsx"],
        capture_output=True,
        text=True,
        check=True,
    )
    reason, kilobytes = told.stdout.split()
    assert reason == "too_large"
    assert int(kilobytes) < 1 << 20


def test_links_and_entities_fetch_nothing(serve: StartServer) -> None:
    server = serve(lambda _: Reply("fetched"))
    doctype = f'<!DOCTYPE x [<!ENTITY far SYSTEM "{server.url}/entity"><!ENTITY near "{"y" * 100}">]>'
    row = '<table:table-row><table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell></table:table-row>'
    files = [
        ods(row.format("Site") + row.format("&far;&near;"), doctype),
        changed(
            book(),
            externalLink1_xml=f'<externalLink><externalBook href="{server.url}/book.xlsx"/></externalLink>',
            sheet1_xml=doctype
            + _SHEET.format(f'<row r="1"><c r="A1" t="str"><f>WEBSERVICE("{server.url}/f")</f></c></row>'),
        ),
        f'<html><link href="{server.url}/style.css"><img src="{server.url}/a.png"><table><tr><td>Site<td>Days'
        f'<tr><td>A<td>1</table><script src="{server.url}/s.js"></script>'.encode(),
        f'Site,Days\nA,"=WEBSERVICE(""{server.url}/csv"")"\n'.encode(),
    ]
    for content in files:
        outcome("a.xlsx", content)
    assert server.asked == []


def test_entities_that_multiply_are_not_expanded() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    row = '<table:table-row><table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell></table:table-row>'
    content = ods(row.format("Site") + row.format("&l9;"), f'<!DOCTYPE x [<!ENTITY l0 "ha">{levels}]>')
    # Without the entity only one word is left, which is no table.
    assert outcome("a.ods", content) in ("no_table", "unreadable_file")


def test_a_zip_that_python_cannot_open_is_a_named_failure() -> None:
    """The version that is needed to unpack a part stands in two places; no library knows version 99."""
    content = bytearray(book())
    directory = content.find(b"PK\x01\x02")
    content[directory + 6] = 99
    assert outcome("a.xlsx", bytes(content)) == "unreadable_file"


def test_damaged_workbooks_are_named_failures_or_tables() -> None:
    """Bytes changed, cut off and doubled at random places, always the same ones."""
    generator = random.Random(20240902)
    whole = changed(book(50), core_xml="<coreProperties/>")
    for _ in range(150):
        content = bytearray(whole)
        for _ in range(generator.randint(1, 30)):
            content[generator.randrange(len(content))] = generator.randrange(256)
        if generator.random() < 0.3:
            del content[generator.randrange(len(content)) :]
        assert outcome("a.xlsx", bytes(content)) in ("read", "unreadable_file", "no_table", "too_large")
