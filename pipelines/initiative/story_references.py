"""Names in story.yaml that must exist in the other files, and outcomes that are told twice."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.initiative.checks import dangling, repeated
from pipelines.initiative.initiative import Initiative
from pipelines.initiative.models.story import NextStep
from pipelines.initiative.problems import Problem
from pipelines.initiative.source import Location

_FILE = "story.yaml"


def story_problems(initiative: Initiative) -> Iterator[Problem]:
    """Every problem of the stories that shows only beside the other files."""
    if _FILE not in initiative.sources:
        return
    stories = initiative.stories.stories
    outcomes = [outcome.id for outcome in initiative.theory.outcomes]
    yield from repeated(initiative, _FILE, ("stories",), (told.outcome for told in stories), "outcome")
    for index, told in enumerate(stories):
        where: Location = ("stories", index)
        yield from dangling(initiative, _FILE, (*where, "outcome"), told.outcome, outcomes, "outcome")
        for place, step in enumerate(told.next_steps):
            yield from _step(initiative, (*where, "next_steps", place), step)


def _step(initiative: Initiative, where: Location, step: NextStep) -> Iterator[Problem]:
    if step.owner is None:
        return
    partners = {partner.partner: partner for partner in initiative.partners}
    yield from dangling(initiative, _FILE, (*where, "owner"), step.owner, partners, "partner")
    if step.commitment is not None and step.owner in partners:
        own = [commitment.id for commitment in partners[step.owner].commitments]
        kind = f"commitment of {step.owner}"
        yield from dangling(initiative, _FILE, (*where, "commitment"), step.commitment, own, kind)
