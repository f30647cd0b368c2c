"""Assets of the feeds: what was landed, accepted and put into quarantine, one of each for every feed.

All feeds are one step: they are pulled side by side, and one that fails leaves the others alone.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import dagster as dg

from expectations.contract import load_contract
from expectations.enforcement import accepted_columns
from pipelines.contracts.agreements import shared
from pipelines.ingest import FeedOutcome, ingest
from pipelines.initiative import Initiative
from pipelines.initiative.models.partner import Feed, Partner
from pipelines.lineage import asset_key, is_selected, spec, table_key
from pipelines.paths import DataFolder
from pipelines.sample.stand_in import stand_in_for

_DAYS_BETWEEN = {"week": 7, "month": 31, "quarter": 92, "school_year": 366, "calendar_year": 366}
PULLED, KNOWN_COLUMNS, MEETS_CONTRACT = "pulled", "known_columns", "meets_contract"
Event = dg.MaterializeResult | dg.AssetCheckResult | dg.AssetObservation


def feed_assets(initiative: Initiative) -> dg.AssetsDefinition:
    """Landing, accepted rows and quarantine of every feed, with their checks."""
    feeds = {(partner.partner, feed.id): (partner, feed) for partner, feed in initiative.feeds}
    specs = [item for partner, feed in feeds.values() for item in _specs(initiative, partner, feed)]
    checks = [item for partner, feed in feeds.values() for item in _check_specs(initiative, partner, feed)]

    @dg.multi_asset(name=f"{initiative.name}__feeds", specs=specs, check_specs=checks, can_subset=True)
    def pull_feeds(context: dg.AssetExecutionContext) -> Iterator[Event]:
        wanted = {(key.path[2], key.path[3]) for key in context.selected_asset_keys}
        chosen = [pair for name, pair in feeds.items() if name in wanted]
        with stand_in_for(initiative.folder):
            for outcome in ingest(initiative, DataFolder.of(initiative.name), chosen):
                for event in _events(initiative, outcome):
                    if isinstance(event, dg.AssetObservation):
                        context.log_event(event)
                    elif is_selected(context, event):
                        yield event

    return pull_feeds


def _specs(initiative: Initiative, partner: Partner, feed: Feed) -> list[dg.AssetSpec]:
    name, place = initiative.name, (partner.partner, feed.id)
    contract = load_contract(feed.record_type)
    accepted = [(column, kind, "") for column, kind in accepted_columns(feed.record_type)]
    landed = shared(partner, feed).mapping.partner_columns
    sent = [(column, "VARCHAR", "as the partner sent it") for column in landed]
    window = timedelta(days=_DAYS_BETWEEN[feed.cadence] + initiative.agenda.calendar.due_days)
    fresh = dg.FreshnessPolicy.time_window(fail_window=window, warn_window=window * 0.9)
    landing = asset_key(name, "landing", *place)
    title = f"{contract.title} rows of {partner.name}"
    owners = [f"team:{partner.partner}"]
    return [
        spec(
            landing,
            f"{title}, as they were pulled from its {feed.connector} feed. Names and birth dates are already tokens.",
            deps=[table_key(name, "agenda", "feeds")],
            kinds={feed.connector, "parquet"},
            owners=owners,
            columns=sent,
            freshness=fresh,
            skippable=True,
        ),
        spec(
            asset_key(name, "accepted", *place),
            f"{title} that met the contract: the batch in force.",
            deps=[landing],
            kinds={"greatexpectations", "parquet"},
            owners=owners,
            columns=accepted,
        ),
        spec(
            asset_key(name, "quarantine", *place),
            f"{title} that broke a rule of the contract, each with the rule. They go back to the partner to be mended.",
            deps=[landing],
            kinds={"greatexpectations", "parquet"},
            owners=owners,
            columns=[*accepted, ("rule_ids", "VARCHAR[]", "the rules that the row broke")],
        ),
    ]


def _check_specs(initiative: Initiative, partner: Partner, feed: Feed) -> list[dg.AssetCheckSpec]:
    place = (partner.partner, feed.id)
    landing, accepted = (asset_key(initiative.name, layer, *place) for layer in ("landing", "accepted"))
    return [
        dg.AssetCheckSpec(PULLED, asset=landing, description="The source answered and could be read."),
        dg.AssetCheckSpec(
            KNOWN_COLUMNS, asset=landing, description="The source has the columns that the mapping names."
        ),
        dg.AssetCheckSpec(
            MEETS_CONTRACT, asset=accepted, description="Every row met every rule of the contract."
        ),
    ]


def _events(initiative: Initiative, outcome: FeedOutcome) -> Iterator[Event]:
    """What the lineage page gets to see of one feed: counts, names of columns and rules, never values."""
    state, data = outcome.state, DataFolder.of(initiative.name)
    place = (state.partner, state.feed)
    landing, accepted, quarantine = (
        asset_key(initiative.name, layer, *place) for layer in ("landing", "accepted", "quarantine")
    )
    batch = outcome.batch
    if batch is not None:
        facts = {"dagster/row_count": batch.rows, "batch": batch.batch_id, "source": batch.manifest["source"]}
        if outcome.is_new:
            yield dg.MaterializeResult(
                asset_key=landing, metadata=facts, data_version=dg.DataVersion(batch.batch_id)
            )
        else:
            yield dg.AssetObservation(asset_key=landing, metadata={**facts, "nothing new": True})
    yield _pulled(landing, outcome)
    if batch is not None:
        yield _known_columns(landing, outcome)
    yield _accepted(accepted, outcome, data)
    rejected = outcome.verdict.rows_quarantined if outcome.verdict else 0
    yield dg.MaterializeResult(asset_key=quarantine, metadata={"dagster/row_count": rejected})
    if outcome.verdict is not None:
        yield _meets_contract(accepted, outcome)


def _pulled(key: dg.AssetKey, outcome: FeedOutcome) -> dg.AssetCheckResult:
    state = outcome.state
    metadata: dict[str, Any] = {"status": state.status}
    if state.message:
        metadata |= {"reason": state.reason, "message": state.message}
    return dg.AssetCheckResult(
        asset_key=key, check_name=PULLED, passed=state.status != "failed", severity=dg.AssetCheckSeverity.ERROR,
        metadata=metadata,
    )  # fmt: skip


def _known_columns(key: dg.AssetKey, outcome: FeedOutcome) -> dg.AssetCheckResult:
    assert outcome.batch is not None
    manifest = outcome.batch.manifest
    unknown, missing = list(manifest["columns_unknown"]), list(manifest["columns_missing"])
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=KNOWN_COLUMNS,
        passed=not missing,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "missing": missing,
            "not carried further": unknown,
            "left out by the agreement": list(manifest.get("columns_withheld", [])),
            "assumed": list(manifest["notes"]),
        },
    )


def _accepted(key: dg.AssetKey, outcome: FeedOutcome, data: DataFolder) -> dg.MaterializeResult:
    in_force = outcome.state.in_force
    rows = in_force.verdict(data).rows_accepted if in_force else 0
    return dg.MaterializeResult(
        asset_key=key,
        metadata={"dagster/row_count": rows, "stale": outcome.state.is_stale},
        data_version=dg.DataVersion(in_force.enforced if in_force else "none"),
    )


def _meets_contract(key: dg.AssetKey, outcome: FeedOutcome) -> dg.AssetCheckResult:
    assert outcome.verdict is not None
    records = [
        dg.TableRecord(
            {
                "rule": result.rule_id,
                "outcome": result.outcome,
                "rows": result.violations,
                "severity": result.severity,
                "fix": result.fix,
            }
        )
        for result in outcome.verdict.results
        if result.outcome != "met"
    ]
    errors = any(result.outcome == "violated" for result in outcome.verdict.results)
    metadata: dict[str, Any] = {"rows to quarantine": outcome.verdict.rows_quarantined}
    if records:
        metadata["rules not met"] = dg.MetadataValue.table(records)
    return dg.AssetCheckResult(
        asset_key=key, check_name=MEETS_CONTRACT, passed=not errors and not outcome.verdict.is_held,
        severity=dg.AssetCheckSeverity.WARN, metadata=metadata,
    )  # fmt: skip
