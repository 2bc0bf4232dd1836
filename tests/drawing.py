"""What oracles and products are drawn with: the strategies of Hypothesis, each made once.

A strategy that is made anew for every draw is also validated and labelled anew, which takes
longer than to draw. What is drawn stays the same.
"""

from __future__ import annotations

from decimal import Decimal
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from hypothesis import strategies
from hypothesis.strategies import (
    DataObject,
    DrawFn,
    SearchStrategy,
    booleans,
    data,
    integers,
    lists,
    none,
    one_of,
    tuples,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

__all__ = (
    "DataObject",
    "DrawFn",
    "SearchStrategy",
    "booleans",
    "composite",
    "data",
    "integers",
    "just",
    "lists",
    "none",
    "one_of",
    "sampled_from",
    "tuples",
)

Given = ParamSpec("Given")
Made = TypeVar("Made")


def _made_once(make: Callable[Given, Made]) -> Callable[Given, Made]:
    """The same function, which makes one thing of what it was given before.

    What is given a list or a record makes a new one each time: a test may change what it has drawn.
    """
    kept: dict[Hashable, Made] = {}

    @wraps(make)
    def found(*given: Given.args, **named: Given.kwargs) -> Made:
        key = _exactly((*given, *sorted(named.items())))
        try:
            if key not in kept:
                kept[key] = make(*given, **named)
        except TypeError:  # it cannot be hashed
            return make(*given, **named)
        return kept[key]

    return found


def _exactly(value: Any) -> Hashable:
    """A key that tells apart what is equal in Python: `1` and `True`, `Decimal("1")` and `Decimal("1.0")`."""
    if isinstance(value, tuple):
        return tuple(map(_exactly, value))
    return (type(value), value.as_tuple() if isinstance(value, Decimal) else value)


just = _made_once(strategies.just)
sampled_from = _made_once(strategies.sampled_from)


def composite(draw: Callable[Concatenate[DrawFn, Given], Made]) -> Callable[Given, SearchStrategy[Made]]:
    """A strategy from a function that draws, as that of Hypothesis."""
    return _made_once(strategies.composite(draw))
