"""Strong Kleene logic of the oracles: a truth value is `True`, `False` or `None` for unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Truth = bool | None


def all_of(values: Iterable[Truth]) -> Truth:
    """Strong Kleene `and`."""
    found = list(values)
    if any(value is False for value in found):
        return False
    return None if any(value is None for value in found) else True


def any_of(values: Iterable[Truth]) -> Truth:
    """Strong Kleene `or`."""
    found = list(values)
    if any(value is True for value in found):
        return True
    return None if any(value is None for value in found) else False


def negated(value: Truth) -> Truth:
    """Strong Kleene `not`."""
    return None if value is None else not value


def agreed(values: Iterable[Truth]) -> Truth:
    """What holds whichever of the cases is the real one."""
    found = set(values)
    return found.pop() if len(found) == 1 else None
