"""Comparison of suppliers, facilities, supply chains and products, stage by stage, with their weakest nodes.

A node is one stage of one subject. The fewer alternatives a document states for a node, the more vulnerable
the node is. A node without stated facts is undetermined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.production.sources import LOW

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

OPERATING, UNKNOWN = "operating", "unknown"
STATE = "state"
LOW_MARK = "(low confidence)"


class SourcedFact(Struct, frozen=True):
    """Stated value with its confidence and sources; the value is empty if the document does not state it."""

    value: str = ""
    confidence: str = ""
    """Confidence: `high`, `medium` or `low`; empty if it is not stated."""
    sources: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_low(self) -> bool:
        """Return whether the confidence of the value is low."""
        return self.confidence == LOW


class StageSite(Struct, frozen=True):
    """Site of a stage, with its company; each fact has its own sources and confidence."""

    name: str
    party: str = ""
    country: SourcedFact = SourcedFact()
    seat: SourcedFact = SourcedFact()
    control: SourcedFact = SourcedFact()
    """Control: `state`, `private` or `listed`; empty if it is unknown."""
    status: SourcedFact = SourcedFact(OPERATING)
    capacity: SourcedFact = SourcedFact()
    lists: tuple[SourcedFact, ...] = ()
    """Government lists that name the company."""
    party_id: str = ""
    """Id of the company, because two companies may have one name."""
    by: SourcedFact = SourcedFact()
    """Remark that lists the possible companies; empty unless the document states several."""

    @property
    def company(self) -> str:
        """Key of the company; two sites with equal keys belong to one company."""
        return self.party_id or self.party

    @property
    def runs(self) -> bool:
        """Return whether the document states that the site is in operation."""
        return self.status.value == OPERATING


class StageNode(Struct, frozen=True):
    """One stage of one subject."""

    material: str
    stage: str
    of: str = ""
    """Constituent that is processed; empty for the material itself."""
    sites: tuple[StageSite, ...] = ()
    fails: tuple[str, ...] = ()
    """Rules of the selected packs that fail because of the facts of this stage."""
    replaces: str = ""
    """Component that is replaced, if the node belongs to an alternate; otherwise empty.

    Nodes of alternates are not ranked.
    """
    around: tuple[str, ...] = ()
    """Approved alternates without any site, company or country of the node; they avoid the node."""
    perhaps_around: tuple[str, ...] = ()
    """Alternates that may avoid the node: the document does not state all their sites and companies."""
    component: str = ""
    """Id of the component that contains the stage; empty if the subject is not a product."""

    @property
    def key(self) -> tuple[str, str, str]:
        """Material, stage and constituent; nodes of several subjects with the same key are compared."""
        return self.material, self.stage, self.of

    @property
    def running(self) -> tuple[StageSite, ...]:
        """Return the sites that are in operation according to the document."""
        return tuple(site for site in self.sites if site.runs)


class ComparedCompany(Struct, frozen=True):
    """Company in the facts of a subject."""

    name: str
    seat: SourcedFact = SourcedFact()
    control: SourcedFact = SourcedFact()
    roles: tuple[str, ...] = ()
    """Roles of the company: manufacturer, supplier, stage, owner."""


class ComparedComponent(Struct, frozen=True):
    """Component of a product; a comparison pairs components of two products with the same id."""

    id: str
    name: str
    places: tuple[str, ...] = ()
    makers: tuple[str, ...] = ()
    alternates: tuple[str, ...] = ()
    replaces: str = ""
    """Id of the replaced component, if this component is an alternate or belongs to one; otherwise empty."""
    gaps: tuple[str, ...] = ()
    """Missing facts, and facts with several possible values."""


class Owner(Struct, frozen=True):
    """Owner of a company, as a subject states it."""

    company: str
    name: str
    share: str = ""
    government: str = ""
    confidence: str = ""
    sources: tuple[str, ...] = ()
    note: str = ""


class GovernmentListing(Struct, frozen=True):
    """Entry of a government list that names a company of a subject."""

    company: str
    name: str
    start: str = ""
    effect: str = ""
    confidence: str = ""
    sources: tuple[str, ...] = ()


class ComparedSubject(Struct, frozen=True):
    """Subject of a comparison: a supply chain, a supplier, a facility or a product."""

    id: str
    name: str
    kind: str
    nodes: tuple[StageNode, ...]
    owners: tuple[Owner, ...] = ()
    listings: tuple[GovernmentListing, ...] = ()
    grades: tuple[tuple[str, int], ...] = ()
    """Number of facts for each level of confidence, such as `("high", 12)`."""
    gaps: tuple[str, ...] = ()
    """Missing facts that belong to no node, company or component.

    The module `gaps` adds the other missing facts.
    """
    closed: frozenset[str] = frozenset()
    """Materials and components with a complete list of stages."""
    without_more: frozenset[str] = frozenset()
    """Components with a complete list of materials."""
    listed: tuple[tuple[str, str], ...] = ()
    """Components and materials as (id, id of the replaced component); the second id is empty if none is
    replaced.
    """
    companies: tuple[ComparedCompany, ...] = ()
    components: tuple[ComparedComponent, ...] = ()
    not_compared: tuple[str, ...] = ()
    """Fields that the document states but the comparison does not use."""

    @property
    def ranked(self) -> tuple[StageNode, ...]:
        """Return the nodes for the ranking: all nodes except those of alternates."""
        return tuple(node for node in self.nodes if not node.replaces)


class Weakness(Struct, frozen=True):
    """Node with the reasons why it is vulnerable; the most serious reason comes first."""

    subject: str
    node: StageNode
    level: int
    """Rank of the node's most serious reason, from 1 (most serious); 0 for an undetermined node."""
    reasons: tuple[str, ...]


