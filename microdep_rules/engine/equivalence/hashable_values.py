"""Values of documents in a hashable form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Hashable


def freeze(value: Any) -> Hashable:
    """Return a value of a document in a hashable form; numbers keep their written form."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return ("{", *((key, freeze(entry)) for key, entry in value.items()))
    if isinstance(value, list):
        return ("[", *map(freeze, value))
    return (type(value).__name__, str(value))
