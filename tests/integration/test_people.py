"""From partners' files to person keys: tokens of a partner's own making, names that may reach the backbone, totals only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from ruamel.yaml import YAML

from connectors import linking_key, load_initiative_key
from connectors.landing.people_files import PEOPLE_FILE
from connectors.tokens.file_tool import Task, tokenise_csv
from pipelines.ingest import ingest, read_states
from pipelines.ingest.in_force import write_in_force
from pipelines.initiative import InitiativeError, load_initiative
from pipelines.paths import DataFolder
from pipelines.people import write_person_keys
from pipelines.scaffold import scaffold
from pipelines.warehouse import connect

HEADER = "First,Last,Born,Phone,Day,Hours"
COLUMNS = {"first_name": "First", "last_name": "Last", "birth_date": "Born", "phone": "Phone"}
SCHOOL = ["Katherine,Quintanilla,2012-03-07,901-555-0134", "Gabriel,Quintanilla,2012-03-07,901-555-0134",
          "Amadou,Diallo,2011-10-21,901-555-0177"]  # fmt: skip
CLUB = [
    "Katie,Quintanila,2012-03-07,901-555-0134",
    "Amadu,Diallo,2011-10-12,901-555-0177",
    "Zoe,Wickley,2010-01-05,",
]
PRIVATE = ("Quintanil", "Katherine", "katherine", "Diallo", "diallo", "0134", "2012-03-07")


@dataclass
class Town:
    """A scaffolded initiative of two partners, each with one feed of services."""

    folder: Path

    @property
    def data(self) -> DataFolder:
        return DataFolder.of("town")

    def partner(self, name: str, rows: list[str], change: Callable[[Any], Any] | None = None) -> Path:
        """Write a partner and its file of services; `change` changes the partner before it is written."""
        file = self.folder / "files" / f"{name}.csv"
        file.parent.mkdir(exist_ok=True)
        lines = [HEADER, *(f"{row},2026-02-0{at},1.5" for at, row in enumerate(rows, 1))]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        partner = {
            "partner": name, "name": name.title(), "sector": "nonprofit", "sub_programs": ["after_school"],
            "agreement": {"purpose": "Counting people once.", "signed": "2020-01-01", "expires": "2099-01-01"},
            "feeds": [
                {
                    "id": "services", "record_type": "service", "sub_program": "after_school", "connector": "csv",
                    "options": {"path": f"files/{name}.csv"}, "identity": dict(COLUMNS),
                    "mapping": {"columns": {"service_date": "Day", "hours": "Hours",
                                            "service_type": {"constant": "tutoring"}}},
                }
            ],
        }  # fmt: skip
        if change is not None:
            change(partner)
        YAML().dump(partner, self.folder / "partners" / f"{name}.yaml")
        return file

    def people(self) -> list[list[tuple[str, int]]]:
        """Ingest everything, and return each person as (partner, row number) pairs."""
        initiative = load_initiative(self.folder)
        outcomes = list(ingest(initiative, self.data, initiative.feeds))
        assert [one.state.message for one in outcomes if one.state.status != "ok"] == []
        key = load_initiative_key(self.data.key_file, "town")
        states = read_states(initiative, self.data)
        with connect(self.data.warehouse) as connection:
            write_in_force(connection, self.data, states)
            write_person_keys(connection, initiative, self.data, states, key)
            found = connection.execute(
                "SELECT keys.person_key, rows.partner_id, rows.row_number FROM accepted.service AS rows "
                "JOIN people.person_keys AS keys ON rows.partner_id = keys.partner_id "
                "AND rows.local_token IS NOT DISTINCT FROM keys.local_token "
                "AND rows.person_token IS NOT DISTINCT FROM keys.person_token ORDER BY ALL"
            ).fetchall()
        people: dict[str, list[tuple[str, int]]] = {}
        for person, *row in found:
            people.setdefault(person, []).append((row[0], row[1]))
        return sorted(people.values())

    def content(self) -> bytes:
        """Every byte of the data folder, the key aside."""
        return b"".join(path.read_bytes() for path in sorted(self.data.root.rglob("*")) if path.is_file())


TOGETHER = [[("club", 1), ("school", 1)], [("club", 2), ("school", 3)], [("club", 3)], [("school", 2)]]


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setenv("COMMON_MEASURE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("COMMON_MEASURE_KEY", raising=False)
    scaffold(tmp_path / "town")
    (tmp_path / "town" / "partners" / "first_partner.yaml").unlink()
    (tmp_path / "town" / "funding.yaml").write_text("grants: []\n")
    return Town(tmp_path / "town")


def _names_may_come(partner: Any) -> None:
    partner["agreement"]["names_reach_backbone"] = True


def test_names_of_two_partners_become_keys_and_stand_nowhere(town: Town) -> None:
    town.partner("school", SCHOOL)
    town.partner("club", CLUB)
    assert town.people() == TOGETHER
    content = town.content()
    assert not [word for word in PRIVATE if word.encode() in content]
    assert not list(town.data.landing.rglob(PEOPLE_FILE))


def test_tokens_made_in_the_partner_s_house_join_with_names_landed_elsewhere(town: Town) -> None:
    town.partner("school", SCHOOL)
    file = town.partner("club", CLUB, lambda partner: partner["feeds"][0].update(identity={"tokens": True}))
    key = linking_key(load_initiative_key(town.data.key_file, "town"))
    assert tokenise_csv(file, file, Task("club", COLUMNS, key)) == len(CLUB)
    assert not [word for word in PRIVATE if word in file.read_text()]
    assert town.people() == TOGETHER


def test_names_that_may_reach_the_backbone_are_linked_and_leave_only_a_key(town: Town) -> None:
    town.partner("school", SCHOOL, _names_may_come)
    town.partner("club", CLUB, _names_may_come)
    assert town.people() == TOGETHER
    assert len(list(town.data.landing.rglob(PEOPLE_FILE))) == 2
    content = town.content()
    assert not [word for word in PRIVATE if word.encode() in content]


def test_the_same_batches_give_the_same_keys(town: Town) -> None:
    town.partner("school", SCHOOL)
    town.partner("club", CLUB)

    def keys() -> list[tuple[Any, ...]]:
        town.people()
        with duckdb.connect(str(town.data.warehouse), read_only=True) as connection:
            return connection.execute("SELECT * FROM people.person_keys ORDER BY ALL").fetchall()

    assert keys() == keys()


def test_a_partner_of_totals_only_may_not_send_rows_of_people(town: Town) -> None:
    town.partner("school", SCHOOL)
    town.partner("shelter", CLUB, lambda partner: partner.update(totals_only=True))
    with pytest.raises(InitiativeError) as caught:
        load_initiative(town.folder)
    (problem,) = caught.value.problems
    assert problem.file == "partners/shelter.yaml"
    assert "totals only" in str(problem)


def test_names_cannot_reach_the_backbone_where_tokens_are_not_allowed(town: Town) -> None:
    def contradict(partner: Any) -> None:
        _names_may_come(partner)
        partner["agreement"]["tokens"] = False
        partner["feeds"][0]["identity"]["local_id"] = "Phone"
        del partner["feeds"][0]["identity"]["phone"]

    town.partner("school", SCHOOL, contradict)
    with pytest.raises(InitiativeError, match="names reach the backbone"):
        load_initiative(town.folder)
