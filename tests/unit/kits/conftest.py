"""A small town with a club that collects with the kit, and the sample initiative as it ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.initiative import Initiative, load_initiative
from pipelines.initiative.models.partner import Partner
from pipelines.paths import INITIATIVES
from pipelines.scaffold import scaffold

CLUB = """
partner: north_club
name: North Club
sector: nonprofit
sub_programs: [after_school]
feeds:
  - {id: children, record_type: enrolment, connector: excel, options: {path: kit.xlsx}, kit: true}
  - {id: visits, record_type: service, connector: excel, options: {path: kit.xlsx}, kit: true}
"""


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """The folder of a small initiative; its second partner sends filled kits."""
    folder = tmp_path / "town"
    scaffold(folder)
    (folder / "partners" / "north_club.yaml").write_text(CLUB)
    return folder


@pytest.fixture(scope="session")
def sample() -> Initiative:
    return load_initiative(INITIATIVES / "cradle_to_career")


def partner_of(initiative: Initiative, name: str) -> Partner:
    """A partner by its name."""
    return next(partner for partner in initiative.partners if partner.partner == name)
