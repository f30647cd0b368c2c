"""Claims of partners: what may be written, and the table they become."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.initiative import InitiativeError, load_initiative
from pipelines.initiative.agenda_tables import agenda_tables
from pipelines.scaffold import scaffold

PARTNER = "partners/first_partner.yaml"


def _folder(tmp_path: Path, **changed: str) -> Path:
    scaffold(tmp_path / "town")
    claim = {
        "metric": "retention_rate",
        "sub_program": "after_school",
        "period": "2025-26",
        "people": "12",
        **changed,
    }
    text = ", ".join(f"{name}: {value}" for name, value in claim.items())
    path = tmp_path / "town" / PARTNER
    path.write_text(path.read_text() + f"\nclaims:\n  - {{{text}, evidence: Exit interviews}}\n")
    return tmp_path / "town"


def test_a_claim_is_a_row_of_the_agenda(tmp_path: Path) -> None:
    assert agenda_tables(load_initiative(_folder(tmp_path)))["claims"] == [
        {
            "partner_id": "first_partner",
            "metric_id": "retention_rate",
            "sub_program_id": "after_school",
            "period_id": "2025-26",
            "people": 12,
            "evidence": "Exit interviews",
        }
    ]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"metric": "graduation_rate"}, "no metric that 'after_school' selected 'graduation_rate'"),
        ({"metric": "service_hours"}, "'service_hours' counts an amount, and a claim is about people"),
        ({"sub_program": "preschool"}, "no sub-program of the partner 'preschool'"),
        ({"period": "1999-00"}, "no reporting period that has begun '1999-00'"),
        ({"people": "0"}, "greater than or equal to 1"),
    ],
)
def test_a_claim_about_something_else_is_told_with_its_line(
    tmp_path: Path, changed: dict[str, str], says: str
) -> None:
    folder = _folder(tmp_path, **changed)
    with pytest.raises(InitiativeError) as caught:
        load_initiative(folder)
    found = [problem for problem in caught.value.problems if says in problem.what]
    assert found, [problem.what for problem in caught.value.problems]
    assert found[0].file == PARTNER
    assert found[0].line == len((folder / PARTNER).read_text().splitlines())
