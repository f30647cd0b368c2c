"""Which strptime formats read a text as a date, without ever choosing between two that do.

Knows how dates are written, not which order of day and month a partner means.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime

_CLOCKS = (
    ("", ""),
    (r" \d{1,2}:\d{2}", " %H:%M"),
    (r" \d{1,2}:\d{2}:\d{2}", " %H:%M:%S"),
    (r" \d{1,2}:\d{2} ?[AaPp][Mm]", " %I:%M %p"),
    (r" \d{1,2}:\d{2}:\d{2} ?[AaPp][Mm]", " %I:%M:%S %p"),
)
_DAYS = (
    (r"\d{4}-\d{1,2}-\d{1,2}", ("%Y-%m-%d",)),
    (r"\d{4}/\d{1,2}/\d{1,2}", ("%Y/%m/%d",)),
    (r"\d{4}\.\d{1,2}\.\d{1,2}", ("%Y.%m.%d",)),
    *(
        (
            rf"\d{{1,2}}{sign}\d{{1,2}}{sign}\d{{{digits}}}",
            (f"%d{bare}%m{bare}{year}", f"%m{bare}%d{bare}{year}"),
        )
        for sign, bare in (("/", "/"), (r"\.", "."), ("-", "-"), (" ", " "))
        for digits, year in ((4, "%Y"), (2, "%y"))
    ),
    *(
        (rf"\d{{1,2}}{join}[A-Za-z]{{{letters}}}{join}\d{{{digits}}}", (f"%d{join}{month}{join}{year}",))
        for join in (" ", "-", "/")
        for letters, month in (("3", "%b"), ("4,9", "%B"))
        for digits, year in ((4, "%Y"), (2, "%y"))
    ),
    *(
        (rf"[A-Za-z]{{{letters}}} \d{{1,2}}{comma} \d{{4}}", (f"{month} %d{comma} %Y",))
        for letters, month in (("3", "%b"), ("4,9", "%B"))
        for comma in ("", ",")
    ),
)
_MONTHS = tuple(
    (rf"[A-Za-z]{{{letters}}}{join}\d{{{digits}}}", (f"{month}{join}{year}",))
    for join in (" ", "-")
    for letters, month in (("3", "%b"), ("4,9", "%B"))
    for digits, year in ((4, "%Y"), (2, "%y"))
)
_STAMPS = (
    (r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}", ("%Y-%m-%dT%H:%M:%S",)),
    (r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d+", ("%Y-%m-%dT%H:%M:%S.%f",)),
    (r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:?\d{2})", ("%Y-%m-%dT%H:%M:%S%z",)),
    (r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d+(Z|[+-]\d{2}:?\d{2})", ("%Y-%m-%dT%H:%M:%S.%f%z",)),
)
_SHAPES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    *(
        (re.compile(day + clock), tuple(form + hours for form in forms))
        for clock, hours in _CLOCKS
        for day, forms in _DAYS
    ),
    *((re.compile(shape), forms) for shape, forms in (*_STAMPS, *_MONTHS)),
)
_COMPACT = re.compile(r"(19|20)\d{6}")
_DATE_LIKE = re.compile(r"\d.*\d|[A-Za-z]{3,9}[ -]\d")


def formats_of(text: str) -> tuple[str, ...]:
    """Return every known format that reads the text as a real date, "" none; "20240902" is a number."""
    if len(text) > 32 or not _DATE_LIKE.search(text):
        return ()
    shape = next((forms for shape, forms in _SHAPES if shape.fullmatch(text)), ())
    return tuple(form for form in shape if reads(text, form))


def compact_dates(texts: Collection[str]) -> bool:
    """Say whether all texts can be dates of the form 20240902."""
    return bool(texts) and all(_COMPACT.fullmatch(text) and reads(text, "%Y%m%d") for text in texts)


def reads(text: str, form: str) -> bool:
    """Say whether strptime reads the text with a format as a date of the years 1900 to 2100."""
    try:
        return 1900 <= datetime.strptime(text, form).year <= 2100
    except ValueError:
        return False
