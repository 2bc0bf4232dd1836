"""Documents of the oracles as text, and what all of them write alike."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.oracles.facts import Record


def json_text(value: Any) -> str:
    """A document as JSON, decimals written out exactly as they are."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {json_text(held)}" for key, held in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(json_text(held) for held in value) + "]"
    return f"{value:f}" if isinstance(value, Decimal) else json.dumps(value)


def usd(amount: str) -> Record:
    """An amount in US dollars."""
    return {"amount": amount, "currency": "USD"}
