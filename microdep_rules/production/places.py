"""Countries where components were made, and where each stage of their materials was done.

A stage without an entry may have been done in any country, unless the list of stages is complete.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.engine import unnamed_stages
from microdep_rules.engine.facts import FactReader
from microdep_rules.engine.stage_lists import StageLists
from microdep_rules.engine.values import Codes
from microdep_rules.lang.ir import Type
from microdep_rules.production.tally import ANYWHERE, NOWHERE, Touch, joined
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.items import Ghost, Items, Pair
    from microdep_rules.engine.readings import Reading

COUNTRY = Type("country")
NOT_MADE = frozenset({"software", "firmware", "service"})
"""Kinds of components that have no materials."""


class PlaceReader:
    """Reader of the countries in a document, with a cache."""

    def __init__(self, bom: Bom) -> None:
        self.bom = bom
        self.stages = load_stages()
        self.lists = StageLists(FactReader(bom, load_vocabularies()), self.stages)
        self._items: dict[Element, Items] = {}
        self._may_be: dict[tuple[str, str | None, int], bool] = {}
        self._open: dict[tuple[object, ...], frozenset[str]] = {}
        self._ranks = {stage: number for number, stage in enumerate(self.stages.vocabulary.terms)}

    # ---- components ------------------------------------------------------------------------------

    def made(self, component: Element) -> Touch:
        """Return the countries in which a component was made, or otherwise its countries of origin."""
        return touch_of(self.lists.reader.read(component, "component.produced_in", "produced_in", COUNTRY))

    def worked(self, component: Element, stage: str) -> Touch:
        """Return the countries in which a stage was done on a component or on any of its materials."""
        if str(component.data.get("kind")) in NOT_MADE:
            return self._recorded(component, stage)
        touches = [self.processed(material, stage) for material in self.bom.materials(component)]
        touches.append(self._recorded(component, stage))
        if self.stages.is_of_a_material(stage):
            touches.append(NOWHERE if self._lists_materials(component) else ANYWHERE)
        elif not touches[:-1] and not self.lists.is_closed(component, "stages"):
            touches.append(NOWHERE if self._is_recorded(component, stage) else ANYWHERE)
        return joined(touches)

    def _lists_materials(self, component: Element) -> bool:
        """Return whether the list of materials of a component is complete."""
        return self.lists.is_closed(component, "materials")

    def _is_recorded(self, component: Element, stage: str) -> bool:
        return any(
            self._is_about_stage(entry, stage) is True for entry in self.lists.source(component).all_entries()
        )

    def _recorded(self, component: Element, stage: str) -> Touch:
        """Return the countries that the entries of a component state for a stage."""
        entries = self.lists.source(component).all_entries()
        return joined(self._of_entry(entry, self._is_about_stage(entry, stage)) for entry in entries)

    # ---- materials -------------------------------------------------------------------------------

    def processed(self, material: Element, stage: str) -> Touch:
        """Return the countries in which a stage was done on a material, or on one of its constituents."""
        items = self._listed(material)
        touches = [
            self._of_entry(entry, self._is_about_stage(entry, stage), belongs=belongs)
            for entry, belongs in items.elements
        ]
        touches += [self._unlisted_places(ghost, material, stage) for ghost in items.ghosts]
        return joined(touches)

    def recorded_stages(self, holder: Element) -> set[str]:
        """Return the stages in the entries of a component or material, without unknown words."""
        stages = (self._stage(entry) for entry in self.lists.source(holder).all_entries())
        return {pair for pair in stages if pair is not None}

    def open_stages(self, component: Element) -> frozenset[str] | None:
        """Return the stages that materials of a component may have without an entry.

        The result is `None` for any stage, if the list of materials is incomplete.
        """
        if str(component.data.get("kind")) in NOT_MADE:
            return frozenset()
        if not self._lists_materials(component):
            return None
        stages: set[str] = set()
        for material in self.bom.materials(component):
            for ghost in self._listed(material).ghosts:
                for substance in self.lists.possible(material):
                    stages |= self._open_stages(ghost, substance)
        return frozenset(stages)

    def _open_stages(self, ghost: Ghost, substance: str | None) -> frozenset[str]:
        if substance is None:
            return frozenset()
        accounted = ghost.accounted.get(substance, frozenset())
        within = None if ghost.within is None else ghost.within.get(substance, frozenset())
        key = (substance, accounted, within)
        if key not in self._open:
            pairs = self.stages.everything(substance) if within is None else within
            self._open[key] = frozenset(stage for stage, of in pairs if (stage, of) not in accounted)
        return self._open[key]

    def rank(self, stage: str) -> int:
        """Return the position of a stage in the order from the mine to the product."""
        return self._ranks.get(stage, len(self._ranks))

    def recorded_pairs(self, material: Element, substance: str) -> Iterator[Pair]:
        """Yield (stage, constituent) for each stage entry of a material."""
        for entry in self.lists.stage_entries(material):
            pair = self.lists.pair(material, entry, substance)
            if pair is not None and not self.lists.has_zero_share(entry):
                yield pair

    def entries_at(self, material: Element, substance: str, pair: Pair) -> list[tuple[Element, Touch]]:
        """Return the entries of a material for one (stage, constituent), each with its countries."""
        country = self.lists.reader.read
        return [
            (entry, touch_of(country(entry, "stage.country", "country", COUNTRY)))
            for entry in self.lists.stage_entries(material)
            if self.lists.pair(material, entry, substance) == pair and not self.lists.has_zero_share(entry)
        ]

    def may_have(self, material: Element, substance: str, pair: Pair) -> bool:
        """Return whether a material may have the stage `pair` without an entry for it."""
        stage, of = pair
        if (stage, of) not in self.stages.everything(substance):
            return False
        return any(
            pair not in ghost.accounted.get(substance, frozenset()) for ghost in self._listed(material).ghosts
        )

    def _listed(self, material: Element) -> Items:
        if material not in self._items:
            self._items[material] = self.lists.stages_of(material, None)[0]
        return self._items[material]

    def _stage(self, entry: Element) -> str | None:
        return self.stages.vocabulary.resolve(str(entry.data.get("stage")))

    def _is_about_stage(self, entry: Element, stage: str) -> bool | None:
        """Return whether an entry is about a stage; `None` if its word is unknown or broader."""
        known = self._stage(entry)
        if known is None:
            return None
        return self.stages.counts((known, None), frozenset({(stage, None)}))

    def _of_entry(self, entry: Element, same: bool | None, *, belongs: bool | None = True) -> Touch:  # noqa: FBT001 - one of three truth values
        if same is False or belongs is False or self.lists.has_zero_share(entry):
            return NOWHERE
        touch = touch_of(self.lists.reader.read(entry, "stage.country", "country", COUNTRY))
        return touch if same and belongs else Touch(may=touch.sure | touch.may, anywhere=touch.anywhere)

    def _unlisted_places(self, ghost: Ghost, material: Element, stage: str) -> Touch:
        """Return the countries in which an unlisted stage of a material was possibly done."""
        if not any(self._stands_for(ghost, substance, stage) for substance in self.lists.possible(material)):
            return NOWHERE
        if ghost.origin_of is None:
            return ANYWHERE
        stated = touch_of(unnamed_stages.country(self.lists.reader, ghost.origin_of))
        return Touch(may=stated.sure | stated.may, anywhere=stated.anywhere)

    def _stands_for(self, ghost: Ghost, substance: str | None, stage: str) -> bool:
        key = (stage, substance, id(ghost))
        if key not in self._may_be:
            self._may_be[key] = self._may_stand_for(ghost, substance, stage)
        return self._may_be[key]

    def _may_stand_for(self, ghost: Ghost, substance: str | None, stage: str) -> bool:
        if substance is None or self.stages.route(substance) is None:
            return self.stages.is_of_a_material(stage)
        counts = self.stages.counts
        wanted = frozenset({(stage, None)})
        pairs = [p for p in self.stages.everything(substance) if counts((p[0], None), wanted)]
        if ghost.within is not None:
            return any(pair in ghost.within.get(substance, frozenset()) for pair in pairs)
        return any(pair not in ghost.accounted.get(substance, frozenset()) for pair in pairs)


def touch_of(reading: Reading) -> Touch:
    """Convert a reading of a fact to countries: one country, several possible ones, or any country.

    A region counts as its country.
    """
    if not isinstance(reading.value, Codes):
        return ANYWHERE
    places = in_countries(reading.value.terms)
    return Touch(sure=places) if len(places) == 1 else Touch(may=places)


def in_countries(codes: Iterable[str]) -> frozenset[str]:
    """Return the countries for codes of countries or regions.

    >>> sorted(in_countries(["CN-XJ", "JP"]))
    ['CN', 'JP']
    """
    return frozenset(countries.parent(code) or code for code in codes)
