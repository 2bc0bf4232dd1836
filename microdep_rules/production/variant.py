"""Components, alternates and companies of a product, for a comparison with other products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.production.comparison import ComparedCompany, Owner, SourcedFact
from microdep_rules.production.identities import identities_of
from microdep_rules.production.numbers import as_stated
from microdep_rules.production.structure import needed_of
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microdep_rules.bom.model import Bom, Element

COMPARED = {
    "component": frozenset(
        {
            *("id", "name", "children", "inputs", "alternates", "materials", "stages", "complete"),
            *("origin", "place_of_manufacture", "manufacturer", "supplier"),
        }
    ),
    "material": frozenset({"id", "name", "substance", "stages", "inputs", "complete"}),
    "stage": frozenset(
        {
            *("stage", "substance", "of", "country", "party", "site", "share", "input_origin"),
            "evidence",
        }
    ),
    "input": frozenset({"ref", "of", "supplier"}),
    "party": frozenset({"id", "name", "country", "owners", "sites", "complete"}),
    "site": frozenset({"id", "name", "country"}),
}
"""Fields of each kind of record that the comparison uses; the output names all other fields."""


class ProductVariant:
    """Components of a product, their alternates, and the companies that the document names for them."""

    def __init__(self, bom: Bom) -> None:
        self.bom, self.parties = bom, identities_of(bom).parties
        self.replaces: dict[str, str] = {}
        """Name of the replaced component, by the id of an alternate or of a component inside the alternate.
        """
        listed = _with_needed_components(bom, [bom.product])
        every = dict(listed)
        for component in listed.values():
            for way in bom.with_alternates(component)[1:]:
                for id_, element in _with_needed_components(bom, [way]).items():
                    if every.setdefault(id_, element) is element and id_ not in listed:
                        self.replaces.setdefault(id_, component.name)
        self.components = tuple(component for component in every.values() if not component.synthesized)

    # ---- companies -------------------------------------------------------------------------------

    def key(self, word: str) -> str:
        """Return the key of the company with the id, name or alias `word`; each company has one key."""
        company = self.parties.find(word)
        return company.key if company is not None else word

    def company_name(self, word: str) -> str:
        """Return the name of the company with the id, name or alias `word`."""
        company = self.parties.find(word)
        return company.name if company is not None else word

    def seat(self, word: str) -> str:
        """Return the country in which a company is registered; empty if it is not stated."""
        record = self.bom.party(word)
        stated = exact(record.data.get("country")) if record is not None else ""
        return stated if isinstance(stated, str) else ""

    def site_of(self, entry: Element) -> Element | None:
        """Return the site that a stage entry names; `None` if it names no site."""
        return self.bom.sites.get(str(exact(entry.data.get("site")) or ""))

    def done_by(self, entry: Element) -> tuple[str, ...]:
        """Return the companies that a stage entry names; if it names none, the company of its site."""
        stated = tuple(map(str, alternatives(entry.data.get("party"))))
        site = self.site_of(entry)
        owner = site.owner if site is not None else None
        return stated or ((owner.id,) if owner is not None else ())

    def companies(self) -> tuple[ComparedCompany, ...]:
        """Return the companies that components name, with their roles."""
        roles: dict[str, dict[str, None]] = {}
        words: dict[str, str] = {}
        for word, role in self._named():
            key = self.key(word)
            words.setdefault(key, word)
            roles.setdefault(key, {})[role] = None
        for owner in self._owners_of(words.values()):
            word = str(owner.data.get("party"))
            words.setdefault(self.key(word), word)
            roles.setdefault(self.key(word), {})["owner"] = None
        return tuple(
            ComparedCompany(self.company_name(word), SourcedFact(self.seat(word)), roles=tuple(roles[key]))
            for key, word in words.items()
        )

    def _named(self) -> Iterator[tuple[str, str]]:
        """Yield each id, name or alias of a company in a component, with the company's role."""
        for component in self.components:
            of = " of an alternate" if component.id in self.replaces else ""
            for field in ("manufacturer", "supplier"):
                for word in alternatives(component.data.get(field)):
                    yield str(word), f"{field}{of}"
            for holder in (component, *self.bom.materials(component)):
                for entry in self.bom.stages(holder):
                    yield from ((word, f"stage{of}") for word in self.done_by(entry))
                for input_ in self.bom.inputs(holder):
                    for word in alternatives(input_.data.get("supplier")):
                        yield str(word), f"supplier of an input{of}"

    def _owners_of(self, words: Iterable[str]) -> Iterator[Element]:
        """Yield the owners of the companies in `words`, and the owners of these owners, as stated."""
        waiting = [party for word in words if (party := self.bom.party(word)) is not None]
        seen = {owner.id for owner in waiting}
        for party in waiting:
            for owner in self.bom.owners(party):
                yield owner
                holder = self.bom.party(str(owner.data.get("party")))
                if holder is not None and holder.id not in seen:
                    seen.add(holder.id)
                    waiting.append(holder)

    def owners(self) -> Iterator[Owner]:
        """Yield the owners of the companies that components name, and the owners of these owners."""
        for owner in self._owners_of(self._words()):
            assert owner.owner is not None
            share = exact(owner.data.get("share"))
            word = str(owner.data.get("party"))
            holder = self.company_name(word) if "party" in owner.data else owner.name
            yield Owner(owner.owner.name, holder, as_stated(share, "%") if share is not None else "")

    # ---- facts without comparison ----------------------------------------------------------------

    def not_compared(self) -> tuple[str, ...]:
        """Return the names of stated fields and records that the comparison does not use."""
        fields: dict[str, None] = {}
        for record in self._records():
            known = COMPARED.get(record.kind, frozenset())
            fields |= dict.fromkeys(f"{record.kind}.{field}" for field in record.data if field not in known)
        return (*sorted(fields), *self._unused())

    def _unused(self) -> Iterator[str]:
        """Yield texts for components and parties that the product does not use."""
        reached = {component.id for component in self.components}
        for component in self.bom.components.values():
            if component.id not in reached:
                yield f"component {component.name}, which is not in the product"
        named = {self.key(word) for word, _ in self._named()}
        named |= {self.key(str(holder.data.get("party"))) for holder in self._owners_of(self._words())}
        for party in self.bom.parties.values():
            if self.key(party.id) not in named:
                yield f"party {party.name}, which nothing in the product names"

    def _words(self) -> dict[str, None]:
        """Return the ids, names and aliases of companies that appear in components."""
        return dict.fromkeys(word for word, _ in self._named())

    def _records(self) -> Iterator[Element]:
        for component in self.components:
            yield component
            for holder in (component, *self.bom.materials(component)):
                yield from () if holder is component else (holder,)
                yield from self.bom.stages(holder)
                yield from self.bom.inputs(holder)
        yield from (self.bom.context,) if self.bom.context is not None else ()
        yield from self.bom.parties.values()
        yield from self.bom.sites.values()


def words_of(entry: Element) -> tuple[str, str]:
    """Return the stage of an entry as a word of the vocabulary, and the processed constituent."""
    word = str(exact(entry.data.get("stage")) or entry.id)
    return load_stages().vocabulary.resolve(word) or word, str(exact(entry.data.get("substance")) or "")


def _with_needed_components(bom: Bom, first: list[Element]) -> dict[str, Element]:
    """Return the components in `first` and every component that they need, from the top down."""
    components = {component.id: component for component in first}
    waiting = [*first]
    for component in waiting:
        for id_ in needed_of(bom, component):
            if id_ not in components:
                components[id_] = bom.components[id_]
                waiting.append(bom.components[id_])
    return components
