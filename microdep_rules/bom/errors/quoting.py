"""Wording of document values for diagnostics, such as "a list" for `[]`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from microdep_rules.messages.quoting import quoted

EXPECTED = {
    "country": "a country code",
    "date": "a date",
    "boolean": "`true` or `false`",
    "number": "a number",
    "amount": "a number",
    "index": "a number",
    "bound": "a number",
    "money_amount": "an amount of money",
    "percent": "a share in percent",
    "currency": "a currency code",
    "code": "a word",
    "id": "an id",
    "local_id": "an id",
    "prose": "text",
    "text": "text",
}
"""Expected value in words, for each definition of the schema."""


def kind_of(value: Any) -> str:
    """Return the type of a value in words, such as "a list".

    >>> kind_of(True), kind_of({}), kind_of(None)
    ('yes or no', 'a record', 'nothing')
    """
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes or no"
        case str():
            return "text"
        case int() | Decimal():
            return "a number"
        case list():
            return "a list"
        case _:
            return "a record"


def literal(value: Any) -> str:
    """Return a text, number or boolean in backticks.

    For other values, return the type in words, such as "a list".

    >>> literal(True), literal([1])
    ('`true`', 'a list')
    """
    match value:
        case bool():
            return "`true`" if value else "`false`"
        case str():
            return quoted(value)
        case int() | Decimal():
            return quoted(str(value))
        case _:
            return kind_of(value)
