"""Scenarios: possible events in supply, law and lists from a day on, and their effect on products."""
