"""The sub-programs: one page each with its measures, and a first page with those that they share."""

from __future__ import annotations

from pipelines.report import theory
from pipelines.report.pages import around
from pipelines.report.pages.facts import Facts
from pipelines.report.pages.page import PARTS, Page, file_name
from pipelines.report.rows import SubProgram


def pages(facts: Facts) -> list[Page]:
    """The first page, then one a sub-program."""
    return [_index(facts), *(_sub_program(facts, each) for each in facts.released.sub_programs)]


def _index(facts: Facts) -> Page:
    released = facts.released
    rows = [
        (
            each,
            file_name(each.sub_program_id),
            facts.partners_in(frozenset({each.sub_program_id})),
            _standings(facts, each),
        )
        for each in released.sub_programs
    ]
    shown = {"sub_programs": rows, "sections": facts.whole, "report_period": released.report_period}
    return Page(PARTS["sub-programs"][1], "sub-programs", "Sub-programs", "sub_programs.html.j2", shown)


def _standings(facts: Facts, sub_program: SubProgram) -> list[tuple[str, str, str, int]]:
    """How many of its measures stand how: key, glyph, word and number."""
    figures = [f for section in facts.of_sub_program(sub_program.sub_program_id) for f in section.figures]
    counted: dict[tuple[str, str, str], int] = {}
    for figure in figures:
        if figure.goal is not None:
            key = (figure.standing.key, figure.standing.glyph, figure.standing.word)
            counted[key] = counted.get(key, 0) + 1
    return [(*key, number) for key, number in sorted(counted.items())]


def _sub_program(facts: Facts, each: SubProgram) -> Page:
    released, key = facts.released, each.sub_program_id
    path = f"sub-programs/{file_name(key)}"
    outcomes = {outcome for program, outcome in released.sub_program_outcomes if program == key}
    shown = {
        "sub_program": each,
        "sections": facts.of_sub_program(key),
        # Groups of a measure that belongs to no outcome have no other page.
        "group_figures": [figure for figure in facts.group_figures if facts.homes[figure.number] == path],
        "outcomes": [
            (o.name, file_name(o.outcome_id)) for o in released.outcomes if o.outcome_id in outcomes
        ],
        "partners": facts.partners_in(frozenset({key})),
        "funds": [fund for fund in theory.funds(released) if fund.sub_program == each.name],
        "themes": around.themes(facts, {key}),
        "quotes": around.quotes(facts, key, {key}),
        "report_period": released.report_period,
    }
    return Page(path, "sub-programs", each.name, "sub_program.html.j2", shown, label=each.name)
