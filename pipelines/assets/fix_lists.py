"""Assets of the fix lists: for each partner, what goes back to it to be corrected.

All partners are one step. Nothing waits for it, and a list that cannot be written leaves the others alone.
"""

from collections.abc import Iterator

import dagster as dg

from pipelines.initiative import Initiative
from pipelines.initiative.models.partner import Partner
from pipelines.lineage import asset_key, is_selected, spec
from pipelines.paths import DataFolder
from pipelines.progress import progress

WRITTEN = "written"
_COLUMNS = (
    ("where", "VARCHAR", "the row of the partner's file, or its record"),
    ("column", "VARCHAR", "the partner's column"),
    ("how to correct it", "VARCHAR", "the rule and the fix, in words"),
    ("cell", "VARCHAR", "a link to the marked cell"),
)


def fix_list_assets(initiative: Initiative) -> dg.AssetsDefinition:
    """The fix lists of every partner that has feeds, each with a check that all of them were written."""
    partners = {partner.partner: partner for partner in initiative.partners if partner.feeds}
    specs = [_spec(initiative, partner) for partner in partners.values()]
    words = "Every feed with rejected rows has an up-to-date fix list."
    checks = [dg.AssetCheckSpec(WRITTEN, asset=about.key, description=words) for about in specs]

    @dg.multi_asset(name=f"{initiative.name}__fix_lists", specs=specs, check_specs=checks, can_subset=True)
    def return_to_sender(
        context: dg.AssetExecutionContext,
    ) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        # The library for workbooks loads slowly, and only this step needs it.
        from pipelines.fix_lists import sweep_outbox

        data = DataFolder.of(initiative.name)
        sweep_outbox(initiative, data)
        wanted = {key.path[2] for key in context.selected_asset_keys}
        for partner in (partner for name, partner in partners.items() if name in wanted):
            for event in _events(initiative, data, partner):
                if is_selected(context, event):
                    yield event

    return return_to_sender


def _spec(initiative: Initiative, partner: Partner) -> dg.AssetSpec:
    name = initiative.name
    return spec(
        asset_key(name, "fix_lists", partner.partner),
        f"Rejected rows of {partner.name} in its own files, marked, with the fix in words. They stand in the outbox.",
        deps=[asset_key(name, "quarantine", partner.partner, feed.id) for feed in partner.feeds],
        kinds={"excel"},
        owners=[f"team:{partner.partner}"],
        columns=_COLUMNS,
    )


def _events(
    initiative: Initiative, data: DataFolder, partner: Partner
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Counts, names of feeds and kinds of errors; what stands in a fix list stays there."""
    from pipelines.fix_lists import write_fix_lists

    key = asset_key(initiative.name, "fix_lists", partner.partner)
    written = write_fix_lists(initiative, data, partner)
    if written.feeds:
        progress.info("%s: %d rows go back to be corrected", partner.partner, written.rows)
    for feed, reason in written.failed.items():
        progress.warning("%s / %s: the fix list could not be written (%s)", partner.partner, feed, reason)
    yield dg.MaterializeResult(
        asset_key=key,
        metadata={"dagster/row_count": written.rows, "feeds": written.feeds, "files": written.files},
    )
    yield dg.AssetCheckResult(
        asset_key=key,
        check_name=WRITTEN,
        passed=not written.failed,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"feeds without a fix list": written.failed},
    )
