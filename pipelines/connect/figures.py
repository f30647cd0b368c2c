"""Which columns of a table of totals are count, whole and printed rate: found by arithmetic, not by name.

Looks for columns of numbers of which one divided by another gives the third. Names decide in `matching`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

from pipelines.connect.answers import Answers
from pipelines.connect.model import Choice, Entry, Proposal, Question, Sample
from pipelines.connect.numbers import marks_in, reads_as_number

_FIGURES = ("numerator", "denominator", "published_rate")
# A rate is printed with one decimal or none; 100 for per cent, 1 for a share.
_SCALES = (100.0, 1.0)
_ROUNDING = {100.0: 0.51, 1.0: 0.0051}
_AGREEING, _ENOUGH = 0.9, 5
_MOST_COLUMNS, _MOST_ROWS = 12, 400


@dataclass(frozen=True)
class Triple:
    """A count, its whole and the rate that follows from both, with how many rows agree."""

    count: str
    whole: str
    rate: str
    scale: float
    agreeing: int
    compared: int


def find_figures(proposal: Proposal, answers: Answers) -> set[str]:
    """Write count, whole and rate where the numbers show one set of them; ask where they show several.

    Returns the columns of the contract that are settled by that.
    """
    if any(answers.get(name) for name in _FIGURES[1:]):
        return set()
    triples = triples_in(proposal.sample)
    said = answers.get("numerator")
    chosen = [one for one in triples if one.count == said] if said else triples
    if not chosen:
        return set()
    if len({one.count for one in chosen}) > 1:
        proposal.questions.append(_which(chosen))
        return set(_FIGURES)
    best = max(chosen, key=lambda one: one.agreeing)
    note = (
        f"assumed: '{best.count}' divided by '{best.whole}' is '{best.rate}' "
        f"in {best.agreeing} of {best.compared} rows"
    )
    headers = (best.count, best.whole, best.rate)
    for name, header in zip(_FIGURES, headers, strict=True):
        extra = {"divide_by": 100} if name == "published_rate" and best.scale == 100.0 else {}
        marks = marks_in(proposal.sample, header)
        settings = {"column": header, **extra, **({"marks": marks} if marks else {})}
        notes = (note,) if name == "numerator" else ()
        proposal.columns[name] = Entry(settings if len(settings) > 1 else header, notes)
    return set(_FIGURES)


def _which(triples: list[Triple]) -> Question:
    choices = tuple(Choice(one.count, f"of '{one.whole}' gives '{one.rate}'", one.count) for one in triples)
    text = "Which count is the figure (numerator)? Several agree with a whole and a printed rate."
    return Question("numerator", "numerator", text, choices, needed=True)


def triples_in(sample: Sample) -> list[Triple]:
    """Every count, whole and rate that agree in nearly all rows; the best whole and rate for each count."""
    numbers = {
        seen.name: _numbers(sample, seen.name)
        for seen in sample.columns
        if seen.type in ("integer", "number", "percent", "mixed", "text") and seen.distinct > 2
    }
    numeric = [name for name, values in numbers.items() if sum(one is not None for one in values) >= _ENOUGH]
    found = [
        triple
        for names in permutations(numeric[:_MOST_COLUMNS], 3)
        if (triple := _agreement(names, [numbers[name] for name in names])) is not None
    ]
    best: dict[str, Triple] = {}
    for triple in found:
        if triple.count not in best or triple.agreeing > best[triple.count].agreeing:
            best[triple.count] = triple
    return list(best.values())


def _numbers(sample: Sample, header: str) -> list[float | None]:
    texts = sample.pulled.rows[header].tolist()[:_MOST_ROWS]
    return [
        float(text.replace(",", "").replace(" ", "").rstrip("%")) if text and reads_as_number(text) else None
        for text in texts
    ]


def _agreement(names: tuple[str, ...], columns: list[list[float | None]]) -> Triple | None:
    rows = [
        (count, whole, rate)
        for count, whole, rate in zip(*columns, strict=True)
        if count is not None and whole is not None and rate is not None and 0 < count < whole
    ]
    if len(rows) < _ENOUGH:
        return None
    for scale in _SCALES:
        agreeing = sum(abs(scale * count / whole - rate) <= _ROUNDING[scale] for count, whole, rate in rows)
        if agreeing >= _AGREEING * len(rows) and len({rate for _, _, rate in rows}) > 2:
            return Triple(names[0], names[1], names[2], scale, agreeing, len(rows))
    return None
