"""An initiative as one value: everything that its backbone wrote, and what follows from it directly.

Not here: reading the files (loading.py) and holding them against each other (references.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipelines.catalogue import Metric, by_version, load_versions
from pipelines.initiative.models.agenda import Agenda
from pipelines.initiative.models.communication import Communication
from pipelines.initiative.models.contracts import Contracts
from pipelines.initiative.models.funding import Funding
from pipelines.initiative.models.metrics import Metrics
from pipelines.initiative.models.partner import Feed, Partner
from pipelines.initiative.models.scenarios import Scenario
from pipelines.initiative.models.story import Stories
from pipelines.initiative.models.sub_programs import SubProgram
from pipelines.initiative.models.theory import TheoryOfChange
from pipelines.initiative.models.voices import Codebook, Quotes, Scale
from pipelines.initiative.source import Source


@dataclass(frozen=True)
class Initiative:
    """Everything that a backbone wrote, read and checked."""

    folder: Path
    agenda: Agenda
    theory: TheoryOfChange
    sub_programs: tuple[SubProgram, ...]
    metrics: Metrics
    funding: Funding
    partners: tuple[Partner, ...]
    sources: Mapping[str, Source]
    contracts: Contracts = field(default_factory=Contracts)
    scenarios: tuple[Scenario, ...] = ()
    communication: Communication = field(default_factory=Communication)
    stories: Stories = field(default_factory=Stories)
    codebook: Codebook = field(default_factory=Codebook)
    scales: tuple[Scale, ...] = ()
    quotes: Quotes = field(default_factory=Quotes)

    @property
    def name(self) -> str:
        """The short name: first part of every asset key, name of the data folder."""
        return self.agenda.initiative

    @property
    def as_of(self) -> date:
        """The day that lateness and trends are measured against."""
        return self.agenda.calendar.as_of or date.today()

    @property
    def feeds(self) -> tuple[tuple[Partner, Feed], ...]:
        """Every feed with its partner, in the order of the files."""
        return tuple((partner, feed) for partner in self.partners for feed in partner.feeds)

    @property
    def catalogue(self) -> dict[str, Metric]:
        """Standard metrics and the initiative's own by id, each in the version that is in force now."""
        return {name: self._in_force(name, versions) for name, versions in self.versions.items()}

    @property
    def versions(self) -> dict[str, tuple[Metric, ...]]:
        """Every version of every metric, standard ones and the initiative's own, oldest first."""
        return {**load_versions(), **by_version(self.metrics.custom)}

    def _in_force(self, metric_id: str, versions: tuple[Metric, ...]) -> Metric:
        """The version that counts the latest periods: the last one stated, else the newest."""
        stated = [entry.version for entry in self.metrics.versions if entry.metric == metric_id]
        known = [metric for metric in versions if metric.version in stated]
        return (known or versions)[-1]

    @property
    def selected_metrics(self) -> tuple[Metric, ...]:
        """The metrics that at least one sub-program selected, in order of first selection.

        A name that the catalogue does not know is a problem of the folder, which `references` tells.
        """
        names = dict.fromkeys(name for sub in self.sub_programs for name in sub.metrics)
        return tuple(self.catalogue[name] for name in names if name in self.catalogue)

    def parameters(self, metric: Metric) -> dict[str, int | float | str]:
        """The parameters of a metric as this initiative sets them, those that the version at hand has."""
        own = [entry.values for entry in self.metrics.parameters if entry.metric == metric.id]
        told = {name: value for values in own for name, value in values.items()}
        return {name: told.get(name, value) for name, value in metric.parameters.items()}

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits over the text of all YAML files."""
        digest = hashlib.sha256()
        for path in sorted(self.folder.glob("**/*.yaml")):
            digest.update(
                path.relative_to(self.folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0"
            )
        return digest.hexdigest()[:16]
