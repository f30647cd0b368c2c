"""What the lineage page shows of every asset, and the one direction of the data. Nothing here runs an asset."""

from __future__ import annotations

import re
from collections.abc import Iterable

import dagster as dg
import pytest

from pipelines.build import build_defs
from pipelines.dbt.manifest import models
from pipelines.initiative import Initiative, load_initiative
from pipelines.paths import INITIATIVES

INITIATIVE = "cradle_to_career"
CONDITIONS = {
    "common_agenda",
    "shared_measurement",
    "mutually_reinforcing_activities",
    "continuous_communication",
    "backbone_support",
}
# Data goes from a smaller number to a larger one, or stays within one.
LAYERS = {
    "agenda": 0,
    # Goes to the partners before anything comes in.
    "kits": 1,
    "landing": 1,
    "accepted": 2,
    "quarantine": 2,
    # Goes to the partners; nothing in the pipeline waits for it.
    "fix_lists": 3,
    "staging": 3,
    # What earlier runs expected.
    "ledger": 3,
    # What open answers are about: from accepted rows and people, to the release.
    "voices": 3,
    "intermediate": 4,
    "marts": 5,
    "metrics": 6,
    "data_quality": 7,
    # The step that makes a release current waits for its report, so both stand at the end.
    "release": 8,
    "report": 8,
    # Made from the release that is current, for partners; then what was made for whom.
    "scorecards": 9,
    "communication": 10,
}
Specs = dict[dg.AssetKey, dg.AssetSpec]


@pytest.fixture(scope="module")
def initiative() -> Initiative:
    return load_initiative(INITIATIVES / INITIATIVE)


@pytest.fixture(scope="module")
def defs() -> dg.Definitions:
    return build_defs(INITIATIVES / INITIATIVE)


@pytest.fixture(scope="module")
def specs(defs: dg.Definitions) -> Specs:
    return {spec.key: spec for spec in defs.resolve_all_asset_specs()}


def _names(keys: Iterable[dg.AssetKey]) -> list[str]:
    return sorted(key.to_user_string() for key in keys)


def test_every_key_begins_with_the_initiative_and_a_layer(specs: Specs) -> None:
    odd = [
        key for key in specs if len(key.path) < 3 or key.path[0] != INITIATIVE or key.path[1] not in LAYERS
    ]
    assert _names(odd) == []
    assert {key.path[1] for key in specs} == set(LAYERS)


def test_no_two_assets_share_a_key(defs: dg.Definitions) -> None:
    keys = [spec.key for part in defs.assets or () for spec in part.specs]  # type: ignore[union-attr]
    assert _names({key for key in keys if keys.count(key) > 1}) == []


def test_groups_are_the_five_conditions(specs: Specs) -> None:
    assert {spec.group_name for spec in specs.values()} == CONDITIONS


def test_every_asset_has_owners_and_kinds(specs: Specs) -> None:
    assert _names(key for key, spec in specs.items() if not spec.owners) == []
    assert _names(key for key, spec in specs.items() if not spec.kinds) == []


def test_the_owner_of_a_feed_is_its_partner(specs: Specs, initiative: Initiative) -> None:
    for partner, feed in initiative.feeds:
        for layer in ("landing", "accepted", "quarantine"):
            key = dg.AssetKey([INITIATIVE, layer, partner.partner, feed.id])
            assert list(specs[key].owners) == [f"team:{partner.partner}"]


def test_every_description_is_a_sentence(specs: Specs) -> None:
    sentence = re.compile(r"[A-Z]\S*( \S+){2,}\.", re.DOTALL)
    odd = [
        key
        for key, spec in specs.items()
        if not sentence.fullmatch(" ".join((spec.description or "").split()))
    ]
    assert _names(odd) == []


def test_every_table_has_a_column_schema(specs: Specs) -> None:
    tables = [key for key in specs if key.path[1] not in ("release", "report")]
    schemas = {key: specs[key].metadata.get("dagster/column_schema") for key in tables}
    bare = [
        k for k, schema in schemas.items() if not isinstance(schema, dg.TableSchema) or not schema.columns
    ]
    assert _names(bare) == []


def test_every_feed_has_its_three_places(specs: Specs, initiative: Initiative) -> None:
    wanted = {
        dg.AssetKey([INITIATIVE, layer, partner.partner, feed.id])
        for partner, feed in initiative.feeds
        for layer in ("landing", "accepted", "quarantine")
    }
    assert _names(wanted - set(specs)) == []
    assert _names({key for key in specs if len(key.path) == 4} - wanted) == []


def test_every_landing_has_a_freshness_policy(specs: Specs, initiative: Initiative) -> None:
    for partner, feed in initiative.feeds:
        policy = specs[dg.AssetKey([INITIATIVE, "landing", partner.partner, feed.id])].freshness_policy
        assert policy is not None, f"{partner.partner}/{feed.id} can be late and nobody would see it"


def test_every_dbt_model_is_an_asset(specs: Specs) -> None:
    wanted = {dg.AssetKey([INITIATIVE, model.layer, model.name]) for model in models()}
    assert wanted
    assert _names(wanted - set(specs)) == []


def test_every_dependency_exists(specs: Specs) -> None:
    dangling = {dep.asset_key for spec in specs.values() for dep in spec.deps} - set(specs)
    assert _names(dangling) == []


def test_data_goes_one_way(specs: Specs) -> None:
    back = [
        f"{spec.key.to_user_string()} reads {dep.asset_key.to_user_string()}"
        for spec in specs.values()
        for dep in spec.deps
        if LAYERS[dep.asset_key.path[1]] > LAYERS[spec.key.path[1]]
    ]
    assert sorted(back) == []


def test_what_the_backbone_writes_and_partners_send_leads_to_the_release(
    defs: dg.Definitions, specs: Specs
) -> None:
    release = dg.AssetSelection.assets(dg.AssetKey([INITIATIVE, "release", "current"]))
    upstream = release.upstream().resolve(defs.resolve_asset_graph())
    sources = {key for key in specs if key.path[1] in ("agenda", "landing")}
    assert _names(sources - upstream) == []
