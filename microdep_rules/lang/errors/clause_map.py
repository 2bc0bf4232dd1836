"""Diagnostics of clause maps."""

from __future__ import annotations
