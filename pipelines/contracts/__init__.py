"""Contracts as an initiative uses them: versions, overlays, agreements, differences, export. No dagster in here."""
