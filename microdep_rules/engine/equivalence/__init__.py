"""Equivalence classes: elements with equal facts form a class, and share one result."""
