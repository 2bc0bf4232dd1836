"""Stage entries: the stages that a document states for a material and for its inputs.

If the substance of a material is only partly known, several production routes are possible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.facts import exact
from microdep_rules.engine import doubts
from microdep_rules.engine.facts import number
from microdep_rules.engine.lists import Lists
from microdep_rules.engine.values import Codes, Interval, disjunction
from microdep_rules.lang import ir

if TYPE_CHECKING:
    from microdep_rules.bom.model import Element
    from microdep_rules.engine.facts import FactReader
    from microdep_rules.engine.items import Pair
    from microdep_rules.engine.values import Truth
    from microdep_rules.vocabulary.stages import Stages


class Source(Struct, frozen=True):
    """A material with the stages that the document states for it, and the sources of its inputs."""

    material: Element
    entries: tuple[Element, ...]
    inputs: tuple[Source, ...]

    def all_entries(self) -> list[Element]:
        """Return the entries of the material and of all its direct and indirect inputs, each once."""
        if not self.inputs:
            return list(self.entries)
        entries: dict[Element, None] = {}
        seen = {id(self)}
        waiting = [self]
        for source in waiting:
            entries.update(dict.fromkeys(source.entries))
            waiting += [i for i in source.inputs if id(i) not in seen]
            seen |= {id(i) for i in source.inputs}
        return list(entries)


class StageEntries(Lists):
    """Reader of the lists of a document and of the stages that the document states."""

    def __init__(self, reader: FactReader, stages: Stages) -> None:
        super().__init__(reader)
        reader.on_route = stages.on_route
        self.stages = stages
        self._substances: dict[Element, tuple[str | None, ...]] = {}
        self._sources: dict[Element, Source] = {}
        self._parts: dict[Element, tuple[Source, ...]] = {}
        self._pairs: dict[tuple[Element, Element, str | None], Pair | None] = {}

    def stage_entries(self, holder: Element) -> list[Element]:
        """Return the stages that the document states for a material or component, and for its inputs.

        A stage of a material is also a stage of the component that contains it: the silicon of a chip is
        fabricated where the chip is fabricated.
        """
        entries = self.source(holder).all_entries()
        if holder.kind == "material":
            return entries
        inside = (e for m in self.bom.materials(holder) for e in self.source(m).all_entries())
        return list(dict.fromkeys((*entries, *inside)))

    def source(self, holder: Element) -> Source:
        """Return a material or component with its stages, and with the sources of its inputs."""
        if holder not in self._sources:
            upstream = tuple(
                source for element in with_component(holder) for source in self._inputs_of(element)
            )
            entries = (
                self.bom.stages(holder) if holder.kind == "material" else self._entries_in_record(holder)
            )
            self._sources[holder] = Source(holder, entries, upstream)
        return self._sources[holder]

    def _entries_in_record(self, part: Element) -> tuple[Element, ...]:
        """Return the stages in a component's record, including stages of its materials in this record."""
        here = f"{part.pointer}/stages/"
        of_materials = (e for m in self.bom.materials(part) for e in self.bom.stages(m))
        entries = (*self.bom.stages(part), *self.bom.unassigned_stages(part), *of_materials)
        return tuple(dict.fromkeys(e for e in entries if e.owner is part or e.pointer.startswith(here)))

    def _inputs_of(self, holder: Element) -> tuple[Source, ...]:
        parts = [self.bom.input_component(record) for record in self.bom.inputs(holder)]
        return tuple(source for part in parts if part is not None for source in self._material_sources(part))

    def _material_sources(self, part: Element) -> tuple[Source, ...]:
        """Return the materials of a component with their stages; if none are listed, the component itself."""
        if part not in self._parts:
            entries, upstream = self.bom.stages(part), self._inputs_of(part)
            self._parts[part] = tuple(
                Source(
                    material, (*entries, *self.bom.stages(material)), (*self._inputs_of(material), *upstream)
                )
                for material in self.bom.materials(part)
            ) or (Source(part, entries, upstream),)
        return self._parts[part]

    @staticmethod
    def has_zero_share(entry: Element) -> bool:
        """Return whether a stage entry states that 0 % of the material went through the stage."""
        raw = entry.data.get("share")
        share = number(raw.get("value", raw) if isinstance(raw, dict) else raw)
        return isinstance(share, Interval) and share.high == 0

    # ---- constituents of a stage ----------------------------------------------------------------------

    def pair(self, holder: Element, entry: Element, substance: str | None) -> Pair | None:
        """Return the stage and the constituent of an entry, if `substance` is the substance of the material.

        The result is None if the stage is not a known term, or if another statement contradicts the entry.
        """
        key = (holder, entry, substance)
        if key not in self._pairs:
            self._pairs[key] = self._pair(holder, entry, substance)
        return self._pairs[key]

    def _pair(self, holder: Element, entry: Element, substance: str | None) -> Pair | None:
        stage = self.stages.vocabulary.resolve(str(exact(entry.data.get("stage"))))
        if doubts.is_doubtful(self.reader, entry):
            return None
        return (stage, self._constituent(holder, entry, stage, substance)) if stage is not None else None

    def _constituent(self, holder: Element, entry: Element, stage: str, substance: str | None) -> str | None:
        """Return the constituent of an entry.

        The result is None if the entry is about the material itself, or states no constituent.
        """
        constituent = self.word(entry.data.get("substance"))
        owner = entry.owner
        if constituent is None and owner is not None and owner is not holder and owner.kind == "material":
            constituent = None if self._is_about_whole_component(holder, entry) else self.substance(owner)
        if constituent is None or substance is None:
            return constituent
        return self.stages.worked_on(stage, constituent, substance)

    @staticmethod
    def _is_about_whole_component(holder: Element, entry: Element) -> bool:
        """Return whether an entry names no material, so that it is about the whole component."""
        return "of" not in entry.data and entry.pointer.startswith(f"{holder.pointer}/stages/")

    def counts(self, holder: Element, pair: Pair, required: frozenset[Pair]) -> Truth:
        """Return whether a stage counts as one of the stages in `required`.

        For a component, a stage of something inside the component counts, too.
        """
        counted = self.stages.counts(pair, required)
        if holder.kind == "material" or pair[1] is None:
            return counted
        of_the_part = frozenset(other for other in required if other[1] is None)
        return disjunction([counted, self.stages.counts((pair[0], None), of_the_part)])

    def possible(self, holder: Element) -> tuple[str | None, ...]:
        """Return the possible substances of a material; each substance has its own production route."""
        if self.reader.shown is not None:
            return self._possible(holder)
        if holder not in self._substances:
            self._substances[holder] = self._possible(holder)
        return self._substances[holder]

    def _possible(self, holder: Element) -> tuple[str | None, ...]:
        if holder.kind != "material":
            return (None,)
        kind = ir.Type("code", "substance")
        value = self.reader.read(holder, "material.substance", "substance", kind).value
        if not isinstance(value, Codes):
            return (None, *sorted(self.stages.routes))
        chosen: dict[str | None, None] = {}
        for term in sorted(value.terms):
            chosen[term] = None
            own = self.stages.route(term)
            for below in self.stages.substances.descendants(term):
                route = self.stages.route(below)
                if route is not None and route is not own:
                    chosen[route.substance] = None
        return tuple(chosen)

    def substance(self, material: Element) -> str | None:
        """Return the substance of a material; None if the substance is not exactly one known term.

        The form of the material may make the term narrower: tungsten in the form of powder is `tungsten
        powder`.
        """
        word = self.word(material.data.get("substance"))
        return word if word is None else self.reader.in_form(material, word)

    def word(self, raw: object) -> str | None:
        """Return the vocabulary term for a stated substance; None if the vocabulary does not contain it."""
        stated = exact(raw)
        vocabulary = self.reader.vocabularies.get("substance")
        if not isinstance(stated, str) or vocabulary is None:
            return None
        return vocabulary.resolve(stated)


def with_component(holder: Element) -> tuple[Element, ...]:
    """Return a component alone, or a material and the component that contains it.

    Inputs of the component are also inputs of the material.
    """
    return (holder, holder.owner) if holder.kind == "material" and holder.owner is not None else (holder,)
