"""Places that several agencies list: merged into one, with the evidence kept. Knows nothing of Dagster or dbt."""

from pipelines.sites.tables import SITE_SCHEMAS, write_sites

__all__ = ["SITE_SCHEMAS", "write_sites"]
