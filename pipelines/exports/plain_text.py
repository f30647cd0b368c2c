"""Keeps text of partners plain text in files that people open in a spreadsheet.

A spreadsheet computes a cell of a CSV file that begins with = + - or @, also one that begins after a separator of
another country. In the CSV files such a sign gets an apostrophe in front, as OWASP advises against CSV injection
(owasp.org/www-community/attacks/CSV_Injection): a program can't tell who will open the file. DuckDB and Parquet hold
the text as it was given, and numbers are never touched. A workbook knows which cell is text and needs no apostrophe.
"""

from __future__ import annotations

import re

from expectations.mapping_sql import literal

REPLACEMENT = "\ufffd"
# Excel's limit for the text of a cell.
LONGEST_CELL = 32_767
_SHORTENED = " [shortened; the whole text is in the open data]"

# Tab and line feed are text; other control characters steer terminals, and XML has no place for the last two.
_CONTROLS = r"[\x00-\x08\x0B-\x1F\x7F-\x9F" + "\ufffe\uffff]"
_BEGINNINGS = (
    r"(^|[;|\t\n])([\t\p{Z}\x{FEFF}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2066}-\x{2069}]*)([=+\-@＝＋－＠])"
)
_PYTHON_CONTROLS = re.compile(_CONTROLS)


def csv_text(expression: str) -> str:
    """SQL that gives the text of a SQL expression as a CSV file may hold it; NULL stays NULL."""
    lines = f"replace(replace({expression}, chr(13) || chr(10), chr(10)), chr(13), chr(10))"
    clean = f"regexp_replace({lines}, {literal(_CONTROLS)}, {literal(REPLACEMENT)}, 'g')"
    return rf"regexp_replace({clean}, {literal(_BEGINNINGS)}, '\1\2''\3', 'g')"


def cell_text(text: str) -> str:
    """Text as a cell of a workbook may hold it: no control characters, and not longer than a cell can be."""
    clean = without_controls(text)
    if len(clean) <= LONGEST_CELL:
        return clean
    return clean[: LONGEST_CELL - len(_SHORTENED)] + _SHORTENED


def without_controls(text: str) -> str:
    """Text in which every control character but tab and line feed is the replacement character."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _PYTHON_CONTROLS.sub(REPLACEMENT, lines)
