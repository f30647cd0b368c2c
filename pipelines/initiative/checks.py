"""The two questions that most checks of an initiative ask: does the name exist, and is it given once?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from pipelines.initiative.initiative import Initiative
from pipelines.initiative.models.partner import Partner
from pipelines.initiative.problems import Problem
from pipelines.initiative.source import Location


def dangling(
    initiative: Initiative, file: str, location: Location, name: str, known: Iterable[str], kind: str
) -> Iterator[Problem]:
    """A problem if the name is not among the known ones of its kind."""
    options = list(known)
    if name not in options:
        listed = ", ".join(options[:12]) or "none"
        yield initiative.sources[file].problem(
            location, f"there is no {kind} '{name}'", f"Use one of: {listed}."
        )


def repeated(
    initiative: Initiative, file: str, key: Location, ids: Iterable[str], kind: str
) -> Iterator[Problem]:
    """A problem for every id that is given twice; it points at the second."""
    names = list(ids)
    for name, count in Counter(names).items():
        if count > 1:
            second = [index for index, other in enumerate(names) if other == name][1]
            yield initiative.sources[file].problem(
                (*key, second), f"the {kind} '{name}' stands here twice", "Give one of them another id."
            )


def with_files(initiative: Initiative) -> list[tuple[Partner, str]]:
    """Every partner with the name of its file."""
    files = [name for name in initiative.sources if name.startswith("partners/")]
    return list(zip(initiative.partners, files, strict=True))
