"""A bill of materials as a subject of a comparison: what it states of its components and alternates.

Each material, and each component, is at each stage by its entries; companies are those of every field that
names one. What is stated and not compared is named.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.bom.zeros import is_zero
from microdep_rules.production.around import Around, Detours
from microdep_rules.production.comparison import OPERATING, Component, Fact, Node, Site, Subject
from microdep_rules.production.gaps import NOT_STATED
from microdep_rules.production.numbers import as_stated
from microdep_rules.production.places import Places
from microdep_rules.production.roots import product_name
from microdep_rules.production.sources import GRADES, LOW
from microdep_rules.production.supply import countries_of
from microdep_rules.production.variant import Variant, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.production.viability import Viability

TIERS = {"government": "high", "third_party": "high", "supplier": "medium", "self": "medium"}
"""How sure a stage is, by the tier of the best evidence for it; low without any."""
EITHER = " or "
PLACES, MAKERS = ("origin", "place_of_manufacture"), ("manufacturer", "supplier")


def subject_of_bom(
    bom: Bom, name: str, unproven: frozenset[str] = frozenset(), viability: Viability | None = None
) -> Subject:
    """A product as a subject, with a node for each stage of each of its components and their materials.

    The records of evidence that are `unproven` show nothing. The viability of the product decides which
    alternates go around a stage; without it no alternate does.
    """
    reader = _Reader(bom, unproven, viability)
    for component in reader.variant.components:
        reader.read(component)
    return Subject(
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


class _Reader:
    """Reads the stages of one document."""

    def __init__(self, bom: Bom, unproven: frozenset[str], viability: Viability | None) -> None:
        self.bom, self.unproven = bom, unproven
        self.detours = Detours(viability) if viability is not None else None
        self.places, self.variant = Places(bom), Variant(bom)
        self.nodes: list[Node] = []
        self.gaps: list[str] = []
        self.closed: list[str] = []
        self.without_more: list[str] = []
        self.listed: dict[str, str] = {}
        self.grades: Counter[str] = Counter()

    def row(self, component: Element) -> Component:
        """A component beside those of other variants."""
        makers, places = self._stated(component, MAKERS), self._stated(component, PLACES)
        return Component(
            component.id,
            component.name,
            countries_of(component),
            tuple(dict.fromkeys(makers)),
            tuple(way.name for way in self.bom.ways(component)[1:]),
            self.variant.replaces.get(component.id, ""),
            (*_open(places, "country"), *_open(makers, "maker")),
        )

    def _stated(self, component: Element, fields: Iterable[str]) -> list[str]:
        """What some fields of a component state, each with all that it may be."""
        stated = (alternatives(component.data.get(field)) for field in fields)
        return [EITHER.join(self.variant.called(str(word)) for word in each) for each in stated if each]

    def read(self, component: Element) -> None:
        """Add the stages of a component, and of its materials."""
        seen: set[str] = set()
        self._list(component)
        for material in self.bom.materials(component):
            substance = self.places.lists.substance(material)
            if substance is None:
                self.gaps.append(f"{material.name}: substance")
                found = _by_words(self.bom.stages(material))
            else:
                found = self._by_pairs(material, substance)
            seen |= {entry.pointer for entries in found.values() for entry in entries}
            self._add(component, material.id, found)
        own = [stage for stage in self.bom.stages(component) if stage.pointer not in seen]
        self._add(component, component.id, _by_words(own))

    def _list(self, component: Element) -> None:
        """Add a component and its materials to what is listed, and to that of which more is not there."""
        for holder in (component, *self.bom.materials(component)):
            self.listed[holder.id] = self.variant.replaces.get(component.id, "")
            if self.places.lists.closed(holder, "stages"):
                self.closed.append(holder.id)
        if self.places.lists.closed(component, "materials"):
            self.without_more.append(component.id)

    def _by_pairs(self, material: Element, substance: str) -> dict[tuple[str, str], list[Element]]:
        """The entries of a material by stage and constituent, in the order of the taxonomy."""
        recorded = dict.fromkeys(self.places.recorded_pairs(material, substance))
        return {
            (pair[0], pair[1] or ""): [e for e, _ in self.places.entries_at(material, substance, pair)]
            for pair in sorted(recorded, key=lambda each: (self.places.rank(each[0]), each[1] or ""))
        }

    def _add(self, component: Element, name: str, found: dict[tuple[str, str], list[Element]]) -> None:
        replaces = self.variant.replaces.get(component.id, "")
        for (stage, of), entries in found.items():
            sites = tuple(map(self._site, entries))
            around = self.detours.around(component, entries) if self.detours is not None else Around()
            node = Node(name, stage, of, sites, (), replaces, around.surely, around.perhaps, component.id)
            self.nodes.append(node)
            self.grades.update(self._grade(entry) for entry in entries)

    def _countries(self, entry: Element) -> tuple[str, ...]:
        site = self.variant.site_of(entry)
        stated = alternatives(entry.data.get("country"))
        stated = stated or (alternatives(site.data.get("country")) if site is not None else ())
        return tuple(map(str, stated))

    def _site(self, entry: Element) -> Site:
        """Where, and by whom, an entry of a stage was done; what of it is one of several is a note."""
        countries, companies = self._countries(entry), self.variant.done_by(entry)
        company = companies[0] if len(companies) == 1 else ""
        country = countries[0] if len(countries) == 1 else ""
        site = self.variant.site_of(entry)
        called = self.variant.called(company) if company else ""
        grade = self._grade(entry)
        own = alternatives(entry.data.get("country"))
        return Site(
            (site.name if site is not None else "") or called or country or NOT_STATED,
            called,
            Fact(country, grade if own else "", note=_one_of(countries)),
            Fact(self.variant.seat(company)),
            status=Fact(OPERATING, grade, note=_note(entry)),
            party_id=self.variant.key(company) if company else "",
            by=Fact(note=_one_of(tuple(map(self.variant.called, companies)))),
        )

    def _grade(self, entry: Element) -> str:
        """How sure a stage is, by its evidence."""
        shown = [each for each in self.bom.evidence_of(entry) if each.id not in self.unproven]
        tiers = [str(exact(each.data.get("tier"))) for each in shown]
        found = [TIERS.get(tier, LOW) for tier in tiers]
        return min(found, key=GRADES.index, default=LOW)


def _one_of(stated: Sequence[str]) -> str:
    """A remark on what is one of several."""
    return f"one of {EITHER.join(stated)}" if len(stated) > 1 else ""


def _open(stated: Sequence[str], what: str) -> list[str]:
    """The gaps of a component: that nothing states it, or that it is one of several."""
    several = [f"{what} (one of {each})" for each in stated if EITHER in each]
    return several if stated else [what]


def _note(entry: Element) -> str:
    """What else an entry of a stage states."""
    found = []
    share, inputs = entry.data.get("share"), alternatives(entry.data.get("input_origin"))
    if share is not None:
        number = exact(share)
        found.append(f"share {as_stated(number, '%') if number is not None else share}")
    found += [f"its input from {EITHER.join(map(str, inputs))}"] if inputs else []
    return "; ".join(found)


def _by_words(entries: Iterable[Element]) -> dict[tuple[str, str], list[Element]]:
    """Entries by the words for their stage and constituent, where no route of a substance orders them."""
    found: dict[tuple[str, str], list[Element]] = {}
    for entry in entries:
        if not is_zero(entry.data.get("share")):
            found.setdefault(words_of(entry), []).append(entry)
    return found
