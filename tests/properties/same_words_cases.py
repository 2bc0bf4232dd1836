"""Crowds of which ids, names, places or lists are such that what is said of one is easily put in the wrong words."""

from __future__ import annotations

from typing import Any

from tests.properties.near_equal import MAKERS, ONE, Case, also_in, put, use
from tests.properties.unlike_cases import BY_LISTED, COVERED, PAIR, PAPER, forbid, rule_of


def rename(document: dict[str, Any], names: dict[str, str]) -> None:
    for each in document["components"]:
        each["id"] = names.get(each["id"], each["id"])
        for used in each.get("children", ()):
            used["ref"] = names.get(used["ref"], used["ref"])


MESSAGE = rule_of('forbid component.origin is CN\n  message "{component.mpn} is from {component.origin}"')
BANNED = """
list banned of country
  from 2026-01-01 before 2026-10-01   RU      cites "a law"
  from 2026-10-01 before 2027-03-01   RU CN   cites "a law"
  from 2027-03-01                     RU      cites "a law"
define chinese = children of end-item where component.origin is in banned
rule each
  applies to every listed component
  forbid     component.origin is in banned
rule first
  applies to end-item
  forbid     count of chinese is at least 1
rule seven
  applies to end-item
  forbid     count of chinese is at least 7
"""
ALLOWED = """
define allowed for component
  cites "a law"
  any of
    (-) any determination of contract where determination.kind is class-nonavailability
rule each
  applies to every material at any tier
  forbid     component is allowed
rule counted
  applies to every material at any tier
  forbid     count of children of end-item where component is allowed is at least 3
"""
COUNTING = """
define leaden = children of end-item
  where (share by mass of materials of component where material.substance is Pb is at most 60 %)
rule first
  applies to end-item
  forbid     count of leaden is at least 1
rule second
  applies to end-item
  unknown counts as not matching
  forbid     count of leaden is at least 1
"""
MILESTONES = """
define foreign = children of end-item
  where (any material of component where (any stage of material where stage.country is CN))
rule first
  applies to end-item
  forbid     count of foreign is at least 1
rule second
  applies to end-item
  accounts for melted
  forbid     count of foreign is at least 1
"""
SAME_WORDS: dict[str, Case] = {
    "names that hold one another": Case(
        MESSAGE, {"id": "{n}", "mpn": "X-{n}", "origin": "CN"}, put("5", mpn="X-77")
    ),
    "names that hold one another but for capitals": Case(
        MESSAGE, {"id": "x-{n}", "mpn": "X-{n}", "origin": "CN"}, put("x-5", mpn="X-77")
    ),
    "ids that come in another order": Case(
        rule_of("require any component of component at any tier where component.origin is US"),
        PAIR,
        lambda document: rename(document, {"k5": "z5", "l5": "a5"}),
        beside=({"id": "k{n}", "name": "Clip {n}"}, {"id": "l{n}", "name": "Clip {n}"}),
    ),
    "a name that is a word of what is said": Case(
        rule_of("forbid component.origin is CN"), {"origin": "CN"}, put("r5", name="origin")
    ),
    "a name that others have, too": Case(
        rule_of("forbid component.origin is CN"), {"origin": "CN"}, put("r5", name="Bracket 4")
    ),
    "a name with signs of its own": Case(
        MESSAGE, {"origin": "CN"}, put("r5", name="Bracket `5` {component.mpn}", mpn="B\u2028 5")
    ),
    "a maker with the id of a component": Case(
        forbid(BY_LISTED),
        {"manufacturer": "x{n}"},
        lambda document: (
            document["parties"].extend(
                {"id": f"{'y' if n == ONE else 'x'}{n}", "name": "n/a"} for n in range(len(MAKERS))
            ),
            put("r5", manufacturer="y5")(document),
        ),
        beside=({"id": "y{n}", "name": "Washer {n}"},),
    ),
    "inputs of two origins": Case(
        forbid(
            "(any stage of component where stage.stage is final_assembly and stage.country is CN) or"
            " (any material of component where any stage of material where stage.stage is melted and"
            " stage.country is CN)"
        ),
        {
            "materials": [{"substance": "steel", "inputs": [{"ref": "k{n}"}, {"ref": "l{n}"}]}],
            "complete": ["materials", "children"],
        },
        beside=(
            {"id": "k{n}", "name": "Rod {n}", "origin": "CN"},
            {"id": "l{n}", "name": "Bar {n}", "origin": "JP"},
        ),
    ),
    "a determination for one substance": Case(
        """
rule each
  applies to every material at any tier
  forbid     material.substance is titanium
rule counted
  applies to end-item
  forbid     count of children of end-item where (any material of component where material is allowed) is at least 3
define allowed for material
  cites "a law"
  any of
    (-) any determination of contract where determination.kind is class-nonavailability
"""
        + COVERED,
        {"materials": [{"substance": "titanium"}], "complete": ["materials", "children"]},
        put("r5", materials=[{"substance": "titanium"}, {"substance": "steel"}]),
        context={"determinations": [{"kind": "class-nonavailability", "material": "titanium", "item": "r4"}]},
    ),
    "a name that is the id in others": Case(
        rule_of('forbid component.origin is CN\n  message "{component.name}"'),
        {"id": "r{n}", "name": "r{n}", "origin": "CN"},
        put("r5", name="Lever 5"),
    ),
    "a maker with the id of a component, of whom a fact is asked": Case(
        forbid("component.manufacturer.country is CN"),
        {"manufacturer": "x{n}"},
        lambda document: (
            document["parties"].extend(
                {"id": f"{'y' if n == ONE else 'x'}{n}", "name": f"{name} Makers"}
                for n, name in enumerate(MAKERS)
            ),
            put("r5", manufacturer="y5")(document),
        ),
        beside=({"id": "y{n}", "name": "Washer {n}"},),
    ),
    "a list that changes": Case(BANNED, {"origin": "CN"}, put("r5", origin="US")),
    "a list that changes, of which all are": Case(BANNED, {"origin": "CN"}),
    "a second material": Case(
        "\nrule each\n  applies to every material at any tier\n  forbid material.substance is Pb\n",
        {"materials": [{"substance": "Sn"}, {"substance": "Pb"}], "complete": ["materials"]},
    ),
    "materials in another order": Case(
        rule_of("forbid any material of component where material.substance is Pb"),
        {"materials": [{"substance": "Sn"}, {"substance": "Pb"}], "complete": ["materials", "children"]},
        put("r5", materials=[{"substance": "Pb"}, {"substance": "Sn"}]),
    ),
    "a stage that is not named": Case(
        rule_of("forbid count of stages of component where stage.country is CN is at least 1")
        + "\nrule material\n  applies to every material at any tier\n"
        "  forbid count of stages of material where stage.country is CN is at least 1\n",
        {
            "materials": [{"substance": "steel", "inputs": [{"ref": "k{n}"}, {"ref": "l{n}"}]}],
            "complete": ["materials", "children", "stages"],
        },
        beside=(
            {"id": "k{n}", "name": "Rod {n}", "origin": "CN", "complete": ["stages", "inputs"]},
            {"id": "l{n}", "name": "Bar {n}", "origin": "JP", "complete": ["stages", "inputs"]},
        ),
    ),
    "evidence for what is counted": Case(
        "\nrule counted\n  applies to end-item\n"
        "  passes only on evidence of certificate_of_origin tier third_party\n"
        "  forbid count of children of end-item where component.origin is CN is at least 1\n",
        {"manufacturer": "m0", "origin": "US"},
        put("r5", origin={"value": "US", "evidence": ["good"]}),
        evidence=({"id": "good", "issuer": "Chamber", **PAPER},),
    ),
    "a determination for one of two materials": Case(
        ALLOWED,
        {
            "materials": [{"substance": "titanium"}, {"substance": "steel"}],
            "complete": ["materials", "children"],
        },
        context={"determinations": [{"kind": "class-nonavailability", "material": "titanium"}]},
    ),
    "one list, and what is unknown counts against one rule": Case(
        COUNTING,
        {
            "materials": [{"substance": "Pb", "mass_g": 3}, {"mass_g": 1}, {"substance": "Sn", "mass_g": 2}],
            "complete": ["materials", "children"],
        },
    ),
    "one list, and stages that one rule wants accounted for": Case(
        MILESTONES,
        {
            "materials": [{"substance": "steel", "stages": [{"stage": "melted", "country": "US"}]}],
            "complete": ["materials", "children"],
        },
    ),
    "two lists": Case(
        forbid("component.origin is CN") + "\nrule besides\n  applies to end-item\n"
        "  forbid count of children of end-item where component.origin is US is at least 1\n",
        {"origin": "CN"},
    ),
    "a list that is compared with each": Case(
        "\nrule each\n  applies to every material at any tier\n"
        "  forbid count of children of end-item where component.mass is more than material.mass is at least 3\n",
        {"mass_g": 5, "materials": [{"substance": "steel", "mass_g": 1}]},
        put("r5", mass_g=9, materials=[{"substance": "steel", "mass_g": 8}]),
    ),
    "two places of what holds all": Case(
        "\nrule each\n  applies to every listed component\n  forbid count of enclosing-items of component"
        " where (any enclosing-item of component where item.origin is CN) is at least 2\n",
        {"origin": "US", "children": [{"ref": "k{n}", "quantity": 1}]},
        lambda document: (
            [use(f"r{n}", "set")(document) for n in range(len(MAKERS))],
            also_in("set", "box")(document),
        ),
        others=({"id": "box", "name": "Box", "origin": "CN"}, {"id": "set", "name": "Set", "origin": "US"}),
        beside=({"id": "k{n}", "name": "Clip {n}", "origin": "US"},),
    ),
    "makers that are found by name, of whom the first two are one": Case(
        forbid(
            f"({BY_LISTED}) or (at least 2 components of component at any tier where component.origin is CN)"
        ),
        {"complete": ["children"]},
        put("r1", manufacturer="m0"),
    ),
    "words that contradict, beside what a company adds for itself": Case(
        forbid("component.cots is false"),
        {"name": "Custom bracket {n}", "cots": True, "ext": {"shelf": "s{n}"}},
        put("r5", ext={"shelf": "s4", "room": 7}),
    ),
    "alternates of one": Case(
        forbid("component.origin is CN"),
        {"origin": "US"},
        put("r5", alternates=["cam"]),
        others=({"id": "cam", "name": "Camera", "origin": "CN"},),
    ),
    "costs that cannot be true": Case(
        forbid("component.unit_cost is more than 5 USD"),
        {"children": [{"ref": "k{n}", "quantity": 1}], "unit_cost": {"amount": 9, "currency": "USD"}},
        put("k5", unit_cost={"amount": 10, "currency": "USD"}),
        beside=({"id": "k{n}", "name": "Clip {n}", "unit_cost": {"amount": 1, "currency": "USD"}},),
    ),
}
