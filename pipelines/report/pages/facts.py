"""What several pages show: the figures and their homes, who stands where, and the story that sentences are made from.

Worked out once for a release. Facts of one kind of page stand in its own module.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from pipelines.report import evidence, groups, sentences
from pipelines.report.figures import APART, Figure, Section, overall, sections
from pipelines.report.groups import GroupFigure
from pipelines.report.handed import Handed
from pipelines.report.learned import Part
from pipelines.report.pages.page import file_name
from pipelines.report.released import Released
from pipelines.report.rows import ALL, Metric, Outcome


class Facts:
    """The facts of one release."""

    def __init__(self, released: Released, handed: Handed, learned: tuple[Part, ...] = ()) -> None:
        self.released = released
        self.handed = handed
        self.learned = learned

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The numbered figures as the catalogue arranges them."""
        return sections(self.released)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """All numbered figures."""
        return tuple(figure for section in self.sections for figure in section.figures)

    @cached_property
    def group_figures(self) -> tuple[GroupFigure, ...]:
        """The main rates by group, numbered after the others."""
        return groups.group_figures(self.released, len(self.figures) + 1)

    @cached_property
    def people(self) -> Metric | None:
        """The metric that counts each person once."""
        return evidence.people_metric(self.released)

    @cached_property
    def story(self) -> sentences.Story:
        """What sentences are made from."""
        people = overall(self.released, self.people) if self.people else None
        matrix = evidence.matrix(self.released, self.people)
        coverage = evidence.coverage(self.released)
        return sentences.Story(self.released, self.figures, self.group_figures, people, matrix, coverage)

    def measures(self, outcome: Outcome) -> tuple[Figure, ...]:
        """An outcome's figures: of each of its metrics the first numbered one, the whole before sub-programs."""
        ids = [metric_id for owner, metric_id in self.released.outcome_metrics if owner == outcome.outcome_id]
        found = [next((f for f in self.figures if f.metric.metric_id == wanted), None) for wanted in ids]
        return tuple(figure for figure in found if figure is not None)

    def scoped(self, metric_id: str) -> tuple[Figure, ...]:
        """The figures of a metric in each of its sub-programs."""
        return tuple(f for f in self.figures if f.metric.metric_id == metric_id and f.scope_id != ALL)

    def by_group(self, metric_id: str) -> GroupFigure | None:
        """The metric's figure by group."""
        return next((f for f in self.group_figures if f.metric.metric_id == metric_id), None)

    @cached_property
    def homes(self) -> dict[int, str]:
        """For each figure's number the address of the page that it stands on, from the report's folder."""
        found: dict[int, str] = {}
        for section in self.sections:
            for figure in section.figures:
                found[figure.number] = self._shelf(figure)
        for outcome in reversed(self.released.outcomes):
            for figure in self.measures(outcome):
                found[figure.number] = f"outcomes/{file_name(outcome.outcome_id)}"
        outcome_of = {
            metric_id: outcome_id for outcome_id, metric_id in reversed(self.released.outcome_metrics)
        }
        for each in self.group_figures:
            owner = outcome_of.get(each.metric.metric_id)
            if owner is not None:
                found[each.number] = f"outcomes/{file_name(owner)}"
            else:
                owners = self.released.owners_of(each.metric.metric_id)
                found[each.number] = (
                    f"sub-programs/{file_name(owners[0])}" if owners else "sub-programs/index.html"
                )
        return found

    def _shelf(self, figure: Figure) -> str:
        return f"sub-programs/{file_name(figure.scope_id) if figure.scope_id != ALL else 'index.html'}"

    def of_sub_program(self, sub_program_id: str) -> tuple[Section, ...]:
        """A sub-program's own figures; then, apart, the population's and custom ones."""
        built: list[Section] = []
        for section in self.sections:
            key = section.section_id.removeprefix("scope-")
            if key == sub_program_id:
                built.append(section)
            elif key in APART:
                own = tuple(f for f in section.figures if f.scope_id == sub_program_id)
                if own:
                    built.append(Section(section.section_id, section.name, section.description, own))
        return tuple(built)

    @cached_property
    def whole(self) -> tuple[Section, ...]:
        """The measures that several sub-programs share."""
        return tuple(section for section in self.sections if section.section_id == f"scope-{ALL}")

    @cached_property
    def sub_programs_of(self) -> dict[str, tuple[str, ...]]:
        """For each partner the sub-programs that it takes part in, in the agenda's order."""
        found: dict[str, list[str]] = defaultdict(list)
        for each in self.released.sub_programs:
            for partner in self.released.partners:
                if (partner.partner_id, each.sub_program_id) in self.released.partner_sub_programs:
                    found[partner.partner_id].append(each.sub_program_id)
        return {key: tuple(value) for key, value in found.items()}

    def partners_in(self, sub_program_ids: frozenset[str]) -> tuple[str, ...]:
        """The partners that take part in any of the sub-programs, by name."""
        return tuple(
            partner.partner_id
            for partner in self.released.partners
            if sub_program_ids & set(self.sub_programs_of.get(partner.partner_id, ()))
        )
