"""Scope of a waiver: the findings that the waiver names, and the obstacles to its effect."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field

from microdep_rules.bom.facts import exact
from microdep_rules.bom.waivers import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.bom.waivers import PartNumber, Waiver
    from microdep_rules.engine.outcome import ElementReference, Outcome
    from microdep_rules.engine.waivers import DocumentOutcomes


Place = tuple[int, int]
"""Position of a finding: the index of the outcome, and the index of a member in a grouped outcome."""


class Obstacle(Struct, frozen=True):
    """Reason why a waiver does not cover a finding that it names, such as a quantity that is too large."""

    kind: Literal["verdict", "contract", "quantity", "documents"]
    name: str = ""
    """The verdict, the component or the fingerprint that is the obstacle."""
    number: Fraction | None = None
    """The number of pieces of the component in one product, if known."""
    paths: tuple[str, ...] = ()
    """Paths of the documents that contain the finding."""


class ScopeMatches(Struct):
    """The findings that a waiver names in each document, and the problems of its scope."""

    matches: list[frozenset[Place]] = field(default_factory=list)
    """For each document, the named findings.

    Waivers that name equal findings share one set object, to save memory.
    """
    obstacles: list[Obstacle] = field(default_factory=list)
    other_contract: bool = False
    """True if the waiver names a finding, but is limited to another contract."""
    unknown: list[tuple[str, int, str]] = field(default_factory=list)
    """Names that match no component: the field of the waiver, the index in the field, and the name."""
    several: list[tuple[int, str, tuple[str, ...]]] = field(default_factory=list)
    """Ids that match several materials of a document: the index of the id, the id and the materials."""


class DocumentIndex:
    """Document with indexes that find its findings by rule, and its components by part number."""

    def __init__(self, document: DocumentOutcomes) -> None:
        self.document, self.bom = document, document.bom
        self.findings: dict[str, list[int]] = {}
        """For each name of a rule (former names too), the indexes of the outcomes that are findings."""
        for number, outcome in enumerate(document.outcomes):
            for rule in (outcome.rule.id, *outcome.rule.formerly) if outcome.is_finding else ():
                self.findings.setdefault(rule, []).append(number)
        self._numbered: dict[str, list[Element]] | None = None
        self._counted: dict[tuple[str, frozenset[str]], Fraction | None] = {}
        self._about: dict[str, dict[str, list[Place]]] = {}
        self._printed: dict[str, dict[str, list[int]]] = {}
        self._materials: dict[str, list[str]] | None = None
        self._same: dict[frozenset[Place], frozenset[Place]] = {}
        self._all: dict[tuple[object, ...], tuple[frozenset[Place], ScopeMatches]] = {}

    def shared_set(self, matches: frozenset[Place]) -> frozenset[Place]:
        """Return the equal set of another waiver, if there is one, to save memory."""
        return self._same.setdefault(matches, matches)

    def all_findings(self, waiver: Waiver, scope_matches: ScopeMatches) -> frozenset[Place]:
        """Return all findings that a waiver with `all_components` may cover.

        The result is cached by the rule, verdicts, contract and quantity of the waiver.
        """
        scope = waiver.scope
        key = (waiver.rule, waiver.verdicts, scope.contract, scope.quantity)
        if key not in self._all:
            own = ScopeMatches()
            places = frozenset(_without_obstacle(waiver, self, (), own))
            self._all[key] = (self.shared_set(places), own)
        matches, own = self._all[key]
        scope_matches.obstacles += own.obstacles
        scope_matches.other_contract |= own.other_contract
        return matches

    def possible_ids(self, id_: str) -> tuple[str, ...]:
        """Return the ids of the components and materials that an id in a waiver may mean.

        A waiver may name a material without the id of its component.
        """
        bom = self.bom
        owner = bom.components.get(id_.rpartition("/")[0])
        if id_ in bom.components or id_ == bom.product.id:
            return (id_,)
        if owner is not None and any(material.id == id_ for material in bom.materials(owner)):
            return (id_,)
        if self._materials is None:
            self._materials = {}
            for component in {
                id(element): element for element in (*bom.components.values(), bom.product)
            }.values():
                for material in bom.materials(component):
                    self._materials.setdefault(material.id.rpartition("/")[2], []).append(material.id)
        return tuple(dict.fromkeys(self._materials.get(id_, ())))

    def named(self, waiver: Waiver, ids: Iterable[str], fingerprints: Iterable[str]) -> list[Place]:
        """Return the findings of the waiver's rule that the waiver names by component or by fingerprint."""
        rule, scope = waiver.rule, waiver.scope
        if rule not in self.findings:
            return []
        if scope.all_components:
            return [place for number in self.findings[rule] for place in self._places(number)]
        if rule not in self._about:
            self._about[rule] = self._by_part(rule)
        about = self._about[rule]
        places = {place for id_ in ids for place in about.get(id_, ())}
        for fingerprint in fingerprints:
            places.update(
                place for number in self.with_fingerprint(rule, fingerprint) for place in self._places(number)
            )
        return sorted(places)

    def with_fingerprint(self, rule: str, fingerprint: str) -> Sequence[int]:
        """Return the indexes of the findings of a rule that have a given fingerprint."""
        if rule not in self._printed:
            self._printed[rule] = self._by_fingerprint(rule) if rule in self.findings else {}
        return self._printed[rule].get(fingerprint, ())

    def _places(self, number: int) -> Iterator[Place]:
        members = self.document.outcomes[number].members
        yield from ((number, place) for place in range(len(members) or 1))

    def _by_part(self, rule: str) -> dict[str, list[Place]]:
        """Return the findings of a rule by the id of their component.

        A finding about a material is also a finding about its component.
        """
        by_component: dict[str, list[Place]] = {}
        for number in self.findings[rule]:
            outcome = self.document.outcomes[number]
            for place, member in enumerate(outcome.members or (outcome,)):
                about = member.subject
                if about.kind not in {"component", "material"}:
                    continue
                by_component.setdefault(about.id, []).append((number, place))
                if about.kind == "material":
                    by_component.setdefault(about.id.rpartition("/")[0], []).append((number, place))
        return by_component

    def _by_fingerprint(self, rule: str) -> dict[str, list[int]]:
        numbers: dict[str, list[int]] = {}
        for number in self.findings[rule]:
            for fingerprint in self.document.outcomes[number].fingerprints(self.document.id):
                numbers.setdefault(fingerprint, []).append(number)
        return numbers

    def parts(self, part_number: PartNumber) -> list[Element]:
        """Return the components with this part number and manufacturer.

        The manufacturer may be given as an id or as a name.
        """
        return [
            p
            for p in self._of_number(part_number.mpn)
            if normalize(part_number.manufacturer) in self._makers(p)
        ]

    def number_of(self, part: Element) -> Fraction | None:
        """Return the number of pieces of a component in one product; None if the number is unknown.

        If a component has several ids in the document, the pieces under all these ids count.
        """
        number, makers = exact(part.data.get("mpn")), self._makers(part)
        if number is None:
            return number_used(self.bom, part)
        key = (normalize(number), frozenset(makers))
        if key not in self._counted:
            # A list may have one row for each place of a component. A row without a manufacturer may have any
            # manufacturer.
            same_components = self._pieces_of_component(number, makers)
            numbers = [number_used(self.bom, component) for component in same_components]
            known = [count for count in numbers if count is not None]
            self._counted[key] = sum(known, Fraction(0)) if len(known) == len(numbers) else None
        return self._counted[key]

    def _pieces_of_component(self, number: str, makers: set[str]) -> list[Element]:
        """Return the components with a part number, if a company in `makers` may be their manufacturer."""
        numbered = [(component, self._makers(component)) for component in self._of_number(number)]
        known = set(makers)
        while more := {name for _, names in numbered if names & known for name in names} - known:
            known |= more
        return [component for component, names in numbered if not known or not names or names & known]

    def _of_number(self, mpn: str) -> list[Element]:
        if self._numbered is None:
            self._numbered = {}
            for part in self.bom.components.values():
                number = exact(part.data.get("mpn"))
                if number is not None:
                    self._numbered.setdefault(normalize(number), []).append(part)
        return self._numbered.get(normalize(mpn), [])

    def _makers(self, part: Element) -> set[str]:
        maker = exact(part.data.get("manufacturer"))
        party = self.bom.party(maker) if maker is not None else None
        names = (party.name, *map(str, party.data.get("aliases") or ())) if party is not None else ()
        return {normalize(name) for name in (maker, *names) if name}


