"""Small numbers for what is compared often."""

from __future__ import annotations

from itertools import count
from typing import Any

_NEXT = count()


class Numbers(dict[Any, int]):
    """Every different value, with its number; none is ever given twice, whoever gives it."""

    def __missing__(self, value: Any) -> int:
        number = self[value] = next(_NEXT)
        return number
