"""Places that several agencies list: merged into one, with the evidence kept. Knows nothing of Dagster or dbt."""
