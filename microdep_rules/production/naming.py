"""Names of the products at the top of a parts list, for sentences; a single product is `the product`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 3
THE_PRODUCT = "the product"


def all_of(names: Sequence[str]) -> str:
    """Return a subject for a sentence about all products of a parts list.

    >>> all_of(["Pump"]), all_of(["Pump", "Valve"])
    ('the product', 'Pump and Valve')
    """
    return _joined(names, "and", "{} more")


def one_of(names: Sequence[str]) -> str:
    """Return a subject for a sentence about any one product of a parts list.

    >>> one_of(["Pump"]), one_of(["Pump", "Valve"]), one_of(["A", "B", "C", "D", "E"])
    ('the product', 'Pump or Valve', 'A, B, C or one of 2 more')
    """
    return _joined(names, "or", "one of {} more")


def reaches(goal: str, names: Sequence[str] = (), *, on_each_day: bool = False) -> str:
    """Return the goal of a remedy in words, for the products of a parts list.

    `on_each_day` is true if the products must reach the goal on several days of a scenario.

    >>> reaches("viable"), reaches("viable", ["Pump", "Valve"]), reaches("pass")
    ('makes the product viable', 'makes Pump and Valve viable', 'makes the document pass')
    """
    days = " on each day of the scenario" if on_each_day else ""
    return (f"makes {all_of(names)} viable" if goal == "viable" else "makes the document pass") + days


def _joined(names: Sequence[str], word: str, more: str) -> str:
    if len(names) <= 1:
        return THE_PRODUCT
    if len(names) > MOST:
        return f"{', '.join(names[:MOST])} {word} {more.format(len(names) - MOST)}"
    return f"{', '.join(names[:-1])} {word} {names[-1]}"
