"""Scenarios: possible future events in supply, law and lists, and their effects on products."""
