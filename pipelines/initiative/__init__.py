"""The initiative folder: reading it, checking it, and the tables that follow from it. No dagster in here."""

from pipelines.initiative.initiative import Initiative
from pipelines.initiative.loading import load_initiative
from pipelines.initiative.problems import InitiativeError, Problem

__all__ = ["Initiative", "InitiativeError", "Problem", "load_initiative"]
