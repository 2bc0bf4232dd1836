"""Values of a fact, in all forms that a document may use."""

from __future__ import annotations

from typing import Any

_STATED = ("value", "country", "code")


def exact(raw: Any) -> Any:
    """Return the exact value of a fact; `None` if the fact is missing, has alternatives, or is unknown.

    >>> exact("CN"), exact({"value": "CN", "evidence": ["ev-1"]}), exact({"one_of": ["CN", "CN"]})
    ('CN', 'CN', 'CN')
    >>> exact({"one_of": ["CN", "TW"]}) is None
    True
    """
    if not isinstance(raw, dict):
        return raw
    stated = alternatives(raw)
    return stated[0] if stated and all(value == stated[0] for value in stated) else None


def alternatives(raw: Any) -> tuple[Any, ...]:
    """Return the possible values of a fact; empty for a missing or unknown fact, and for a range.

    >>> alternatives({"value": {"one_of": ["CN", "TW"]}})
    ('CN', 'TW')
    """
    if raw is None:
        return ()
    if not isinstance(raw, dict):
        return (raw,)
    for key in _STATED:
        if key in raw:
            return alternatives(raw[key])
    return tuple(raw.get("one_of", ()))


def reading(raw: Any) -> str:
    """Return the possible values of a fact in words.

    >>> reading({"one_of": ["NdFeB", "SmCo"]})
    'NdFeB or SmCo'
    """
    if isinstance(raw, str):
        return raw
    return " or ".join(str(alternative) for alternative in alternatives(raw))
