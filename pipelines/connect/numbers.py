"""How a partner writes numbers: percent, minutes for hours, and the marks that stand where a figure is withheld.

One column at a time. Dates and years are read in `readings`.
"""

from __future__ import annotations

import re
import statistics

from expectations.contract import Column
from pipelines.connect.answers import Answers
from pipelines.connect.model import Choice, Question, Sample
from pipelines.connect.names import words_of
from pipelines.connect.readings import Reading

_NUMBER = re.compile(r"[-+]?[\d, ]*\.?\d+(?:[eE][-+]?\d+)? ?%?")
_MOST_MARKS = 8
# More than this many hours on one day is what the contract itself finds unusual.
_LONG_DAY = 12
_MINUTES = frozenset({"min", "minute", "mins"})


def reads_as_number(text: str) -> bool:
    """Whether a text is a number as a mapping reads it."""
    return _NUMBER.fullmatch(text) is not None


def marks_in(sample: Sample, header: str) -> list[str]:
    """The texts of a number column that are no numbers, such as * or N/A; none if there are too many."""
    marks = [text for text in sample.counts(header) if not reads_as_number(text)]
    return sorted(marks) if len(marks) <= _MOST_MARKS else []


def number_reading(sample: Sample, header: str, column: Column, answers: Answers) -> Reading:
    """The settings, the evidence and the questions of one number column."""
    counts = sample.counts(header)
    settings: dict[str, object] = {}
    notes: list[str] = []
    questions: list[Question] = []
    if column.name == "hours":
        settings, notes, questions = _duration(sample, header, answers)
    elif (column.maximum or 0) <= 1 and _is_share(column):
        settings, notes = _share(sample, header)
    marks = marks_in(sample, header)
    if marks:
        settings["marks"] = marks
        cells = sum(counts[mark] for mark in marks)
        shown = ", ".join(repr(mark) for mark in marks)
        notes.append(f"assumed: {shown} in {cells} cells stand where there is no figure")
    return settings, notes, questions


def _is_share(column: Column) -> bool:
    return column.maximum == 1 or column.name.endswith("rate")


def _share(sample: Sample, header: str) -> tuple[dict[str, object], list[str]]:
    """A share of 100 or of 1: a sign, or a value above 1, says which."""
    values = _values(sample, header)
    if any("%" in text for text in sample.counts(header)):
        return {"read_as": "percent"}, [f"assumed: '{header}' is written with a percent sign"]
    if values and max(values) > 1:
        return {"divide_by": 100}, [
            f"assumed: '{header}' counts to 100, its highest value is {max(values):g}"
        ]
    return {}, []


def _duration(sample: Sample, header: str, answers: Answers) -> Reading:
    minutes: dict[str, object] = {"divide_by": 60}
    values = _values(sample, header)
    said = answers.get("hours.unit")
    if said in ("minutes", "hours"):
        return (minutes if said == "minutes" else {}), [f"answered: {said}"], []
    if _MINUTES & set(words_of(header)) or "minutes" in words_of(header):
        return minutes, [f"assumed: the name '{header}' says minutes, the contract wants hours"], []
    usual = statistics.median(values) if values else 0
    if usual <= _LONG_DAY:
        return {}, [], []
    choices = (
        Choice("minutes", f"{usual:g} is {usual / 60:.3g} hours", {"column": header, **minutes}),
        Choice("hours", f"{usual:g} is {usual:g} hours", {"column": header}),
    )
    text = f"Is '{header}' in minutes or in hours? Half of its values are {usual:g} or more."
    return {}, [], [Question("hours.unit", "hours", text, choices, needed=True)]


def _values(sample: Sample, header: str) -> list[float]:
    """The numbers of a column, one for each row that has one."""
    bare = {text: re.sub(r"[,% ]", "", text) for text in sample.counts(header) if reads_as_number(text)}
    return [
        float(bare[text]) for text, rows in sample.counts(header).items() if text in bare for _ in range(rows)
    ]
