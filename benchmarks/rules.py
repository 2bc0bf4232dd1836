"""Simple rules for the benchmarks, in the forms that rules on sourcing usually have."""

from __future__ import annotations

HEAD = """pack bench version 1
  title     "Simple sourcing rules"
  authority "none"
  reviewed  2026-11-24

list covered of country
  from 2020-01-01  CN RU IR KP  cites "none"

list watched of function
  from 2020-01-01  motor battery  cites "none"

list makers of party
  from 2020-01-01  "red-works"  cites "none"

table limit
  from 2020-01-01  0.8  cites "none"

exception known-maker to {excepted}
  cites "none"
  when  component.class is resistor
"""
SHAPES = (
    "forbid component.origin is in covered",
    "forbid component.origin is {country} and component.restriction_index is more than 0.{digit}",
    "require component.origin is not {country} or component.cots is true or component.mass is less than 99 g",
    "forbid component.function is in watched and component.origin is in covered",
    "require component.restriction_index is at most 0.7{digit} or component.class is passive",
    "forbid component.class is capacitor and component.place_of_manufacture is in (CN, RU)",
    "forbid any stage of component where stage is assembled and stage.country is in covered",
    "require component.restriction_index is less than limit or {stages}",
    "forbid component.manufacturer is in makers and not component.cots is true",
    "forbid component.restriction_index is more than limit and component.place_of_manufacture is in covered",
)
STAGES = "every stage of component where stage is assembled has stage.country is not in covered"
COUNTRIES = ("CN", "RU", "IR", "KP")


def text(rules: int) -> str:
    """Return the text of a pack with `rules` rules."""
    names = [f"rule-{number}" for number in range(rules)]
    parts = [HEAD.format(excepted=", ".join(names[::5]))]
    for number, name in enumerate(names):
        shape = SHAPES[number % len(SHAPES)]
        country = COUNTRIES[number % len(COUNTRIES)]
        clause = shape.format(country=country, digit=5 + number % 5, stages=STAGES)
        parts.append(
            f'rule {name}\n  title "{name}"\n  severity prohibit\n  cites "none"\n  in force by check date\n'
            f"  applies to every listed component\n  {clause}\n\n"
            f'example not_applicable of {name} "nothing"\n  expect not_applicable\n'
        )
    return "\n".join(parts)
