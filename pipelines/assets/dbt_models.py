"""Assets of the dbt project: one for every model, one check for every test, one `dbt build` for all of them.

When nothing has changed since the last build that led to a release, the step yields nothing and everything after it
is skipped.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg

from expectations.contract import record_types
from expectations.enforcement import accepted_columns
from pipelines.catalogue import countable_facts
from pipelines.dbt.invocation import NodeResult, run_dbt
from pipelines.dbt.manifest import Model, Test, models, tests
from pipelines.ingest import read_states
from pipelines.initiative import Initiative
from pipelines.initiative.drift import definition_entries
from pipelines.initiative.versions import metric_entries
from pipelines.lineage import asset_key, is_selected, spec, table_key
from pipelines.paths import DataFolder
from pipelines.progress import progress
from pipelines.release.identity import release_id
from pipelines.release.publishing import is_published, is_withdrawn, point_to
from pipelines.retries import WAREHOUSE_RETRIES
from pipelines.warehouse import connect, row_counts

RECONCILED = "rows_in_force_are_in_the_warehouse"


def dbt_assets(initiative: Initiative) -> dg.AssetsDefinition:
    """Every dbt model of the initiative as an asset."""
    specs = [_spec(initiative, model) for model in models()]
    # Outputs of a step that can be subset are optional: a night without news yields none of them.
    checks = [
        dg.AssetCheckSpec(
            _check_name(test), asset=asset_key(initiative.name, *test.model), description=test.description
        )
        for test in tests()
    ]

    @dg.multi_asset(
        name=f"{initiative.name}__dbt",
        specs=specs,
        check_specs=checks,
        can_subset=True,
        retry_policy=WAREHOUSE_RETRIES,
    )
    def dbt_build(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        data = DataFolder.of(initiative.name)
        release = release_id(initiative, read_states(initiative, data))
        if is_published(data, release):
            point_to(data, release)
            _complete_feed(initiative, data)
            stands = "was withdrawn" if is_withdrawn(data, release) else "stands"
            progress.info("nothing new: release %s %s", release, stands)
            context.log.info(f"nothing new since release {release}, which {stands}; nothing is built")
            return
        results = build(initiative, data)
        yield from (event for event in _events(initiative, data, results) if is_selected(context, event))
        _raise_on_failure(results, data)

    return dbt_build


def _complete_feed(initiative: Initiative, data: DataFolder) -> None:
    """A run killed right after it published left the feed behind, and no step after this one would mend it."""
    from pipelines.exports import write_feed

    write_feed(data, address=initiative.agenda.publication.address)


def dbt_variables(initiative: Initiative) -> dict[str, object]:
    """The dbt variables: the selected metrics and partners' other definitions of them, and columns of contracts."""
    columns = {
        kind: [name for name, _ in accepted_columns(kind) if name != "row_number"] for kind in record_types()
    }
    return {
        "metrics": metric_entries(initiative),
        "facts": countable_facts(),
        "definitions": definition_entries(initiative),
        "contract_columns": columns,
    }


def build(initiative: Initiative, data: DataFolder) -> list[NodeResult]:
    """One `dbt build` of the whole project; unit tests belong to the test suite, not to the night."""
    arguments = ["build", "--exclude", "resource_type:unit_test"]
    variables = dbt_variables(initiative)
    return run_dbt(
        arguments, target=data.dbt_target, warehouse=data.warehouse, variables=variables, on_event=_show_node
    )


def _show_node(event: dict[str, Any]) -> None:
    node = event.get("data", {}).get("node_info", {})
    if event.get("info", {}).get("name") == "NodeStart":
        progress.debug("dbt: %s", node.get("node_name", ""))


def reconciliation_check(initiative: Initiative) -> dg.AssetChecksDefinition:
    """A blocking check: what stands in the warehouse is what the batches in force brought."""

    @dg.asset_check(
        asset=asset_key(initiative.name, "data_quality", "reconciliation"),
        name=RECONCILED,
        blocking=True,
        description="For every feed, rows in the warehouse = rows accepted in the batch in force.",
    )
    def reconciled() -> dg.AssetCheckResult:
        with connect(DataFolder.of(initiative.name).warehouse, read_only=True) as connection:
            found = connection.execute(
                "SELECT partner_id || '/' || feed_id FROM data_quality.reconciliation "
                "WHERE is_reconciled IS NOT TRUE ORDER BY ALL"
            ).fetchall()
        names = [name for (name,) in found]
        return dg.AssetCheckResult(passed=not names, metadata={"feeds that do not add up": names})

    return reconciled


def _spec(initiative: Initiative, model: Model) -> dg.AssetSpec:
    return spec(
        asset_key(initiative.name, model.layer, model.name),
        model.description,
        deps=[table_key(initiative.name, *place) for place in model.upstream],
        kinds={"dbt", "duckdb"},
        columns=model.columns,
    )


def _check_name(test: Test) -> str:
    return re.sub(r"[^A-Za-z0-9_]", "_", test.name)


def _events(
    initiative: Initiative, data: DataFolder, results: Sequence[NodeResult]
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """One event a node, in the order in which dbt finished them."""
    nodes: list[Model | Test] = [*models(), *tests()]
    by_id = {node.unique_id: node for node in nodes}
    with connect(data.warehouse, read_only=True) as connection:
        counts = {layer: row_counts(connection, layer) for layer in {model.layer for model in models()}}
    for result in results:
        node = by_id.get(result.unique_id)
        if isinstance(node, Model) and result.succeeded:
            rows = counts[node.layer].get(node.name)
            metadata: dict[str, Any] = {"seconds": result.seconds}
            metadata |= {} if rows is None else {"dagster/row_count": rows}
            key = asset_key(initiative.name, node.layer, node.name)
            yield dg.MaterializeResult(asset_key=key, metadata=metadata)
        elif isinstance(node, Test) and result.status != "skipped":
            yield dg.AssetCheckResult(
                asset_key=asset_key(initiative.name, *node.model),
                check_name=_check_name(node),
                passed=result.status == "pass",
                severity=dg.AssetCheckSeverity.ERROR if node.is_blocking else dg.AssetCheckSeverity.WARN,
                metadata={"rows that failed": result.failures},
            )


def _raise_on_failure(results: Sequence[NodeResult], data: DataFolder) -> None:
    failed = [result for result in results if result.status in {"error", "fail"}]
    built = sum(result.unique_id.startswith("model.") and result.succeeded for result in results)
    passed = sum(result.unique_id.startswith("test.") and result.status == "pass" for result in results)
    progress.info("dbt: %d models built, %d tests passed, %d failed", built, passed, len(failed))
    if failed:
        names = ", ".join(result.unique_id for result in failed[:5])
        raise dg.Failure(
            f"dbt stopped at {names}; no release was made, the current one stands. See {data.dbt_target}/dbt.log",
            metadata={result.unique_id: result.message for result in failed},
            # The same rows would fail again; only a locked warehouse is worth another try.
            allow_retries=False,
        )
