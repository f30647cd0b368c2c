"""What stands around an outcome's curve: money, what-if, open answers and quotes. Nothing where a release has none.

Choosing what is shown belongs here. Reading it is in beside.py.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pipelines.report import wording
from pipelines.report.beside import Cost, OutcomeMoney, Theme, WhatIf
from pipelines.report.figures import Figure
from pipelines.report.handed import Quote
from pipelines.report.pages.facts import Facts
from pipelines.report.rows import ALL, Outcome, Period

MOST_THEMES = 8
MOST_QUOTES = 6
SPEAKERS = {
    "participant": "A participant", "family": "Somebody of a family", "staff": "A member of staff",
    "volunteer": "A volunteer", "partner": "Somebody of a partner", "resident": "A resident",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a scenario would make of one figure, with what it takes for true; `values` has the lowest first."""

    name: str
    why: str
    now: str
    values: tuple[str, ...]
    lines: tuple[str, ...]


def costs(facts: Facts, figure: Figure) -> tuple[Cost, ...]:
    """Program money for each unit of a figure's result in its latest period, by sub-program."""
    metric_id = figure.metric.metric_id
    period = figure.latest.period.period_id if figure.latest else None
    beside = facts.released.beside.costs
    return tuple(each for each in beside if each.metric_id == metric_id and each.period_id == period)


def money(facts: Facts, outcome: Outcome) -> tuple[OutcomeMoney, ...]:
    """Money that goes to an outcome in the period of the report, by currency."""
    period = facts.released.report_period
    return tuple(
        each
        for each in facts.released.beside.outcome_money
        if period and (each.outcome_id, each.period_id) == (outcome.outcome_id, period.period_id)
    )


def scenarios(facts: Facts, figure: Figure) -> tuple[Scenario, ...]:
    """The scenarios that would change the text of a figure in its latest period."""
    found: dict[str, list[WhatIf]] = {}
    scopes = {figure.scope_id, ALL} if figure.is_only_scope else {figure.scope_id}
    for each in facts.released.beside.what_ifs:
        if each.metric_id != figure.metric.metric_id or each.sub_program_id not in scopes:
            continue
        if figure.latest and each.period_id == figure.latest.period.period_id:
            found.setdefault(each.scenario_id, []).append(each)
    built = [_scenario(facts, figure, key, rows) for key, rows in found.items()]
    return tuple(each for each in built if each.values and set(each.values) != {each.now})


def themes(facts: Facts, sub_programs: Collection[str]) -> tuple[Theme, ...]:
    """The most frequent themes of the latest period in which the people of these sub-programs answered."""
    known = {period.period_id: period for period in facts.released.periods}
    released = facts.released.beside.themes
    mine = [each for each in released if each.sub_program_id in sub_programs] or [
        each for each in released if each.sub_program_id == ALL
    ]
    newest = max((_starts(known, each) for each in mine), default="")
    latest = [each for each in mine if _starts(known, each) == newest]
    ordered = sorted(latest, key=lambda each: (-each.share, each.name, each.sub_program_id))
    return tuple(ordered[:MOST_THEMES])


def quotes(facts: Facts, key: str, sub_programs: Collection[str]) -> tuple[Quote, ...]:
    """What was handed in for a page, then the released quotes of its sub-programs; the role is never a name."""
    names = facts.released.sub_program_names
    spoken = [each for each in facts.released.beside.quotes if each.sub_program_id in {*sub_programs, ALL}]
    found = [Quote(each.text, f"{_speaker(each.role)}, {_of(names, each.sub_program_id)}") for each in spoken]
    return (*facts.handed.quotes.get(key, ()), *found)[:MOST_QUOTES]


def _speaker(role: str) -> str:
    return SPEAKERS.get(role, "Somebody who answered")


def _of(names: dict[str, str], key: str) -> str:
    return "all sub-programs" if key == ALL else names.get(key, wording.plain(key))


def _starts(known: dict[str, Period], theme: Theme) -> str:
    period = known.get(theme.period_id)
    return period.starts_on.isoformat() if period else theme.period_id


def _scenario(facts: Facts, figure: Figure, key: str, rows: list[WhatIf]) -> Scenario:
    lines = [each for each in facts.released.beside.assumptions if each.scenario_id == key]
    texts: dict[str, list[str]] = {}
    for each in lines:
        texts.setdefault(each.kind, []).append(each.words)
    ordered = sorted(rows, key=lambda each: each.value)
    return Scenario(
        name=next(iter(texts.get("name", [])), wording.upper_first(wording.plain(key))),
        why=" ".join(texts.get("why", [])),
        now=_value(figure, rows[0].base_value, rows[0].denominator),
        values=tuple(dict.fromkeys(_value(figure, each.value, each.denominator) for each in ordered)),
        lines=tuple(words for kind in ("assumption", "change") for words in texts.get(kind, [])),
    )


def _value(figure: Figure, value: float, denominator: float | None) -> str:
    """As exact as the figure itself."""
    share = figure.metric.is_share
    return wording.percent(value, denominator) if share else wording.rounded(figure.metric, value)
