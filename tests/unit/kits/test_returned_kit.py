"""A filled kit on its way back: no mapping, no identity, no sheet in the YAML, and an older kit is told."""

from __future__ import annotations

import csv
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from connectors import CONNECTORS, Original, Pull, pull
from pipelines.initiative import Initiative, InitiativeError, load_initiative
from pipelines.initiative.models.partner import Feed, Partner
from pipelines.kits.returned import recognised
from pipelines.kits.writing import write_kit


def _club(initiative: Initiative) -> tuple[Partner, dict[str, Feed]]:
    (club,) = [p for p in initiative.partners if p.partner == "north_club"]
    return club, {feed.id: feed for feed in club.feeds}


def _fill(town: Path, rows: dict[str, list[dict[str, Any]]]) -> Path:
    """Write values below the headings of a kit; `rows` by sheet and heading."""
    initiative = load_initiative(town)
    club, _ = _club(initiative)
    write_kit(initiative, club, town / "kits")
    book = openpyxl.load_workbook(town / "kits" / "template.xlsx")
    for name, records in rows.items():
        headings = {cell.value: cell.column for cell in book[name][1]}
        for number, record in enumerate(records, 2):
            for heading, value in record.items():
                book[name].cell(number, headings[heading], value)
    book.save(town / "kit.xlsx")
    return town / "kit.xlsx"


def _pull(town: Path, feed: str) -> Pull:
    initiative = load_initiative(town)
    club, feeds = _club(initiative)
    options = CONNECTORS[feeds[feed].connector].Options.model_validate(feeds[feed].options)
    pulled = pull(feeds[feed].connector, options, base_dir=town)
    return recognised(pulled, initiative, club, feeds[feed])


ADA = {
    "First name": "Ada",
    "Last name": "Byrd",
    "Birth date": date(2016, 5, 4),
    "Your number for the person": "007",
}


def test_mapping_identity_and_place_follow_from_the_kit(town: Path) -> None:
    _, feeds = _club(load_initiative(town))
    children = feeds["children"]
    assert children.identity is not None
    assert children.identity.first_name == "First name"
    assert children.identity.local_id == "Your number for the person"
    assert children.options["sheet"] == "Enrolment"
    assert children.options["header_row"] == 1
    assert children.mapping.columns["start_date"].column == "Start date"
    assert children.mapping.columns["gender"].values == {"Girls": "girl", "Boys": "boy"}
    assert children.mapping.columns["sub_program"].constant == "after_school"


def test_every_column_of_a_filled_kit_is_recognised(town: Path) -> None:
    _fill(
        town,
        {
            "Enrolment": [ADA | {"Start date": date(2025, 9, 1), "Gender": "Girls"}],
            "Service": [
                {"Your number for the person": "007", "Service date": date(2025, 10, 1), "Hours": 1.5}
            ],
        },
    )
    pulled = _pull(town, "children")
    _, feeds = _club(load_initiative(town))
    feed = feeds["children"]
    assert feed.identity is not None
    assert set(pulled.rows.columns) == {*feed.identity.names(), *feed.mapping.partner_columns}
    assert pulled.rows["Start date"].tolist() == ["2025-09-01"]
    assert pulled.rows["Your number for the person"].tolist() == ["007"]
    assert not [note for note in pulled.notes if "older kit" in note]
    assert _pull(town, "visits").rows["Hours"].tolist() == ["1.5"]


def test_an_older_kit_is_told_with_both_versions(town: Path) -> None:
    _fill(town, {"Enrolment": [ADA | {"Start date": date(2025, 9, 1)}]})
    agenda = town / "agenda.yaml"
    agenda.write_text(
        agenda.read_text().replace("{id: girl,", "{id: other, name: Other}\n      - {id: girl,")
    )
    (note,) = [note for note in _pull(town, "children").notes if "older kit" in note]
    assert "kit.xlsx: filled in on an older kit (" in note
    # The kit of visits asks for no gender, so it is still the kit of today.
    assert not [note for note in _pull(town, "visits").notes if "older kit" in note]


