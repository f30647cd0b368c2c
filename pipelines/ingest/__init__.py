"""From a partner's source to rows in force: pull, land, enforce, decide. A library; no dagster in here."""

from pipelines.ingest.pulling import PULLS_AT_ONCE, FeedOutcome, ingest
from pipelines.ingest.state import FeedState, Judged, read_states

__all__ = ["PULLS_AT_ONCE", "FeedOutcome", "FeedState", "Judged", "ingest", "read_states"]
