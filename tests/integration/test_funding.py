"""360Giving files of real funders through landing, contract and warehouse, and money spread over months and outcomes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from python_calamine import CalamineWorkbook
from tables_before_dbt import create_tables

from pipelines.assets.dbt_models import build
from pipelines.ingest import FeedState, ingest, read_states
from pipelines.ingest.in_force import write_in_force
from pipelines.initiative import Initiative, load_initiative
from pipelines.initiative.agenda_tables import SCHEMAS, agenda_tables
from pipelines.paths import DataFolder
from pipelines.warehouse import connect, write_table

pytestmark = pytest.mark.slow

DATA = Path(__file__).parents[2].parent / "shared" / "data"
PUBLISHERS = {"a001p00000zgyHZAAY.xlsx": 783, "a003W000001B7PzQAK.xlsx": 475}
NIGHTS = sorted((DATA / "grants_covid").glob("*.json"))
COLUMNS = {
    "grant_id": "id",
    "funder": "fundingOrganization/0/name",
    "recipient": "recipientOrganization/0/name",
    "recipient_id": "recipientOrganization/0/id",
    "title": "title",
    "amount": "amountAwarded",
    "currency": "currency",
    "award_date": "awardDate",
}
PLANNED = {
    "planned_start": "plannedDates/0/startDate",
    "planned_end": "plannedDates/0/endDate",
    "planned_months": "plannedDates/0/duration",
}
OTHER = {
    "bad",
    "codelist",
    "fundingproviders-grants_malformed",
    "publishers",
    "tenders_releases_2_releases",
    "validation_errors-3",
}


def _feed(name: str, file: str, columns: dict[str, str]) -> dict[str, Any]:
    mapping = {"columns": {target: {"column": path} for target, path in columns.items()}}
    return {
        "id": name,
        "record_type": "funding",
        "sub_program": "relief",
        "connector": "threesixty",
        "options": {"path": f"files/{file}"},
        "mapping": mapping,
    }


def _write(folder: Path, feeds: list[dict[str, Any]], grants: list[dict[str, Any]]) -> None:
    documents: dict[str, Any] = {
        "agenda.yaml": {
            "initiative": "grants",
            "name": "Grants",
            "vision": "Money is seen.",
            "population": {"description": "Organisations that get grants"},
            "backbone": {"name": "Test suite"},
            "calendar": {"first_year": 2019, "as_of": "2025-12-31"},
        },
        "theory_of_change.yaml": {"outcomes": [{"id": "fed", "name": "People eat", "level": "long_term"}]},
        "sub_programs.yaml": {
            "sub_programs": [
                {
                    "id": "relief",
                    "name": "Relief",
                    "outcomes": ["fed"],
                    "record_types": ["funding", "total"],
                    "metrics": ["people_served"],
                }
            ]
        },
        "funding.yaml": {"grants": grants},
        "partners/tracker.yaml": {
            "partner": "tracker",
            "name": "The tracker",
            "sector": "nonprofit",
            "sub_programs": ["relief"],
            "commitments": [],
            "feeds": feeds,
        },
    }
    (folder / "partners").mkdir(parents=True, exist_ok=True)
    (folder / "files").mkdir(exist_ok=True)
    for name, document in documents.items():
        (folder / name).write_text(json.dumps(document))


def _night(initiative: Initiative) -> dict[str, FeedState]:
    """Pull every feed and put what came before dbt."""
    data = DataFolder.of(initiative.name)
    outcomes = {outcome.state.feed: outcome.state for outcome in ingest(initiative, data, initiative.feeds)}
    with connect(data.warehouse) as connection:
        for table, rows in agenda_tables(initiative).items():
            write_table(connection, "agenda", table, SCHEMAS[table], rows)
        write_in_force(connection, data, read_states(initiative, data))
        create_tables(connection, "people", "sites", "ledger")
    return outcomes


def _edited(path: Path) -> tuple[str, dict[str, str]]:
    """The last real file with four grants changed by hand, and what was done to which."""
    body = json.loads(path.read_text())
    restated, removed, broken, renamed = body["grants"][:4]
    restated["amountAwarded"] = restated["amountAwarded"] + 500
    broken["currency"] = "pounds"
    renamed["title"] = "Another title"
    body["grants"].remove(removed)
    done = {
        restated["id"]: "restated",
        removed["id"]: "removed",
        broken["id"]: "rejected",
        renamed["id"]: "restated",
    }
    return json.dumps(body), done


@pytest.fixture(scope="module")
def town(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[duckdb.DuckDBPyConnection, dict[str, str]]]:
    """Two funders' workbooks once and a tracker's file on four nights, then the whole of dbt."""
    if not NIGHTS:
        pytest.skip("the public files of ../shared/data/grants_covid are not here")
    folder = tmp_path_factory.mktemp("grants") / "grants"
    feeds = [_feed(f"funder_{at}", name, COLUMNS) for at, name in enumerate(PUBLISHERS)]
    feeds[1] = _feed(
        "funder_1", list(PUBLISHERS)[1], {**COLUMNS, "planned_months": PLANNED["planned_months"]}
    )
    first = json.loads(NIGHTS[-1].read_text())["grants"][5]
    told_too = {
        "id": first["id"], "funder": first["fundingOrganization"][0]["name"], "sub_program": "relief",
        "amount": 1, "currency": "GBP", "starts": "2020-04-01", "ends": "2020-04-30",
    }  # fmt: skip
    _write(folder, [*feeds, _feed("tracker", "grants.json", {**COLUMNS, **PLANNED})], [told_too])
    for name in PUBLISHERS:
        (folder / "files" / name).write_bytes((DATA / "grants_360" / "real_publishers" / name).read_bytes())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMMON_MEASURE_HOME", str(folder.parent / "home"))
        edited, done = _edited(NIGHTS[-1])
        for text in [*(path.read_text() for path in NIGHTS), edited]:
            (folder / "files" / "grants.json").write_text(text)
            initiative = load_initiative(folder)
            states = _night(initiative)
        assert {state.status for state in states.values()} == {"ok"}
        data = DataFolder.of("grants")
        failed = [result for result in build(initiative, data) if result.status in {"error", "fail"}]
        assert not failed
        with connect(data.warehouse, read_only=True) as connection:
            yield connection, done


Town = tuple[duckdb.DuckDBPyConnection, dict[str, str]]


def test_the_grants_of_two_funders_are_all_there_with_their_money(town: Town) -> None:
    found = (
        town[0]
        .sql(
            "select feed_id, count(*), sum(amount) from marts.fct_funding where feed_id <> 'tracker' group by 1 order by 1"
        )
        .fetchall()
    )
    expected = []
    for at, (name, count) in enumerate(PUBLISHERS.items()):
        path = DATA / "grants_360" / "real_publishers" / name
        title, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        place = [str(cell).strip().lower() for cell in title].index("amount awarded")
        amounts = [Decimal(str(row[place])) for row in rows if row[place] != ""]
        expected.append((f"funder_{at}", count, sum(amounts).quantize(Decimal("0.01"))))
    assert found == expected


def test_history_adds_up_to_the_known_counts_of_each_night(town: Town) -> None:
    found = (
        town[0]
        .sql(
            "select position, change, count(*) from data_quality.grant_changes where feed_id = 'tracker' group by all"
        )
        .fetchall()
    )
    changes = {(position, change): count for position, change, count in found}
    # Of 20, 79 and 374 grants, none was taken back; 6 and 41 say a later day of change, few say anything else.
    assert [changes[night, "added"] for night in (1, 2, 3)] == [20, 59, 295]
    assert not [key for key in changes if key[0] < 4 and key[1] in ("removed", "rejected")]
    assert {key[1]: count for key, count in changes.items() if key[0] == 4} == {
        "removed": 1,
        "rejected": 1,
        "restated": 2,
    }
    (in_force,) = (
        town[0].sql("select count(*) from marts.fct_funding where feed_id = 'tracker'").fetchall()[0]
    )
    assert in_force == 374 - 2


def test_a_restated_grant_shows_both_amounts_and_a_removed_one_its_last(town: Town) -> None:
    found = (
        town[0]
        .sql(
            "select grant_id, change, columns_changed, previous_amount, amount from data_quality.grant_changes "
            "where feed_id = 'tracker' and position = 4"
        )
        .fetchall()
    )
    assert {grant: change for grant, change, *_ in found} == town[1]
    restated = [row for row in found if row[1] == "restated"]
    assert {(row[2], row[4] - row[3]) for row in restated} == {("amount", 500), ("title", 0)}
    assert all(row[4] is None and row[3] > 0 for row in found if row[1] in ("removed", "rejected"))


def test_the_months_of_every_grant_add_up_to_it_and_none_counts_twice(town: Town) -> None:
    unlike = (
        town[0]
        .sql(
            "with months as (select told_by, feed_id, funding_id, sum(amount) as amount from marts.fct_funding_month "
            "group by all) select * from marts.fct_funding as whole left join months on whole.grant_id = months.funding_id "
            "and whole.feed_id = months.feed_id where whole.amount is distinct from months.amount"
        )
        .fetchall()
    )
    assert unlike == []
    # The grant that the backbone wrote down as well stands there as its funder publishes it.
    assert town[0].sql(
        "select count(*) from marts.fct_funding_month where told_in = 'agenda'"
    ).fetchall() == [(0,)]


def test_months_follow_from_a_duration_and_from_dates(town: Town) -> None:
    found = (
        town[0]
        .sql(
            "select count(*), min(from_date), max(to_date) from marts.fct_funding_month where funding_id = '360G-ALWF-1978'"
        )
        .fetchall()
    )
    # 15000 awarded on 3 November 2020 for 36 months.
    assert [(count, str(first), str(last)) for count, first, last in found] == [
        (36, "2020-11-01", "2023-10-31")
    ]


def test_awkward_files_give_grants_a_fix_or_a_reason_and_lose_no_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = DATA / "grants_360" / "fixtures"
    if not source.is_dir():
        pytest.skip("the public files of ../shared/data/grants_360 are not here")
    files = [
        path for path in sorted(source.iterdir()) if path.name != "SOURCES" and "too_many" not in path.name
    ]
    names = {f"feed_{at}": path for at, path in enumerate(files)}
    folder = tmp_path / "grants"
    feeds = [_feed(feed, path.name, COLUMNS) for feed, path in names.items()]
    for feed in feeds:
        if "fixed_2_grants" in feed["options"]["path"]:
            feed["mapping"]["columns"]["award_date"]["format"] = "%d/%m/%Y"
    _write(folder, feeds, [])
    for path in files:
        (folder / "files" / path.name).write_bytes(path.read_bytes())
    monkeypatch.setenv("COMMON_MEASURE_HOME", str(tmp_path / "home"))
    states = _night(load_initiative(folder))
    failed = {names[feed].stem for feed, state in states.items() if state.status == "failed"}
    assert failed == OTHER
    assert all(state.message for state in states.values() if state.status != "ok")
    with connect(DataFolder.of("grants").warehouse, read_only=True) as connection:
        rows = connection.execute(
            "select feed_id, rows_received, rows_accepted, rows_quarantined from ingest.batches"
        ).fetchall()
        told = connection.execute(
            "select feed_id, rule_id, fix from ingest.rule_results where outcome = 'violated' and severity = 'error'"
        ).fetchall()
    assert all(received == accepted + put_aside for _, received, accepted, put_aside in rows)
    assert len(rows) == len(files) - len(OTHER)
    assert all(fix for _, _, fix in told)
    # Grants to single people name no organisation: they do not come in.
    individuals = next(
        feed for feed, path in names.items() if path.stem == "RecipientIndWithoutToIndividualsDetails"
    )
    assert [row[2] for row in rows if row[0] == individuals] == [0]
    accepted = Counter({names[feed].stem: count for feed, _, count, _ in rows if count})
    assert accepted["dei_extension"] == 9
    # Days written 24/07/2014 are read where the feed says so; two of the four grants are there twice.
    assert accepted["fundingproviders-grants_fixed_2_grants"] == 2
