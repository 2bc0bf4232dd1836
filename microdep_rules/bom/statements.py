"""Comparison of two statements of a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.amounts import bounds
from microdep_rules.bom.errors.quoting import literal
from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.vocabulary.countries import members
from microdep_rules.vocabulary.tariff import is_within, tariff_code
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.vocabulary.tariff import Code

NUMBERS = frozenset({"number", "percent", "mass", "density"})


def are_disjoint(first: Any, second: Any, type_: Mapping[str, Any]) -> bool:
    """Return whether two statements of a fact cannot both be true.

    >>> are_disjoint({"one_of": ["CN", "TW"]}, "CN", {"type": "country"})
    False
    >>> are_disjoint("JP", "CN", {"type": "country"}), are_disjoint("CN-NM", "CN", {"type": "country"})
    (True, False)
    >>> are_disjoint("8507.60", "85076000", {"type": "tariff-code"})
    False
    """
    kind = type_.get("type")
    if kind == "money":
        left, right = amount(first), amount(second)
        return left is not None and right is not None and left != right
    if kind in NUMBERS:
        left, right = bounds(first), bounds(second)
        return _is_less(left.high, right.low) or _is_less(right.high, left.low)
    if kind == "tariff-code":
        first_codes, second_codes = _codes(first), _codes(second)
        if first_codes and second_codes:
            return not any(
                is_within(left, right) is not False for left in first_codes for right in second_codes
            )
    stated, also = (_meanings(raw, type_.get("vocabulary", "")) for raw in (first, second))
    if kind == "country":
        return bool(stated and also) and not any(_overlap(left, right) for left in stated for right in also)
    return bool(stated and also) and not stated & also


def is_finer(first: Any, second: Any) -> bool:
    """Return whether the first place is inside the second place, such as a region inside a country.

    >>> is_finer("CN-NM", "CN"), is_finer("CN", "CN"), is_finer({"one_of": ["CN", "TW"]}, "CN")
    (True, False, False)
    """
    left, right = exact(first), exact(second)
    return isinstance(left, str) and isinstance(right, str) and left != right and _covers(right, left)


def is_more_precise(first: Any, second: Any, type_: Mapping[str, Any]) -> bool:
    """Return whether a statement is more precise than another statement that does not contradict it.

    >>> is_more_precise("JP", {"one_of": ["JP", "TW"]}, {"type": "country"})
    True
    >>> is_more_precise({"one_of": ["JP", "TW"]}, "JP", {"type": "country"})
    False
    """
    if amount(second) is not None:
        kind = type_.get("type")
        return (kind == "country" and is_finer(first, second)) or (
            kind == "tariff-code" and _is_subdivision(first, second)
        )
    first_values, second_values = alternatives(first), alternatives(second)
    return amount(first) is not None or (
        bool(first_values) and (not second_values or set(first_values) < set(second_values))
    )


def common_values(first: Any, second: Any) -> list[Any]:
    """Return the values that two statements with alternatives have in common.

    >>> common_values({"one_of": ["JP", "TW"]}, {"one_of": ["TW", "CN"]})
    ['TW']
    """
    if amount(first) is not None or amount(second) is not None:
        return []
    first_values = alternatives(first)
    return [alternative for alternative in alternatives(second) if alternative in first_values]


def _overlap(first: Any, second: Any) -> bool:
    return _covers(first, second) or _covers(second, first)


def _covers(wide: Any, narrow: Any) -> bool:
    """Return whether a country, region or area is equal to another one or contains it."""
    if wide == narrow or str(narrow).startswith(f"{wide}-"):
        return True
    return str(narrow).partition("-")[0] in (members(str(wide)) or ())


def amount(raw: Any) -> Any:
    """Return the exact value of a fact for comparison; `None` if the fact is not exact."""
    if isinstance(raw, dict) and "amount" in raw:
        number = bounds(raw["amount"]).exact
        return None if number is None else (number, raw["currency"])
    return exact(raw)


def stated(raw: Any) -> str:
    """Return a stated value as text for a message."""
    if isinstance(raw, dict) and "amount" in raw:
        return literal(f"{raw['amount']} {raw['currency']}")
    return " or ".join(literal(alternative) for alternative in alternatives(raw)) or literal(exact(raw))


def _meanings(raw: Any, vocabulary: str) -> set[Any]:
    """Return the possible values of a fact, with synonyms replaced by the standard word."""
    words = load_vocabularies().get(vocabulary)
    return {
        words.resolve(alternative) or alternative if words is not None else alternative
        for alternative in alternatives(raw)
    }


def _codes(raw: Any) -> list[Code]:
    """Return the possible tariff codes of a fact; empty if a code cannot be read."""
    scheme = str(raw.get("scheme", "")) if isinstance(raw, dict) else ""
    codes = [tariff_code(str(alternative), scheme) for alternative in alternatives(raw)]
    return [] if None in codes else [code for code in codes if code is not None]


def _is_subdivision(first: Any, second: Any) -> bool:
    """Return whether a tariff code is a subdivision of another tariff code."""
    first_codes, second_codes = _codes(first), _codes(second)
    if len(first_codes) != 1 or len(second_codes) != 1:
        return False
    return is_within(first_codes[0], second_codes[0]) is True and len(first_codes[0].digits) > len(
        second_codes[0].digits
    )


def _is_less(high: Any, low: Any) -> bool:
    return high is not None and low is not None and high < low
