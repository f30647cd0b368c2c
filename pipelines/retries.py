"""The one retry policy of the steps. Connectors retry their own requests; a feed's failure is not a step's failure."""

from __future__ import annotations

import dagster as dg

# DuckDB admits one writer: somebody who looks into the pipeline's file for a moment must not cost a night.
WAREHOUSE_RETRIES = dg.RetryPolicy(max_retries=3, delay=10, backoff=dg.Backoff.EXPONENTIAL)
