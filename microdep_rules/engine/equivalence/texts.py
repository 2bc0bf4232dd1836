"""Mentions: the substances and places, for example, that the texts of a component name.

Components are compared by these mentions instead of their texts.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from microdep_rules.bom import absence, flags, lone_materials, named_places, own_words
from microdep_rules.bom.facts import exact
from microdep_rules.engine.equivalence.reads import TEXTS
from microdep_rules.vocabulary.fillers import is_filler
from microdep_rules.vocabulary.implied_substances import is_brushless, substances_of_head
from microdep_rules.vocabulary.mentions import substances_named
from microdep_rules.vocabulary.naming import MOST_KEPT

if TYPE_CHECKING:
    from collections.abc import Hashable

    from microdep_rules.bom.model import Element


def mentions_of(component: Element, *, may_name_places: bool) -> dict[str, Hashable] | None:
    """Return the substances, places and so on in a component's texts, by field; None if exact words matter.

    `may_name_places` is true if any component name in the document may mention a place. Listed companies are
    not included, because they depend on the pack.
    """
    data = component.data
    if (
        own_words.distinguishing_fields(data)
        or lone_materials.distinguishing_fields(data)
        or flags.distinguishing_fields(data)
    ):
        return None
    if may_name_places and named_places.distinguishing_fields(data):
        return None
    mentioned: dict[str, Hashable] = {}
    for field in TEXTS:
        if field not in data:
            continue
        text = exact(data[field])
        mentions = _mentions_in(text, field) if isinstance(text, str) and text is data[field] else None
        if mentions is None:
            return None
        mentioned[field] = mentions
    return mentioned


@lru_cache(maxsize=MOST_KEPT)
def _mentions_in(text: str, field: str) -> Hashable:
    """Return the substances, places and so on in one text; None for a placeholder such as `TBD`."""
    if is_filler(text):
        return None
    named = tuple(sorted(substances_named(text, field)))
    head = tuple((entry.one_of, entry.always) for entry in substances_of_head(text))
    return (named, head, is_brushless(text), absence.is_name_like(text))
