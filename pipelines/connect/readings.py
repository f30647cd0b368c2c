"""How a partner writes dates, months and school years, told from every value that the sample holds.

What two formats read equally well is a question, never a choice. Numbers are read in `numbers`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from connectors.tables.date_words import compact_dates, formats_of
from pipelines.connect.answers import Answers
from pipelines.connect.model import Choice, Entry, Question, Sample

Reading = tuple[dict[str, Any], list[str], list[Question]]

ISO = "%Y-%m-%d"
_COMPACT = "%Y%m%d"
DATES = "dates"
_ORDERS = {"day-first": "%d", "month-first": "%m", "year-first": "%Y"}
_MONTHS = ("%Y-%m", "%m/%Y", "%m-%Y", "%Y/%m", "%b %Y", "%B %Y", "%b-%Y", "%b-%y", "%b %y", "%Y%m")
_RANGE = re.compile(r"\D*((?:19|20)\d\d)\s*(?:[-/–]|to)?\s*((?:19|20)?\d\d)\s*", re.IGNORECASE)
_SPAN = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_/–]((?:20)?\d\d)(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d(?:\.0+)?")
_MOSTLY, _NEARLY = 0.5, 0.9
_ENDING = re.compile(r"cohort|class of|graduat|end", re.IGNORECASE)


def order_of(form: str) -> str:
    """What comes first in a date format, in words."""
    return (
        next(word for word, start in _ORDERS.items() if form.startswith(start))
        if form[:2]
        in (
            "%d",
            "%m",
            "%Y",
        )
        else "the month in letters"
    )


def formats_in(sample: Sample, header: str) -> list[str]:
    """The formats that read every date of a column, also where some cells are no dates at all.

    Whole numbers are dates only where each of them is one, as in 20240902.
    """
    seen = sample.column(header)
    if seen.date_formats or seen.type not in ("mixed", "text", "integer"):
        return seen.date_formats
    counts = sample.counts(header)
    if seen.type == "integer":
        return [_COMPACT] if compact_dates(counts) else []
    each = {text: forms for text in counts if (forms := formats_of(text) or _compact(text))}
    if sum(counts[text] for text in each) <= _MOSTLY * counts.total():
        return []
    first, *rest = each.values()
    return [form for form in first if all(form in forms for forms in rest)]


def _compact(text: str) -> tuple[str, ...]:
    return (_COMPACT,) if compact_dates([text]) else ()


def date_format(
    sample: Sample, header: str, key: str, answers: Answers, *, is_private: bool = False
) -> tuple[str | None, list[str], Question | None]:
    """The one format of a date column with its evidence, None for dates as 2025-03-04; or the question.

    `key` is what the answer is given for: `start_date.format`. Values of a private column are never shown.
    """
    formats = formats_in(sample, header)
    said = answers.get(f"{key}.format") or (answers.get(DATES) if len(formats) > 1 else None)
    if said:
        chosen = [form for form in formats if order_of(form) == said.lower()] or [said]
        return chosen[0], [f"answered: {said}"], None
    if len(formats) == 1:
        note = [] if formats[0].startswith(ISO) else [_only_reading(sample, header, formats[0], is_private)]
        return (None if formats[0].startswith(ISO) else formats[0]), note, None
    if not formats:
        return None, _unread(sample, header), None
    return None, [], _which_order(sample, header, key, formats, is_private)


def _unread(sample: Sample, header: str) -> list[str]:
    doubts = sample.column(header).doubts
    return [f"doubt: '{header}' {doubt}" for doubt in doubts]


def _only_reading(sample: Sample, header: str, form: str, is_private: bool) -> str:
    """The evidence for a format: a row that the other order of day and month cannot read."""
    swapped = form.translate(str.maketrans("dm", "md"))
    texts = [text for text in sample.counts(header) if _reads(text, form)]
    if swapped != form and {"%d", "%m"} <= {form[:2], *re.findall("%.", form)}:
        proof = next((text for text in texts if not _reads(text, swapped)), None)
        if proof is not None:
            day = "a day above 12" if is_private else f"day {datetime.strptime(proof, form).day}"
            return f"assumed: {form} reads all {_many(texts)}; {day} in {sample.first_row(header, proof)}"
    return f"assumed: {form} reads all {_many(texts)}"


def _many(texts: Sequence[str]) -> str:
    return f"{len(texts)} different dates"


def _which_order(sample: Sample, header: str, key: str, formats: list[str], is_private: bool) -> Question:
    text = next(text for text in sample.counts(header) if _reads(text, formats[0]))
    choices = [
        Choice(_answer_of(form, formats), f"{form}{_example(sample, header, text, form, is_private)}")
        for form in formats
    ]
    others = [
        f"'{column.name}' in the same source is {order_of(column.date_formats[0])}"
        for column in sample.columns
        if len(column.date_formats) == 1 and column.date_formats[0][:2] in ("%d", "%m")
    ]
    hint = f" {'; '.join(others)}." if others else ""
    what = f"Day or month first in '{header}'? Every one of its dates can be read both ways.{hint}"
    return Question(f"{key}.format", key, what, tuple(choices))


def _example(sample: Sample, header: str, text: str, form: str, is_private: bool) -> str:
    """What a format makes of one date, and how many dates it puts into the future."""
    now = datetime.now()
    read = [datetime.strptime(one, form) for one in sample.counts(header) if _reads(one, form)]
    late = sum(one.replace(tzinfo=None) > now for one in read)
    parts = (
        [] if is_private else [f"{text} is {datetime.strptime(text, form).strftime('%d %B %Y').lstrip('0')}"]
    )
    parts += [f"{late} of {len(read)} dates would lie in the future"] if late else []
    return f": {'; '.join(parts)}" if parts else ""


def _answer_of(form: str, formats: list[str]) -> str:
    orders = [order_of(one) for one in formats]
    return order_of(form) if orders.count(order_of(form)) == 1 else form


def month_format(counts: Counter[str]) -> str | None:
    """The format that reads nearly every cell as a month, None where there is none."""
    for form in _MONTHS:
        if sum(rows for text, rows in counts.items() if _reads(text, form)) >= _NEARLY * max(
            1, counts.total()
        ):
            return form
    return None


def _reads(text: str, form: str) -> bool:
    try:
        return 1900 <= datetime.strptime(text, form).year <= 2100
    except ValueError:
        return False


def is_years(texts: Collection[str]) -> bool:
    """Whether all texts are years or school years."""
    return bool(texts) and all(_YEAR.fullmatch(text) or _school_year(text) for text in texts)


def _school_year(text: str) -> str | None:
    """2024-25 of "2024-25", "2024/2025", "SY 2024-25"; None if it is no two years in a row."""
    found = _RANGE.fullmatch(text)
    if not found:
        return None
    start, end = int(found[1]), int(found[2][-2:])
    return f"{start}-{end:02d}" if (start + 1) % 100 == end else None


def year_in(name: str) -> str | None:
    """The one school year that a file's name or a title speaks of, as 2015-16."""
    found = {
        f"{start}-{end[-2:]}" for start, end in _SPAN.findall(name) if (int(start) + 1) % 100 == int(end[-2:])
    }
    return found.pop() if len(found) == 1 else None


