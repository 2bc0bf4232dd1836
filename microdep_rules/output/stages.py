"""Names of missing facts and of stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.engine.words import milestone_words, stage_label
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from microdep_rules.bom.model import Element

IDENTIFIERS, IDENTITY = "party.identifiers", "the identity"
"""Fact that is missing if a party may be a listed company, and its name in texts.

The document can state the identity as `aliases`, as `distinct_from`, or by an identifier that the list
contains.
"""
STAGE = "stage "
"""Start of the name of a missing stage."""


def element_name(element: Element) -> str:
    """Return the name of an element; for a stage, this is its kind, such as `sintered`."""
    return stage_label(load_stages().vocabulary, element) if element.kind == "stage" else element.name


def stage_words(name: str) -> str:
    """Return the words for a missing stage.

    >>> stage_words("stage reduced_to_metal of Nd"), stage_words("stage sintered or bonded")
    ('reduced to metal (neodymium)', 'sintered or bonded')
    """
    return milestone_words(load_stages(), name.removeprefix(STAGE))
