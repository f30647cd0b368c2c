"""What if: the same models on altered inputs, beside the figures as they are. A library; no dagster in here."""

from pipelines.scenarios.results import TABLES
from pipelines.scenarios.running import Outcome, ScenarioError, run_scenario

__all__ = ["TABLES", "Outcome", "ScenarioError", "run_scenario"]