def matches_in(waiver: Waiver, documents: Sequence[DocumentIndex]) -> ScopeMatches:
    """Return the findings that a waiver names in some documents, and the problems of its scope."""
    scope_matches = ScopeMatches()
    about = [document for document in documents if waiver.scope.document in {"", document.document.id}]
    single = _unambiguous_fingerprints(waiver, about, scope_matches)
    for document in documents:
        if waiver.scope.document not in {"", document.document.id}:
            scope_matches.matches.append(frozenset())
        elif waiver.scope.all_components:
            scope_matches.matches.append(document.all_findings(waiver, scope_matches))
        else:
            places = frozenset(_without_obstacle(waiver, document, single, scope_matches))
            scope_matches.matches.append(document.shared_set(places))
    for index, id_ in enumerate(waiver.scope.components):
        possible_ids = max((document.possible_ids(id_) for document in about), key=len, default=())
        scope_matches.several += [(index, id_, possible_ids)] if len(possible_ids) > 1 else []
    scope_matches.unknown += _unknown(waiver, documents)
    return scope_matches


def _unambiguous_fingerprints(
    waiver: Waiver, documents: Sequence[DocumentIndex], scope_matches: ScopeMatches
) -> list[str]:
    """Return the fingerprints in a waiver that occur in a single document.

    A fingerprint can occur in two documents, because documents may have equal ids.
    """
    fingerprints = []
    for fingerprint in sorted(waiver.scope.fingerprints):
        paths = tuple(
            one.document.path for one in documents if one.with_fingerprint(waiver.rule, fingerprint)
        )
        if len(paths) > 1:
            scope_matches.obstacles.append(Obstacle("documents", fingerprint, paths=paths))
        else:
            fingerprints.append(fingerprint)
    return fingerprints