def school_years(
    sample: Sample, header: str, key: str, allowed: Sequence[str], answers: Answers
) -> Reading | None:
    """How a column of school years becomes 2024-25, None where it is not one."""
    texts = list(sample.counts(header))
    if not is_years(texts) or any(text in allowed for text in texts):
        return None
    spans = {text: year for text in texts if (year := _school_year(text)) and year != text}
    if not any(_YEAR.fullmatch(text) for text in texts):
        return (
            ({"values": spans} if spans else {}),
            ["assumed: two years in a row are a school year"] * bool(spans),
            [],
        )
    return _single_years(header, texts, key, answers, year_in(sample.pulled.source))


def _single_years(header: str, texts: list[str], key: str, answers: Answers, named: str | None) -> Reading:
    """Years alone: the answer, the name of the source or of the column says whether school ends or begins in them."""
    begins = {text: f"{year}-{(year + 1) % 100:02d}" for text in texts for year in [int(float(text))]}
    ends: dict[str, Any] = {"read_as": "school_year_end"}
    said = answers.get(f"{key}.year")
    if said in ("ends", "begins"):
        return (ends if said == "ends" else {"values": begins}), [f"answered: {said}"], []
    if _ENDING.search(header):
        return ends, [f"assumed: the name '{header}' speaks of the year in which school ends"], []
    year = int(float(sorted(texts)[-1]))
    if named and len(texts) == 1 and str(year) in (named[:4], str(int(named[:4]) + 1)):
        is_end = str(year) != named[:4]
        how = "ends" if is_end else "begins"
        note = f"assumed: the name of the source says {named}, which {how} in {year}"
        return (ends if is_end else {"values": begins}), [note], []
    choices = (
        Choice("ends", f"{year} is {year - 1}-{year % 100:02d}", {"column": header, **ends}),
        Choice("begins", f"{year} is {year}-{(year + 1) % 100:02d}", {"column": header, "values": begins}),
    )
    text = f"Does the school year of '{header}' end or begin in the year that is written?"
    return {}, [], [Question(f"{key}.year", key, text, choices, needed=True)]


def entry_of(header: str, settings: dict[str, Any], notes: Sequence[str]) -> Entry:
    """An entry in its short form where there is nothing to say but the column."""
    return Entry({"column": header, **settings} if settings else header, tuple(notes))
