"""Assets of continuous communication: the scorecard of each partner, and the table of what was made for whom.

Both stand behind the current release. Nothing is sent; files stand ready in the outbox.
"""

from collections.abc import Iterator

import dagster as dg

from pipelines.communication import DELIVERIES_SCHEMA, DeliveryLedger, deliver, due_partners
from pipelines.communication.answers import answers
from pipelines.initiative import Initiative
from pipelines.initiative.models.partner import Partner
from pipelines.lineage import asset_key, is_selected, spec, table_key
from pipelines.paths import DataFolder
from pipelines.progress import progress
from pipelines.release.publishing import current_release
from pipelines.retries import WAREHOUSE_RETRIES
from pipelines.warehouse import connect, write_table

WRITTEN = "written"
MADE = "made_as_planned"
_PARTS = (
    ("results", "section", "own published figures beside the range of the other partners"),
    ("reports", "section", "reports due and received"),
    ("rows", "section", "rows received, accepted and rejected, and the open entries of the fix list"),
    ("burden", "section", "minutes a year that the partner's answers cost it"),
    ("changes", "section", "what is different from the release before"),
)
_WORDS = {
    "status": "made (new to its receiver), unchanged, not_due, nothing_to_send, or not_made",
    "made_on": "The day since which the receiver has these files.",
    "fix_list_answered": "answered, partly, not_yet, or nothing_asked",
    "fix_list_sent_again": "Entries that are still open although newer data came.",
}


def delivery_assets(initiative: Initiative) -> list[dg.AssetsDefinition]:
    """The scorecards, and the table of deliveries that follows everything that is delivered."""
    return [_scorecards(initiative), _deliveries(initiative)]


def _scorecards(initiative: Initiative) -> dg.AssetsDefinition:
    name = initiative.name
    partners = {partner.partner: partner for partner in initiative.partners}
    specs = [_scorecard(initiative, partner) for partner in partners.values()]
    words = "The partner's scorecard is up to date, or not due by the communication plan."
    checks = [dg.AssetCheckSpec(WRITTEN, asset=about.key, description=words) for about in specs]

    @dg.multi_asset(name=f"{name}__scorecards", specs=specs, check_specs=checks, can_subset=True)
    def write_scorecards(
        context: dg.AssetExecutionContext,
    ) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        from pipelines.scorecards import sweep_scorecards

        data = DataFolder.of(initiative.name)
        sweep_scorecards(data.outbox, partners)
        due = due_partners(initiative, DeliveryLedger(data.deliveries), "scorecard", initiative.as_of)
        wanted = {key.path[2] for key in context.selected_asset_keys}
        for partner in (partner for partner in partners if partner in wanted):
            for event in _written(initiative, data, partner, is_due=partner in due):
                if is_selected(context, event):
                    yield event

    return write_scorecards


def _scorecard(initiative: Initiative, partner: Partner) -> dg.AssetSpec:
    name = initiative.name
    return spec(
        asset_key(name, "scorecards", partner.partner),
        f"The page for {partner.name} alone: own results beside the peers' range, reports, rows, burden, what changed.",
        deps=[asset_key(name, "release", "current"), table_key(name, "agenda", "communication_plan")],
        kinds={"html"},
        owners=[f"team:{partner.partner}"],
        columns=_PARTS,
    )


def _written(
    initiative: Initiative, data: DataFolder, partner: str, *, is_due: bool
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """One partner's trouble stays its own; what stands on its page stays there."""
    from pipelines.scorecards import earlier_release, write_scorecard

    key, failed, figures = asset_key(initiative.name, "scorecards", partner), "", 0
    release = current_release(data)
    if is_due and release is None:
        failed = "there is no release"
    elif is_due and release is not None:
        try:
            before = earlier_release(data.releases, release)
            figures = len(write_scorecard(release, data.outbox, partner, before).results)
        except Exception as error:
            # The text of an unknown error may quote a cell, so only its type is kept.
            failed = type(error).__name__
            progress.warning("%s: the scorecard could not be written (%s)", partner, failed)
    yield dg.MaterializeResult(asset_key=key, metadata={"dagster/row_count": figures, "due": is_due})
    yield dg.AssetCheckResult(
        asset_key=key,
        check_name=WRITTEN,
        passed=not failed,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"failed": failed} if failed else {},
    )


def _deliveries(initiative: Initiative) -> dg.AssetsDefinition:
    name = initiative.name
    partners = [partner.partner for partner in initiative.partners]
    with_feeds = [partner.partner for partner in initiative.partners if partner.feeds]
    about = spec(
        asset_key(name, "communication", "deliveries"),
        "What was made for whom, held against the communication plan, and whether fix lists were answered.",
        deps=[
            table_key(name, "agenda", "communication_plan"),
            asset_key(name, "release", "current"),
            asset_key(name, "data_quality", "rejection_history"),
            *(asset_key(name, "kits", partner) for partner in partners),
            *(asset_key(name, "fix_lists", partner) for partner in with_feeds),
            *(asset_key(name, "scorecards", partner) for partner in partners),
        ],
        columns=[(column, kind, _WORDS.get(column, "")) for column, kind in DELIVERIES_SCHEMA.items()],
    )
    words = "Everything that the communication plan asks for was made."
    check = dg.AssetCheckSpec(MADE, asset=about.key, description=words)

    @dg.multi_asset(
        name=f"{name}__deliveries", specs=[about], check_specs=[check], retry_policy=WAREHOUSE_RETRIES
    )
    def deliveries() -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        data = DataFolder.of(initiative.name)
        with connect(data.warehouse) as connection:
            answered = answers(connection, partners)
            rows = deliver(initiative, data, current_release(data), answered, initiative.as_of)
            count = write_table(connection, "communication", "deliveries", DELIVERIES_SCHEMA, rows)
        made = sum(row["status"] == "made" for row in rows)
        missing = sorted({row["delivery_id"] for row in rows if row["status"] == "not_made"})
        waiting = sorted(partner for partner, answer in answered.items() if answer.state == "not_yet")
        progress.info("deliveries: %d new, %d partners with an unanswered fix list", made, len(waiting))
        yield dg.MaterializeResult(
            asset_key=about.key,
            metadata={"dagster/row_count": count, "new": made, "fix list not answered": waiting},
        )
        yield dg.AssetCheckResult(
            asset_key=about.key,
            check_name=MADE,
            passed=not missing,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"not made": missing},
        )

    return deliveries
