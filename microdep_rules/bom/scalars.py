"""Values of scalars without quotes, by a part of the core schema of YAML 1.2.

`NO`, `012` and `2027-01-01` are texts: `NO` means Norway. A decimal keeps all digits of the file. Numbers are
JSON numbers, and also `+5`, `.5` and `5.`. Octal and hexadecimal numbers are texts.
"""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

from microdep_rules.patterns import pattern

Scalar = str | int | Decimal | bool | None

MAX_DIGITS = 40
"""Maximum number of digits of a number.

No quantity or price has so many digits; longer numbers may be an attack.
"""

MAX_DEPTH = 64
"""Maximum depth of nested lists and records."""

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INTEGER = pattern(r"[-+]?(?:0|[1-9][0-9]*)")
_DECIMAL = pattern(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE]([-+]?[0-9]+))?")
_NOT_FINITE = pattern(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_NUMBER_STARTS = frozenset("+-.0123456789")


class Refusal(Enum):
    """Reason for refusing a scalar."""

    NOT_FINITE = "not finite"
    TOO_LONG = "too long"


def plain_scalar(text: str) -> Scalar | Refusal:
    """Return the value of a scalar without quotes, or the reason for refusing it.

    >>> plain_scalar("NO"), plain_scalar("012"), plain_scalar("0.80"), plain_scalar("~")
    ('NO', '012', Decimal('0.80'), None)
    >>> plain_scalar(".nan")
    <Refusal.NOT_FINITE: 'not finite'>
    """
    if text and text[0] in _NUMBER_STARTS:
        return _parse_number(text)
    if text in _NULL:
        return None
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    return Refusal.NOT_FINITE if _NOT_FINITE.fullmatch(text) else text


def number(text: str) -> int | Decimal | Refusal:
    """Return the exact value of a JSON number, or the reason for refusing it.

    >>> number("11.40"), number("1e400")
    (Decimal('11.40'), <Refusal.TOO_LONG: 'too long'>)
    """
    if len(text) > MAX_DIGITS and sum(map(str.isdigit, text)) > MAX_DIGITS:
        return Refusal.TOO_LONG
    if text.lstrip("+-").isdigit():
        return int(text)
    exponent = text.lower().partition("e")[2]
    # The length of the exponent is compared, because the integer of a huge exponent would fill the memory.
    if len(exponent.lstrip("+-").lstrip("0")) > len(str(MAX_DIGITS)):
        return Refusal.TOO_LONG
    value = Decimal(text)
    return value if -MAX_DIGITS <= value.adjusted() <= MAX_DIGITS else Refusal.TOO_LONG


def _parse_number(text: str) -> Scalar | Refusal:
    if _INTEGER.fullmatch(text) or _DECIMAL.fullmatch(text):
        return number(text)
    return Refusal.NOT_FINITE if _NOT_FINITE.fullmatch(text) else text
