"""Crowds of which one is unlike the others, by what a rule may come by that is not so of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.properties.near_equal import Case, also_in, put, use

if TYPE_CHECKING:
    from tests.properties.documents import Record


def forbid(condition: str, more: str = "") -> str:
    """A rule that asks each component, and one that counts the components that are so."""
    return f"""
rule each
  applies to every listed component
  forbid     {condition}
rule counted
  applies to end-item
  forbid     count of children of end-item where ({condition}) is at least 1
{more}"""


def rule_of(clauses: str, more: str = "") -> str:
    return f"\nrule each\n  applies to every listed component\n  {clauses}\n{more}"


MADE_OF = "any material of component where material.substance is {}"
NO_MAGNET = {"materials": [], "complete": ["materials", "children"]}
BY_LISTED = "any maker of component where maker.party is in listed"
STEEL = {"materials": [{"substance": "steel"}], "complete": ["materials", "children"]}
OWNED = {"country": "US", "complete": ["owners", "relations", "rights"], "owners": []}
EVIL = {"id": "evil", "name": "Evil Polysilicon Co", "country": "CN"}
COVERED = """
exception determined to each
  cites "a law"
  when  any determination of contract where determination.kind is class-nonavailability
"""
PAPER = {"type": "certificate_of_origin", "tier": "third_party", "issued": "2026-01-01"}
SHOWN = "passes only on evidence of certificate_of_origin tier third_party\n  forbid component.origin is CN"
DEFINED = """
define lever for component
  cites "a law"
  any of
    (-) component is so-numbered
define so-numbered for component
  cites "a law"
  any of
    (-) component.mpn is "L-1"
