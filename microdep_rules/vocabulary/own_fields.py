"""Fields that a company defines.

In a document, these fields are under `ext` of a record; a pack declares their types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

HOLDER = "ext"
"""Field of a record that contains the fields that a company defines."""
PREFIX = f"{HOLDER}."
RECORDS = ("component", "material", "party", "contract")
"""Types of records that can have fields that a company defines."""
TRUTH = "true-or-false"
KINDS = ("number", "percent", "mass", "density", "money", "date", TRUTH, "country", "text")
"""Kinds of values of a field that a company defines, besides terms of a vocabulary."""


class OwnFieldKind(Struct, frozen=True):
    """Kind of the values of a field that a company defines, with the unit or the vocabulary."""

    kind: str
    detail: str = ""


def is_own(key: str) -> bool:
    """Return whether a key belongs to a field that a company defines.

    >>> is_own("ext.torque"), is_own("ext"), is_own("mass_g")
    (True, False, False)
    """
    return key.startswith(PREFIX)


def stated(data: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401 - any value in a document
    """Return the value of any field of a record, including fields in `ext`; `None` if the value is missing.

    >>> stated({"ext": {"torque": 2}}, "ext.torque"), stated({"mass_g": 5}, "mass_g")
    (2, 5)
    """
    if not is_own(key):
        return data.get(key)
    held = data.get(HOLDER)
    return held.get(key.removeprefix(PREFIX)) if isinstance(held, dict) else None


def path_to(key: str) -> tuple[str, ...]:
    """Return the keys that lead to the value of a field.

    >>> path_to("ext.torque"), path_to("mass_g")
    (('ext', 'torque'), ('mass_g',))
    """
    return (HOLDER, key.removeprefix(PREFIX)) if is_own(key) else (key,)


def unit_of(text: str) -> str:
    """Return a unit in the form for comparison: `N·m`, `N*m` and `Nm` are equal, `mN·m` is different.

    >>> unit_of("N·m") == unit_of("N m") == unit_of("Nm"), unit_of("mN·m")
    (True, 'mNm')
    """
    return "".join(sign for sign in text if sign not in "\u00b7\u22c5\u00d7*. \u00a0")
