"""Random crowds that differ in countries and words, and rules that look for these in lists.

Some are in modules that speak for what is in them, or in a product that contradicts the contract.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

LISTS = """
list covered of country
  from 2020-01-01 through 2026-12-31  CN RU   cites "a law"
  from 2027-01-01   CN RU IR   cites "a law"

list region of country
  CN-XJ US-CA   cites "a law"

list area of country
  EU   cites "a law"

list disputed of country
  IR KP   cites "a law"   contested "whether it is in force"

list makers of party
  "Red Works"   cites "a law"

list watched of function
  motor magnet   cites "a law"

list kinds of class
  semiconductor   cites "a law"
"""
CONDITIONS = (
    "component.origin is in covered",
    "component.origin is CN",
    "component.origin is not in (US, DE)",
    "component.origin is in region",
    "component.origin is in area",
    "component.origin is in disputed",
    "component.origin is component.place_of_manufacture",
    "component.place_of_manufacture is in covered",
    "component.made_in is in covered",
    "component.function is in watched",
    "component.class is in kinds",
    "component.class is in kinds and component.function is in watched",
    "component.manufacturer is in makers",
    "component.manufacturer.country is in covered",
    "any stage of component where stage.country is in covered",
    "every stage of component where stage is assembled has stage.country is in (US, JP)",
    "at least 2 stages of component where stage.country is in covered",
    "any stage of component where stage.country is component.origin",
    "largest share by country of stages of component where stage is assembled is more than 60 %",
    "stages of component are stated",
    "component.origin is stated",
    "stages of component are stated and component.origin is in covered",
    "any material of component where material.substance is Cu",
    "any material of component where content of Nd is more than 1 %",
    "any stage of component where stage is assembled and stage.country is in disputed",
)
WHEN = [each for each in CONDITIONS if "stated" not in each]
"""What is not stated may not keep a rule from applying."""
CONTRACT = ("contract.value is at most 100 USD", "contract.end_use is civil")
"""Conditions on the contract, which the product may contradict."""
SUBJECTS = (
    "every listed component",
    "every listed component where component.function is in watched",
    "every listed component where component.origin is not in covered",
    "every component of end-item at any tier",
)
COUNTRIES = ("CN", "RU", "IR", "KP", "US", "DE", "FR", "JP", "CN-XJ", "CN-GD", "US-CA", "EU")


def rules(chance: Random) -> str:
    """Ten rules."""
    found = [LISTS]
    for number, condition in enumerate(chance.sample(CONDITIONS, 10)):
        clause = "require" if "stated" in condition else chance.choice(("forbid", "require"))
        when = f"  when        {chance.choice([*WHEN, *CONTRACT])}\n" if chance.random() < 0.3 else ""
        subject = chance.choice(SUBJECTS)
        found.append(f"rule r{number}\n  applies to  {subject}\n{when}  {clause}      {condition}\n")
        if chance.random() < 0.2:
            found.append(
                f'exception e{number} to r{number}\n  cites "a law"\n  when component.cots is true\n'
            )
    return "\n".join(found)


def document(chance: Random) -> dict[str, Any]:
    """Components that differ in some fields alone, so that many are equal but for a country or a word."""
    countries = chance.sample(COUNTRIES, chance.choice((2, 3, 5)))
    varied = chance.sample(
        ("origin", "place_of_manufacture", "function", "class", "manufacturer", "stages"), 3
    )
    parts = [_part(chance, number, countries, varied) for number in range(30)]
    parties: list[dict[str, Any]] = [{"id": "red", "name": "Red Works"}, {"id": "blue", "name": "Blue Mill"}]
    if chance.random() < 0.4:
        parties[1]["country"] = chance.choice(countries)
    modules = [_module(chance, "m0", parts[:10]), _module(chance, "m1", parts[10:20])]
    modules = modules if chance.random() < 0.5 else []
    uses = [{"ref": each["id"]} for each in (*modules, *parts[20 if modules else 0 :])]
    product = {"id": "p", "name": "Product", "kind": "end_item", "children": uses, **_speaking(chance, 0.2)}
    if chance.random() < 0.2:
        product |= chance.choice(
            ({"designed_for": ["missile"]}, {"unit_cost": {"amount": 500, "currency": "USD"}})
        )
    head: dict[str, Any] = {"schema": "microdep-bom/1", "document": {"product": "p"}}
    if chance.random() < 0.3:
        head["context"] = {"value": {"amount": 50, "currency": "USD"}, "end_use": "civil"}
    return {**head, "parties": parties, "components": [product, *modules, *parts]}


def _module(chance: Random, id_: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
    uses = [{"ref": part["id"]} for part in parts]
    return {"id": id_, "name": f"Module {id_}", "children": uses, **_speaking(chance, 0.5)}


def _speaking(chance: Random, often: float) -> dict[str, Any]:
    """Statements for all that is in something."""
    if chance.random() >= often:
        return {}
    return chance.choice(({"claims": [f"e{chance.randrange(10)}"]}, {"free_of": ["Nd"]}))


def _part(chance: Random, number: int, countries: list[str], varied: list[str]) -> dict[str, Any]:
    def country() -> Any:
        drawn = chance.choice(countries)
        if chance.random() < 0.1:
            return chance.choice(({"one_of": [drawn, "VN"]}, {"value": drawn}))
        return drawn

    chosen: dict[str, Any] = {
        "origin": country(),
        "place_of_manufacture": country(),
        "function": chance.choice(("motor", "magnet", "camera", "radio", "memory")),
        "class": chance.choice(("resistor", "capacitor", "integrated-circuit", "electric-motor")),
        "manufacturer": chance.choice(("red", "blue")),
    }
    found: dict[str, Any] = {"id": f"c{number}", "name": f"Part {number}"}
    found |= {name: value for name, value in chosen.items() if name in varied and chance.random() < 0.8}
    if "stages" in varied and chance.random() < 0.9:
        found["stages"] = _stages(chance, country)
        found |= {"complete": ["stages"]} if found["stages"] and chance.random() < 0.7 else {}
    if chance.random() < 0.1:
        found["materials"] = [{"substance": chance.choice(("Cu", "steel"))}]
    if number and chance.random() < 0.05:
        found["inputs"] = [{"ref": "c0"}]
    return found


def _stages(chance: Random, country: Callable[[], Any]) -> list[dict[str, Any]]:
    names = ("assembled",) if chance.random() < 0.7 else ("assembled", "cast")
    stages = [{"stage": chance.choice(names), "country": country()} for _ in range(chance.randrange(4))]
    if stages and chance.random() < 0.7:
        stages = [{**stage, "stage": "assembled", "share": 100 // len(stages)} for stage in stages]
    elif stages and chance.random() < 0.1:
        del stages[0]["country"]
    return stages
