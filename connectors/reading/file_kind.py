"""Says what kind of file some bytes are, whatever the name says.

By their first bytes and, in a zip, by the names of its parts. Reading is done elsewhere.
"""

from __future__ import annotations

import enum
import io
import json
import re
import zipfile

from connectors.failures import PermanentFailure
from connectors.pull import Original

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_WORKBOOK_PARTS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
_START = 4096
_HTML = re.compile(rb"\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|table|meta|div|style)\b", re.DOTALL)
_OTHERS = (
    (re.compile(rb"%PDF"), "is a PDF. Ask for the table itself, as a workbook or as csv."),
    (re.compile(rb"PAR1"), "is a Parquet file. Ask for csv."),
    (re.compile(rb"SQLite format 3\0"), "is a database. Ask for its tables as csv."),
    (
        re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8"),
        "is a picture. Ask for the table itself, as a workbook or as csv.",
    ),
    (re.compile(rb"\{\\rtf"), "is a text document. Ask for the table itself, as a workbook or as csv."),
    (
        re.compile(rb"[\x03\x83\x8b\x30\xf5][\x00-\xff][\x01-\x0c][\x01-\x1f].{8}\0\0", re.DOTALL),
        "is a dBase file. Open it in a spreadsheet program and save it as .xlsx.",
    ),
    (
        re.compile(rb"MIME-Version:|From: <Saved by", re.IGNORECASE),
        "is a web page saved as one file. Open it in a spreadsheet program and save it as .xlsx.",
    ),
    (
        re.compile(rb"\s*<\?xml.*(mso-application|schemas-microsoft-com:office:spreadsheet)", re.DOTALL),
        "is an XML spreadsheet of 2003. Open it in a spreadsheet program and save it as .xlsx.",
    ),
    (re.compile(rb"\s*<\?xml|\s*<[A-Za-z][\w:.-]*[\s/>]"), "is XML. Ask for a workbook or csv."),
)
_PARSED_BYTES = 50 * 1024 * 1024


class Kind(enum.Enum):
    """The kinds of files that hold tables."""

    WORKBOOK = "workbook"
    HTML = "html"
    TEXT = "text"


def kind_of(original: Original) -> Kind:
    """Return the kind of a file; PermanentFailure `unreadable_file` for one that can hold no table.

    Bytes of no known kind are text.
    """
    content = original.content
    start = content[:_START].removeprefix(b"\xef\xbb\xbf")
    if not content.strip():
        raise _unreadable(original, "is empty. Send it again, with its rows.")
    if content.startswith(_OLE) or (content.startswith(_ZIP) and _is_workbook(content)):
        return Kind.WORKBOOK
    if _HTML.match(start.lower()):
        return Kind.HTML
    for mark, words in _OTHERS:
        if mark.match(start):
            raise _unreadable(original, words)
    if _is_json(content):
        raise _unreadable(
            original,
            "is JSON, the answer of a service. Connect the service with the connector rest (kobo, odk, "
            "threesixty ... where it is one of those), or ask for csv.",
        )
    return Kind.TEXT


def _is_workbook(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(part in archive.namelist() for part in _WORKBOOK_PARTS)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        # The reader of workbooks says that it is damaged.
        return True


def _is_json(content: bytes) -> bool:
    """Say whether the bytes are a JSON document, or one on each line, whole or cut off."""
    text = content[:_PARSED_BYTES].removeprefix(b"\xef\xbb\xbf").strip()
    if text[:1] not in (b"{", b"["):
        return False
    if text.splitlines()[0].strip() in (b"{", b"[", b"[{"):
        return True
    for part in (text, text.splitlines()[0]):
        try:
            return isinstance(json.loads(part), (dict, list))
        except (ValueError, RecursionError):
            continue
    return re.match(rb'\{\s*"[^"]*"\s*:|\[\s*\{\s*"[^"]*"\s*:', text) is not None


def _unreadable(original: Original, words: str) -> PermanentFailure:
    return PermanentFailure("unreadable_file", f"{original.name} {words}")
