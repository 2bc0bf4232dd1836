"""Notions: facts that follow from several statements, because documents state one fact in many ways.

A supplier may write where a component was made as its place of manufacture, at its final assembly, or as
its origin. A rule that asked one of these fields would miss the fact where it is stated in another. Section
24 of the specification defines each notion; this table says which fields feed it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.vocabulary.contradicted import table
from microdep_rules.vocabulary.own_fields import HOLDER, is_own

if TYPE_CHECKING:
    from collections.abc import Mapping


class Notion(Struct, frozen=True):
    """A field that rules read and that documents state through other fields."""

    kind: str
    """The type of its values, as of a field."""
    feeds: tuple[str, ...]
    """The fields of the same record that state it."""
    description: str
    vocabulary: str | None = None
    """The vocabulary of a code."""


OWN_WORDS, OWN_MATERIAL = "its own words", "its one material"
OWN_FACTS, NAMED_MAKER = "its other facts", "the company that it names"
NAMED_PLACE = "the place that it names"
"""Stand among the feeds for statements that matter only where they contradict.

They are what a component says of itself by its name, part number and stages, where the material of which it
is a piece was worked, facts that exclude a fact by which a rule may leave it out, and the listed company and
the place that it names.
"""

SELF_STATED = frozenset({OWN_WORDS, OWN_MATERIAL, OWN_FACTS, NAMED_MAKER, NAMED_PLACE})
"""All of these."""

NOTIONS: Mapping[str, Mapping[str, Notion]] = {
    "component": {
        "made_in": Notion(
            "country",
            (
                *("place_of_manufacture", "stages", "origin", "substantial_transformation"),
                *(OWN_MATERIAL, NAMED_PLACE),
            ),
            "Where it was made: its place of manufacture or final stage; its origin may contradict them.",
        ),
        "produced_in": Notion(
            "country",
            (
                *("origin", "place_of_manufacture", "stages", "substantial_transformation"),
                *(OWN_MATERIAL, NAMED_PLACE),
            ),
            "Where it comes from: by its origin, its place of manufacture or its final stage.",
        ),
        "transformed_in": Notion(
            "country",
            ("substantial_transformation", "origin", "place_of_manufacture", "stages", NAMED_PLACE),
            "Where it was last substantially transformed; its origin and place may contradict that.",
        ),
        "off_the_shelf": Notion(
            "boolean",
            ("cots", "modified_before_acceptance", OWN_FACTS),
            "Whether it is commercially available off the shelf and delivered without modification.",
        ),
    },
    "contract": {
        "end_user_agency": Notion(
            "code",
            ("end_user",),
            "The agency or the armed force that uses it, where the name of the end user is that of one.",
            "agency",
        ),
    },
}
"""Notions by record and name."""

MAKERS, MAKING_STAGES, SUPPLIERS = "makers", "making-stages", "suppliers"
LISTED_STAGES, LISTED_TECHNOLOGIES = "listed-stages", "listed-technologies"
BY_STAGES = ("stages", "materials", "kind", "class", "function")
"""Fields that tell which stages have made a component, and not a material in it."""
LISTS: Mapping[str, tuple[str, ...]] = {
    LISTED_STAGES: ("stages",),
    LISTED_TECHNOLOGIES: ("technology",),
    MAKERS: ("manufacturer", *BY_STAGES, NAMED_MAKER),
    MAKING_STAGES: ("place_of_manufacture", *BY_STAGES, "complete"),
    SUPPLIERS: ("supplier",),
}
"""Lists of a component that follow from several statements or end with what is listed, and what feeds them.

Suppliers are stated by inputs besides, of the component and of others that were made from it.
"""

_TOGETHER: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("material", "substance"): ("substance", "form"),
    ("material", "form"): ("substance", "form"),
    ("stage", "country"): ("country", "site"),
    ("component", "class"): ("class", "function", OWN_WORDS),
    ("component", "function"): ("class", "function", OWN_WORDS),
    ("equipment", "function"): ("function", "name"),
    ("equipment", "maker"): ("maker", "name"),
    ("component", "manufacturer"): ("manufacturer", *BY_STAGES, NAMED_MAKER),
}
"""Facts that a second field of the same record narrows or contradicts."""

MAKING = ("manufactured", "assembled", "built")
"""Stages by which a component itself is made, with all narrower ones."""
FINAL = frozenset({"final_assembly", "manufactured", "assembled"})
"""Stages that say where the component as a whole was made; a narrower word may be an earlier stage."""


def feeds(record: str, key: str) -> tuple[str, ...]:
    """Fields of a record on which a fact depends.

    >>> feeds("component", "off_the_shelf"), feeds("component", "mass_g")
    (('cots', 'modified_before_acceptance', 'its other facts'), ('mass_g',))
    """
    if is_own(key):
        return (HOLDER,)
    notion = NOTIONS.get(record, {}).get(key)
    if notion is None and record == "component" and (record, key) in table():
        return (key, OWN_FACTS)
    return notion.feeds if notion is not None else _TOGETHER.get((record, key), (key,))
