"""Running dbt in a process of its own and reading its artifacts. No dagster in here, and no import of dbt."""
