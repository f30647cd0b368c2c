"""What stands in the cells of a Google spreadsheet: exact dates, whatever format shows them.

Cells and addresses of cells only. Asking for them is done in `google_sheets`.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

from connectors.failures import TransientFailure
from connectors.tables.cells import cell_text

_EPOCH = datetime(1899, 12, 30)
_DAY_SECONDS = 86_400
_DURATION = re.compile(r"-?\d+:\d{2}(:\d{2}([.,]\d+)?)?")
_START = re.compile(r"\$?([A-Z]+)\$?(\d+)?(:|$)")


def cell_grid(serial: list[list[Any]], shown: list[list[Any]], place: str) -> list[list[str | None]]:
    """Return the cells as text from two answers about them: dates as serial numbers, and as shown.

    A number in the first that is a text in the second is a date, a time or a duration; its number is
    exact where the text may be in any order of day and month. TransientFailure
    `changed_while_reading` where the two differ in anything else.
    """
    if [len(row) for row in serial] != [len(row) for row in shown]:
        raise _changed(place)
    return [
        [_cell(number, text, place) for number, text in zip(*pair, strict=True)]
        for pair in zip(serial, shown, strict=True)
    ]


def _cell(number: Any, text: Any, place: str) -> str | None:
    is_number = isinstance(number, (int, float)) and not isinstance(number, bool)
    if is_number and isinstance(text, str):
        return _moment(number, text)
    if number != text:
        raise _changed(place)
    return cell_text(number)


def _moment(serial: float, shown: str) -> str | None:
    """Return days since 1899-12-30 as an ISO date, date and time, or time of day.

    A duration has no date to stand for and is kept as it is shown.
    """
    if serial < 0 or (serial >= 1 and _DURATION.fullmatch(shown.strip())):
        return cell_text(shown)
    try:
        moment = _EPOCH + timedelta(seconds=round(serial * _DAY_SECONDS))
    except OverflowError:
        return cell_text(shown)
    if serial < 1:
        return cell_text(moment.time())
    return cell_text(moment.date() if moment.time() == time() else moment)


def _changed(place: str) -> TransientFailure:
    return TransientFailure(
        "changed_while_reading", f"The sheet {place!r} changed while it was read. Run again."
    )


def range_start(address: str) -> tuple[int, int]:
    """Return row and column, from 0, at which the range of an answer starts: "'Visits'!B3:D10" is (2, 1)."""
    found = _START.match(address.rpartition("!")[2])
    if not found:
        return 0, 0
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2] or 1) - 1, column - 1
