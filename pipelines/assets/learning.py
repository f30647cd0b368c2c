"""Asset of the learning summary: sentences from the protected tables of the release that is being built."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from pipelines.initiative import Initiative
from pipelines.lineage import asset_key, spec
from pipelines.paths import DataFolder
from pipelines.progress import progress
from pipelines.release.publishing import being_built, building_folder

if TYPE_CHECKING:
    from pipelines.learning import Summary


def learning_assets(initiative: Initiative) -> dg.AssetsDefinition:
    """The summary of one release, as JSON with its facts and as text; in a model's words only where one is set."""
    name = initiative.name
    about = spec(
        asset_key(name, "report", "learning_summary"),
        "What improved, for whom, where not, what surprised and what nobody can say: sentences that carry their facts.",
        deps=[asset_key(name, "release", "tables")],
        kinds={"json"},
    )

    @dg.multi_asset(name=f"{name}__learning_summary", specs=[about])
    def learning_summary() -> dg.MaterializeResult:
        from pipelines.learning import as_json, as_text, released_themes, summarise

        data = DataFolder.of(initiative.name)
        folder = building_folder(data, being_built(data))
        warehouse = folder / "warehouse.duckdb"
        summary = summarise(warehouse, released_themes(warehouse))
        summary, words = _reworded(summary)
        place = folder / "report"
        place.mkdir(exist_ok=True)
        (place / "learning_summary.json").write_text(as_json(summary), encoding="utf-8")
        (place / "learning_summary.txt").write_text(as_text(summary), encoding="utf-8")
        progress.info(
            "learning summary: %d sentences from %d facts", len(summary.sentences), len(summary.facts)
        )
        count = len(summary.sentences)
        return dg.MaterializeResult(
            metadata={"dagster/row_count": count, "facts": len(summary.facts), **words}
        )

    return learning_summary


def _reworded(summary: Summary) -> tuple[Summary, dict[str, int | str]]:
    """The summary in a model's words where an endpoint is set, with counts of what passed and what did not."""
    from pipelines.learning import endpoint_from_environment, rephrased

    try:
        endpoint = endpoint_from_environment()
    except ValueError as error:
        # A release does not wait for a model that is set up badly.
        progress.warning("learning summary: no model was asked (%s)", error)
        return summary, {}
    if endpoint is None:
        return summary, {}
    done = rephrased(summary, endpoint)
    progress.info("learning summary: %d sentences reworded, %d kept", done.reworded, len(done.refused))
    return done.summary, {"model": done.model, "reworded": done.reworded, "kept": len(done.refused)}
