"""Forecasts, frozen when they are made and scored later. A library; no dagster in here."""

from pipelines.forecasts.horizon import coming_periods
from pipelines.forecasts.ledger import LEDGER_SCHEMAS, Ledger, read_forecasts, write_ledger_tables

__all__ = ["LEDGER_SCHEMAS", "Ledger", "coming_periods", "read_forecasts", "write_ledger_tables"]
