"""Whether a component says nothing but plain facts that have been looked at before.

What is wrong with a document is found by walking over every value of it. In a large one the same few words
stand over and over: where a component has only fields that stand for themselves, and only words that were
found sound in them, there is nothing to find.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from microdep_rules.bom.pieces import LARGEST

FREE = frozenset({"id", "name", "mpn", "hs_code", "eccn", "notes"})
"""Fields that may say anything."""
WORDS = frozenset(
    {
        "kind",
        "function",
        "class",
        "manufacturer",
        "supplier",
        "origin",
        "place_of_manufacture",
        "product_technology",
    }
)
NUMBERS = frozenset({"restriction_index", "mass_g", "quantity"})
FLAGS = frozenset({"cots", "modified_before_acceptance", "electronic_device", "incorporated"})
OF_A_STAGE = frozenset({"stage", "substance", "country", "party", "site", "date", "input_origin"})
OF_A_PRICE = frozenset({"currency", "kind", "date", "incoterm"})
AMOUNTS = frozenset({int, Decimal})


class Seen:
    """The words that were found sound, by the field they stand in."""

    def __init__(self) -> None:
        self.words: set[tuple[str, object]] = set()

    def plain(self, component: dict[str, Any]) -> int:
        """How many keys it has, with those of what is in it, if all of it was found sound before; else 0."""
        words = self.words
        keys = len(component)
        for key, value in component.items():
            kind = value.__class__
            if kind is str:
                if key not in FREE and (key, value) not in words:
                    return 0
            elif kind is Decimal or kind is int:
                if key not in NUMBERS or not -LARGEST < value < LARGEST:
                    return 0
            elif kind is bool:
                if key not in FLAGS:
                    return 0
            elif key == "stages":
                for stage in value:
                    keys += len(stage)
                    for name, word in stage.items():
                        if word.__class__ is not str or ("stage." + name, word) not in words:
                            return 0
            elif key == "unit_cost":
                keys += len(value)
                for name, word in value.items():
                    if name != "amount" and (
                        word.__class__ is not str or ("price." + name, word) not in words
                    ):
                        return 0
                if value.get("amount").__class__ not in AMOUNTS:
                    return 0
            elif key != "complete" or (key, tuple(map(str, value))) not in words:
                return 0
        return keys

    def add(self, component: dict[str, Any]) -> None:
        """The words of a component in which nothing is wrong."""
        self._add("", WORDS, component)
        for each in component.get("stages", ()):
            self._add("stage.", OF_A_STAGE, each)
        if isinstance(component.get("unit_cost"), dict):
            self._add("price.", OF_A_PRICE, component["unit_cost"])
        said = component.get("complete", ())
        # Of a part that tells all its materials it matters what else it says.
        if all(isinstance(each, str) for each in said) and "materials" not in said:
            self.words.add(("complete", tuple(said)))

    def _add(self, prefix: str, known: frozenset[str], record: dict[str, Any]) -> None:
        told = ((key, value) for key, value in record.items() if key in known and isinstance(value, str))
        self.words.update((prefix + key, value) for key, value in told)
