"""Stages as people say them, and as they are written into a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.engine.words import milestone_words, stage_label
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.values import Missing

STAGE = "stage "
"""What the name of a fact begins with that is a stage nobody mentioned."""
CLOSED = frozenset({"children", "materials", "stages", "inputs", "owners", "rights", "relations"})
"""Lists that are said to be complete beside their entries."""


def called(element: Element) -> str:
    """What an element is called: by its name, a stage by what was done."""
    return stage_label(load_stages().vocabulary, element) if element.kind == "stage" else element.name


def step_words(name: str) -> str:
    """The name of a missing stage in words.

    >>> step_words("stage reduced_to_metal of Nd"), step_words("stage sintered or bonded")
    ('reduced to metal (neodymium)', 'sintered or bonded')
    """
    return milestone_words(load_stages(), name.removeprefix(STAGE))


def to_write(missing: Missing, bom: Bom) -> str:
    """The form in which a fact is written into a document; empty where the place says enough.

    Of a stage that nobody mentioned, of a list that is not said to be complete, of how often a part is used,
    and of a product that no component stands for.
    """
    if bom.product.synthesized and missing.subject == bom.product.id and missing.record == "component":
        own = bom.usages(bom.product)
        first = f"{{ref: {own[0].child.id}}}, …" if own else "…"
        return f"a component {{id: …, name: …, kind: end_item, children: [{first}]}} that has this"
    if missing.name.startswith(STAGE):
        entries = _entries(missing.name.removeprefix(STAGE))
        return entries if bom.file.spans.has(missing.pointer) else f"stages: [{entries}]"
    if missing.name == "component.quantity":
        part = bom.components.get(missing.subject)
        if part is not None and missing.pointer == f"{part.pointer}/quantity":  # in a flat list of parts
            return "quantity: …"
        uses = bom.parents(part) if part is not None else ()
        above = next(
            (use.parent.name for use in uses if missing.pointer.startswith(f"{use.pointer}/")), "its parent"
        )
        return f"children: [{{ref: {missing.subject}, quantity: …}}] of {above}"
    if missing.name == "party.identifiers":
        return "identifiers: {…}; the listed name under aliases: […] or distinct_from: […]"
    if missing.name in CLOSED:
        return f"{missing.name}: […] with complete: [{missing.name}]"
    return ""


def _entries(names: str) -> str:
    """Entries for one stage, or for either of several.

    >>> _entries("reduced_to_metal of Nd")
    '{stage: reduced_to_metal, substance: Nd, country: …}'
    """
    entries = []
    for word in names.split(" or "):
        stage, _, of = word.partition(" of ")
        entries.append(f"{{stage: {stage}{', substance: ' if of else ''}{of}, country: …}}")
    return " or ".join(entries)
