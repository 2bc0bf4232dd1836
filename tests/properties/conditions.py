"""Random conditions, written in the language: every one is well typed, whatever it says.

The grammar below is what a random author knows. `$` stands for the word by which the element goes that a
condition speaks of; `<name>` is one of the choices under that name, of the same element, and `<name:word>`
of another. A choice that begins with `!` uses a definition, and is left out where definitions are written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.properties.documents import DAYS

if TYPE_CHECKING:
    from tests.properties.chance import Chance

HOLE = re.compile(r"(<[\w-]+(?::[\w.$-]+)?>)")

GRAMMAR: dict[str, tuple[str, ...]] = {
    "compared": (
        "is at least",
        "is more than",
        "is less than",
        "is at most",
        "is",
        "is not",
        "is not more than",
    ),
    "on-day": (
        "is on or after",
        "is after",
        "is before",
        "is on or before",
        "is",
        "is not",
        "is not after",
    ),
    "ranked": ("is at least", "is more than", "is less than", "is at most", "is not more than"),
    "is": ("is", "is not"),
    "in": ("is in", "is in", "is not in"),
    "yes": ("true", "false"),
    "link": ("and", "or"),
    "day": (*DAYS, "start-day", "rule-date", "rule-date - 6 months", "contract.delivery + 30 days"),
    "percent": ("50 %", "share-limit", "30 %", "70 %"),
    # ---- a part ----
    "component": (
        "<made> <is> <country>",
        "<made> <in> <countries>",
        "$.restriction_index <compared> <index>",
        "$.function is <function>",
        "$.function <in> motors",
        "$.function <in> content-share",
        "$.class <is> <class>",
        "$.class <in> passive-components",
        "<made> <in> allowed($.class, $.place_of_manufacture)",
        "$.cots is <yes>",
        "$.off_the_shelf is <yes>",
        "(<some> maker of $ where maker.party <in> listed-makers)",
        "(every maker of $ has maker.party.country <is> <country>)",
        "(<some> supplier of $ where supplier.party <in> listed-makers)",
        "(<some> supplier of $ at any tier where supplier.party <in> listed-makers)",
        "(<some> making-stage of $ where <stage:stage>)",
        "(<some> listed-stage of $ where <stage:stage>)",
        "$.kind is <kind>",
        "$.eccn is export-class",
        '$.eccn is "9A012"',
        "$.ext.torque <compared> <few>",
        "$.ext.torque <compared> 2",
        '$.ext.supplier <is> "red-works"',
        "$.free_of is in watched",
        "<mass> <compared> <grams>",
        "$.purchase-price <compared> <price>",
        "$.unit_cost <compared> <price>",
        "$.unit_cost <compared> 100 USD",
        "$.unit_cost <compared> 100 USD",
        "$.purchase-price <compared> 100 USD",
        "(<share> <compared> <percent>)",
        "(<share> <compared> content-share($.function))",
        "<counted> <compared> <few>",
        "(largest share by country of stages of $ <compared> <percent>)",
        "(largest share by country of stages of $ where <where-stage:stage> <compared> <percent>)",
        "(largest mass by function of components of $ at any tier <compared> <grams>)",
        "(largest share by country of each stage of $ where <where-stage:stage> <compared> <percent>)",
        "(largest share by country not in (CN, RU) of each stage of $ <compared> <percent>)",
        "(count of stages of $ <compared> <few>)",
        "(count of stages of $ where <where-stage:stage> <compared> <few>)",
        "<owned:$.manufacturer>",
        "<owned:$.manufacturer>",
        "$.manufacturer <in> listed-makers",
        "$.manufacturer is in listed-makers with affiliates at 50 %",
        "$.manufacturer.country <in> covered",
        "total-mass <compared> $.mass",
        "!$ <is> foreign",
        "!$ is mostly-home",
    ),
    "made": ("$.origin", "$.origin", "$.place_of_manufacture", "$.made_in", "$.produced_in"),
    "country": ("CN", "US", "home", "CN-XJ", "EU", "contract.place_of_use"),
    "countries": ("covered", "covered", "(CN, RU)", "covered at award date"),
    "index": ("0.8", "index-limit", "index-threshold", "0.7 + 0.1"),
    "function": ("motor", "camera", "bldc-motor"),
    "class": ("electric-motor", "passive", "capacitor"),
    "kind": ("end_item", "mill_product"),
    "mass": (
        "$.mass",
        "mass of materials of $",
        "mass of materials of $ at any tier",
        "<input-mass>",
    ),
    "input-mass": ("mass of inputs of $",),
    "grams": ("100 g", "0.05 kg", "mass-limit", "25 g * 2", "0.1 kg - 50 g"),
    "price": ("100 USD", "price-limit", "$.landed-cost", "$.landed-cost / 2"),
    "share": (
        "share by mass of materials of $ where <where-material:material>",
        "share by mass of materials of $ at any tier where <where-material:material>",
        "share by mass of materials of $ where <where-material:material> out of mass of materials of $",
        "share by <amount> of components of $ at any tier where <where-component:component>",
        "share by mass of W recovered from post-consumer-waste in materials of $ at any tier",
    ),
    "group-share": (
        "largest share by <amount> by origin <ranked> <percent>",
        "largest share by <amount> by made_in not in (US) <ranked> <percent>",
        "largest share by <amount> by origin <foreign> covered <ranked> <percent>",
        "largest share by <amount> by manufacturer <ranked> <percent>",
        "count of different manufacturers <ranked> <few>",
        "count of different suppliers <ranked> <few>",
        "count of different origins not in (US) <ranked> <few>",
        "count of components <ranked> <few>",
        "number of components <ranked> <few>",
    ),
    "foreign": ("in", "not in"),
    "amount": ("purchase-price", "mass", "landed-cost"),
    "counted": (
        "count of components of $ at any tier where <where-component:component>",
        "number of components of $ at any tier where <where-component:component>",
        "count of different manufacturers of components of $ at any tier where <where-component:component>",
        "count of different makers of children of $ where <component:component>",
        "count of different origins <foreign> covered of components of $ at any tier",
        "count of different classes of children of $",
    ),
    "few": ("1", "2"),
    # ---- sums over all components of the product ----
    "chain-product": (
        "<summed>",
        "<summed>",
        "not <summed>",
        "<summed> <link> <summed>",
        "<summed> <link> contract.mission_critical is <yes>",
        "<summed> <link> $.kind is <kind>",
    ),
    "summed": (
        "(share by <amount> of <parts-of> where <where-component:component> <compared> <percent>)",
        "(share by <amount> of <parts-of> where <component:component> <compared> <percent>)",
        "(share by mass of <parts-of> where <component:component> out of mass of <parts-of> <compared> <percent>)",
        "(share by mass of materials of $ at any tier where <where-material:material> <compared> <percent>)",
        "(mass of <parts> <compared> <kilograms>)",
        "(landed-cost of <parts> <compared> <prices>)",
        "(number of <parts> <compared> <few>)",
        "(count of <parts> is more than 2)",
        "(for each function of <parts-of>: <group-share:component>)",
    ),
    "parts-of": ("children of $", "components of $ at any tier"),
    "parts": ("<parts-of>", "<parts-of>", "children of $ where <component:component>"),
    "kilograms": ("1 kg", "50 g", "mass-limit"),
    "prices": ("1000 USD", "100 EUR", "price-limit"),
    # ---- a material ----
    "material": (
        "$.substance <is> <substance>",
        "$.substance <in> watched",
        "$.substance is in stage-sets",
        "$.meets is in standards",
        "$.mass <compared> 50 g",
        "$.mass <compared> mass-limit",
        "$.mass <compared> component.mass / 2",
        "$.density <compared> 16.5 g/cm3",
        "$.density <compared> 7.5 g/cm3",
        "$.density <compared> 16.5 g/cm3",
        "$.recycled_share <compared> <percent>",
        "$.ext.sorted is <yes>",
        "(for each substance in (W, Fe): content of substance is at most 90 %)",
        "(for each substance in watched: $.substance <is> substance)",
        "content of W is at least 90 %",
        "content of W is less than 90 %",
        "(specified-maximum of any of Fe W is more than 5 %)",
        "$.mass is at least component.mass / 4",
        "(largest share by country of stages of $ <compared> <percent>)",
        "deadlines($.substance) <on-day> <day>",
        "!$ <is> delicate",
    ),
    "substance": ("NdFeB", "rare-earth", "permanent-magnet-material", "W"),
    # ---- a stage ----
    "stage": (
        "$ is <stage-word>",
        "$ is in counted",
        "$ <in> stage-sets(material.substance)",
        "$ is in (mined, refined, sintered)",
        "$.country <is> <country>",
        "$.country <in> <countries>",
        "$.country <in> covered",
        "$.party is in listed-makers",
        "$.date <on-day> <day>",
        "!$ is risky",
    ),
    "stage-word": ("mined", "sintered", "alloy_melted", "melted", "processed"),
    # ---- the deal, companies, inputs ----
    "contract": (
        "$.agency is <agency>",
        "$.value <compared> <value>",
        "$.place_of_use <is> US",
        "$.award <on-day> <day>",
        "$.mission_critical is <yes>",
        "status of tariff <is> in-force",
        "$.company.staff <compared> 500",
    ),
    "agency": ("DoD", "federal", "NASA"),
    "value": ("100000 USD", "value-threshold", "value-threshold at award date"),
    "determination": (
        "$.kind is nonavailability",
        "($.valid_from is on or before rule-date and $.valid_through is on or after rule-date)",
        "$.material is NdFeB",
        "$.item is end-item",
        "$.quantity <compared> 100",
    ),
    "party": ("$.country <in> covered", "$ is in listed-makers", "<owned>"),
    "owned": (
        "any one of listed-makers holds at least 25 % of $ <how>",
        "any one of listed-makers holds at least 50 % of <held> <how>",
        "listed-makers together hold at least 50 % of $ <how>",
        "any one of listed-makers appoints an officer of $",
        "any one of listed-makers has effective control of $",
        "!adverse together hold more than 50 % of $ <how>",
        "!any one of adverse holds at least 25 % of <held> <how>",
        "!any one of adverse appoints an officer of $",
    ),
    "held": ("$", "debt of $"),
    "how": ("directly", "through chains", "through control at 50 %"),
    "input": ("$.component.origin <in> covered", "$.supplier is in listed-makers", "$.mass <compared> 10 g"),
    "technology": ("$.country is CN", "$.country <in> covered"),
    "owner": ("$.share <compared> 50 %", "$.share <compared> 25 %"),
    # ---- quantifiers: the last link of a chain ----
    "some": ("any", "any", "no"),
    "of-list": ("at least 2", "at most 1", "at least 1", "at most 2", "at most 0"),
    "quantified-component": (
        "<some> material of $ at any tier where <where-material:material>",
        "<some> component of $ at any tier where <where-component:component>",
        "<of-list> components of $ at any tier where <where-component:component>",
        "every component of $ at any tier has <where-component:component>",
        "every material of $ where <where-material:material> has <where-material:material>",
        "<some> stage of $ where <where-stage:stage>",
        "<of-list> stages of $ where <where-stage:stage>",
        "every stage of $ where <where-stage:stage> has <where-stage:stage>",
        "<some> input of $ at any tier where <input:input>",
        "<some> technology of $ where <technology:technology>",
        "<some> item of $, enclosing-items of $ where <where-component:item>",
        "<some> enclosing-item of $ where <component:component>",
        "<some> child of $",
        "for each function of components of $ at any tier: <group-share:component>",
        "for each class of children of $ where <component:component>: <group-share:component>",
        "for each manufacturer of children of $: <group-share:component>",
        "<some> material of $ where <material:material> and <quantified-material:material>",
    ),
    # ---- what has to be stated; a requirement ends it with `stated` or `not stated` ----
    "stated-component": (
        "<made> is",
        "$.purchase-price is",
        "mass of $ is",
        "$.manufacturer is",
        "$.manufacturer.country is",
        "$.class is",
        "$.restriction_index is",
        "$.free_of is",
        "$.ext.torque is",
        "stages of $ are",
        "materials of $ are",
        "children of $ are",
    ),
    "stated-material": (
        "$.substance is",
        "$.mass is",
        "$.meets is",
        "component.origin is",
        "stages of $ are",
    ),
    "quantified-material": (
        "<some> stage of $ where <where-stage:stage>",
        "<some> stage of $ where <stage:stage>",
        "<of-list> stages of $ where <where-stage:stage>",
        "every stage of $ where <stage:stage> has <where-stage:stage>",
        "every stage of $ has <where-stage:stage>",
        "<some> input of $ where <input:input>",
        "<some> determination of contract where $.substance is determination.material",
    ),
    "quantified-contract": (
        "<some> determination of $ where <determination:determination>",
        "every determination of $ has <determination:determination>",
    ),
    # ---- chains and elements ----
    "implied-component": ("<contract:contract>", "total-mass <compared> 100 g"),
    "implied-material": ("component.origin <in> covered", "<component:component>"),
    "implied-contract": ("end-item.cots is true", "<component:end-item>"),
    "where-component": (
        "<component>",
        "<component>",
        "<component> and <component>",
        "<component> or <component>",
    ),
    "where-material": (
        "<material>",
        "<material>",
        "<material> and <material>",
        "(<material> or not <material>)",
    ),
    "where-stage": ("<stage>", "<stage>", "<stage> and <stage>", "<stage> and (<stage> or <stage>)"),
    **{
        f"chain-{record}": (
            f"<{record}>",
            f"<quantified-{record}>",
            f"<{record}> and <{record}>",
            f"<{record}> or <{record}>",
            f"<{record}> and <quantified-{record}>",
            f"<{record}> or <quantified-{record}>",
            f"not <{record}>",
            f"<contract:contract> and (<{record}> or not <{record}>)",
            f"<implied-{record}> and <{record}>",
        )
        for record in ("component", "material", "contract")
    },
    "chain-stage": ("<stage>", "<stage> and <stage>", "<stage> or <stage>"),
    "kind-of": ("any of", "all of"),
    **{
        f"elements-{record}": (
            f'<kind-of>\n    (a) <chain-{record}> cites "element a"\n    (b) <chain-{record}>',
            f"<kind-of>\n    (-) <chain-{record}>\n    (-) <chain-{record}>",
            f"<kind-of>\n    (a) <chain-{record}>\n    (c) <kind-of>\n      (1) <chain-{record}>\n      (2) <{record}>",
        )
        for record in ("component", "material", "contract", "stage")
    },
    **{
        f"whole-{record}": (f"<chain-{record}>", f"<chain-{record}>", f"<elements-{record}>")
        for record in ("component", "material", "contract")
    },
}

NESTED = frozenset({"share", "counted", "owned", "summed"})
"""What is not written again within itself: a random text has to end."""

JOINED = frozenset(
    f"<{name}>"
    for record in ("component", "material", "stage", "contract")
    for name in (record, f"quantified-{record}", f"implied-{record}")
) | {"<summed>", "<material:material>", "<quantified-material:material>"}
"""Conditions of which a choice may join several."""

STATED = frozenset({"component", "material"})
"""The records of which a rule may say that something of them must be stated."""

PLAIN = {
    "quantified-component": "component",
    "quantified-material": "material",
    "quantified-contract": "contract",
}


class Author:
    """Writes conditions; `definitions` says whether there are any to use."""

    def __init__(self, chance: Chance, *, definitions: bool = True) -> None:
        self.chance = chance
        self.definitions = definitions

    def whole(self, record: str, word: str) -> str:
        """The condition of a clause."""
        return self.write(f"whole-{record}", word)

    def where(self, record: str, word: str) -> str:
        """The `where` of a list."""
        return self.write(f"where-{record}", word)

    def elements(self, record: str) -> str:
        """Elements, of an element that goes by its kind."""
        return self.write(f"elements-{record}", record)

    def deal(self) -> str:
        """Something about the contract."""
        return self.write("contract", "contract")

    def write(self, name: str, word: str, depth: int = 0) -> str:
        """A text for one name of the grammar, of the element that goes by a word."""
        if depth > 0 and name in PLAIN:  # one quantifier within another is enough
            name = PLAIN[name]
        choices = [each for each in GRAMMAR[name] if self._fits(each, depth)]
        chosen = self.chance.of(choices).removeprefix("!")
        deeper = depth + (name in PLAIN or name in NESTED)
        written: list[str] = []
        for part in HOLE.split(chosen):
            text = self._part(part, word, deeper)
            while part in JOINED and text in written:  # a condition is not joined with itself
                text = self._part(part, word, deeper)
            written.append(text)
        return "".join(written)

    def _part(self, text: str, word: str, depth: int) -> str:
        if not text.startswith("<"):
            return text.replace("$", word)
        name, _, other = text[1:-1].partition(":")
        return self.write(name, other.replace("$", word) or word, depth)

    def _fits(self, choice: str, depth: int) -> bool:
        if choice.startswith("!") and not self.definitions:
            return False
        return depth == 0 or not any(f"<{each}" in choice for each in NESTED)