REASONS = (
    "no site is in operation",
    "a rule fails at this stage",
    "only one site is in operation",
    "one company runs every site",
    "every site is in one country",
    "a government controls every company",
    "a list of a government names every company",
    "the capacity of no site is stated",
)
"""Reasons why a node is vulnerable, the most serious first."""
RULE_FAILS, NO_CAPACITY = 1, 7


def aligned(subjects: Sequence[ComparedSubject]) -> list[ComparedSubject]:
    """Return the subjects with equal stages: each gets an empty node for each stage that only others state.

    No node is added for a subject with a complete list of stages.
    """
    nodes: dict[tuple[str, str, str], StageNode] = {}
    for subject in subjects:
        nodes = {node.key: node for node in subject.nodes} | nodes
    return [
        replace(subject, nodes=(*subject.nodes, *_unstated_stages(subject, nodes.values())))
        for subject in subjects
    ]


def _unstated_stages(subject: ComparedSubject, nodes: Iterable[StageNode]) -> Iterator[StageNode]:
    """Yield an empty node for each stage in `nodes` that the subject may have but does not state."""
    own = {node.key for node in subject.nodes}
    listed = {**{node.material: node.replaces for node in subject.nodes}, **dict(subject.listed)}
    stated = {(node.component, node.stage, node.of): node for node in subject.nodes if node.component}
    for node in nodes:
        all_listed = subject.closed if node.material in listed else subject.without_more
        holder = node.material if node.material in listed else node.component
        if node.key in own or holder not in listed or holder in all_listed:
            continue
        other = stated.get((node.component, node.stage, node.of))
        if other is None or not _is_of_component(node, other):
            yield StageNode(*node.key, replaces=listed[holder], component=node.component)


def _is_of_component(*nodes: StageNode) -> bool:
    """Return whether one of the nodes is a stage of a component, and not of a material."""
    return any(node.material == node.component for node in nodes)


