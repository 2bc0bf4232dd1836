"""Random crowds with costs and masses, and rules that add these up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from random import Random

LISTS = """
list friends of country
  US DE   cites "a law"

list makers of party
  "Red Works"   cites "a law"

list watched of function
  motor magnet   cites "a law"
"""
WHERE = (
    "component.origin is US",
    "component.origin is in friends",
    "component.origin is not in friends",
    "component.origin is in friends and component.function is in watched",
    "component.function is motor or component.class is resistor",
    "component.mass is more than 3 g",
    "component.manufacturer is in makers",
    "component.made_in is US",
    "(any stage of component where stage.country is CN)",
    'component.name is "Part 3"',
)
LISTED = (
    "children of end-item",
    "components of end-item at any tier",
    "children of children of end-item",
)
MEASURES = ("purchase-price", "purchase-price", "mass", "manufacturing-cost")
GROUPS = ("function", "class", "manufacturer")
BY = ("origin", "origin not in friends", "manufacturer", "class not in (resistor)")


def rules(chance: Random) -> str:
    """Ten rules about the product, each with a sum, a share, or the largest share of groups."""
    found = [LISTS]
    for number in range(10):
        counted = "\n  unknown counts as not matching" if chance.random() < 0.2 else ""
        when = "  when        contract.value is more than 100 USD\n" if chance.random() < 0.1 else ""
        clause = chance.choice(("forbid", "require"))
        found.append(
            f"rule r{number}\n  applies to  end-item\n{when}  {clause}  {_condition(chance)}{counted}\n"
        )
    return "\n".join(found)


def _condition(chance: Random) -> str:
    listed, measure, bound = chance.choice(LISTED), chance.choice(MEASURES), chance.choice((20, 50, 80))
    kind, where = chance.random(), chance.choice(WHERE)
    if kind < 0.5:
        return f"share by {measure} of {listed} where {where} is at least {bound} %"
    if kind < 0.6:
        unit = "g" if measure == "mass" else "USD"
        return f"{measure} of {listed} is at most {chance.choice((5, 60, 300))} {unit}"
    group, by = chance.choice(GROUPS), chance.choice(BY)
    some = f" where {where}" if chance.random() < 0.3 else ""
    return f"for each {group} of {listed}{some}: largest share by {measure} by {by} is at most {bound} %"


def document(chance: Random) -> dict[str, Any]:
    """Components that differ in their costs and in little else, in one product or in modules of it.

    In half of them all is known of each.
    """
    countries = chance.sample(("US", "DE", "CN", "TW"), 3)
    known = chance.choice((1.0, 1.0, 0.97, 0.9))
    parts = [_part(chance, number, countries, known) for number in range(30)]
    modules = chance.choice((0, 0, 3))
    assemblies = [_holder(chance, f"m{number}", parts[number::modules], known) for number in range(modules)]
    product = {**_holder(chance, "p", assemblies if modules else parts, known), "kind": "end_item"}
    if modules and chance.random() < 0.5:  # one is used in two places
        product["children"].append({"ref": "c0", "quantity": 2})
    head: dict[str, Any] = {"schema": "microdep-bom/1", "document": {"product": "p"}}
    if chance.random() < known:
        head["document"]["completeness"] = "complete"
    names = {"red": "Red Works", "rad": "Red Work", "blue": "Blue Mill", "green": "Green Mill"}
    parties = [{"id": id_, "name": name} for id_, name in names.items()]
    return {**head, "parties": parties, "components": [product, *assemblies, *parts]}


def _holder(chance: Random, id_: str, inside: list[dict[str, Any]], known: float) -> dict[str, Any]:
    uses = [{"ref": each["id"], **_quantity(chance, known)} for each in inside]
    holder: dict[str, Any] = {"id": id_, "name": f"Holder {id_}", "complete": ["children"], "children": uses}
    if chance.random() < 0.8:  # a few cost less than what is in them
        holder["unit_cost"] = {"amount": 1 if chance.random() < 0.1 else 10**9, "currency": "USD"}
    return holder


def _quantity(chance: Random, known: float) -> dict[str, Any]:
    if chance.random() < known:
        return {"quantity": chance.choice((1, 2, 12))}
    return chance.choice(({}, {"quantity": "1..3"}, {"quantity": {"unknown": True}}, {"quantity": 0}))


def _part(chance: Random, number: int, countries: list[str], known: float) -> dict[str, Any]:
    makers = ("red", "blue", "green") if known == 1 else ("red", "rad", "blue", "green")
    every: dict[str, Any] = {
        "origin": chance.choice(countries),
        "function": chance.choice(("motor", "magnet", "camera")),
        "class": chance.choice(("resistor", "capacitor")),
        "manufacturer": chance.choice(makers),
        "mass_g": chance.choice((1, 2.5, 7)),
    }
    found: dict[str, Any] = {"id": f"c{number}", "name": f"Part {number}"}
    found |= {name: value for name, value in every.items() if chance.random() < known}
    if chance.random() < 0.1:
        found["stages"] = [{"stage": "assembled", "country": found.get("origin", "US")}]
    if chance.random() >= known:
        found["origin"] = chance.choice(({"one_of": countries[:2]}, {"value": "US"}, {"unknown": True}))
    return found | ({"unit_cost": _money(chance)} if known == 1 else _costs(chance))


def _money(chance: Random) -> dict[str, Any]:
    currency = "USD" if chance.random() < 0.98 else "EUR"
    return {"amount": chance.choice((1, 2.25, 30, 0.001, 1234567.0078125)), "currency": currency}


def _costs(chance: Random) -> dict[str, Any]:
    """What a component is stated to cost in the ways in which that is stated."""
    drawn, money = chance.random(), _money(chance)
    if drawn < 0.4:
        return {"unit_cost": money}
    if drawn < 0.5:
        return {}
    if drawn < 0.6:
        return {"unit_cost": {**money, "amount": chance.choice(("1..3", "at least 2", 0, "at most 4"))}}
    if drawn < 0.7:
        return {"unit_cost": {**money, "kind": chance.choice(("purchase-price", "manufacturing", "landed"))}}
    kinds = chance.sample(("purchase-price", "manufacturing", "direct"), 2)
    others = [{"kind": kind, **_money(chance)} for kind in kinds]
    return {"costs": others, **({"unit_cost": {**money, "kind": "landed"}} if drawn > 0.9 else {})}
