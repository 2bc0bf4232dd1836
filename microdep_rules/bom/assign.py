"""Assignment of each stage and input to a material or to the component.

A stage belongs to the material in its field `of`. A stage without `of` belongs to the only material whose
production can have this stage. In a component without materials and inputs, all stages belong to the
component. `Bom.stages` creates the stages of a component at the first call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.bom.errors import links as say
from microdep_rules.bom.facts import exact, reading
from microdep_rules.bom.model import Element, Links
from microdep_rules.bom.spans import join
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from microdep_rules.bom.collect import Registry
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

RouteTest = Callable[[str, str | None], bool]
"""Function that takes a stage and a substance, and returns whether the stage may belong to the substance.

A stage may also belong to a constituent of the substance.
"""


_REQUIRE_ASSIGNMENT = frozenset({"inputs", "materials"})
"""If a component has one of these fields, its stages and inputs must be assigned to materials."""


def assign(registry: Registry, links: Links, on_route: RouteTest) -> list[Diagnostic]:
    """Assign stages and inputs to each component and material."""
    problems: list[Diagnostic] = []
    for component in registry.components.values():
        data = component.data
        if not data.keys().isdisjoint(_REQUIRE_ASSIGNMENT) or any(
            "of" in stage for stage in data.get("stages", ())
        ):
            entries = _ComponentEntries(registry, component, registry.materials[component.id], on_route)
            entries.read()
            for holder, stages in entries.stages.items():
                links.stages[holder] = tuple(stages)
            for holder, inputs in entries.inputs.items():
                links.inputs[holder] = tuple(inputs)
                for entry in inputs:
                    links.entries.setdefault(entry.data["ref"], []).append(entry)
            if entries.unassigned:
                links.unassigned[component.id] = tuple(entries.unassigned)
            problems += entries.problems
    return problems


class _ComponentEntries(Struct):
    """Stages and inputs of one component, while they are assigned to its materials."""

    registry: Registry
    component: Element
    materials: dict[str, Element]
    on_route: RouteTest
    stages: dict[Element, list[Element]] = field(default_factory=dict)
    inputs: dict[Element, list[Element]] = field(default_factory=dict)
    unassigned: list[Element] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    names: dict[tuple[Element, str, str], int] = field(default_factory=dict)
    """For each owner, kind and name, the number of entries read so far."""

    def read(self) -> None:
        for list_name in ("stages", "inputs"):
            for material in self.materials.values():
                base = join(material.pointer, list_name)
                for index, entry in enumerate(material.data.get(list_name, ())):
                    pointer = f"{base}/{index}"
                    self._check_owner(material, entry, pointer)
                    self._add_entry(list_name, material, entry, pointer)
            entries = self.component.data.get(list_name, ())
            base = join(self.component.pointer, list_name) if entries else ""
            for index, entry in enumerate(entries):
                self._assign_entry(list_name, entry, f"{base}/{index}")

    def _assign_entry(self, list_name: str, entry: dict[str, Any], pointer: str) -> None:
        if "of" in entry:
            material = self._material(entry["of"])
            if material is None:
                if "material" in self.registry.incomplete_kinds:
                    return
                at = self._span(join(pointer, "of"))
                self.problems.append(say.dangling_reference("material", entry["of"], self.materials, at))
            else:
                self._add_entry(list_name, material, entry, pointer)
        elif list_name == "inputs" or not self.materials:
            self._add_entry(list_name, self.component, entry, pointer)
        else:
            self._assign_stage(entry, pointer)

    def _assign_stage(self, entry: dict[str, Any], pointer: str) -> None:
        stage = exact(entry["stage"])
        holders = [
            material
            for material in self.materials.values()
            if stage is not None and self._is_on_route(stage, material)
        ]
        if holders and len(self.materials) == 1:
            self._add_entry("stages", holders[0], entry, pointer)
            return
        element = self._add_entry("stages", self.component, entry, pointer)
        if holders:
            self.unassigned.append(element)
            names = [id_ for id_, material in self.materials.items() if material in holders]
            at = self._span(join(pointer, "stage"))
            self.problems.append(
                diagnose(
                    "bom/misplaced-stage",
                    at,
                    stage=stage,
                    component=self.component.name,
                    materials=list(names),
                )
            )

    def _is_on_route(self, stage: str, material: Element) -> bool:
        return self.on_route(stage, exact(material.data.get("substance")))

    def _material(self, id_: str) -> Element | None:
        """Return the material with an id. A material without an id has an id made from its substance."""
        return self.materials.get(id_) or self.materials.get(slug(id_))

    def _check_owner(self, material: Element, entry: dict[str, Any], pointer: str) -> None:
        if "of" in entry and self._material(entry["of"]) is not material:
            at = self._span(join(pointer, "of"))
            self.problems.append(
                diagnose("bom/misplaced-stage", at, "other-material", own=material.name, other=entry["of"])
            )

    def _add_entry(self, list_name: str, owner: Element, entry: dict[str, Any], pointer: str) -> Element:
        entries = (self.stages if list_name == "stages" else self.inputs).setdefault(owner, [])
        kind, name = ("stage", reading(entry["stage"])) if list_name == "stages" else ("input", entry["ref"])
        id_ = f"{owner.id}/{name}"
        same = self.names[owner, kind, name] = self.names.get((owner, kind, name), 0) + 1
        if same > 1:
            id_ += f"/{same}"
        element = Element(kind, id_, entry, pointer, owner, name, self.registry.file)
        entries.append(element)
        return element

    def _span(self, pointer: str) -> Span:
        return self.registry.file.spans.value(pointer)
