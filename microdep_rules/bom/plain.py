"""Whether a component says nothing but plain facts that have been looked at before.

What is wrong with a document is found by walking over every value of it. In a large one the same few words
stand over and over: where a component has only fields that stand for themselves, and only words that were
found sound in them, there is nothing to find. Numbers with a point were looked at when they were read.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from microdep_rules.bom import flags, named_places
from microdep_rules.bom.json_decoder import LARGEST
from microdep_rules.bom.own_words import are_contrary

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
NEVER_ZERO = frozenset({"mass_g", "quantity"})
"""Of which nothing is a contradiction."""
FLAGS = frozenset({"cots", "modified_before_acceptance", "electronic_device", "incorporated"})
OF_A_STAGE = frozenset({"stage", "substance", "country", "party", "site", "date", "input_origin", "basis"})
OF_A_PRICE = frozenset({"currency", "kind", "date", "incoterm"})
AMOUNTS = frozenset({int, Decimal})
SHARE_OF = ("share", "stage", "substance", "basis")
HASHED = frozenset({int, Decimal, str, type(None)})


Words = dict[str, "set[object] | None"]
"""What was found sound, by the field; nothing for a field that may say anything."""
NONE: frozenset[object] = frozenset()
Shares = tuple[tuple[Any, ...], ...]


class Seen:
    """The words that were found sound, by the field they stand in; those of stages and prices apart."""

    def __init__(self) -> None:
        self.words: Words = dict.fromkeys(FREE)
        self.of_stages: Words = {}
        self.of_prices: Words = {}
        self.shares: set[Shares] = set()
        """The shares of all stages of a part, which add up to no more than the whole."""
        self.places: set[tuple[Any, ...]] = set()
        """Countries, class, function and makers that a component states together, which may all be true."""

    def plain(self, component: dict[str, Any]) -> int:
        """How many keys it has, with those of what is in it, if all of it was found sound before; else 0."""
        words, of_stages = self.words, self.of_stages
        keys = len(component)
        for key, value in component.items():
            kind = value.__class__
            if kind is str:
                seen = words.get(key, NONE)
                if seen is not None and value not in seen:
                    return 0
            elif kind is Decimal or kind is int:
                if key not in NUMBERS or (not value and key in NEVER_ZERO):
                    return 0
                if kind is int and not -LARGEST < value < LARGEST:
                    return 0
            elif kind is bool:
                if key not in FLAGS:
                    return 0
            elif key == "stages":
                shared = False
                for stage in value:
                    keys += len(stage)
                    for name, word in stage.items():
                        seen = of_stages.get(name)
                        if seen is None or word.__class__ is not str or word not in seen:
                            if name != "share" or word.__class__ not in AMOUNTS:
                                return 0
                            shared = True
                if shared and _shares(value) not in self.shares:
                    return 0
            elif key == "unit_cost":
                keys += len(value)
                if not self._price(value):
                    return 0
            elif key != "complete" or not self._complete(value, component):
                return 0
        sound = _places(component) in self.places and _sort(component) in self.places
        sound = sound and _makers(component) in self.places
        sound = sound and not named_places.codes(component)
        return keys if sound and not are_contrary(component) and not flags.telling(component) else 0

    def _complete(self, said: Any, component: dict[str, Any]) -> bool:
        """Whether lists that are said to be complete were found sound; nothing is made by no stage."""
        sound = str(said) in (self.words.get("complete") or NONE)
        return sound and ("stages" not in said or bool(component.get("stages")))

    def _price(self, price: dict[str, Any]) -> bool:
        for key, value in price.items():
            kind = value.__class__
            if kind is str:
                if value not in (self.of_prices.get(key) or NONE):
                    return False
            elif (
                key != "amount"
                or not value
                or not (kind is Decimal or (kind is int and -LARGEST < value < LARGEST))
            ):
                return False
        return True

    def add(self, component: dict[str, Any]) -> None:
        """The words of a component in which nothing is wrong."""
        _add(self.words, component, WORDS)
        stages = component.get("stages", ())
        for each in stages:
            _add(self.of_stages, each, OF_A_STAGE)
        if all(value.__class__ in HASHED for each in _shares(stages) for value in each):
            self.shares.add(_shares(stages))
        for together in (_places(component), _sort(component), _makers(component)):
            if all(each.__class__ in HASHED for each in together):
                self.places.add(together)
        if isinstance(component.get("unit_cost"), dict):
            _add(self.of_prices, component["unit_cost"], OF_A_PRICE)
        said = component.get("complete", ())
        # Of a part that tells all its materials it matters what else it says.
        if all(isinstance(each, str) for each in said) and "materials" not in said:
            _put(self.words, "complete", str(said))


def _shares(stages: list[dict[str, Any]]) -> Shares:
    """What is added up: each share, and what it is a share of."""
    return tuple([tuple([each.get(name) for name in SHARE_OF]) for each in stages])


def _places(component: dict[str, Any]) -> tuple[Any, ...]:
    """What a component states that may contradict: where it is from, by every field, and what it is."""
    stages = component.get("stages", ())
    of_stages = [each.get(name) for each in stages for name in ("stage", "country", "site")]
    return (component.get("place_of_manufacture"), component.get("origin"), *of_stages)


def _sort(component: dict[str, Any]) -> tuple[Any, ...]:
    """What a component is, by both fields that state it."""
    return (component.get("class"), component.get("function"))


def _makers(component: dict[str, Any]) -> tuple[Any, ...]:
    """What a component states of who made it; two companies may contradict each other."""
    stages = component.get("stages", ())
    of_stages = [
        value
        for each in stages
        if "party" in each
        for value in (each.get("stage"), each["party"], each.get("share"))
    ]
    return (component.get("manufacturer"), component.get("function"), *of_stages) if of_stages else ()


def _add(words: Words, record: dict[str, Any], known: frozenset[str]) -> None:
    for key, value in record.items():
        if key in known and isinstance(value, str):
            _put(words, key, value)


def _put(words: Words, key: str, value: object) -> None:
    seen = words.setdefault(key, set())
    if seen is not None:
        seen.add(value)
