"""Numbers, dates and marks in the words of the report; the only place that rounds.

Turning one value into text belongs here. Sentences, and what is worth saying, do not.
"""

from __future__ import annotations

import re
from datetime import date

from pipelines.report.rows import Cell, Metric

SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
CONFIDENTIAL = "[c]"
NO_DATA = "[x]"
# Below this many people a tenth of a percent point is less than a fifth of one person.
WHOLE_PERCENT_BELOW = 200
ROLL_UP = {
    "count": "Added up over partners and over time.",
    "stock": "Added up over partners. Over time the last figure counts; it is never added up.",
    "distinct": "Each person is counted once, over partners and over time.",
    "rate": "The sum of numerators over the sum of denominators; rates are never averaged.",
    "population": "Taken as published for the whole population; never added up from partners' results.",
}


def count(value: float) -> str:
    """A count or an amount, with thousands separators and no decimals: 4,669."""
    return f"{value:,.0f}"


def exact(value: float | None) -> str:
    """A number as it stands, at most two decimals: 4,669 or 12.50; a dash where there is none."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def bound(metric: Metric, value: float | None) -> str:
    """The end of a range: a share in percent with one decimal, any other figure as it stands."""
    return exact(value) if value is None or not metric.is_share else f"{value * 100:.1f}%"


def percent(share: float, denominator: float | None = None) -> str:
    """A share from 0 to 1 in percent: whole when few stand behind it, one decimal otherwise."""
    return f"{share * 100:.{_decimals(denominator)}f}%"


def goal(metric: Metric, value: float) -> str:
    """A target or a baseline: as precise as it was set, at most one decimal."""
    if not metric.is_share:
        return count(value)
    return f"{round(value * 100, 1):g}%"


def points(difference: float, denominator: float | None = None) -> str:
    """A distance between two shares in percent points, without its sign: '5.7 points'."""
    number = f"{abs(difference) * 100:.{_decimals(denominator)}f}"
    return f"{number} point" if number == "1" else f"{number} points"


def signed(difference: float) -> str:
    """A difference of two shares in points with its sign: '+5.7' or '−12.0'; zero has none."""
    number = f"{abs(difference) * 100:.1f}"
    return number if number == "0.0" else f"{'+' if difference > 0 else '−'}{number}"


def rounded(metric: Metric, value: float) -> str:
    """A computed figure without a count behind it, such as a forecast: one decimal in percent, else whole."""
    return f"{value * 100:.1f}%" if metric.is_share else count(value)


def interval(lower: float, upper: float) -> str:
    """A range of counts in short: 4,610–4,720."""
    return f"{count(lower)}–{count(upper)}"


def mark(cell: Cell | None) -> str:
    """The bracketed mark of a figure that has no number to show."""
    return CONFIDENTIAL if cell is not None and cell.status == "suppressed" else NO_DATA


def figure(metric: Metric, cell: Cell | None) -> str:
    """A figure as short text: a number, an interval, or its mark."""
    if cell is None or not cell.is_published:
        return mark(cell)
    if cell.value is not None:
        if metric.is_share:
            return percent(cell.value, cell.denominator)
        # A rate of amounts, such as hours for each person, is no whole number.
        return f"{cell.value:,.1f}" if metric.metric_type == "rate" else count(cell.value)
    if cell.lower is None or cell.upper is None:
        return NO_DATA
    if metric.is_share:
        return f"{percent(cell.lower, cell.denominator)}–{percent(cell.upper, cell.denominator)}"
    return interval(cell.lower, cell.upper)


def spoken(metric: Metric, cell: Cell | None) -> str:
    """A figure inside a sentence: an interval becomes 'between a and b'."""
    text = figure(metric, cell)
    return f"between {text.replace('–', ' and ')}" if "–" in text else text


def fraction(cell: Cell | None) -> str:
    """Numerator and denominator of a rate, or the numerator alone: '221 of 1,204'."""
    if cell is None or not cell.is_published or cell.numerator is None:
        return mark(cell) if cell is None or not cell.is_published else "–"
    return pair(cell.numerator, cell.denominator)


def pair(numerator: float | None, denominator: float | None) -> str:
    """A numerator with its denominator where there is one: '221 of 1,204'."""
    if numerator is None:
        return NO_DATA
    return count(numerator) if denominator is None else f"{count(numerator)} of {count(denominator)}"


def day(value: date | None) -> str:
    """A date for readers: 31 August 2026."""
    return "–" if value is None else f"{value.day} {value:%B %Y}"


def plural(number: int, noun: str) -> str:
    """A number with its noun: '1 partner', '12 partners'."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def first_sentence(text: str) -> str:
    """The first sentence of a definition; the whole one stands in the method section."""
    return SENTENCE_END.split(text.strip(), maxsplit=1)[0]


def lower_first(name: str) -> str:
    """A name inside a sentence; names that begin with an abbreviation keep their capitals."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def upper_first(text: str) -> str:
    """A sentence or heading begins with a capital."""
    return text[:1].upper() + text[1:]


def plain(identifier: str | None) -> str:
    """An identifier in words: 'better_off' becomes 'better off'."""
    return (identifier or "–").replace("_", " ")


def rule_name(rule_id: str) -> str:
    """A rule's id in words: 'days_absent.required' becomes 'days absent: required'."""
    return plain(rule_id).replace(".", ": ")


def listed(items: list[str]) -> str:
    """Names in a row: 'A', 'A and B', 'A, B and C'."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def _decimals(denominator: float | None) -> int:
    return 0 if denominator is not None and denominator < WHOLE_PERCENT_BELOW else 1
