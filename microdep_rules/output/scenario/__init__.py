"""Effects of scenarios on products: data and text."""

from __future__ import annotations

from microdep_rules.output.scenario.run import Announced, DayRun, ProductRun, ScenarioRun

__all__ = ["Announced", "DayRun", "ProductRun", "ScenarioRun"]
