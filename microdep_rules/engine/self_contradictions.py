"""Contradictions between statements of one component, such as a class that excludes its function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom import flags, lone_materials, named_places, own_words
from microdep_rules.engine import named_makers
from microdep_rules.vocabulary.notions import NAMED_MAKER, NAMED_PLACE, OWN_FACTS, OWN_MATERIAL, OWN_WORDS
from microdep_rules.vocabulary.own_fields import HOLDER

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.lang import ir


def contradiction_finders(pack: ir.Pack) -> dict[str, Callable[[dict[str, Any]], dict[str, Any] | None]]:
    """Return the kinds of contradiction, each with a function that returns the contradicting statements."""
    return {
        OWN_WORDS: own_words.distinguishing_fields,
        OWN_MATERIAL: lone_materials.distinguishing_fields,
        OWN_FACTS: flags.distinguishing_fields,
        NAMED_PLACE: named_places.distinguishing_fields,
        NAMED_MAKER: named_makers.of(pack).naming_fields,
    }


def facts_for(pack: ir.Pack) -> Callable[[dict[str, Any], str], Any]:
    """Return a function that reads a field of a record, or its contradicting statements of a given kind."""
    by_notion = contradiction_finders(pack)

    def fact_of(record: dict[str, Any], key: str) -> Any:
        if key == HOLDER:  # fields that a company defines contradict nothing
            return repr(record.get(HOLDER))
        tell = by_notion.get(key)
        return record.get(key) if tell is None else tell(record)

    return fact_of
