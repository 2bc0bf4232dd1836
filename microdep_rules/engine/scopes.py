"""Which findings the scope of a waiver names, and what keeps it from having effect on one that it names."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field

from microdep_rules.bom.facts import exact
from microdep_rules.bom.waivers import compared

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.bom.waivers import PartNumber, Waiver
    from microdep_rules.engine.outcome import Outcome, Part
    from microdep_rules.engine.waivers import OnDocument


class Obstacle(Struct, frozen=True):
    """What keeps a waiver from having effect on a finding that it names."""

    kind: Literal["verdict", "contract", "quantity"]
    name: str = ""
    """The verdict, or the part."""
    number: Fraction | None = None
    """How many of the part are used, where that is known."""


class Tried(Struct):
    """A waiver, tried on every document."""

    matches: list[set[tuple[int, int]]] = field(default_factory=list)
    """For each document, the findings that it names: the outcome, and in a group the member."""
    obstacles: list[Obstacle] = field(default_factory=list)
    other_contract: bool = False
    """Whether it names something under another contract."""
    unknown: list[tuple[str, int, str]] = field(default_factory=list)
    """Parts that no document has: by which field they are named, at which place, and how."""


class Indexed:
    """One document, in which a waiver looks only at findings of its rule, and finds parts by number."""

    def __init__(self, document: OnDocument) -> None:
        self.document, self.bom = document, document.bom
        self.findings: dict[str, list[int]] = {}
        """The numbers of the outcomes that are findings, by every name of the rule."""
        for number, outcome in enumerate(document.outcomes):
            for rule in (outcome.rule.id, *outcome.rule.formerly) if outcome.is_finding else ():
                self.findings.setdefault(rule, []).append(number)
        self._numbered: dict[str, list[Element]] | None = None

    def parts(self, wanted: PartNumber) -> list[Element]:
        """The parts with this number of this maker, who goes by the id of the party or by its name."""
        if self._numbered is None:
            self._numbered = {}
            for part in self.bom.components.values():
                number = exact(part.data.get("mpn"))
                if number is not None:
                    self._numbered.setdefault(compared(number), []).append(part)
        found = self._numbered.get(compared(wanted.mpn), ())
        return [part for part in found if compared(wanted.manufacturer) in self._makers(part)]

    def _makers(self, part: Element) -> set[str]:
        maker = exact(part.data.get("manufacturer"))
        party = self.bom.party(maker) if maker is not None else None
        return {compared(each) for each in (maker, party.name if party is not None else None) if each}


def try_on(waiver: Waiver, documents: Sequence[Indexed]) -> Tried:
    """What a waiver names in these documents."""
    tried = Tried()
    for each in documents:
        found: set[tuple[int, int]] = set()
        tried.matches.append(found)
        if waiver.scope.document in {"", each.document.id}:
            parts = _Parts(each, waiver)
            for number in each.findings.get(waiver.rule, ()):
                found.update(_members(waiver, each.document, number, parts, tried))
    tried.unknown += _unknown(waiver, documents)
    return tried


def number_used(bom: Bom, part: Element) -> Fraction | None:
    """How many pieces of a part one product holds; nothing where a use does not say."""
    known: dict[str, Fraction | None] = {}
    waiting = [part]
    while waiting:
        each = waiting[-1]
        open_ = [u.parent for u in bom.parents(each) if u.parent.id not in known]
        if open_ and each.id not in known:
            waiting += open_
            continue
        waiting.pop()
        known[each.id] = _sum(bom, each, known)
    return known[part.id]


def _sum(bom: Bom, part: Element, known: dict[str, Fraction | None]) -> Fraction | None:
    if part is bom.product:
        return Fraction(1)
    uses = bom.parents(part)
    total = Fraction(0) if uses else None
    for use in uses:
        above = known[use.parent.id]
        if total is None or above is None or use.quantity is None:
            return None
        total += above * use.quantity
    return total


class _Parts:
    """The parts of one document that a scope names."""

    def __init__(self, document: Indexed, waiver: Waiver) -> None:
        self.bom, self.scope = document.bom, waiver.scope
        numbered = (part.id for wanted in waiver.scope.part_numbers for part in document.parts(wanted))
        self.ids = {*waiver.scope.parts, *numbered}

    def name(self, part: Part, fingerprints: tuple[str, ...]) -> bool:
        """Whether the scope names what a finding is about."""
        if self.scope.all_parts or self.scope.fingerprints.intersection(fingerprints):
            return True
        if part.kind == "material":
            return part.id in self.ids or part.id.rpartition("/")[0] in self.ids
        return part.kind == "component" and part.id in self.ids

    def component(self, part: Part) -> Element | None:
        """The component that a finding is about, or whose material."""
        id_ = part.id.rpartition("/")[0] if part.kind == "material" else part.id
        if part.kind not in {"component", "material"}:
            return None
        return self.bom.components.get(id_, self.bom.product if id_ == self.bom.product.id else None)


def _members(
    waiver: Waiver, document: OnDocument, number: int, parts: _Parts, tried: Tried
) -> Iterator[tuple[int, int]]:
    """The findings of an outcome, of a group those of its parts, that are named without an obstacle."""
    outcome = document.outcomes[number]
    fingerprints = outcome.fingerprints(document.id)
    deal = document.bom.context
    contract = exact(deal.data.get("number")) if deal is not None else None
    wanted = compared(waiver.scope.contract)
    for place, member in enumerate(outcome.members or (outcome,)):
        if not parts.name(member.subject, fingerprints):
            continue
        if waiver.scope.contract and compared(contract or wanted) != wanted:
            tried.other_contract = True
            continue
        obstacle = _obstacle(waiver, member, contract, parts)
        if obstacle is None:
            yield number, place
        else:
            tried.obstacles.append(obstacle)


def _obstacle(waiver: Waiver, outcome: Outcome, contract: str | None, parts: _Parts) -> Obstacle | None:
    if outcome.verdict.value not in waiver.verdicts:
        return Obstacle("verdict", outcome.verdict.value)
    if waiver.scope.contract and contract is None:
        return Obstacle("contract")
    if waiver.scope.quantity is None:
        return None
    part = parts.component(outcome.subject)
    number = number_used(parts.bom, part) if part is not None else None
    if number is not None and number <= waiver.scope.quantity:
        return None
    return Obstacle("quantity", part.name if part is not None else outcome.subject.name, number)


def _unknown(waiver: Waiver, documents: Sequence[Indexed]) -> Iterator[tuple[str, int, str]]:
    """What a scope names that is in no document."""
    for index, id_ in enumerate(waiver.scope.parts):
        if not any(_has(each.bom, id_) for each in documents):
            yield "parts", index, id_
    for index, wanted in enumerate(waiver.scope.part_numbers):
        if not any(each.parts(wanted) for each in documents):
            yield "part_numbers", index, f"{wanted.manufacturer} {wanted.mpn}"


def _has(bom: Bom, id_: str) -> bool:
    owner = bom.components.get(id_.rpartition("/")[0])
    materials = bom.materials(owner) if owner is not None else ()
    return id_ in bom.components or id_ == bom.product.id or any(each.id == id_ for each in materials)
