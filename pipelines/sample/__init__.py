"""Makes the sample initiative's data and stands in for its servers. No dagster in here, and nothing real."""
