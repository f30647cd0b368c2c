"""Every feed of pandemic relief, pulled by its real connector, landed and enforced: broken exactly as intended."""

from __future__ import annotations

import pytest
from enforced_feeds import OF_THE_SERVER, Results, enforce_feeds

from pipelines.initiative import Initiative, load_initiative
from pipelines.sample.relief.defects import DOWN_FEED, DRIFTED_FEED, HELD_FEED, expected_rejections
from pipelines.sample.relief.generate import SAMPLE

pytestmark = pytest.mark.slow

# The contracts of relief work; those that cradle to career delivers are seen at work there.
RELIEF = ("request", "stock", "capacity", "volunteering", "site")


@pytest.fixture(scope="module")
def initiative() -> Initiative:
    return load_initiative(SAMPLE)


@pytest.fixture(scope="module")
def results(initiative: Initiative, tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Each feed that can be pulled, enforced, with the manifest of its batch."""
    return enforce_feeds(initiative, tmp_path_factory.mktemp("relief"), {DOWN_FEED})


def test_each_feed_breaks_exactly_the_rules_that_it_should(results: Results) -> None:
    broken = {
        place: {rule.rule_id: rule.violations for rule in enforced.results if rule.violations}
        for place, (enforced, _) in results.items()
    }
    assert {place: rules for place, rules in broken.items() if rules} == expected_rejections()


def test_every_rule_of_the_contracts_of_relief_is_broken_somewhere(
    initiative: Initiative, results: Results
) -> None:
    record_type_of = {(partner.partner, feed.id): feed.record_type for partner, feed in initiative.feeds}
    rules: dict[str, set[str]] = {}
    broken: dict[str, set[str]] = {}
    for place, (enforced, _) in results.items():
        kind = record_type_of[place]
        rules.setdefault(kind, set()).update(rule.rule_id for rule in enforced.results)
        broken.setdefault(kind, set()).update(rule.rule_id for rule in enforced.results if rule.violations)
    assert {kind: rules[kind] - broken[kind] for kind in RELIEF} == {kind: set() for kind in RELIEF}


def test_only_the_feed_with_a_renamed_column_is_held(results: Results) -> None:
    assert [place for place, (enforced, _) in results.items() if enforced.is_held] == [HELD_FEED]


def test_only_one_feed_has_a_column_that_nobody_knows(results: Results) -> None:
    odd = {
        place
        for place, (_, manifest) in results.items()
        if manifest["columns_missing"] or set(manifest["columns_unknown"]) - OF_THE_SERVER
    }
    assert odd == {HELD_FEED, DRIFTED_FEED}
