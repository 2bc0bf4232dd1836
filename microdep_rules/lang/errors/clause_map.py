"""Diagnostics for clause maps."""

from __future__ import annotations
