"""Scenarios: what may happen to supply, law and lists from a day on, and what that does to products."""
