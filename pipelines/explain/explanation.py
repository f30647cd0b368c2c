"""What an explanation holds. Values only; reading them is in reading.py, wording in text.py and in the report."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.explain.place import Place


@dataclass(frozen=True)
class MetricEntry:
    """The definition that the figure was computed by; `parameters` is JSON text."""

    name: str
    version: int
    definition: str
    metric_type: str
    counted: str
    unit: str
    direction: str
    parameters: str
    source: str | None
    is_custom: bool


@dataclass(frozen=True)
class Figure:
    """The cell as released: every number is None unless `status` is published. Coverage is 0 to 1."""

    status: str
    numerator: float | None
    denominator: float | None
    value: float | None
    lower: float | None
    upper: float | None
    people: int | None
    partners_reported: int
    partners_due: int
    coverage: float | None


@dataclass(frozen=True)
class Batch:
    """One batch that the figure was made from, known by the hash of its content."""

    partner_id: str
    feed_id: str
    batch_id: str
    content_sha256: str
    rows_received: int
    rows_accepted: int
    rows_quarantined: int


@dataclass(frozen=True)
class RowCount:
    """Rows that were counted, or left out for a reason; `rows` is None where few people could be told from it."""

    reason: str
    rows: int | None


@dataclass(frozen=True)
class Explanation:
    """How one figure came about. `sql` runs in the release's folder, `sql_of_rows` on the pipeline's warehouse."""

    release: str
    place: Place
    metric: MetricEntry
    figure: Figure
    rows: tuple[RowCount, ...]
    batches: tuple[Batch, ...]
    sql: str
    sql_of_rows: str
