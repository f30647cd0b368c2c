"""The shared-measurement contracts and their enforcement. Knows nothing of Dagster or dbt."""