"""
USED = [{"ref": "x{n}", "quantity": 1}, {"ref": "y{n}", "quantity": 1}]
PAIR = {"children": [{"ref": "k{n}", "quantity": 1}, {"ref": "l{n}", "quantity": 1}]}


def said_by_the_next(document: Record) -> None:
    """The last field of one record is the first of the next."""
    put("k5", origin=None)(document)
    put("l5", name=None)(document)
    put("l5", origin="CN", name="Clip 5")(document)


CASES: dict[str, Case] = {
    # What a record states.
    "a fact": Case(forbid("component.origin is CN"), {"origin": "US"}, put("r5", origin="CN")),
    "a fact that is missing": Case(
        forbid("component.origin is CN"), {"origin": "US"}, put("r5", origin=None)
    ),
    "a fact of which one of several is so": Case(
        forbid("component.origin is CN"), {"origin": "US"}, put("r5", origin={"one_of": ["US", "CN"]})
    ),
    "a number": Case(forbid("component.mass is more than 5 g"), {"mass_g": 5}, put("r5", mass_g=5.1)),
    "a material": Case(forbid(MADE_OF.format("NdFeB")), STEEL, put("r5", materials=[{"substance": "NdFeB"}])),
    "that a list is complete": Case(forbid(MADE_OF.format("NdFeB")), STEEL, put("r5", complete=None)),
    "a stage": Case(
        forbid("component.made_in is CN"),
        {"stages": [{"stage": "final_assembly", "country": "US"}]},
        put("r5", stages=[{"stage": "final_assembly", "country": "CN"}]),
    ),
    "what it is free of": Case(
        forbid(MADE_OF.format("Pb")), {"free_of": ["Pb"], "complete": ["children"]}, put("r5", free_of=None)
    ),
    "a claim": Case(
        rule_of(
            "forbid component.origin is CN",
            'exception off to each\n cites "a law"\n when component.cots is true',
        ),
        {"origin": "CN"},
        put("r5", claims=["off"]),
    ),
    "a cost": Case(
        forbid("component.unit_cost is more than 5 USD"),
        {"unit_cost": {"amount": 1, "currency": "USD"}},
        put("r5", unit_cost={"amount": 9, "currency": "USD"}),
    ),
    "that a fact is stated": Case(
        rule_of("require component.mass is stated"), {"mass_g": 5}, put("r5", mass_g=None)
    ),
    "that an amount cannot be": Case(
        rule_of("require component.mass is stated"), {"mass_g": 5}, put("r5", mass_g=0)
    ),
    "that a list has an entry": Case(
        rule_of("require stages of component are stated"),
        {"stages": [{"stage": "final_assembly", "country": "US"}]},
        put("r5", stages=[]),
    ),
    "that a part number says something": Case(
        rule_of("require component.mpn is stated"), {"mpn": "A-{n}"}, put("r5", mpn="n/a"), are_alone=True
    ),
    "that its maker has a name": Case(
        rule_of("require component.manufacturer is stated"), {"manufacturer": "m{n}"}, put("m5", name="tbd")
    ),
    # What a company adds for itself.
    "an own field": Case(
        forbid("component.ext.torque is less than 2"), {"ext": {"torque": 3}}, put("r5", ext={"torque": 1})
    ),
    "an own field that is missing": Case(
        forbid("component.ext.torque is less than 2"), {"ext": {"torque": 3}}, put("r5", ext={"speed": 3})
    ),
    "that an own field has another unit": Case(
        forbid("component.ext.torque is less than 2"),
        {"ext": {"torque": "3 N·m"}},
        put("r5", ext={"torque": "3 kg"}),
    ),
    "an own field that is called as a field that names a party": Case(
        forbid('component.ext.supplier is "m5"'), {"ext": {"supplier": "m{n}"}}, are_alone=True
    ),
    "an own field beside one that is called a value": Case(
        forbid("component.ext.torque is less than 2"),
        {"ext": {"value": 1, "torque": 3}},
        put("r5", ext={"value": 1, "torque": 1}),
    ),
    "an own field of its maker": Case(
        forbid("component.manufacturer.ext.audited is false"),
        {},
        put("m5", ext={"audited": False}),
        maker={"ext": {"audited": True}},
    ),
    "an own field of a material": Case(
        forbid('any material of component where material.ext.lot is "9"'),
        {"materials": [{"substance": "steel", "ext": {"lot": "8"}}], "complete": ["materials", "children"]},
        put("r5", materials=[{"substance": "steel", "ext": {"lot": "9"}}]),
    ),
    "an own field of a child": Case(
        rule_of(
            "forbid number of children of component where component.ext.torque is less than 2 is at least 1"
        ),
        PAIR,
        put("l5", ext={"torque": 1}),
        beside=(
            {"id": "k{n}", "name": "Clip {n}", "ext": {"torque": 3}},
            {"id": "l{n}", "name": "Clip {n}", "ext": {"torque": 3}},
        ),
    ),
    # What its words say.
    "a substance in its name": Case(
        forbid(MADE_OF.format("NdFeB")), NO_MAGNET, put("r5", name="NdFeB magnet")
    ),
    "a substance in its part number": Case(
        forbid(MADE_OF.format("SmCo")), NO_MAGNET, put("r5", mpn="X-SMCO-26")
    ),
    "a substance in its notes": Case(
        forbid(MADE_OF.format("NdFeB")), NO_MAGNET, put("r5", notes="with NdFeB magnets")
    ),
    "what its main noun states": Case(forbid(MADE_OF.format("NdFeB")), NO_MAGNET, put("r5", name="Motor 5")),
    "that a motor has no brushes": Case(
        forbid(MADE_OF.format("NdFeB")), {**STEEL, "name": "Servo {n}"}, put("r5", name="Servo 5, brushless")
    ),
    "a sentence in place of a name": Case(
        forbid(MADE_OF.format("NdFeB")),
        {**NO_MAGNET, "name": "Motor {n}"},
        put(
            "r5",
            name=" ".join([*["small"] * 14, "motor"]),
        ),
    ),
    "which of two places in its name": Case(
        forbid("component.made_in is CN"),
        {"place_of_manufacture": "US", "name": "Bracket {n}, made in Japan"},
        put("r5", name="Bracket 5, made in China"),
        are_alone=True,
    ),
    "which of two functions in its name": Case(
        forbid("component.function is camera"),
        {"function": "payload", "name": "Antenna {n}"},
        put("r5", name="Camera module 5"),
    ),
    "a place in its name": Case(
        forbid("component.made_in is CN"),
        {"place_of_manufacture": "US"},
        put("r5", name="Bracket, made in China"),
    ),
    "a company in its name": Case(forbid(BY_LISTED), {}, put("r5", name="Huawei ME909s LTE module")),
    "another class in its name": Case(
        forbid("component.class is magnet"), {"class": "fastener"}, put("r5", name="Neodymium magnet")
    ),
    "what contradicts a fact in its name": Case(
        forbid("component.cots is false"), {"cots": True}, put("r5", name="Custom bracket 5")
    ),
    "the name that a rule asks for": Case(
        forbid('component.name is "Lever"'), {}, put("r5", name="Lever"), are_alone=True
    ),
    "the number that a rule asks for": Case(
        forbid('component.mpn is "L-1"'), {"mpn": "L-0"}, put("r5", mpn="L-1")
    ),
    "the id that a rule asks for": Case(forbid('component.id is "r5"'), are_alone=True),
    "the number that a definition asks for": Case(
        forbid("component is lever", DEFINED), {"mpn": "L-0"}, put("r5", mpn="L-1")
    ),
    # Who made it.
    "who made it": Case(forbid(BY_LISTED), {}, put("r5", manufacturer=None)),
    "where its maker is": Case(
        forbid("component.manufacturer.country is CN"), {}, put("m5", country="CN"), maker={"country": "US"}
    ),
    "that its maker is listed": Case(forbid(BY_LISTED), {}, put("m5", name="Evil Polysilicon Co")),
    "that its maker is nearly listed": Case(
        forbid(BY_LISTED), {}, put("m5", name="Evil Polysilicon, Shanghai plant")
    ),
    "another name of its maker": Case(forbid(BY_LISTED), {}, put("m5", aliases=["Evil Polysilicon Co"])),
    "an identifier of its maker": Case(
        forbid(BY_LISTED), {}, put("m5", identifiers={"lei": "5299000000EXAMPLE000"})
    ),
    "that its maker is not named": Case(forbid(BY_LISTED), {}, put("m5", name="n/a")),
    "who owns its maker": Case(
        forbid("any one of listed holds at least 25 % of component.manufacturer"),
        {},
        put("m5", owners=[{"party": "evil", "share": 50}]),
        maker={"country": "US", "complete": ["owners", "relations", "rights"]},
        parties=(EVIL,),
    ),
    "who says to belong to its maker": Case(
        forbid("component.manufacturer is in listed with affiliates at 50 %"),
        maker={"country": "US"},
        parties=({**EVIL, "relations": [{"kind": "affiliate", "party": "m5"}]},),
    ),
    "another record of its maker": Case(
        forbid(BY_LISTED),
        parties=({"id": "twin", "name": "GOSHAWK  works", "identifiers": {"lei": "5299000000EXAMPLE000"}},),
    ),
    "the name of its maker, for which a rule asks": Case(
        forbid('component.manufacturer.name is "Goshawk Works"'), are_alone=True
    ),
    "the id of its maker, for which a rule asks": Case(
        forbid('component.manufacturer.id is "m5"'), are_alone=True
    ),
    "that its maker made another": Case(
        rule_of(
            "forbid any component of end-item at any tier where component.function is camera"
            " and component.manufacturer is item.manufacturer"
        ).replace("every listed component", "every listed item"),
        {"class": "fastener"},
        others=({"id": "cam", "name": "Camera", "function": "camera", "manufacturer": "m5"},),
        are_alone=True,
    ),
    "that two in it have one number, but for capitals": Case(
        rule_of("forbid largest mass by mpn of children of component is more than 5 g"),
        PAIR,
        put("l5", mpn="CLIP-5"),
        beside=(
            {"id": "k{n}", "name": "Clip {n}", "mass_g": 3, "mpn": "Clip-{n}"},
            {"id": "l{n}", "name": "Clip {n}", "mass_g": 3, "mpn": "Other-{n}"},
        ),
        are_alone=True,
    ),
    "that two in it are of one group, but for capitals": Case(
        rule_of(
            "require for each mpn of children of component: largest share by mass by origin is at most 60 %"
        ),
        {**PAIR, "complete": ["children"]},
        put("l5", mpn="CLIP-5"),
        beside=(
            {"id": "k{n}", "name": "Clip {n}", "mass_g": 3, "mpn": "Clip-{n}", "origin": "CN"},
            {"id": "l{n}", "name": "Clip {n}", "mass_g": 3, "mpn": "Other-{n}", "origin": "US"},
        ),
        are_alone=True,
    ),
    "which makers two in it have": Case(
        rule_of("require count of different manufacturers of children of component is at least 2"),
        {**PAIR, "complete": ["children"]},
        put("l5", manufacturer="m1"),
        beside=(
            {"id": "k{n}", "name": "Clip {n}", "manufacturer": "m1"},
            {"id": "l{n}", "name": "Clip {n}", "manufacturer": "m2"},
        ),
        are_alone=True,
    ),
    "that the makers of two in it are one company": Case(
        rule_of("require for each manufacturer of children of component: count of components is at most 1"),
        {**PAIR, "complete": ["children"]},
        put("m5", name="Twin Works"),
        beside=(
            {"id": "k{n}", "name": "Clip {n}", "manufacturer": "m{n}"},
            {"id": "l{n}", "name": "Clip {n}", "manufacturer": "twin"},
        ),
        parties=({"id": "twin", "name": "Twin Works"},),
        are_alone=True,
    ),
    "how many in it have one function": Case(
        rule_of("require for each function of children of component: number of components is at most 2"),
        {**PAIR, "complete": ["children"]},
        put("r5", children=[{"ref": "k5", "quantity": 2}, {"ref": "l5", "quantity": 1}]),
        beside=(
            {"id": "k{n}", "name": "Clip {n}", "function": "motor"},
            {"id": "l{n}", "name": "Clip {n}", "function": "motor"},
        ),
    ),
    # What it is made of, and what it is in.
    "a fact of a child": Case(
        forbid("any component of component at any tier where component.origin is CN"),
        {"children": [{"ref": "k{n}", "quantity": 1}]},
        put("k5", origin="CN"),
        beside=({"id": "k{n}", "name": "Clip {n}", "origin": "US"},),
    ),
    "which child states a fact, next to the other": Case(
        rule_of("forbid number of children of component where component.origin is CN is at least 2"),
        {"children": [{"ref": "k{n}", "quantity": 1}, {"ref": "l{n}", "quantity": 2}]},
        said_by_the_next,
        beside=({"id": "k{n}", "name": "Clip {n}", "origin": "CN"}, {"id": "l{n}", "name": "Clip {n}"}),
    ),
    "how many children": Case(
        rule_of("require number of children of component is 1"),
        {"children": [{"ref": "k{n}", "quantity": 1}]},
        put("r5", children=[{"ref": "k5", "quantity": 2}]),
        beside=({"id": "k{n}", "name": "Clip {n}"},),
    ),
    "a fact of an input": Case(
        forbid(
            "component.origin is CN or (any input of component at any tier where input.component.origin is CN)"
        ),
        {"origin": "US", "inputs": [{"ref": "k{n}"}], "complete": ["inputs"]},
        put("k5", origin="CN"),
        beside=({"id": "k{n}", "name": "Rod {n}", "origin": "US", "complete": ["inputs"], "inputs": []},),
    ),
    "a fact of what it is in": Case(
        rule_of("forbid any item of component, enclosing-items of component where item.origin is CN"),
        {"children": [{"ref": "k{n}", "quantity": 1}], "origin": "US"},
        put("r5", origin="CN"),
        beside=({"id": "k{n}", "name": "Clip {n}", "origin": "US"},),
        about="k",
    ),
    "that it is used in another component": Case(
        rule_of("forbid any enclosing-item of component where item.origin is CN"),
        {"origin": "US"},
        use("r5", "box"),
        others=({"id": "box", "name": "Box", "origin": "CN"},),
    ),
    "that it is used in another component, too": Case(
        rule_of("forbid any enclosing-item of component where item.origin is CN"),
        {"origin": "US"},
        also_in("r5", "box"),
        others=({"id": "box", "name": "Box", "origin": "CN"},),
    ),
    "how many of it are used": Case(
        rule_of("forbid component.origin is CN", COVERED),
        {"origin": "CN"},
        use("r5", quantity=9),
        context={"determinations": [{"kind": "class-nonavailability", "quantity": 3}]},
    ),
    "that nobody says how many of it are used": Case(
        rule_of("forbid component.origin is CN", COVERED),
        {"origin": "CN"},
        use("r5", quantity=None),
        context={"determinations": [{"kind": "class-nonavailability", "quantity": 3}]},
    ),
    "a determination for it": Case(
        rule_of("forbid component.origin is CN", COVERED),
        {"origin": "CN"},
        context={"determinations": [{"kind": "class-nonavailability", "item": "r5"}]},
    ),
    "in what of its own it is": Case(
        rule_of("forbid any enclosing-item of component where item.origin is CN", COVERED),
        {"origin": "US"},
        use("r5", "box"),
        others=({"id": "box", "name": "Box", "origin": "CN"},),
        context={"determinations": [{"kind": "class-nonavailability", "item": "box"}]},
    ),
    "that something else was made from it": Case(
        rule_of("forbid any enclosing-item of component where item.origin is CN"),
        {"origin": "US"},
        others=({"id": "box", "name": "Box", "origin": "CN", "inputs": [{"ref": "r5"}]},),
    ),
    "who supplied it to another": Case(
        rule_of("forbid any supplier of component where supplier.party is in listed"),
        {"kind": "raw_material", "supplier": "m0"},
        parties=(EVIL,),
        others=({"id": "box", "name": "Box", "inputs": [{"ref": "r5", "supplier": "evil"}]},),
    ),
    "that a child of it is used elsewhere": Case(
        rule_of(
            "forbid any component of component at any tier"
            " where (any enclosing-item of component where item.origin is CN)"
        ),
        {"origin": "US", "children": [{"ref": "k{n}", "quantity": 1}]},
        beside=({"id": "k{n}", "name": "Clip {n}", "origin": "US"},),
        others=({"id": "box", "name": "Box", "origin": "CN", "children": [{"ref": "k5", "quantity": 1}]},),
    ),
    "which of its children another child uses": Case(
        rule_of("forbid any component of component at any tier where (count of children of component is 3)"),
        {"children": [{"ref": "k{n}", "quantity": 1}], "complete": ["children"]},
        put("k5", children=[{"ref": each, "quantity": 1} for each in ("x5", "z5", "x5")]),
        beside=(
            {
                "id": "k{n}",
                "name": "Clip {n}",
                "children": [USED[0], {"ref": "z{n}", "quantity": 1}, USED[1]],
            },
            {"id": "x{n}", "name": "Pin {n}"},
            {"id": "y{n}", "name": "Pin {n}"},
            {"id": "z{n}", "name": "Pin {n}", "children": USED},
        ),
    ),
    "from which of two it was made": Case(
        rule_of("forbid any input of component where input.component.origin is CN"),
        {"children": [{"ref": "l{n}", "quantity": 1}], "inputs": [{"ref": "k{n}"}, {"ref": "l{n}"}]},
        put("r5", inputs=[{"ref": "k5"}, {"ref": "k5"}]),
        beside=(
            {"id": "k{n}", "name": "Rod {n}", "origin": "US"},
            {"id": "l{n}", "name": "Bar {n}", "origin": "CN"},
        ),
    ),
    "how many of what weighs something": Case(
        rule_of("require mass of children of component is at most 5 g"),
        {"children": [{"ref": "k{n}", "quantity": 1}], "complete": ["children"]},
        put("r5", children=[{"ref": "k5", "quantity": 3}]),
        beside=({"id": "k{n}", "name": "Clip {n}", "mass_g": 2},),
    ),
    # What shows it.
    "what shows a fact": Case(
        rule_of(SHOWN),
        {"manufacturer": "m0", "origin": {"value": "US", "evidence": ["good"]}},
        put("r5", origin={"value": "US", "evidence": ["own"]}),
        evidence=(
            {"id": "good", "issuer": "Chamber", **PAPER},
            {"id": "own", **PAPER, "issuer": "Chamber", "tier": "self"},
        ),
    ),
    "that its maker issued the document": Case(
        rule_of(SHOWN),
        {"origin": {"value": "US", "evidence": ["good"]}},
        evidence=({"id": "good", "issuer": "Goshawk Works", **PAPER},),
        are_alone=True,
    ),
    "that a company of nearly the name of its maker issued the document": Case(
        rule_of(SHOWN),
        {"origin": {"value": "US", "evidence": ["good"]}},
        evidence=({"id": "good", "issuer": "Goshawk Holding Ltd", **PAPER},),
        are_alone=True,
    ),
    "that such a company issued what a component as a whole rests on": Case(
        rule_of(SHOWN),
        {"origin": "US", "evidence": ["good"]},
        evidence=({"id": "good", "issuer": "Goshawk Holding Ltd", **PAPER},),
        are_alone=True,
    ),
    "that such a company issued what a stage of it rests on": Case(
        rule_of(SHOWN.replace("component.origin", "component.made_in")),
        {"stages": [{"stage": "final_assembly", "country": {"value": "US", "evidence": ["good"]}}]},
        evidence=({"id": "good", "issuer": "Goshawk Holding Ltd", **PAPER},),
        are_alone=True,
    ),
    # What it may hide.
    "what an open list may hide": Case(
        "\nrule each\n  applies to every material at any tier where material.substance is NdFeB\n"
        "  forbid material.form is powder\n",
        {},
        put("r5", materials=[], complete=["materials", "children"]),
    ),
    "what may not be in it": Case(
        "\nrule each\n  applies to every material at any tier where material.substance is NdFeB\n"
        "  forbid material.form is powder\n",
        {},
        put("r5", free_of=["NdFeB"]),
    ),
}
