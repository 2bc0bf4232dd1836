"""Derived facts: facts that documents can state in several different fields.

A supplier may state the place of manufacture directly, as the place of final assembly, or as the origin. A
rule that read only one of these fields would miss statements in the other fields. Section 24 of the
specification defines each derived fact. The table in this module lists the fields of each derived fact.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.vocabulary.contradictable_facts import table
from microdep_rules.vocabulary.own_fields import HOLDER, is_own
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Mapping


class Notion(Struct, frozen=True):
    """A derived fact, which rules read as one field, and which documents state in other fields."""

    kind: str
    """Kind of the values, as in `FieldType`."""
    feeds: tuple[str, ...]
    """Fields of the record from which the program derives the fact."""
    description: str
    vocabulary: str | None = None
    """Vocabulary of the values, if they are codes."""


OWN_WORDS, OWN_MATERIAL = "its own words", "its one material"
OWN_FACTS, NAMED_MAKER = "its other facts", "the company that it names"
NAMED_PLACE = "the place that it names"
"""Source of a contradiction: a place in the name of the component.

This constant and the four constants before it name sources that can contradict a fact, but that cannot state
the fact. The other sources are: the texts and stages of the component, the processing place of its only
material, facts that exclude each other, and a listed company in the texts.
"""

SELF_STATED = frozenset({OWN_WORDS, OWN_MATERIAL, OWN_FACTS, NAMED_MAKER, NAMED_PLACE})
"""Sources, such as the name of a component, that can contradict a fact but cannot state the fact."""

NOTIONS: Mapping[str, Mapping[str, Notion]] = {
    "component": {
        "made_in": Notion(
            "country",
            (
                *("place_of_manufacture", "stages", "origin", "substantial_transformation"),
                *(OWN_MATERIAL, NAMED_PLACE),
            ),
            "Country in which the component was made, by its place of manufacture, final stage and origin.",
        ),
        "produced_in": Notion(
            "country",
            (
                *("origin", "place_of_manufacture", "stages", "substantial_transformation"),
                *(OWN_MATERIAL, NAMED_PLACE),
            ),
            "Country of origin, by the component's origin, place of manufacture and final stage.",
        ),
        "transformed_in": Notion(
            "country",
            ("substantial_transformation", "origin", "place_of_manufacture", "stages", NAMED_PLACE),
            "Country of the last substantial transformation. The origin can contradict it.",
        ),
        "off_the_shelf": Notion(
            "boolean",
            ("cots", "modified_before_acceptance", OWN_FACTS),
            "Whether the component is available off the shelf and delivered without modification.",
        ),
    },
    "contract": {
        "end_user_agency": Notion(
            "code",
            ("end_user",),
            "Agency or armed force that uses the product, according to the end user's name.",
            "agency",
        ),
    },
}
"""Derived facts by record and name."""

MAKERS, MAKING_STAGES, SUPPLIERS = "makers", "making-stages", "suppliers"
LISTED_STAGES, LISTED_TECHNOLOGIES = "listed-stages", "listed-technologies"
BY_STAGES = ("stages", "materials", "kind", "class", "function")
"""Fields that show whether a stage was performed on the component itself, or on one of its materials."""
LISTS: Mapping[str, tuple[str, ...]] = {
    LISTED_STAGES: ("stages",),
    LISTED_TECHNOLOGIES: ("technology",),
    MAKERS: ("manufacturer", *BY_STAGES, NAMED_MAKER),
    MAKING_STAGES: ("place_of_manufacture", *BY_STAGES, "complete"),
    SUPPLIERS: ("supplier",),
}
"""Lists of a component that the program derives from other fields, with these fields.

The list of suppliers also depends on input entries, and on the inputs of the component.
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
"""Facts, each with the fields of the same record that can make the fact more precise, or contradict it."""

MAKING = ("manufactured", "assembled", "built")
"""Stages in which a component itself is made; narrower stages count too."""
FINAL = frozenset({"final_assembly", "manufactured", "assembled"})
"""Stages that determine where the whole component was made.

A narrower stage does not count, because it may be an earlier stage. The assembly of a piece of material, such
as a magnet, does not count either: `microdep_rules.bom.lone_materials.may_be_piece` recognizes such a piece.
"""


@lru_cache(maxsize=1_000)
def is_final(word: str) -> bool:
    """Return whether a word for a stage means that the whole component was made.

    >>> is_final("manufactured"), is_final("sintered"), is_final("final_assembly")
    (True, False, True)
    """
    known = load_vocabularies().get("stage")
    return (known.resolve(word) if known is not None else word) in FINAL


def feeds(record: str, key: str) -> tuple[str, ...]:
    """Return the fields of a record that determine a fact.

    >>> feeds("component", "off_the_shelf"), feeds("component", "mass_g")
    (('cots', 'modified_before_acceptance', 'its other facts'), ('mass_g',))
    """
    if is_own(key):
        return (HOLDER,)
    notion = NOTIONS.get(record, {}).get(key)
    if notion is None and record == "component" and (record, key) in table():
        return (key, OWN_FACTS)
    return notion.feeds if notion is not None else _TOGETHER.get((record, key), (key,))
