"""A document as a variant that is compared: its components with their alternates, and its companies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.production.comparison import Company, Fact, Owner
from microdep_rules.production.known import known_of
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
"""The fields of each kind of record that stand side by side; the others are named."""


class Variant:
    """The components of a product, what may be built instead of them, and who makes all that."""

    def __init__(self, bom: Bom) -> None:
        self.bom, self.parties = bom, known_of(bom).parties
        self.replaces: dict[str, str] = {}
        """Of what is there as an alternate only: the name of what it replaces, or what it is in does."""
        listed = _below(bom, [bom.product])
        every = dict(listed)
        for component in listed.values():
            for way in bom.ways(component)[1:]:
                for id_, each in _below(bom, [way]).items():
                    if every.setdefault(id_, each) is each and id_ not in listed:
                        self.replaces.setdefault(id_, component.name)
        self.components = tuple(each for each in every.values() if not each.synthesized)

    # ---- companies -------------------------------------------------------------------------------

    def key(self, word: str) -> str:
        """What is the same of each record of one company."""
        found = self.parties.find(word)
        return found.key if found is not None else word

    def called(self, word: str) -> str:
        """How a company is called that a field refers to."""
        found = self.parties.find(word)
        return found.name if found is not None else word

    def seat(self, word: str) -> str:
        """Its seat; empty where none is stated."""
        record = self.bom.party(word)
        stated = exact(record.data.get("country")) if record is not None else ""
        return stated if isinstance(stated, str) else ""

    def site_of(self, entry: Element) -> Element | None:
        """The site of an entry of a stage."""
        return self.bom.sites.get(str(exact(entry.data.get("site")) or ""))

    def done_by(self, entry: Element) -> tuple[str, ...]:
        """The companies of an entry of a stage, or that of its site; one of them where there are several."""
        stated = tuple(map(str, alternatives(entry.data.get("party"))))
        site = self.site_of(entry)
        owner = site.owner if site is not None else None
        return stated or ((owner.id,) if owner is not None else ())

    def companies(self) -> tuple[Company, ...]:
        """Each company that any field of a component names, with what it is there."""
        roles: dict[str, dict[str, None]] = {}
        words: dict[str, str] = {}
        for word, role in self._named():
            key = self.key(word)
            words.setdefault(key, word)
            roles.setdefault(key, {})[role] = None
        for owner in self._holders(words.values()):
            word = str(owner.data.get("party"))
            words.setdefault(self.key(word), word)
            roles.setdefault(self.key(word), {})["owner"] = None
        return tuple(
            Company(self.called(word), Fact(self.seat(word)), roles=tuple(roles[key]))
            for key, word in words.items()
        )

    def _named(self) -> Iterator[tuple[str, str]]:
        """Each word for a company, and what it is."""
        for component in self.components:
            of = " of an alternate" if component.id in self.replaces else ""
            for field in ("manufacturer", "supplier"):
                for word in alternatives(component.data.get(field)):
                    yield str(word), f"{field}{of}"
            for holder in (component, *self.bom.materials(component)):
                for entry in self.bom.stages(holder):
                    yield from ((word, f"stage{of}") for word in self.done_by(entry))
                for each in self.bom.inputs(holder):
                    for word in alternatives(each.data.get("supplier")):
                        yield str(word), f"supplier of an input{of}"

    def _holders(self, words: Iterable[str]) -> Iterator[Element]:
        """The stated owners of companies, and their owners in turn."""
        waiting = [party for word in words if (party := self.bom.party(word)) is not None]
        seen = {each.id for each in waiting}
        for party in waiting:
            for owner in self.bom.owners(party):
                yield owner
                holder = self.bom.party(str(owner.data.get("party")))
                if holder is not None and holder.id not in seen:
                    seen.add(holder.id)
                    waiting.append(holder)

    def owners(self) -> Iterator[Owner]:
        """The owners of the companies that are named, and their owners in turn."""
        for each in self._holders(self._words()):
            assert each.owner is not None
            share = exact(each.data.get("share"))
            word = str(each.data.get("party"))
            holder = self.called(word) if "party" in each.data else each.name
            yield Owner(each.owner.name, holder, as_stated(share, "%") if share is not None else "")

    # ---- what is not compared --------------------------------------------------------------------

    def not_compared(self) -> tuple[str, ...]:
        """What this variant states, and what stands beside nothing: fields, and records that nothing uses."""
        found: dict[str, None] = {}
        for record in self._records():
            known = COMPARED.get(record.kind, frozenset())
            found |= dict.fromkeys(f"{record.kind}.{field}" for field in record.data if field not in known)
        return (*sorted(found), *self._unused())

    def _unused(self) -> Iterator[str]:
        """The records that no component of the product has to do with."""
        reached = {each.id for each in self.components}
        for component in self.bom.components.values():
            if component.id not in reached:
                yield f"component {component.name}, which is not in the product"
        named = {self.key(word) for word, _ in self._named()}
        named |= {self.key(str(holder.data.get("party"))) for holder in self._holders(self._words())}
        for party in self.bom.parties.values():
            if self.key(party.id) not in named:
                yield f"party {party.name}, which nothing in the product names"

    def _words(self) -> dict[str, None]:
        """The words for the companies that are named."""
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
    """The stage of an entry as the taxonomy names it, and the constituent that was worked on."""
    word = str(exact(entry.data.get("stage")) or entry.id)
    return load_stages().vocabulary.resolve(word) or word, str(exact(entry.data.get("substance")) or "")


def _below(bom: Bom, first: list[Element]) -> dict[str, Element]:
    """Components with all that they need, the upper ones first."""
    found = {each.id: each for each in first}
    waiting = [*first]
    for component in waiting:
        for id_ in needed_of(bom, component):
            if id_ not in found:
                found[id_] = bom.components[id_]
                waiting.append(bom.components[id_])
    return found
