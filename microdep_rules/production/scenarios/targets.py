"""What of a document a target describes: yes, no, or not known (strong Kleene logic).

A country, a company or a site is compared with what the document states of each thing; what states none may
be any. A material is in a component that lists it, and may be in one that does not list all its materials.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.bom.zeros import is_zero
from microdep_rules.engine.facts import FactReader
from microdep_rules.engine.lists import Lists
from microdep_rules.engine.values import Truth, agreed, conjunction, disjunction
from microdep_rules.production.known import known_of
from microdep_rules.production.scenarios.contents import Contents
from microdep_rules.production.scenarios.words import said
from microdep_rules.production.supply import supply_of
from microdep_rules.production.unstated import COUNTED, not_stated
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.names import folded
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.production.scenarios.model import Target
    from microdep_rules.production.supply import Need, Supply

PLACES = ("origin", "place_of_manufacture")
MAKERS = ("manufacturer", "supplier")


class Finder:
    """Finds what targets describe in one document."""

    def __init__(self, bom: Bom) -> None:
        self.bom = bom
        self.contents = Contents(Lists(FactReader(bom, load_vocabularies())))
        self.known = known_of(bom)
        self._supplies: dict[str, Supply] = {}
        self._names: dict[str, Names] = {}

    def is_gone(
        self,
        component: Element,
        targets: Collection[Target],
        is_blocked: Callable[[str], Truth] = lambda _: False,
    ) -> Truth:
        """Return whether what a component needs itself cannot be had without what some targets describe.

        What is below it does not count. `is_blocked` says so of a party by its key.
        """
        if component.synthesized:
            return False
        gone = [self._component(component, target) for target in targets]
        gone += [self._need(need, targets, is_blocked) for need in self._supply(component).needs]
        return disjunction(gone)

    def touches(self, component: Element, target: Target) -> Truth:
        """Return whether anything that a component needs itself is described, other sources or not."""
        if component.synthesized:
            return False
        needs = self._supply(component).needs
        return disjunction([self._component(component, target), *(self._touched(n, target) for n in needs)])

    def not_stated(self, component: Element, target: Target) -> tuple[str, ...]:
        """Why nobody knows whether a component needs a country, or a company: what of it states none."""
        kinds = [kind for kind in COUNTED if set(target.stated) == {kind}]
        what = {kind: not_stated(self.bom, self.known, component, kind) for kind in kinds}
        return tuple(
            f"(not stated: the {kind} of {'; '.join(words)})" for kind, words in what.items() if words
        )

    def is_late(self, component: Element, target: Target) -> Truth:
        """Whether a component takes longer when what is described does; with another source it may not."""
        if self.is_gone(component, (target,)) is True:
            return True
        return False if self.touches(component, target) is False else None

    def _touched(self, need: Need, target: Target) -> Truth:
        members = [self._touched(member, target) for member in need.members]
        below = agreed(members) if need.mode == "open" and members else disjunction(members)
        return disjunction([self._leaf(need, target), below])

    def ids(self, key: str, word: str) -> frozenset[str]:
        """The ids of what a word for a key of a target names; of a country or a material, the word itself.

        What the document does not have is named by its words.
        """
        if key == "party":
            group = self.known.parties.find(word)
            return frozenset({group.key if group is not None else f"?{folded(word)}"})
        if key not in {"component", "site"}:
            return frozenset({word})
        if key not in self._names:
            every = self.bom.components if key == "component" else self.bom.sites
            self._names[key] = Names(every.values())
        return frozenset(self._names[key].ids(word)) or frozenset({f"?{plain(word)}"})

    def about(self, target: Target) -> tuple[tuple[str, frozenset[str]], ...]:
        """What a target describes: of one that names components, those that it surely is about.

        Further keys, such as the maker of the component, only state which of these are meant.
        """
        every = tuple((key, self.ids(key, word)) for key, word in target.stated.items())
        if not target.component or set(target.stated) == {"component"}:
            return every
        named = (self.bom.components[id_] for id_ in dict(every)["component"] if id_ in self.bom.components)
        own = frozenset(each.id for each in named if self.is_late(each, target) is True)
        return (("component", own),) if own else every

    def said(self, target: Target) -> str:
        """A target in words, by the names that the document has for what it names by an id."""
        names = {key: self._name(key, word) for key, word in target.stated.items()}
        return said(replace(target, **names))

    def _name(self, key: str, word: str) -> str:
        """The name of what a word names; the word itself where it names several, or nothing here."""
        if key == "party":
            group = self.known.parties.find(word)
            return group.name if group is not None else word
        if key not in {"component", "site"}:
            return word
        every = self.bom.components if key == "component" else self.bom.sites
        names = {every[each].name for each in self.ids(key, word) if each in every}
        return names.pop() if len(names) == 1 else word

    def named(self, component: Element, word: str) -> bool:
        """Return whether a word is the id or the name of a component."""
        return component.id in self.ids("component", word)

    def _supply(self, component: Element) -> Supply:
        if component.id not in self._supplies:
            self._supplies[component.id] = supply_of(self.bom, self.known, component)
        return self._supplies[component.id]

    # ---- what a component needs ------------------------------------------------------------------

    def _need(self, need: Need, targets: Collection[Target], is_blocked: Callable[[str], Truth]) -> Truth:
        """Return whether something that must be there is gone."""
        own = [self._leaf(need, target) for target in targets]
        own += [is_blocked(point.key) for point in need.points if point.kind == "party"]
        members = [self._need(member, targets, is_blocked) for member in need.members]
        if need.mode == "all":
            return disjunction([*own, *members])
        if need.mode == "any":
            value = conjunction(members)
            return disjunction([*own, None if value is True and need.rest else value])
        return disjunction([*own, *([agreed(members)] if members else [])])

    def _leaf(self, need: Need, target: Target) -> Truth:
        """Whether a target describes one thing that is needed: a country, a company, an entry of a stage."""
        if need.entry is not None and set(target.stated) not in ({"country"}, {"party"}):
            return self._entry(need.entry, target)
        if need.entry is not None and "party" in target.stated and "party" not in need.entry.data:
            return self._entry(need.entry, target)  # the company that has the site
        match list(target.stated.items()):
            case [("country", code)]:
                stated = [point.key for point in need.points if point.kind == "country"][:1]
                return self._of_leaf(need, "country", [self.place(each, code) for each in stated])
            case [("party", word)]:
                stated = [point.key for point in need.points if point.kind == "party"]
                return self._of_leaf(need, "party", [self.known.parties.same(each, word) for each in stated])
            case _:
                return False

    @staticmethod
    def _of_leaf(need: Need, kind: str, values: list[Truth]) -> Truth:
        if values:
            return disjunction(values)
        return None if kind in need.unstated else False

    # ---- what single words describe --------------------------------------------------------------

    @staticmethod
    def place(code: str, asked: str) -> Truth:
        """Return whether a place that is stated is within another one.

        >>> Finder.place("CN-XJ", "CN"), Finder.place("CN", "CN-XJ"), Finder.place("JP", "CN")
        (True, None, False)
        """
        if asked in countries.lineage(code):
            return True
        old = countries.is_unlisted_region(code) and countries.parent(code) == countries.parent(asked)
        return None if old or code in countries.lineage(asked) else False

    def party(self, written: str, asked: str) -> Truth:
        """Return whether a company, by the name that is written or its id, is the one that is asked for."""
        found = self.known.parties.find(written)
        return self.known.parties.same(found.key, asked) if found is not None else None

    def _any(self, raw: object, is_it: Callable[[str], Truth]) -> Truth:
        """Return whether a field describes something; not known where it says nothing."""
        stated = alternatives(raw)
        return agreed([is_it(str(each)) for each in stated]) if stated else None

    def _stated(self, component: Element, record: Element, field: str) -> object:
        """What a record in a component states: one of several things, where statements differ."""
        contrary = self._supply(component).contrary.get((record, field))
        return {"one_of": contrary} if contrary else record.data.get(field)

    def _site(self, word: str) -> list[Element]:
        """The sites that a word names, by their ids or names."""
        return [s for s in self.bom.sites.values() if s.id in self.ids("site", word)]

    # ---- entries of stages -----------------------------------------------------------------------

    def _entry(self, entry: Element, target: Target) -> Truth:
        """Return whether all that is stated of a target is true of an entry."""
        site = self.bom.sites.get(str(exact(entry.data.get("site")) or ""))
        component = _component_of(entry)
        where = self._stated(component, entry, "country")
        country = where or (self._stated(component, site, "country") if site is not None else None)
        party = self._stated(component, entry, "party")
        party = party or (site.owner.id if site is not None and site.owner else None)
        found: list[Truth] = []
        for key, word in target.stated.items():
            match key:
                case "component":
                    found.append(self.named(component, word))
                case "country":
                    found.append(self._any(country, lambda code, word=word: self.place(code, word)))  # type: ignore[misc]
                case "party":
                    found.append(self._any(party, lambda name, word=word: self.party(name, word)))  # type: ignore[misc]
                case "site":
                    found.append(self._at_site(site, country, party, word))
                case "material":
                    found.append(self.contents.worked_on(entry, word))
                case _:
                    found.append(_stage(entry, word))
        return conjunction(found)

    def _at_site(self, site: Element | None, country: object, party: object, word: str) -> Truth:
        """Whether an entry is of a site; one without may be, where its country and company allow it."""
        sites = self._site(word)
        if site is not None or not sites:
            return site in sites
        possible: list[Truth] = []
        for each in sites:
            where, owner = exact(each.data.get("country")), each.owner
            there = self._any(country, lambda code, w=where: countries.may_both_be(code, str(w)))  # type: ignore[misc]
            theirs = self._any(party, lambda name, o=owner: self.party(name, o.id))  # type: ignore[misc]
            possible.append(conjunction([None, there if where else None, theirs if owner else None]))
        return disjunction(possible)

    # ---- components as a whole -------------------------------------------------------------------

    def _component(self, component: Element, target: Target) -> Truth:
        """Return whether a target describes a component beyond what its single needs say."""
        stated = target.stated
        named = self.named(component, target.component) if target.component else True
        if set(stated) == {"component"} or not named:
            return named and bool(target.component)
        if target.material:
            return self._by_material(component, target)
        if set(stated) in ({"country"}, {"party"}):
            return self._unstated(component, next(iter(stated)))
        if target.site and not self._has_entries(component):
            return conjunction([None, self._made_there(component, self._around(target))])
        return self._made_there(component, target) if not target.site else False

    def _unstated(self, component: Element, kind: str) -> Truth:
        """A component of which no place, or no company, is stated may be of any."""
        return None if kind in self._supply(component).unstated else False

    def _around(self, target: Target) -> Target:
        """A site as far as components state it: its country and its company."""
        sites = self._site(target.site)
        where = exact(sites[0].data.get("country")) if len(sites) == 1 else None
        owner = sites[0].owner if len(sites) == 1 else None
        return replace(
            target,
            site="",
            country=target.country or str(where or ""),
            party=target.party or (owner.id if owner is not None else ""),
        )

    def _made_there(self, component: Element, target: Target) -> Truth:
        """Return whether a component is made at a place and by a company, as far as these are asked."""
        has_stages = self._has_entries(component)
        found: list[Truth] = []
        for word, fields, is_it in (
            (target.country, PLACES, self.place),
            (target.party, MAKERS, self.party),
        ):
            if word:
                values = [
                    self._any(self._stated(component, component, f), lambda each, w=word, i=is_it: i(each, w))  # type: ignore[misc]
                    for f in fields
                    if f in component.data
                ]
                nothing: Truth = False if has_stages else None
                found.append((agreed if fields is PLACES else disjunction)(values) if values else nothing)
        return conjunction(found)

    def _has_entries(self, component: Element) -> bool:
        holders = (component, *self.bom.materials(component))
        return any(self.bom.stages(holder) for holder in holders)

    def _by_material(self, component: Element, target: Target) -> Truth:
        """The same of a material: where no entry of a stage decides it."""
        elsewhere = bool(target.country or target.party or target.site)
        found: list[Truth] = []
        for material in self.bom.materials(component):
            there = self.contents.holds(material, target.material)
            entries = [e for e in self.bom.stages(material) if not is_zero(e.data.get("share"))]
            if not elsewhere and not target.stage:
                found.append(there)
            elif elsewhere:
                found.append(False if entries else conjunction([None, there]))
            elif not any(_is_stage(e, target, self.contents) for e in entries):
                found.append(conjunction([there, self.contents.may_go_through(material, target)]))
        hidden = self.contents.may_hide(component, target.material)
        made = self._made_there(component, self._around(target)) if elsewhere else True
        found.append(conjunction([hidden, made]))
        return disjunction(found)


def _is_stage(entry: Element, target: Target, contents: Contents) -> bool:
    """Return whether an entry may be of the stage that a target names."""
    return conjunction([contents.worked_on(entry, target.material), _stage(entry, target.stage)]) is not False


def _stage(entry: Element, word: str) -> Truth:
    """Return whether an entry is of a stage; a wider word may be."""
    known = load_stages().vocabulary
    stated = exact(entry.data.get("stage"))
    own = known.resolve(stated) or stated if isinstance(stated, str) else None
    if own is None or own not in known.terms:
        return None
    if known.is_a(own, word):
        return True
    return None if known.is_a(word, own) else False


def _component_of(element: Element) -> Element:
    """The component that an entry belongs to."""
    owner: Element | None = element
    while owner is not None and owner.kind != "component":
        owner = owner.owner
    assert owner is not None, "each entry of a stage is of a component"
    return owner


class Names:
    """The components, or the sites, of a document by their ids and names."""

    def __init__(self, every: Iterable[Element]) -> None:
        self._alike: dict[str, list[Element]] = {}
        for each in every:
            for word in {plain(each.id), plain(each.name)}:
                self._alike.setdefault(word, []).append(each)

    def ids(self, word: str) -> list[str]:
        """The ids of those that have a word for their id or name; in other capitals where none is exact."""
        alike = self._alike.get(plain(word), [])
        return [each.id for each in alike if word in (each.id, each.name)] or [each.id for each in alike]


def plain(word: str) -> str:
    """A word as it is compared with ids and names.

    >>> plain("North  Kiln")
    'north kiln'
    """
    return " ".join(word.casefold().split())
