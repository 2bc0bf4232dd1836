"""Gives each stage and input to the material that it names or must mean, or else to the part itself.

The stages of a part without materials and inputs are all its own; they are made when somebody asks for them
(`Bom.stages`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.bom.errors import links as say
from microdep_rules.bom.facts import exact, reading
from microdep_rules.bom.model import Element, Links
from microdep_rules.bom.spans import join
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from microdep_rules.bom.collect import Collected
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

OnRoute = Callable[[str, str | None], bool]
"""Whether a stage may be one of a substance's, or of its constituents'."""


_OTHERS = frozenset({"inputs", "materials"})
"""Fields of a component that hold what is given out, or may be given it, besides its stages."""


def assign(found: Collected, links: Links, on_route: OnRoute) -> list[Diagnostic]:
    """Fills in the stages and inputs of every part and material."""
    problems: list[Diagnostic] = []
    for component in found.components.values():
        data = component.data
        if not data.keys().isdisjoint(_OTHERS) or any("of" in each for each in data.get("stages", ())):
            part = _Part(found, component, found.materials[component.id], on_route)
            part.read()
            for each, stages in part.stages.items():
                links.stages[each] = tuple(stages)
            for each, inputs in part.inputs.items():
                links.inputs[each] = tuple(inputs)
                for entry in inputs:
                    links.entries.setdefault(entry.data["ref"], []).append(entry)
            if part.unassigned:
                links.unassigned[component.id] = tuple(part.unassigned)
            problems += part.problems
    return problems


class _Part(Struct):
    """One component while its entries are given out."""

    found: Collected
    component: Element
    materials: dict[str, Element]
    on_route: OnRoute
    stages: dict[Element, list[Element]] = field(default_factory=dict)
    inputs: dict[Element, list[Element]] = field(default_factory=dict)
    unassigned: list[Element] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    names: dict[tuple[Element, str, str], int] = field(default_factory=dict)
    """How many entries of one name an element has."""

    def read(self) -> None:
        for list_name in ("stages", "inputs"):
            for material in self.materials.values():
                base = join(material.pointer, list_name)
                for index, entry in enumerate(material.data.get(list_name, ())):
                    pointer = f"{base}/{index}"
                    self._own(material, entry, pointer)
                    self._put(list_name, material, entry, pointer)
            entries = self.component.data.get(list_name, ())
            base = join(self.component.pointer, list_name) if entries else ""
            for index, entry in enumerate(entries):
                self._given(list_name, entry, f"{base}/{index}")

    def _given(self, list_name: str, entry: dict[str, Any], pointer: str) -> None:
        if "of" in entry:
            material = self._named(entry["of"])
            if material is None:
                if "material" in self.found.doubtful:
                    return
                at = self._span(join(pointer, "of"))
                self.problems.append(say.dangling_reference("material", entry["of"], self.materials, at))
            else:
                self._put(list_name, material, entry, pointer)
        elif list_name == "inputs" or not self.materials:
            self._put(list_name, self.component, entry, pointer)
        else:
            self._unnamed_stage(entry, pointer)

    def _unnamed_stage(self, entry: dict[str, Any], pointer: str) -> None:
        stage = exact(entry["stage"])
        holders = [
            material
            for material in self.materials.values()
            if stage is not None and self._goes(stage, material)
        ]
        if holders and len(self.materials) == 1:
            self._put("stages", holders[0], entry, pointer)
            return
        element = self._put("stages", self.component, entry, pointer)
        if holders:
            self.unassigned.append(element)
            names = [id_ for id_, each in self.materials.items() if each in holders]
            at = self._span(join(pointer, "stage"))
            self.problems.append(say.stage_of_which_material(stage, self.component.name, names, at))

    def _goes(self, stage: str, material: Element) -> bool:
        return self.on_route(stage, exact(material.data.get("substance")))

    def _named(self, id_: str) -> Element | None:
        """The material with an id; the substance, as it is spelt there, is as good as the default id."""
        return self.materials.get(id_) or self.materials.get(slug(id_))

    def _own(self, material: Element, entry: dict[str, Any], pointer: str) -> None:
        if "of" in entry and self._named(entry["of"]) is not material:
            at = self._span(join(pointer, "of"))
            self.problems.append(say.other_material(entry["of"], material.name, at))

    def _put(self, list_name: str, owner: Element, entry: dict[str, Any], pointer: str) -> Element:
        entries = (self.stages if list_name == "stages" else self.inputs).setdefault(owner, [])
        kind, name = ("stage", reading(entry["stage"])) if list_name == "stages" else ("input", entry["ref"])
        id_ = f"{owner.id}/{name}"
        same = self.names[owner, kind, name] = self.names.get((owner, kind, name), 0) + 1
        if same > 1:
            id_ += f"/{same}"
        element = Element(kind, id_, entry, pointer, owner, name, self.found.file)
        entries.append(element)
        return element

    def _span(self, pointer: str) -> Span:
        return self.found.file.spans.value(pointer)
