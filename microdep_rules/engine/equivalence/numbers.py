"""Integers in place of values, because integers are compared faster."""

from __future__ import annotations

from itertools import count
from typing import Any

_NEXT = count()


class NumberRegistry(dict[Any, int]):
    """Registry that gives each distinct value its own number."""

    def __missing__(self, value: Any) -> int:
        number = self[value] = next(_NEXT)
        return number
