"""Every feed of the sample, pulled by its real connector, landed and enforced: broken exactly as intended.

The long way round on purpose: files and servers in, counts per rule out.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from enforced_feeds import NO_WAITING, OF_THE_SERVER, Results, enforce_feeds, feed_options

from connectors import FeedFailure, pull
from expectations.contract import record_types
from pipelines.initiative import Initiative, load_initiative
from pipelines.sample.cradle.defects import (
    DOWN_FEED,
    DRIFTED_FEED,
    HELD_FEED,
    LATE_PARTNER,
    expected_rejections,
)
from pipelines.sample.cradle.generate import SAMPLE, identity_values
from pipelines.sample.stand_in import stand_in_for

pytestmark = pytest.mark.slow

# Landing counts the words of an answer itself, so what a partner sends can't break these.
COUNTED_AT_LANDING = {"answer_words.required", "answer_words.type", "answer_words.range"}


@pytest.fixture(scope="module")
def initiative() -> Initiative:
    return load_initiative(SAMPLE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sample")


@pytest.fixture(scope="module")
def results(initiative: Initiative, folder: Path) -> Results:
    """Each feed that can be pulled, enforced, with the manifest of its batch."""
    return enforce_feeds(initiative, folder, {DOWN_FEED})


def test_each_feed_breaks_exactly_the_rules_that_it_should(results: Results) -> None:
    broken = {
        place: {rule.rule_id: rule.violations for rule in enforced.results if rule.violations}
        for place, (enforced, _) in results.items()
    }
    assert {place: rules for place, rules in broken.items() if rules} == expected_rejections()


def test_every_rule_of_every_contract_is_broken_somewhere(initiative: Initiative, results: Results) -> None:
    record_type_of = {(partner.partner, feed.id): feed.record_type for partner, feed in initiative.feeds}
    for record_type in record_types():
        rules: set[str] = set()
        broken: set[str] = set()
        for place, (enforced, _) in results.items():
            if record_type_of[place] == record_type:
                rules |= {rule.rule_id for rule in enforced.results}
                broken |= {rule.rule_id for rule in enforced.results if rule.outcome == "violated"}
        assert rules - COUNTED_AT_LANDING == broken, record_type


def test_rows_received_are_rows_accepted_and_quarantined(results: Results) -> None:
    for place, (enforced, manifest) in results.items():
        assert (
            enforced.rows_received == manifest["rows"] == enforced.rows_accepted + enforced.rows_quarantined
        ), place


def test_only_the_feed_with_a_renamed_column_is_held(results: Results) -> None:
    assert [place for place, (enforced, _) in results.items() if enforced.is_held] == [HELD_FEED]
    enforced, manifest = results[HELD_FEED]
    assert enforced.columns_missing == {"service_date": ["Date"]}
    assert manifest["columns_unknown"] == ["Session day"]
    assert enforced.rows_accepted == 0


def test_an_extra_column_is_reported_and_holds_nothing(results: Results) -> None:
    enforced, manifest = results[DRIFTED_FEED]
    assert manifest["columns_unknown"] == ["WI-FI VOUCHER"]
    assert enforced.rows_accepted > 0


def test_no_other_feed_lacks_or_adds_a_column(results: Results) -> None:
    odd = {
        place
        for place, (_, manifest) in results.items()
        if manifest["columns_missing"] or set(manifest["columns_unknown"]) - OF_THE_SERVER
    }
    assert odd == {HELD_FEED, DRIFTED_FEED}


def test_the_feed_whose_server_is_down_fails_and_can_be_tried_again(initiative: Initiative) -> None:
    feed = next(feed for partner, feed in initiative.feeds if (partner.partner, feed.id) == DOWN_FEED)
    with stand_in_for(initiative.folder), pytest.raises(FeedFailure) as raised:
        pull(feed.connector, feed_options(feed), base_dir=initiative.folder, policy=NO_WAITING)
    assert raised.value.reason == "http_status"
    assert not raised.value.permanent


def test_the_late_partner_has_nothing_in_the_last_year(results: Results) -> None:
    enforced, _ = results[LATE_PARTNER, "services"]
    (latest,) = duckdb.sql(f"SELECT max(service_date) FROM '{enforced.accepted_path}'").fetchall()[0]
    assert latest.year == 2025
    assert latest.month <= 6


def test_no_name_and_no_birth_date_is_in_any_file_below_landing(results: Results, folder: Path) -> None:
    values = {value.casefold() for value in identity_values()}
    for path in folder.rglob("*.parquet"):
        rows = duckdb.sql(f"SELECT * FROM '{path}'").fetchall()
        found = {str(cell).casefold() for row in rows for cell in row} & values
        assert not found, f"{len(found)} identity values in {path.name}"
    for path in folder.rglob("*.json"):
        text = path.read_text(encoding="utf-8").casefold()
        assert not any(value in text for value in values), path.name
