"""Less known versions of a document: each fact that is forgotten leaves its true value possible.

So whoever fills in again what was forgotten gets the first document back. Facts that distinguish a record
from others (ids, names, references) stay; so do facts that qualify another (`share` of a stage entry and
its constituent, `basis`, the kind of a cost), whose absence says something.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.properties.chance import Chance
    from tests.properties.documents import Record

COUNTRIES = frozenset({"origin", "place_of_manufacture", "country", "place_of_use"})
WORDS = {
    "function": ("actuator", "motor", "sensor"),
    "class": ("passive", "capacitor"),
    "substance": ("rare-earth", "permanent-magnet-material"),
    "stage": ("melted", "processed", "manufactured"),
    "agency": ("federal", "DoD"),
    "material": ("rare-earth",),
}
"""Coded facts, with wider words that may be right for them."""

AMOUNTS = frozenset(
    {"restriction_index", "mass_g", "density", "recycled_share", "quantity", "specified_maximum", "staff"}
)
MOST = {"recycled_share": 100, "specified_maximum": 100, "restriction_index": 1}
TRUTHS = frozenset({"cots", "mission_critical", "importer", "appoints_officers", "effective_control"})
DATES = frozenset({"date", "award", "delivery", "from", "through"})
OTHERS = frozenset({"eccn", "manufacturer", "party", "supplier", "item", "kind", "value", "unit_cost"})
LISTS = frozenset(
    {"materials", "stages", "inputs", "children", "technology", "costs", "composition", "meets", "free_of"}
    | {
        "owners",
        "rights",
        "relations",
        "determinations",
        "others_below",
        "issued",
        "expires",
        "tier",
        "evidence",
    }
)
REQUIRED = {"stage": {"stage"}, "owner": {"party"}, "right": {"party"}, "relation": {"party"}}
READS_AS = {
    "children": "part",
    "unit_cost": "price",
    "materials": "material",
    "stages": "stage",
    "inputs": "input",
}
READS_AS |= {"determinations": "determination", "owners": "holds", "rights": "officer", "complete": "any"}
"""What stands in the rules for fields that they call otherwise."""

KEPT = {"evidence": {"kind", "type"}, "cost": {"kind", "date"}, "relation": {"kind"}, "document": {"id"}}
KEPT |= {"exchange_rate": {"from", "to", "date"}, "technology": {"kind"}}


@dataclass(frozen=True)
class Spot:
    """A field of a record of a document, by the way to it."""

    path: tuple[str | int, ...]
    record: str

    @property
    def field(self) -> str:
        """The last step of the way."""
        return str(self.path[-1])

    def holder(self, document: Record) -> Any:
        """The record that has the field."""
        found: Any = document
        for step in self.path[:-1]:
            found = found[step]
        return found


NESTED = {
    "components": "component",
    "materials": "material",
    "stages": "stage",
    "inputs": "input",
    "children": "usage",
    "technology": "technology",
    "costs": "cost",
    "composition": "content",
    "parties": "party",
    "owners": "owner",
    "rights": "right",
    "relations": "relation",
    "evidence": "evidence",
    "context": "contract",
    "company": "company",
    "document": "document",
    "determinations": "determination",
    "exchange_rates": "exchange_rate",
}


def spots(document: Record) -> list[Spot]:
    """Every field that can be forgotten."""
    return [each for each in _walk(document, (), "") if _forgettable(each, document)]


def _walk(value: Any, path: tuple[str | int, ...], record: str) -> Iterator[Spot]:
    if isinstance(value, dict):
        for key, held in value.items():
            if path:
                yield Spot((*path, key), record)
            nested = NESTED.get(key, record if key in {"value", "unit_cost"} else "")
            if nested and key not in {"value", "unit_cost"}:
                yield from _walk(held, (*path, key), nested)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            if isinstance(each, dict):
                yield from _walk(each, (*path, index), record)


def _forgettable(spot: Spot, document: Record) -> bool:
    name = spot.field
    if name in KEPT.get(spot.record, ()):
        return False
    known = {*COUNTRIES, *WORDS, *AMOUNTS, *TRUTHS, *DATES, *OTHERS, *LISTS, "complete"}
    if name == "substance" and spot.record == "stage":
        return False
    if name == "inputs":  # what a thing was made from has stages: to add it to closed ones is a correction
        return not spot.holder(document)[name]
    if name == "complete":
        return bool(spot.holder(document)[name])
    return name in known


def forget(chance: Chance, document: Record, rules: str) -> tuple[Record, list[Spot]]:
    """A copy that knows less, and what it no longer knows: a few kinds of fact, in some places each.

    Mostly such as the rules speak of, so that it matters.
    """
    found = deepcopy(document)
    forgotten: list[Spot] = []
    for _ in range(chance.number(1, 8)):
        known = spots(found)
        kinds = sorted({(each.record, each.field) for each in known})
        reported = [each for each in kinds if READS_AS.get(each[1], each[1]).split("_")[0] in rules]
        kind = chance.of(kinds if chance.once_in(6) or not reported else reported)
        for spot in [each for each in known if (each.record, each.field) == kind]:
            if (
                spot not in forgotten
                and not chance.once_in(4)
                and _there(spot, found)
                and _forget(chance, found, spot)
            ):
                forgotten.append(spot)
    return found, forgotten


def _there(spot: Spot, document: Record) -> bool:
    """Whether the field still stands where it stood."""
    try:
        return spot.field in spot.holder(document)
    except (KeyError, IndexError):
        return False


def _forget(chance: Chance, document: Record, spot: Spot) -> bool:
    holder, name = spot.holder(document), spot.field
    value = holder[name]
    if name == "complete":
        holder[name] = [each for each in value if each != chance.of(value)]
        return True
    if isinstance(value, list) and name in LISTS:
        return _open(chance, document, spot)
    if isinstance(value, dict) or name in REQUIRED.get(spot.record, ()):
        return _less(chance, holder, name, spot)
    if chance.once_in(2):
        del holder[name]
        return True
    return _less(chance, holder, name, spot)


def _open(chance: Chance, document: Record, spot: Spot) -> bool:
    """A list that no longer says all: without its last entry, or not there.

    The statement that it is complete goes with it: with no entries, it would say that there are none.
    """
    holder, name = spot.holder(document), spot.field
    above = document["components"][spot.path[1]] if spot.path[0] == "components" else holder
    # With its materials a component loses their stages and inputs, of which it says that they are all.
    lost = {name, "stages", "inputs"} if name == "materials" else {name}
    for each in (holder, above):  # a part speaks for the stages of its materials too
        if "complete" in each:
            each["complete"] = [word for word in each["complete"] if word not in lost]
    if len(holder[name]) > 1 and chance.once_in(2):
        holder[name] = holder[name][:-1]
    else:
        del holder[name]
    return True


def _less(chance: Chance, holder: Record, name: str, spot: Spot) -> bool:
    """The same fact, only partly known."""
    value = holder[name]
    if isinstance(value, dict):
        if "amount" in value and chance.once_in(2):
            value["amount"] = _range(chance, value["amount"])
        elif spot.record == "contract" or name in {"unit_cost", "origin"}:
            del holder[name]
        return True
    if name in COUNTRIES:
        return _place(chance, holder, name)
    if name in WORDS or (name == "kind" and spot.record in {"component", "determination"}):
        return _word(chance, holder, name)
    if name in AMOUNTS:
        holder[name] = _range(chance, value, MOST.get(name))
        return True
    if name in DATES and spot.record != "evidence":
        holder[name] = {"one_of": [value, "2026-12-31"]}
        return True
    if name in TRUTHS or name in {"manufacturer", "supplier", "eccn"}:
        holder[name] = {"unknown": True, "reason": "no answer"}
        return True
    return False


def _place(chance: Chance, holder: Record, name: str) -> bool:
    value = holder[name]
    wider = {"CN-XJ": "CN", "DE": "EU"}.get(value)
    other = chance.pick("CN", "US", "JP")
    holder[name] = wider if wider and chance.once_in(2) else {"one_of": [value, other]}
    return True


def _word(chance: Chance, holder: Record, name: str) -> bool:
    value = holder[name]
    wider = {
        "bldc-motor": "motor",
        "brushed-motor": "motor",
        "servo": "actuator",
        "camera": "sensor",
        "ceramic-capacitor": "passive",
        "NdFeB": "permanent-magnet-material",
        "SmCo": "permanent-magnet-material",
        "alloy_melted": "melted",
        "sintered": "processed",
        "bonded": "processed",
        "Navy": "DoD",
        "DoD": "federal",
    }.get(value)
    choice = chance.number(0, 2)
    # Two stages under one wide word would have shares of more than the whole.
    if choice == 0 and wider is not None and "share" not in holder:
        holder[name] = wider
    elif choice == 1:
        holder[name] = f"{value}-misspelt"
    else:
        holder[name] = {"one_of": [value, value if wider is None else wider]}
    return True


def _range(chance: Chance, value: Any, most: int | None = None) -> Any:
    number = Decimal(str(value))
    low, high = max(Decimal(0), number - chance.pick(0, 10)), number + chance.pick(10, 0)
    high = high if most is None else min(high, Decimal(most))
    return chance.pick(
        f"{low}..{high}", f"at least {low}", f"at most {high}", {"at_least": low, "at_most": high}
    )
