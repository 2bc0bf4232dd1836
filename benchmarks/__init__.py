"""Benchmarks of microdep: each one compares two programs in one run, so that the result is a ratio."""
