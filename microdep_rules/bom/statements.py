"""Two statements of one fact: whether they can both be true, and which of them says more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.amounts import bounds
from microdep_rules.bom.errors.quoting import shown
from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Mapping

_NUMBERS = frozenset({"number", "percent", "mass", "density"})


def disjoint(one: Any, other: Any, type_: Mapping[str, Any]) -> bool:
    """Whether two statements of one fact cannot both be true.

    >>> disjoint({"one_of": ["CN", "TW"]}, "CN", {"type": "country"})
    False
    >>> disjoint("JP", "CN", {"type": "country"})
    True
    """
    kind = type_.get("type")
    if kind == "money":
        left, right = amount(one), amount(other)
        return left is not None and right is not None and left != right
    if kind in _NUMBERS:
        left, right = bounds(one), bounds(other)
        return _below(left.high, right.low) or _below(right.high, left.low)
    stated, also = (_meanings(raw, type_.get("vocabulary", "")) for raw in (one, other))
    return bool(stated and also) and not stated & also


def amount(raw: Any) -> Any:
    """What a fact states, in a form in which equal facts are equal; nothing when it is not exact."""
    if isinstance(raw, dict) and "amount" in raw:
        number = bounds(raw["amount"]).exact
        return None if number is None else (number, raw["currency"])
    return exact(raw)


def stated(raw: Any) -> str:
    """A statement as a message shows it."""
    if isinstance(raw, dict) and "amount" in raw:
        return shown(f"{raw['amount']} {raw['currency']}")
    return " or ".join(shown(each) for each in alternatives(raw)) or shown(exact(raw))


def _meanings(raw: Any, vocabulary: str) -> set[Any]:
    """What a fact may say, in whichever words it is written."""
    words = load_vocabularies().get(vocabulary)
    return {words.resolve(each) or each if words is not None else each for each in alternatives(raw)}


def _below(high: Any, low: Any) -> bool:
    return high is not None and low is not None and high < low
