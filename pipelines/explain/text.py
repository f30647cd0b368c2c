"""An explanation in words for the terminal. Not here: what is explained (reading.py) and the report's page."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.explain.explanation import Explanation

# Reasons of dbt's model metric_row_counts in words.
REASONS = {
    "counted": "counted",
    "condition_not_met": "left out: the row does not meet the definition's condition",
    "sub_program_not_selected": "left out: the sub-program did not select this metric",
}
STATUS = {
    "published": "published",
    "suppressed": "hidden to protect people",
    "not_published": "no figure: no partner gave one, or one exact figure cannot be told",
}


def as_text(explanation: Explanation) -> str:
    """The whole explanation, section by section, SQL last."""
    return "\n".join(_lines(explanation)) + "\n"


def _lines(told: Explanation) -> Iterator[str]:
    metric = told.metric
    custom = ", a custom metric" if metric.is_custom else ""
    yield f"{metric.name} ({told.place.metric_id}, version {metric.version}{custom}), release {told.release}"
    yield ", ".join(f"{name.removesuffix('_id')} {value}" for name, value in vars(told.place).items())
    yield ""
    yield from _figure(told)
    yield ""
    yield f"Definition: {metric.definition}"
    yield f"Type: {metric.metric_type}, counts {metric.counted}; parameters: {metric.parameters}"
    yield f"Source: {metric.source or 'not stated'}"
    yield ""
    yield "Rows (of the partner and sub-program, over all areas and groups):"
    for row in told.rows:
        rows = "hidden, few" if row.rows is None else f"{row.rows:,}"
        yield f"  {rows:>12}  {REASONS.get(row.reason, row.reason)}"
    if not told.rows:
        yield "  none: the figure comes from totals that partners gave"
    yield ""
    yield "Batches (partner, feed, batch, rows accepted of received, in quarantine, SHA-256 of the content):"
    for batch in told.batches:
        yield (
            f"  {batch.partner_id} {batch.feed_id} {batch.batch_id} {batch.rows_accepted:,} of "
            f"{batch.rows_received:,}, {batch.rows_quarantined:,}, {batch.content_sha256}"
        )
    yield ""
    yield "-- This SQL gives the figure in the folder of the release (duckdb, no other file needed):"
    yield told.sql
    yield ""
    yield "-- This SQL made it from what partners gave; it runs on the pipeline's warehouse, which holds people:"
    yield told.sql_of_rows


def _figure(told: Explanation) -> Iterator[str]:
    figure = told.figure
    yield f"Status: {STATUS[figure.status]}"
    if figure.status == "published":
        below = f" / {figure.denominator:,.2f}" if figure.denominator is not None else ""
        above = "not one exact number" if figure.numerator is None else f"{figure.numerator:,.2f}{below}"
        value = "" if figure.value is None else f" = {figure.value:,.4f}"
        yield f"Figure: {above}{value}"
        yield f"Bounds: {figure.lower:,.4f} to {figure.upper:,.4f}"
        yield f"People behind it: {'not counted' if figure.people is None else f'{figure.people:,}'}"
    share = "" if figure.coverage is None else f" ({figure.coverage:.0%})"
    yield f"Coverage: {figure.partners_reported} of {figure.partners_due} partners reported{share}"