def test_a_kit_saved_as_csv_comes_back_too(town: Path) -> None:
    path = town / "partners" / "north_club.yaml"
    path.write_text(
        path.read_text().replace(
            "connector: excel, options: {path: kit.xlsx}", "connector: csv, options: {path: kit.csv}"
        )
    )
    with (town / "kit.csv").open("w", newline="") as file:
        csv.writer(file).writerows(
            [
                [
                    "First name",
                    "Last name",
                    "Birth date",
                    "Your number for the person",
                    "Area",
                    "Start date",
                    "End date",
                    "Gender",
                ],
                ["Ada", "Byrd", "2016-05-04", "7", "North side", "2025-09-01", "", "Girls"],
            ]
        )
    pulled = _pull(town, "children")
    assert pulled.rows["Area"].tolist() == ["North side"]


def test_answers_of_a_form_are_known_by_the_names_of_the_contract(town: Path) -> None:
    path = town / "partners" / "north_club.yaml"
    path.write_text(
        path.read_text().replace(
            "connector: excel, options: {path: kit.xlsx}",
            "connector: kobo, options: {url: 'https://forms.example', asset: aB1, token_env: T}",
        )
    )
    initiative = load_initiative(town)
    club, feeds = _club(initiative)
    feed = feeds["children"]
    assert feed.mapping.columns["start_date"].column == "start_date"
    assert not feed.mapping.columns["gender"].values
    assert feed.identity is not None
    assert feed.identity.birth_date == "birth_date"
    import pandas as pd

    rows = pd.DataFrame(
        {"has_left": ["no"], "kit_version": ["0123456789abcdef"], "start_date": ["2025-09-01"]}
    )
    told = recognised(Pull(rows, ["1"], [], "forms.example", []), initiative, club, feed)
    assert {"has_left", "kit_version"} <= told.server_columns
    assert "0123456789abcdef" in told.notes[0]


def test_what_a_person_wrote_into_the_version_is_not_repeated(town: Path) -> None:
    import pandas as pd

    initiative = load_initiative(town)
    club, feeds = _club(initiative)
    rows = pd.DataFrame({"kit_version": ["Ada Byrd, 2016-05-04"]})
    told = recognised(Pull(rows, ["1"], [], "kit", []), initiative, club, feeds["children"])
    assert told.notes == []


@pytest.mark.parametrize("content", [b"PK\x03\x04 cut off", b"no archive", b""])
def test_a_broken_file_says_nothing_of_its_version(town: Path, content: bytes) -> None:
    import pandas as pd

    initiative = load_initiative(town)
    club, feeds = _club(initiative)
    pulled = Pull(pd.DataFrame(), [], [Original("kit.xlsx", content)], "kit.xlsx", [])
    assert recognised(pulled, initiative, club, feeds["children"]).notes == []


def test_properties_that_unpack_to_too_much_are_not_read(town: Path, tmp_path: Path) -> None:
    import pandas as pd

    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("docProps/custom.xml", b"kit:enrolment:0123456789abcdef" + b" " * 5_000_000)
    initiative = load_initiative(town)
    club, feeds = _club(initiative)
    pulled = Pull(pd.DataFrame(), [], [Original("bomb.xlsx", path.read_bytes())], "bomb.xlsx", [])
    assert recognised(pulled, initiative, club, feeds["children"]).notes == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("kit: true}", "kit: true, identity: {local_id: No}}", "leave out 'identity'"),
        ("kit: true}", "kit: true, sub_program: after_school}", "leave out 'identity' and 'sub_program'"),
        (
            "kit: true}",
            "kit: true, mapping: {columns: {start_date: S}}}",
            "give either 'mapping' or 'kit: true'",
        ),
        (", kit: true}", "}", "give either 'mapping' or 'kit: true'"),
        ("record_type: service", "record_type: outcome", "does not ask for 'outcome'"),
    ],
)
def test_a_feed_of_a_kit_that_cannot_be_is_told(town: Path, old: str, new: str, says: str) -> None:
    path = town / "partners" / "north_club.yaml"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(InitiativeError) as caught:
        load_initiative(town)
    assert any(
        says in problem.what and problem.file == "partners/north_club.yaml"
        for problem in caught.value.problems
    )
