"""Which components matter, for which law, and why: those that likely contain what open rules look for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.output.asking import sought
from microdep_rules.output.asking.components import SURE, Component, component_of, indicators_of
from microdep_rules.vocabulary.indicators import CONFIDENCE, families, family_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.bom.model import Bom
    from microdep_rules.lang import ir
    from microdep_rules.output.asking.needs import OpenCheck
    from microdep_rules.vocabulary.indicators import Family, Indicator


class Likely(Struct, frozen=True):
    """The components that likely contain one family of substances."""

    family: Family
    components: tuple[tuple[Component, Indicator], ...]
    """Each with the surest reason; the surest first."""
    packs: tuple[str, ...]
    """The packs with open rules that look for these substances in one of them."""


class _Found(Struct):
    components: dict[str, Indicator] = field(default_factory=dict)
    packs: dict[str, None] = field(default_factory=dict)


def likely(bom: Bom, checks: Iterable[OpenCheck], packs: Mapping[str, ir.Pack]) -> list[Likely]:
    """Return the likely components of a document by family, in the order of the families."""
    found = {family: _Found() for family in families()}
    indicated = {
        id_: [each for each in indicators_of(bom, id_) if each.confidence in SURE] for id_ in bom.components
    }
    for check in checks:
        pack = packs.get(check.rule.id.partition("/")[0])
        indicators = indicated.get(check.component, ())
        if pack is None or not indicators:
            continue
        wanted = {family_of(word).id for word in sought.words(pack, check.rule, "substance")}
        for indicator in indicators:
            if indicator.family in wanted:
                found[indicator.family].components.setdefault(check.component, indicator)
                found[indicator.family].packs[pack.name] = None
    return [
        _likely(bom, family, found[family.id])
        for family in families().values()
        if found[family.id].components
    ]


def _likely(bom: Bom, family: Family, found: _Found) -> Likely:
    ranked = sorted(found.components.items(), key=lambda item: CONFIDENCE.index(item[1].confidence))
    components = tuple((component_of(bom, id_), indicator) for id_, indicator in ranked)
    return Likely(family, components, tuple(found.packs))
