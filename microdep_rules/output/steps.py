"""Stages as people say them, and as they are written into a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.engine.words import milestone_words, stage_label
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from microdep_rules.bom.model import Element
    from microdep_rules.engine.values import Missing

STAGE = "stage "
"""What the name of a fact begins with that is a stage nobody mentioned."""


def called(element: Element) -> str:
    """What an element is called: by its name, a stage by what was done."""
    return stage_label(load_stages().vocabulary, element) if element.kind == "stage" else element.name


def step_words(name: str) -> str:
    """The name of a missing stage in words.

    >>> step_words("stage reduced_to_metal of Nd"), step_words("stage sintered or bonded")
    ('reduced to metal (neodymium)', 'sintered or bonded')
    """
    return milestone_words(load_stages(), name.removeprefix(STAGE))


def to_write(missing: Missing) -> str:
    """The beginning of an entry for a stage that nobody mentioned; empty for any other fact.

    >>> from microdep_rules.engine.values import Missing
    >>> to_write(Missing("stage reduced_to_metal of Nd", "rotor/magnet", ""))
    '{stage: reduced_to_metal, substance: Nd}'
    """
    if not missing.name.startswith(STAGE):
        return ""
    entries = []
    for word in missing.name.removeprefix(STAGE).split(" or "):
        stage, _, of = word.partition(" of ")
        entries.append(f"{{stage: {stage}{', substance: ' if of else ''}{of}}}")
    return " or ".join(entries)
