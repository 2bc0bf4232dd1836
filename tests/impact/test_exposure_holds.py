"""Whatever a document leaves out, the true share is within each interval: products whose truth is known."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import microdep_rules
from tests.each import tries

PLACES = ("CN", "JP", "US")
MEASURES = ("cost", "mass")
CLEAR, WORDED, HIDDEN = "clear", "worded", "hidden"
"""How a document states a fact: as it is, as one of several or a range, or not at all."""
telling = st.sampled_from([CLEAR, CLEAR, WORDED, HIDDEN])
parts = st.fixed_dictionaries(
    {
        "parent": st.integers(0, 3),
        "quantity": st.integers(1, 3),
        "origin": st.sampled_from(PLACES),
        "cost": st.integers(1, 9),
        "mass": st.integers(1, 9),
        "sintered": st.sampled_from([None, *PLACES]),
        "tell": st.fixed_dictionaries(
            dict.fromkeys(("quantity", "origin", "cost", "mass", "sintered"), telling)
        ),
        "lists_materials": st.booleans(),
    }
)
products = st.lists(parts, min_size=1, max_size=5)


def stated(number: int, how: str) -> Any:
    """A number as the document has it."""
    return number if how == CLEAR else {"at_least": max(1, number - 1), "at_most": number + 2}


def place_stated(place: str, how: str) -> Any:
    """A country as the document has it."""
    return place if how == CLEAR else {"one_of": [place, PLACES[PLACES.index(place) - 1]]}


def tree(product: list[dict[str, Any]]) -> tuple[list[list[int]], list[int]]:
    """The children of each part, and how many of each the whole product has; the first is the product."""
    children: list[list[int]] = [[] for _ in product]
    many = [1] * len(product)
    for number, part in enumerate(product[1:], 1):
        parent = min(part["parent"], number - 1)
        children[parent].append(number)
        many[number] = many[parent] * part["quantity"]
    return children, many


def owned(product: list[dict[str, Any]], children: list[list[int]], measure: str) -> list[int]:
    """What each part adds itself; an assembly of which a document states nothing adds nothing."""
    hidden = [
        bool(below) and part["tell"][measure] == HIDDEN for part, below in zip(product, children, strict=True)
    ]
    return [0 if none else part[measure] for part, none in zip(product, hidden, strict=True)]


def whole(number: int, product: list[dict[str, Any]], children: list[list[int]], own: list[int]) -> int:
    """What a part is with all that is in it."""
    many = (int(product[each]["quantity"]) for each in children[number])
    each_whole = (whole(each, product, children, own) for each in children[number])
    return own[number] + sum(one * number for one, number in zip(each_whole, many, strict=True))


def document(product: list[dict[str, Any]], children: list[list[int]]) -> dict[str, Any]:
    """What the document says of the product."""
    own = {measure: owned(product, children, measure) for measure in MEASURES}
    components = []
    for number, part in enumerate(product):
        tell = part["tell"]
        entry: dict[str, Any] = {"id": f"p{number}", "name": f"part {number}", "complete": ["children"]}
        if tell["origin"] != HIDDEN:
            entry["origin"] = place_stated(part["origin"], tell["origin"])
        if tell["cost"] != HIDDEN:
            amount = stated(whole(number, product, children, own["cost"]), tell["cost"])
            entry["unit_cost"] = {"amount": amount, "currency": "USD"}
        if tell["mass"] != HIDDEN:
            entry["mass_g"] = stated(whole(number, product, children, own["mass"]), tell["mass"])
        if children[number]:
            entry["children"] = [
                {"ref": f"p{each}"}
                if product[each]["tell"]["quantity"] == HIDDEN
                else {
                    "ref": f"p{each}",
                    "quantity": stated(product[each]["quantity"], product[each]["tell"]["quantity"]),
                }
                for each in children[number]
            ]
        materials = _materials(part)
        if materials is not None:
            entry["materials"] = materials
            entry["complete"].append("materials")
        components.append(entry)
    head = {"schema": "microdep-bom/1", "document": {"product": "p0", "completeness": "complete"}}
    return {**head, "components": components}


def _materials(part: dict[str, Any]) -> list[dict[str, Any]] | None:
    how = part["tell"]["sintered"]
    if part["sintered"] is None:
        return [] if part["lists_materials"] else None
    if how == HIDDEN:
        return None
    stage = {"stage": "sintered", "country": place_stated(part["sintered"], how)}
    return [{"substance": "NdFeB-sintered", "stages": [stage], "complete": ["stages"]}]


def within(share: dict[str, str] | None, true: Fraction) -> bool:
    return share is not None and Fraction(share["low"]) <= true <= Fraction(share["high"])


@settings(max_examples=tries(100), deadline=None)
@given(products)
def test_a_true_share_is_within_its_interval(product: list[dict[str, Any]]) -> None:
    children, many = tree(product)
    text = json.dumps(document(product, children)).encode()
    (found,) = microdep_rules.exposure(microdep_rules.load_bom(text))["documents"]
    tables = [("origin", found["origin"])]
    tables += [("sintered", each) for each in found["stages"] if each["stage"] == "sintered"]
    for measure in MEASURES:
        if not next(each["stated"] for each in found["measures"] if each["name"] == measure):
            continue
        amounts = [one * number for one, number in zip(owned(product, children, measure), many, strict=True)]
        for fact, table in tables:
            rows = {each["country"]: each[measure] for each in table["countries"]}
            for place in PLACES:
                mine = sum(a for a, part in zip(amounts, product, strict=True) if part[fact] == place)
                true = Fraction(mine, sum(amounts))
                if place in rows:
                    assert within(rows[place], true), (fact, place, measure)
                elif true:
                    assert true <= Fraction(table["unknown"][measure]["high"]), (fact, place, measure)
