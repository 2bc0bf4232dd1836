"""Diagnostics for clause maps, the files `clauses.csv` of packs."""

from __future__ import annotations
