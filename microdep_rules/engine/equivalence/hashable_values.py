"""Values of documents as something that can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Hashable


def freeze(value: Any) -> Hashable:
    """A value of a document as something that can be compared: numbers as they are written."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return ("{", *((key, freeze(held)) for key, held in value.items()))
    if isinstance(value, list):
        return ("[", *map(freeze, value))
    return (type(value).__name__, str(value))
