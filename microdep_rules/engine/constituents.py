"""Constituents of a material, derived from its recorded stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.amounts import bounds
from microdep_rules.bom.facts import exact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.facts import FactReader


def stages_with_substance(reader: FactReader, material: Element) -> Iterator[tuple[Element, str]]:
    """Yield the stages of a material that name a substance, each with the substance.

    Stages with a share of 0 % are left out.
    """
    for stage in reader.bom.stages(material):
        word = _word(reader, stage.data.get("substance"))
        if word is not None and bounds(stage.data.get("share")).high != 0:
            yield stage, word


def constituents_not_in_name(reader: FactReader, material: Element) -> Iterator[tuple[Element, str]]:
    """Yield the constituents that a material's name does not show, such as the gold of gold-plated brass.

    Each constituent comes with the stage that states it.
    """
    known, word = reader.vocabularies.get("substance"), _word(reader, material.data.get("substance"))
    if known is None or word is None:
        return
    for stage, constituent in stages_with_substance(reader, material):
        if not known.is_kind_either_way(constituent, word):
            yield stage, constituent


def _word(reader: FactReader, raw: object) -> str | None:
    known, stated = reader.vocabularies.get("substance"), exact(raw)
    return known.resolve(stated) if known is not None and isinstance(stated, str) else None
