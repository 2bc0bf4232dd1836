"""Equivalence classes: elements with equal facts form a class, and a class shares one result."""
