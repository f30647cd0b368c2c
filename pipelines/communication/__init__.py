"""Continuous communication: what the plan asks for, what was made for whom, and whether fix lists were answered.

Here: finding and writing down what stands ready. Not here: making it (kits, fix_lists, scorecards, report), sending it.
"""

from __future__ import annotations

from pipelines.communication.deliveries import DELIVERIES_SCHEMA, deliver, due_partners
from pipelines.communication.ledger import DeliveryLedger

__all__ = ["DELIVERIES_SCHEMA", "DeliveryLedger", "deliver", "due_partners"]
