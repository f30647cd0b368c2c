"""Makes the sample initiatives' data and stands in for their servers. No dagster in here, and nothing real."""
