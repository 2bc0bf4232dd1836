"""What scenarios do to products, as people and programs read it."""

from __future__ import annotations

from microdep_rules.output.scenario.run import DayRun, ProductRun, ScenarioRun, Told

__all__ = ["DayRun", "ProductRun", "ScenarioRun", "Told"]
