"""Bill of materials as a subject of a comparison, made from the facts about its components and alternates.

Each component and each material has its own entries for each stage. The companies of the subject come from
all fields of the document. The output names the stated facts that the comparison does not use.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.bom.zero_amounts import is_zero
from microdep_rules.production.comparison import (
    OPERATING,
    ComparedComponent,
    ComparedSubject,
    SourcedFact,
    StageNode,
    StageSite,
)
from microdep_rules.production.detours import DetourNames, Detours
from microdep_rules.production.gaps import NOT_STATED
from microdep_rules.production.numbers import as_stated
from microdep_rules.production.places import PlaceReader
from microdep_rules.production.roots import product_name
from microdep_rules.production.sources import GRADES, LOW
from microdep_rules.production.supply import countries_of
from microdep_rules.production.variant import ProductVariant, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.production.viability import Viability

TIERS = {"government": "high", "third_party": "high", "supplier": "medium", "self": "medium"}
"""Confidence in a stage, by the tier of its best evidence; without evidence, the confidence is low."""
EITHER = " or "
PLACES, MAKERS = ("origin", "place_of_manufacture"), ("manufacturer", "supplier")


def subject_of_bom(
    bom: Bom, name: str, unproven: frozenset[str] = frozenset(), viability: Viability | None = None
) -> ComparedSubject:
    """Return a product as a subject of a comparison, with a node for each stage of its components.

    The stages of the materials have nodes too. Evidence with an id in `unproven` does not count. Only viable
    alternates count as a way to avoid a stage, and only if `viability` is given.
    """
    reader = _StageReader(bom, unproven, viability)
    for component in reader.variant.components:
        reader.read(component)
    return ComparedSubject(
        name,
        product_name(bom),
        "product",
        tuple(reader.nodes),
        tuple(reader.variant.owners()),
        (),
        tuple((grade, reader.grades.get(grade, 0)) for grade in GRADES),
        tuple(reader.gaps),
        frozenset(reader.closed),
        frozenset(reader.without_more),
        tuple(reader.listed.items()),
        reader.variant.companies(),
        tuple(map(reader.row, reader.variant.components)),
        reader.variant.not_compared(),
    )


class _StageReader:
    """Reader of the stages of one document."""

    def __init__(self, bom: Bom, unproven: frozenset[str], viability: Viability | None) -> None:
        self.bom, self.unproven = bom, unproven
        self.detours = Detours(viability) if viability is not None else None
        self.places, self.variant = PlaceReader(bom), ProductVariant(bom)
        self.nodes: list[StageNode] = []
        self.gaps: list[str] = []
        self.closed: list[str] = []
        self.without_more: list[str] = []
        self.listed: dict[str, str] = {}
        self.grades: Counter[str] = Counter()

    def row(self, component: Element) -> ComparedComponent:
        """Return a component as a row of the comparison."""
        makers, places = self._stated_fields(component, MAKERS), self._stated_fields(component, PLACES)
        return ComparedComponent(
            component.id,
            component.name,
            countries_of(component),
            tuple(dict.fromkeys(makers)),
            tuple(way.name for way in self.bom.with_alternates(component)[1:]),
            self.variant.replaces.get(component.id, ""),
            (*_gaps_of_component(places, "country"), *_gaps_of_component(makers, "manufacturer")),
        )

    def _stated_fields(self, component: Element, fields: Iterable[str]) -> list[str]:
        """Return the stated values of `fields`; several possible values are one text, as in `A or B`."""
        stated = (alternatives(component.data.get(field)) for field in fields)
        return [
            EITHER.join(self.variant.company_name(str(word)) for word in values)
            for values in stated
            if values
        ]

    def read(self, component: Element) -> None:
        """Add the stages of a component and of its materials."""
        seen: set[str] = set()
        self._record_lists(component)
        for material in self.bom.materials(component):
            substance = self.places.lists.substance(material)
            if substance is None:
                self.gaps.append(f"{material.name}: substance")
                grouped = _entries_by_words(self.bom.stages(material))
            else:
                grouped = self._entries_by_stage(material, substance)
            seen |= {entry.pointer for entries in grouped.values() for entry in entries}
            self._add(component, material.id, grouped)
        own = [stage for stage in self.bom.stages(component) if stage.pointer not in seen]
        self._add(component, component.id, _entries_by_words(own))

    def _record_lists(self, component: Element) -> None:
        """Record the ids of a component and its materials, and which of their lists are complete."""
        for holder in (component, *self.bom.materials(component)):
            self.listed[holder.id] = self.variant.replaces.get(component.id, "")
            if self.places.lists.is_closed(holder, "stages"):
                self.closed.append(holder.id)
        if self.places.lists.is_closed(component, "materials"):
            self.without_more.append(component.id)

    def _entries_by_stage(self, material: Element, substance: str) -> dict[tuple[str, str], list[Element]]:
        """Return the stage entries of a material by (stage, constituent), in the order of the route."""
        recorded = dict.fromkeys(self.places.recorded_pairs(material, substance))
        return {
            (pair[0], pair[1] or ""): [e for e, _ in self.places.entries_at(material, substance, pair)]
            for pair in sorted(recorded, key=lambda pair: (self.places.rank(pair[0]), pair[1] or ""))
        }

    def _add(self, component: Element, name: str, grouped: dict[tuple[str, str], list[Element]]) -> None:
        replaces = self.variant.replaces.get(component.id, "")
        for (stage, of), entries in grouped.items():
            sites = tuple(map(self._site, entries))
            around = self.detours.around(component, entries) if self.detours is not None else DetourNames()
            node = StageNode(
                name, stage, of, sites, (), replaces, around.surely, around.perhaps, component.id
            )
            self.nodes.append(node)
            self.grades.update(self._confidence(entry) for entry in entries)

    def _countries(self, entry: Element) -> tuple[str, ...]:
        site = self.variant.site_of(entry)
        stated = alternatives(entry.data.get("country"))
        stated = stated or (alternatives(site.data.get("country")) if site is not None else ())
        return tuple(map(str, stated))

    def _site(self, entry: Element) -> StageSite:
        """Return the site, country and company of a stage entry; a remark lists several possible values."""
        countries, companies = self._countries(entry), self.variant.done_by(entry)
        company = companies[0] if len(companies) == 1 else ""
        country = countries[0] if len(countries) == 1 else ""
        site = self.variant.site_of(entry)
        called = self.variant.company_name(company) if company else ""
        grade = self._confidence(entry)
        own = alternatives(entry.data.get("country"))
        return StageSite(
            (site.name if site is not None else "") or called or country or NOT_STATED,
            called,
            SourcedFact(country, grade if own else "", note=_remark_of_alternatives(countries)),
            SourcedFact(self.variant.seat(company)),
            status=SourcedFact(OPERATING, grade, note=_remark(entry)),
            party_id=self.variant.key(company) if company else "",
            by=SourcedFact(note=_remark_of_alternatives(tuple(map(self.variant.company_name, companies)))),
        )

    def _confidence(self, entry: Element) -> str:
        """Return `high`, `medium` or `low` for a stage entry, by the tier of its best evidence."""
        shown = [evidence for evidence in self.bom.evidence_of(entry) if evidence.id not in self.unproven]
        tiers = [str(exact(evidence.data.get("tier"))) for evidence in shown]
        grades = [TIERS.get(tier, LOW) for tier in tiers]
        return min(grades, key=GRADES.index, default=LOW)


def _remark_of_alternatives(stated: Sequence[str]) -> str:
    """Return a remark that lists the stated alternatives, as in `A or B`."""
    return f"one of {EITHER.join(stated)}" if len(stated) > 1 else ""


def _gaps_of_component(stated: Sequence[str], what: str) -> list[str]:
    """Return the gaps of a component: missing facts, and facts with several possible values."""
    several = [f"{what} (one of {value})" for value in stated if EITHER in value]
    return several if stated else [what]


def _remark(entry: Element) -> str:
    """Return a remark with the stated share of a stage entry and the stated origin of its input."""
    notes = []
    share, inputs = entry.data.get("share"), alternatives(entry.data.get("input_origin"))
    if share is not None:
        number = exact(share)
        notes.append(f"share {as_stated(number, '%') if number is not None else share}")
    notes += [f"its input from {EITHER.join(map(str, inputs))}"] if inputs else []
    return "; ".join(notes)


def _entries_by_words(entries: Iterable[Element]) -> dict[tuple[str, str], list[Element]]:
    """Group stage entries by (stage, constituent); used if the process route is unknown."""
    grouped: dict[tuple[str, str], list[Element]] = {}
    for entry in entries:
        if not is_zero(entry.data.get("share")):
            grouped.setdefault(words_of(entry), []).append(entry)
    return grouped