def undetermined(subjects: Iterable[ComparedSubject]) -> list[Weakness]:
    """Return the nodes without a stated site status; they are neither vulnerable nor safe."""
    return [
        Weakness(subject.id, node, 0, (_unknown(node),))
        for subject in subjects
        for node in subject.ranked
        if _is_undetermined(node)
    ]


def _is_undetermined(node: StageNode) -> bool:
    return not node.running and (not node.sites or any(site.status.value == UNKNOWN for site in node.sites))


def _unknown(node: StageNode) -> str:
    if not node.sites:
        return "nothing is stated about this stage"
    names = ", ".join(site.name for site in node.sites if site.status.value == UNKNOWN)
    return f"it is unknown whether a site is in operation: {names}"


def weaknesses(subjects: Iterable[ComparedSubject]) -> list[Weakness]:
    """Return the vulnerable nodes, with the most vulnerable first.

    If the most serious reasons of two nodes are equal, a node that no alternate avoids comes first, then the
    node with more reasons.
    """
    ranked = []
    for subject in subjects:
        for place, node in enumerate(subject.ranked):
            levels = list(_levels(node)) if not _is_undetermined(node) else []
            if levels:
                reasons = tuple(_reason_in_words(level, node) for level in levels)
                weakness = Weakness(subject.id, node, levels[0] + 1, reasons)
                rank = (weakness.level, bool(node.around), -len(levels), place)
                ranked.append((rank, weakness))
    return [weakness for _, weakness in sorted(ranked, key=lambda entry: entry[0])]


def _levels(node: StageNode) -> Iterator[int]:
    """Yield the reasons why a node is vulnerable, as positions in `REASONS`."""
    running = node.running
    if not running:
        yield 0
        return
    if node.fails:
        yield RULE_FAILS
    if len(running) == 1:
        yield 2
    elif _are_known_and_equal(site.company for site in running):
        yield 3
    if len(running) > 1 and _are_known_and_equal(site.country.value for site in running):
        yield 4
    if all(site.control.value == STATE for site in running):
        yield 5
    if all(site.lists for site in running):
        yield 6
    if not any(site.capacity.value for site in running):
        yield NO_CAPACITY


def _are_known_and_equal(values: Iterable[str]) -> bool:
    """Return whether all values are known and equal."""
    distinct_values = set(values)
    return len(distinct_values) == 1 and "" not in distinct_values


def _reason_in_words(level: int, node: StageNode) -> str:
    """Return a reason with names, such as `only one site is in operation: Sayan Plant`.

    If the reason relies on a fact of low confidence, the text ends with a mark.
    """
    detail = ", ".join(dict.fromkeys(name for name in _names(level, node) if name))
    words = f"{REASONS[level]}: {detail}" if detail else REASONS[level]
    return f"{words} {LOW_MARK}" if any(fact.is_low for fact in _facts(level, node)) else words


def _names(level: int, node: StageNode) -> list[str]:
    """Return the names of the sites, companies, countries or rules that a reason mentions."""
    running = node.running
    match level:
        case 0:
            return [f"{site.name} ({site.status.value})" for site in node.sites]
        case 1:
            return list(node.fails)
        case 2:
            return [running[0].name, running[0].country.value]
        case 3:
            return [running[0].party]
        case 4:
            return [running[0].country.value]
        case 5:
            return [site.seat.value for site in running]
        case 6:
            return [name.value for fact in running for name in fact.lists]
        case _:
            return []


def _facts(level: int, node: StageNode) -> Iterator[SourcedFact]:
    """Yield the facts about sites on which a reason relies.

    Two reasons rely on no such fact: a failing rule, and a capacity that is not stated.
    """
    for site in (node.running or node.sites) if level not in {RULE_FAILS, NO_CAPACITY} else ():
        yield site.status
        match level:
            case 2 | 4:
                yield site.country
            case 5:
                yield from (site.control, site.seat)
            case 6:
                yield from site.lists
            case _:
                pass
