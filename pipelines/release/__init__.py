"""A release: frozen, disclosure-safe, published in one step. A library; no dagster in here."""
