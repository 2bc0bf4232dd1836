"""Components that probably contain a substance that open rules are about, each with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.output.asking import sought
from microdep_rules.output.asking.components import QuestionComponent, component_of, indicators_of
from microdep_rules.vocabulary.indicators import CONFIDENCE, SURE, families, family_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.bom.model import Bom
    from microdep_rules.lang import ir
    from microdep_rules.output.asking.needs import OpenCheck
    from microdep_rules.vocabulary.indicators import Family, Indicator


class LikelyComponents(Struct, frozen=True):
    """Components that probably contain one family of substances."""

    family: Family
    components: tuple[tuple[QuestionComponent, Indicator], ...]
    """Components, each with its most reliable reason for the substance.

    The components with the most reliable reasons come first.
    """
    packs: tuple[str, ...]
    """Packs whose rules about these substances are open for one of the components."""


class _Candidates(Struct):
    components: dict[str, Indicator] = field(default_factory=dict)
    packs: dict[str, None] = field(default_factory=dict)


def likely(bom: Bom, checks: Iterable[OpenCheck], packs: Mapping[str, ir.Pack]) -> list[LikelyComponents]:
    """Return the components that probably contain a substance, by family of substances."""
    candidates = {family: _Candidates() for family in families()}
    indicated = {
        id_: [indicator for indicator in indicators_of(bom, id_) if indicator.confidence in SURE]
        for id_ in bom.components
    }
    for check in checks:
        pack = packs.get(check.rule.id.partition("/")[0])
        indicators = indicated.get(check.component, ())
        if pack is None or not indicators:
            continue
        wanted = {family_of(word).id for word in sought.words(pack, check.rule, "substance")}
        for indicator in indicators:
            if indicator.family in wanted:
                candidates[indicator.family].components.setdefault(check.component, indicator)
                candidates[indicator.family].packs[pack.name] = None
    return [
        _likely_components(bom, family, candidates[family.id])
        for family in families().values()
        if candidates[family.id].components
    ]


def _likely_components(bom: Bom, family: Family, candidates: _Candidates) -> LikelyComponents:
    ranked = sorted(candidates.components.items(), key=lambda item: CONFIDENCE.index(item[1].confidence))
    components = tuple((component_of(bom, id_), indicator) for id_, indicator in ranked)
    return LikelyComponents(family, components, tuple(candidates.packs))
