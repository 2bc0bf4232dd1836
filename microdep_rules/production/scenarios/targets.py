"""Tests whether elements of a document match a target of a scenario: true, false or unknown.

The tests use strong Kleene logic. A country, a company or a site is compared with the stated facts; an
element without a stated country may match any country. A component contains the materials that it lists. If
this list may be incomplete, it may contain any other material.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.bom.zero_amounts import is_zero
from microdep_rules.engine.facts import FactReader
from microdep_rules.engine.lists import Lists
from microdep_rules.engine.values import Truth, agreed, conjunction, disjunction
from microdep_rules.production.identities import identities_of
from microdep_rules.production.scenarios.contents import ContentReader
from microdep_rules.production.scenarios.words import target_in_words
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
    from microdep_rules.production.supply import Supply, SupplyNeed

PLACES = ("origin", "place_of_manufacture")
MAKERS = ("manufacturer", "supplier")


class Finder:
    """Finder of the elements of a document that match a target."""

    def __init__(self, bom: Bom) -> None:
        self.bom = bom
        self.contents = ContentReader(Lists(FactReader(bom, load_vocabularies())))
        self.known = identities_of(bom)
        self._supplies: dict[str, Supply] = {}
        self._names: dict[str, ElementIndex] = {}

    def is_gone(
        self,
        component: Element,
        targets: Collection[Target],
        is_blocked: Callable[[str], Truth] = lambda _: False,
    ) -> Truth:
        """Return whether a component becomes unavailable if all `targets` are lost.

        The loss of components inside the component does not count. `is_blocked` returns whether the company
        with a given key is blocked.
        """
        if component.synthesized:
            return False
        gone = [self._component(component, target) for target in targets]
        gone += [self._need(need, targets, is_blocked) for need in self._supply(component).needs]
        return disjunction(gone)

    def touches(self, component: Element, target: Target) -> Truth:
        """Return whether a component depends on a target, even if it also has another source."""
        if component.synthesized:
            return False
        needs = self._supply(component).needs
        return disjunction([self._component(component, target), *(self._touched(n, target) for n in needs)])

    def not_stated(self, component: Element, target: Target) -> tuple[str, ...]:
        """Return remarks on the elements of a component without a country (or company).

        The result is empty unless the target has only the key country (or company).
        """
        kinds = [kind for kind in COUNTED if set(target.stated) == {kind}]
        what = {kind: not_stated(self.bom, self.known, component, kind) for kind in kinds}
        return tuple(
            f"(not stated: the {kind} of {'; '.join(words)})" for kind, words in what.items() if words
        )

    def is_late(self, component: Element, target: Target) -> Truth:
        """Return whether a delay of a target delays a component; unknown if it also has another source."""
        if self.is_gone(component, (target,)) is True:
            return True
        return False if self.touches(component, target) is False else None

    def _touched(self, need: SupplyNeed, target: Target) -> Truth:
        members = [self._touched(member, target) for member in need.members]
        below = agreed(members) if need.mode == "open" and members else disjunction(members)
        return disjunction([self._matches_need(need, target), below])

    def ids(self, key: str, word: str) -> frozenset[str]:
        """Return the ids of the elements that `word` names; the id of a country or material is the word.

        For a word that names no element of the document, the result is an invented id.
        """
        if key == "party":
            group = self.known.parties.find(word)
            return frozenset({group.key if group is not None else f"?{folded(word)}"})
        if key not in {"component", "site"}:
            return frozenset({word})
        if key not in self._names:
            every = self.bom.components if key == "component" else self.bom.sites
            self._names[key] = ElementIndex(every.values())
        return frozenset(self._names[key].ids(word)) or frozenset({f"?{plain(word)}"})

    def about(self, target: Target) -> tuple[tuple[str, frozenset[str]], ...]:
        """Return the ids of the elements that a target means, by key of the target.

        If the target names components and has another key, such as the manufacturer, the result has only the
        components that certainly match all keys.
        """
        every = tuple((key, self.ids(key, word)) for key, word in target.stated.items())
        if not target.component or set(target.stated) == {"component"}:
            return every
        named = (self.bom.components[id_] for id_ in dict(every)["component"] if id_ in self.bom.components)
        own = frozenset(component.id for component in named if self.is_late(component, target) is True)
        return (("component", own),) if own else every

    def target_in_words(self, target: Target) -> str:
        """Return a target in words, with names of the document in place of ids."""
        names = {key: self._name(key, word) for key, word in target.stated.items()}
        return target_in_words(replace(target, **names))

    def _name(self, key: str, word: str) -> str:
        """Return the name of the element that `word` names, or `word` unless exactly one element matches."""
        if key == "party":
            group = self.known.parties.find(word)
            return group.name if group is not None else word
        if key not in {"component", "site"}:
            return word
        every = self.bom.components if key == "component" else self.bom.sites
        names = {every[id_].name for id_ in self.ids(key, word) if id_ in every}
        return names.pop() if len(names) == 1 else word

    def named(self, component: Element, word: str) -> bool:
        """Return whether `word` is the id or the name of a component."""
        return component.id in self.ids("component", word)

    def _supply(self, component: Element) -> Supply:
        if component.id not in self._supplies:
            self._supplies[component.id] = supply_of(self.bom, self.known, component)
        return self._supplies[component.id]

    # ---- needs of a component --------------------------------------------------------------------

    def _need(
        self, need: SupplyNeed, targets: Collection[Target], is_blocked: Callable[[str], Truth]
    ) -> Truth:
        """Return whether a need of a component can no longer be met if all `targets` are lost."""
        own = [self._matches_need(need, target) for target in targets]
        own += [is_blocked(point.key) for point in need.points if point.kind == "party"]
        members = [self._need(member, targets, is_blocked) for member in need.members]
        if need.mode == "all":
            return disjunction([*own, *members])
        if need.mode == "any":
            value = conjunction(members)
            return disjunction([*own, None if value is True and need.rest else value])
        return disjunction([*own, *([agreed(members)] if members else [])])

    def _matches_need(self, need: SupplyNeed, target: Target) -> Truth:
        """Return whether a need, such as a country or a stage entry, matches a target."""
        if need.entry is not None and set(target.stated) not in ({"country"}, {"party"}):
            return self._entry(need.entry, target)
        if need.entry is not None and "party" in target.stated and "party" not in need.entry.data:
            return self._entry(need.entry, target)  # the company of the site
        match list(target.stated.items()):
            case [("country", code)]:
                stated = [point.key for point in need.points if point.kind == "country"][:1]
                return self._of_leaf(need, "country", [self.place(code_, code) for code_ in stated])
            case [("party", word)]:
                stated = [point.key for point in need.points if point.kind == "party"]
                return self._of_leaf(need, "party", [self.known.parties.same(key, word) for key in stated])
            case _:
                return False

    @staticmethod
    def _of_leaf(need: SupplyNeed, kind: str, values: list[Truth]) -> Truth:
        if values:
            return disjunction(values)
        return None if kind in need.unstated else False

    # ---- single words ----------------------------------------------------------------------------

    @staticmethod
    def place(code: str, asked: str) -> Truth:
        """Return whether the stated place `code` is inside the place `asked`.

        >>> Finder.place("CN-XJ", "CN"), Finder.place("CN", "CN-XJ"), Finder.place("JP", "CN")
        (True, None, False)
        """
        if asked in countries.lineage(code):
            return True
        old = countries.is_unlisted_region(code) and countries.parent(code) == countries.parent(asked)
        return None if old or code in countries.lineage(asked) else False

    def party(self, written: str, asked: str) -> Truth:
        """Return whether a stated name or id belongs to the company `asked`."""
        company = self.known.parties.find(written)
        return self.known.parties.same(company.key, asked) if company is not None else None

    def _any(self, raw: object, is_it: Callable[[str], Truth]) -> Truth:
        """Return whether a value of a field passes the test `is_it`; `None` if the field is not stated."""
        stated = alternatives(raw)
        return agreed([is_it(str(value)) for value in stated]) if stated else None

    def _stated(self, component: Element, record: Element, field: str) -> object:
        """Return the value of a field; if other statements contradict the value, return all stated values."""
        contrary = self._supply(component).contrary.get((record, field))
        return {"one_of": contrary} if contrary else record.data.get(field)

    def _site(self, word: str) -> list[Element]:
        """Return the sites with the id or name `word`."""
        return [s for s in self.bom.sites.values() if s.id in self.ids("site", word)]

    # ---- entries of stages -----------------------------------------------------------------------

    def _entry(self, entry: Element, target: Target) -> Truth:
        """Return whether a stage entry matches every key of a target."""
        site = self.bom.sites.get(str(exact(entry.data.get("site")) or ""))
        component = _component_of(entry)
        where = self._stated(component, entry, "country")
        country = where or (self._stated(component, site, "country") if site is not None else None)
        party = self._stated(component, entry, "party")
        party = party or (site.owner.id if site is not None and site.owner else None)
        truths: list[Truth] = []
        for key, word in target.stated.items():
            match key:
                case "component":
                    truths.append(self.named(component, word))
                case "country":
                    truths.append(self._any(country, lambda code, word=word: self.place(code, word)))  # type: ignore[misc]
                case "party":
                    truths.append(self._any(party, lambda name, word=word: self.party(name, word)))  # type: ignore[misc]
                case "site":
                    truths.append(self._at_site(site, country, party, word))
                case "material":
                    truths.append(self.contents.worked_on(entry, word))
                case _:
                    truths.append(_stage(entry, word))
        return conjunction(truths)

    def _at_site(self, site: Element | None, country: object, party: object, word: str) -> Truth:
        """Return whether a stage entry with these facts is at the site `word`.

        An entry without a site may be there if its country and its company match.
        """
        sites = self._site(word)
        if site is not None or not sites:
            return site in sites
        possible: list[Truth] = []
        for candidate in sites:
            where, owner = exact(candidate.data.get("country")), candidate.owner
            there = self._any(country, lambda code, w=where: countries.may_both_be(code, str(w)))  # type: ignore[misc]
            theirs = self._any(party, lambda name, o=owner: self.party(name, o.id))  # type: ignore[misc]
            possible.append(conjunction([None, there if where else None, theirs if owner else None]))
        return disjunction(possible)

    # ---- components as a whole -------------------------------------------------------------------

    def _component(self, component: Element, target: Target) -> Truth:
        """Return whether the facts of a component itself match a target; its needs are tested elsewhere."""
        stated = target.stated
        named = self.named(component, target.component) if target.component else True
        if set(stated) == {"component"} or not named:
            return named and bool(target.component)
        if target.material:
            return self._by_material(component, target)
        if set(stated) in ({"country"}, {"party"}):
            return self._may_match(component, next(iter(stated)))
        if target.site and not self._has_entries(component):
            return conjunction([None, self._made_there(component, self._target_around_site(target))])
        return self._made_there(component, target) if not target.site else False

    def _may_match(self, component: Element, kind: str) -> Truth:
        """Return `None` if a component does not state its country (or company), so that any may match."""
        return None if kind in self._supply(component).unstated else False

    def _target_around_site(self, target: Target) -> Target:
        """Return a target with the country and the company of its site in place of the site."""
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
        """Return whether the country and the manufacturer of a component match the target."""
        has_stages = self._has_entries(component)
        truths: list[Truth] = []
        for word, fields, is_it in (
            (target.country, PLACES, self.place),
            (target.party, MAKERS, self.party),
        ):
            if word:
                values = [
                    self._any(self._stated(component, component, f), lambda text, w=word, i=is_it: i(text, w))  # type: ignore[misc]
                    for f in fields
                    if f in component.data
                ]
                nothing: Truth = False if has_stages else None
                truths.append((agreed if fields is PLACES else disjunction)(values) if values else nothing)
        return conjunction(truths)

    def _has_entries(self, component: Element) -> bool:
        holders = (component, *self.bom.materials(component))
        return any(self.bom.stages(holder) for holder in holders)

    def _by_material(self, component: Element, target: Target) -> Truth:
        """Return whether a component matches a target through its materials; stage entries are not read."""
        elsewhere = bool(target.country or target.party or target.site)
        truths: list[Truth] = []
        for material in self.bom.materials(component):
            there = self.contents.holds(material, target.material)
            entries = [e for e in self.bom.stages(material) if not is_zero(e.data.get("share"))]
            if not elsewhere and not target.stage:
                truths.append(there)
            elif elsewhere:
                truths.append(False if entries else conjunction([None, there]))
            elif not any(_is_stage(e, target, self.contents) for e in entries):
                truths.append(conjunction([there, self.contents.may_go_through(material, target)]))
        hidden = self.contents.may_hide(component, target.material)
        made = self._made_there(component, self._target_around_site(target)) if elsewhere else True
        truths.append(conjunction([hidden, made]))
        return disjunction(truths)


def _is_stage(entry: Element, target: Target, contents: ContentReader) -> bool:
    """Return whether a stage entry may match the stage and the material of a target."""
    return conjunction([contents.worked_on(entry, target.material), _stage(entry, target.stage)]) is not False


def _stage(entry: Element, word: str) -> Truth:
    """Return whether an entry states the stage `word`; `None` if the entry has a broader word."""
    known = load_stages().vocabulary
    stated = exact(entry.data.get("stage"))
    own = known.resolve(stated) or stated if isinstance(stated, str) else None
    if own is None or own not in known.terms:
        return None
    if known.is_a(own, word):
        return True
    return None if known.is_a(word, own) else False


def _component_of(element: Element) -> Element:
    """Return the component that contains an element of a document."""
    owner: Element | None = element
    while owner is not None and owner.kind != "component":
        owner = owner.owner
    assert owner is not None, "each entry of a stage is of a component"
    return owner


class ElementIndex:
    """Index of the components or sites of a document, by ids and names."""

    def __init__(self, every: Iterable[Element]) -> None:
        self._alike: dict[str, list[Element]] = {}
        for element in every:
            for word in {plain(element.id), plain(element.stated_name), plain(element.name)}:
                self._alike.setdefault(word, []).append(element)

    def ids(self, word: str) -> list[str]:
        """Return the ids of the elements with the id or name `word`; an exact match takes precedence."""
        alike = self._alike.get(plain(word), [])
        return [
            element.id for element in alike if word in (element.id, element.stated_name, element.name)
        ] or [element.id for element in alike]


def plain(word: str) -> str:
    """Return a word with small letters and single spaces, to compare it with ids and names.

    >>> plain("North  Kiln")
    'north kiln'
    """
    return " ".join(word.casefold().split())