def number_used(bom: Bom, part: Element) -> Fraction | None:
    """Return the number of pieces of a component in one product; None if a quantity is missing."""
    known: dict[str, Fraction | None] = {}
    waiting = [part]
    while waiting:
        component = waiting[-1]
        open_ = [u.parent for u in bom.parents(component) if u.parent.id not in known]
        if open_ and component.id not in known:
            waiting += open_
            continue
        waiting.pop()
        known[component.id] = _sum(bom, component, known)
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


def _component(bom: Bom, part: ElementReference) -> Element | None:
    """Return the component of a finding; for a finding about a material, the component that contains it."""
    id_ = part.id.rpartition("/")[0] if part.kind == "material" else part.id
    if part.kind not in {"component", "material"}:
        return None
    return bom.components.get(id_, bom.product if id_ == bom.product.id else None)


def _without_obstacle(
    waiver: Waiver, indexed: DocumentIndex, fingerprints: Iterable[str], scope_matches: ScopeMatches
) -> Iterator[Place]:
    """Yield the findings that a waiver names and can cover; record the obstacles for the others."""
    document, scope = indexed.document, waiver.scope
    contract_facts = document.bom.context
    contract = exact(contract_facts.data.get("number")) if contract_facts is not None else None
    scope_contract = normalize(scope.contract)
    numbered = (part.id for part_number in scope.part_numbers for part in indexed.parts(part_number))
    possible_ids = [indexed.possible_ids(id_) for id_ in scope.components]
    named = {ids[0] for ids in possible_ids if len(ids) == 1}
    for number, place in indexed.named(waiver, {*named, *numbered}, fingerprints):
        outcome = document.outcomes[number]
        member = outcome.members[place] if outcome.members else outcome
        if scope.contract and normalize(contract or scope_contract) != scope_contract:
            scope_matches.other_contract = True
            continue
        obstacle = _obstacle(waiver, member, contract, indexed)
        if obstacle is None:
            yield number, place
        else:
            scope_matches.obstacles.append(obstacle)


def _obstacle(
    waiver: Waiver, outcome: Outcome, contract: str | None, indexed: DocumentIndex
) -> Obstacle | None:
    if outcome.verdict.value not in waiver.verdicts:
        return Obstacle("verdict", outcome.verdict.value)
    if waiver.scope.contract and contract is None:
        return Obstacle("contract")
    if waiver.scope.quantity is None:
        return None
    part = _component(indexed.bom, outcome.subject)
    number = indexed.number_of(part) if part is not None else None
    if number is not None and number <= waiver.scope.quantity:
        return None
    return Obstacle("quantity", part.name if part is not None else outcome.subject.name, number)


def _unknown(waiver: Waiver, documents: Sequence[DocumentIndex]) -> Iterator[tuple[str, int, str]]:
    """Yield the component names in a waiver's scope that match no component of the documents."""
    for index, id_ in enumerate(waiver.scope.components):
        if all(len(document.possible_ids(id_)) != 1 for document in documents):
            yield "components", index, id_
    for index, part_number in enumerate(waiver.scope.part_numbers):
        if not any(document.parts(part_number) for document in documents):
            yield "part_numbers", index, f"{part_number.manufacturer} {part_number.mpn}"
