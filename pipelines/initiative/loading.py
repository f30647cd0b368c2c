"""Reads an initiative folder into one value, or into the list of everything that is wrong with it.

Here: the files and their order. Not here: whether names in one file exist in another (references.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from pipelines.initiative.initiative import Initiative
from pipelines.initiative.models.agenda import Agenda
from pipelines.initiative.models.communication import Communication
from pipelines.initiative.models.contracts import Contracts
from pipelines.initiative.models.funding import Funding
from pipelines.initiative.models.metrics import Metrics
from pipelines.initiative.models.partner import Partner
from pipelines.initiative.models.scenarios import Scenario
from pipelines.initiative.models.story import Stories
from pipelines.initiative.models.sub_programs import SubPrograms
from pipelines.initiative.models.theory import TheoryOfChange
from pipelines.initiative.models.voices import Codebook, Quotes, Scales
from pipelines.initiative.problems import InitiativeError, Problem
from pipelines.initiative.references import find_contradictions
from pipelines.initiative.source import Source, SourceError

FILES: Mapping[str, type[BaseModel]] = {
    "agenda.yaml": Agenda,
    "theory_of_change.yaml": TheoryOfChange,
    "sub_programs.yaml": SubPrograms,
    "metrics.yaml": Metrics,
    "funding.yaml": Funding,
    "contracts.yaml": Contracts,
    "communication.yaml": Communication,
    "story.yaml": Stories,
    "codebook.yaml": Codebook,
    "scales.yaml": Scales,
    "quotes.yaml": Quotes,
}
_OPTIONAL = {
    "metrics.yaml", "funding.yaml", "theory_of_change.yaml", "contracts.yaml", "communication.yaml",
    "story.yaml", "codebook.yaml", "scales.yaml", "quotes.yaml",
}  # fmt: skip
Model = TypeVar("Model", bound=BaseModel)


def load_initiative(folder: Path) -> Initiative:
    """Read and check an initiative folder; raises InitiativeError with every problem that was found."""
    reader = _Reader(folder.resolve())
    models = {name: reader.read(name, model) for name, model in FILES.items()}
    partners, scenarios = reader.partners(), reader.scenarios()
    if reader.problems:
        raise InitiativeError(folder, reader.problems)
    # A kit is made from an initiative, so it can only be imported once this package is.
    from pipelines.kits.returned import with_kits

    initiative = with_kits(_assembled(reader, models, partners, scenarios))
    problems = find_contradictions(initiative)
    if problems:
        raise InitiativeError(folder, problems)
    return initiative


def _assembled(
    reader: _Reader,
    models: Mapping[str, BaseModel | None],
    partners: list[Partner],
    scenarios: list[Scenario],
) -> Initiative:
    def part(name: str, model: type[Model]) -> Model:
        value = models[name]
        return value if isinstance(value, model) else model()

    return Initiative(
        folder=reader.folder,
        agenda=part("agenda.yaml", Agenda),
        theory=part("theory_of_change.yaml", TheoryOfChange),
        sub_programs=tuple(part("sub_programs.yaml", SubPrograms).sub_programs),
        metrics=part("metrics.yaml", Metrics),
        funding=part("funding.yaml", Funding),
        partners=tuple(partners),
        sources=reader.sources,
        contracts=part("contracts.yaml", Contracts),
        scenarios=tuple(scenarios),
        communication=part("communication.yaml", Communication),
        stories=part("story.yaml", Stories),
        codebook=part("codebook.yaml", Codebook),
        scales=tuple(part("scales.yaml", Scales).scales),
        quotes=part("quotes.yaml", Quotes),
    )


class _Reader:
    """Reads file after file and keeps the problems, so that a person sees all of them at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.sources: dict[str, Source] = {}

    def read(self, name: str, model: type[Model]) -> Model | None:
        path = self.folder / name
        if not path.is_file():
            if name not in _OPTIONAL:
                fix = "Write it, or start with `common-measure new DIR` and change what it makes."
                self.problems.append(Problem(name, 0, "this file is missing", fix))
            return None
        try:
            self.sources[name] = Source.read(path, name)
            return self.sources[name].parse(model)
        except SourceError as error:
            self.problems.extend(error.problems)
            return None

    def partners(self) -> list[Partner]:
        """The partners in the order of their file names."""
        paths = sorted((self.folder / "partners").glob("*.yaml"))
        if not paths:
            fix = "Write partners/<partner>.yaml for at least one partner."
            self.problems.append(Problem("partners", 0, "there is no partner", fix))
        read = [self.read(path.relative_to(self.folder).as_posix(), Partner) for path in paths]
        return [partner for partner in read if partner is not None]

    def scenarios(self) -> list[Scenario]:
        """The scenarios in the order of their file names; there may be none."""
        paths = sorted((self.folder / "scenarios").glob("*.yaml"))
        read = [self.read(path.relative_to(self.folder).as_posix(), Scenario) for path in paths]
        return [scenario for scenario in read if scenario is not None]
