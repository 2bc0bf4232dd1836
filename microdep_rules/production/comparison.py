"""Suppliers, facilities, supply chains and products side by side, stage by stage, with their weakest nodes.

A node is one stage of one subject. It is the more vulnerable the fewer ways around it are stated. A node of
which nothing is stated is undetermined: it is neither vulnerable nor safe.
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


class Fact(Struct, frozen=True):
    """A value as it is stated, with what this value relies on; empty where it is unknown."""

    value: str = ""
    confidence: str = ""
    """`high`, `medium` or `low`; empty where nothing is claimed of it."""
    sources: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_low(self) -> bool:
        """Return whether it may be wrong by its own statement."""
        return self.confidence == LOW


class Site(Struct, frozen=True):
    """Who does a stage, and where; each fact with its own sources and confidence."""

    name: str
    party: str = ""
    country: Fact = Fact()
    seat: Fact = Fact()
    control: Fact = Fact()
    """`state`, `private` or `listed`; empty where it is unknown."""
    status: Fact = Fact(OPERATING)
    capacity: Fact = Fact()
    lists: tuple[Fact, ...] = ()
    """Lists of governments that name the company."""
    party_id: str = ""
    """The id of the company: two companies may have one name."""
    by: Fact = Fact()
    """Of a company that is one of several: a remark that names these."""

    @property
    def company(self) -> str:
        """What is the same where the company is the same."""
        return self.party_id or self.party

    @property
    def runs(self) -> bool:
        """Return whether it is stated to run."""
        return self.status.value == OPERATING


class Node(Struct, frozen=True):
    """One stage of one subject."""

    material: str
    stage: str
    of: str = ""
    """The constituent that is worked on; empty for the material itself."""
    sites: tuple[Site, ...] = ()
    fails: tuple[str, ...] = ()
    """Rules of the chosen packs that fail on it."""
    replaces: str = ""
    """Of an approved alternate, or what is in one: the component that it replaces. It is not ranked."""
    around: tuple[str, ...] = ()
    """The approved alternates that go around it: they need no site, company or country of it."""
    perhaps_around: tuple[str, ...] = ()
    """Those that may go around it: the document does not state enough."""
    component: str = ""
    """Of a product: the id of the component that has the stage, or whose material has it."""

    @property
    def key(self) -> tuple[str, str, str]:
        """By what nodes of several subjects are compared."""
        return self.material, self.stage, self.of

    @property
    def running(self) -> tuple[Site, ...]:
        """The sites that are stated to run."""
        return tuple(site for site in self.sites if site.runs)


class Company(Struct, frozen=True):
    """A company that a subject states."""

    name: str
    seat: Fact = Fact()
    control: Fact = Fact()
    roles: tuple[str, ...] = ()
    """What it is there: manufacturer, supplier, stage, owner."""


class Component(Struct, frozen=True):
    """A component of a product, beside the one with its id in other variants."""

    id: str
    name: str
    places: tuple[str, ...] = ()
    makers: tuple[str, ...] = ()
    alternates: tuple[str, ...] = ()
    replaces: str = ""
    """Of an approved alternate, or what is in one: the component that it replaces."""
    gaps: tuple[str, ...] = ()
    """What is not stated of it, or is one of several."""


class Owner(Struct, frozen=True):
    """A stated owner of a company of a subject."""

    company: str
    name: str
    share: str = ""
    government: str = ""
    confidence: str = ""
    sources: tuple[str, ...] = ()
    note: str = ""


class Listing(Struct, frozen=True):
    """A list that names a company of a subject."""

    company: str
    name: str
    start: str = ""
    effect: str = ""
    confidence: str = ""
    sources: tuple[str, ...] = ()


class Subject(Struct, frozen=True):
    """What is compared: a supply chain, a supplier, a facility or a product."""

    id: str
    name: str
    kind: str
    nodes: tuple[Node, ...]
    owners: tuple[Owner, ...] = ()
    listings: tuple[Listing, ...] = ()
    grades: tuple[tuple[str, int], ...] = ()
    """How many facts have each confidence."""
    gaps: tuple[str, ...] = ()
    """What is unknown and stands in no other field: `gaps.py` adds what does."""
    closed: frozenset[str] = frozenset()
    """Materials and components whose stages are all listed: what only another subject has was not done."""
    without_more: frozenset[str] = frozenset()
    """Components whose materials are all listed: those that only another subject has are not in them."""
    listed: tuple[tuple[str, str], ...] = ()
    """The components and materials of a product, each with what it replaces where it is an alternate."""
    companies: tuple[Company, ...] = ()
    components: tuple[Component, ...] = ()
    not_compared: tuple[str, ...] = ()
    """The fields that it states, and that stand beside nothing."""

    @property
    def ranked(self) -> tuple[Node, ...]:
        """The nodes that may be vulnerable: those of no alternate."""
        return tuple(node for node in self.nodes if not node.replaces)


class Weakness(Struct, frozen=True):
    """A node with the reasons for which it is vulnerable, the gravest first."""

    subject: str
    node: Node
    level: int
    """The place of its gravest reason among all reasons, the gravest is 1; 0 where it is undetermined."""
    reasons: tuple[str, ...]


REASONS = (
    "no site runs",
    "a rule fails here",
    "one site runs",
    "one company runs every site",
    "one country has every site",
    "a government controls every company",
    "a list of a government names every company",
    "the capacity of no site is stated",
)
"""Why a node is vulnerable, the gravest reason first."""
RULE_FAILS, NO_CAPACITY = 1, 7


def aligned(subjects: Sequence[Subject]) -> list[Subject]:
    """The subjects, with an empty node for each stage that another one states and they may have as well."""
    nodes: dict[tuple[str, str, str], Node] = {}
    for subject in subjects:
        nodes = {node.key: node for node in subject.nodes} | nodes
    return [replace(each, nodes=(*each.nodes, *_not_stated(each, nodes.values()))) for each in subjects]


def _not_stated(subject: Subject, nodes: Iterable[Node]) -> Iterator[Node]:
    """The stages that a subject may have and does not state."""
    own = {node.key for node in subject.nodes}
    listed = {**{each.material: each.replaces for each in subject.nodes}, **dict(subject.listed)}
    stated = {(each.component, each.stage, each.of): each for each in subject.nodes if each.component}
    for node in nodes:
        all_listed = subject.closed if node.material in listed else subject.without_more
        holder = node.material if node.material in listed else node.component
        if node.key in own or holder not in listed or holder in all_listed:
            continue
        other = stated.get((node.component, node.stage, node.of))
        if other is None or not _is_of_component(node, other):
            yield Node(*node.key, replaces=listed[holder], component=node.component)


def _is_of_component(*nodes: Node) -> bool:
    """Return whether one of them is a stage of a component itself: that may be a stage of its material."""
    return any(node.material == node.component for node in nodes)


def undetermined(subjects: Iterable[Subject]) -> list[Weakness]:
    """Every node of which is not stated whether any site runs: neither vulnerable nor safe."""
    return [
        Weakness(subject.id, node, 0, (_unknown(node),))
        for subject in subjects
        for node in subject.ranked
        if _is_undetermined(node)
    ]


def _is_undetermined(node: Node) -> bool:
    return not node.running and (not node.sites or any(site.status.value == UNKNOWN for site in node.sites))


def _unknown(node: Node) -> str:
    if not node.sites:
        return "nothing is stated of this stage"
    names = ", ".join(site.name for site in node.sites if site.status.value == UNKNOWN)
    return f"whether a site runs was not found: {names}"


def weaknesses(subjects: Iterable[Subject]) -> list[Weakness]:
    """Every node with a reason, the most vulnerable first.

    Of one level those come first that no alternate goes around, and then those with more reasons.
    """
    found = []
    for subject in subjects:
        for place, node in enumerate(subject.ranked):
            levels = list(_levels(node)) if not _is_undetermined(node) else []
            if levels:
                reasons = tuple(_told(level, node) for level in levels)
                weakness = Weakness(subject.id, node, levels[0] + 1, reasons)
                rank = (weakness.level, bool(node.around), -len(levels), place)
                found.append((rank, weakness))
    return [weakness for _, weakness in sorted(found, key=lambda each: each[0])]


def _levels(node: Node) -> Iterator[int]:
    """The reasons of a node, by their place among all reasons."""
    running = node.running
    if not running:
        yield 0
        return
    if node.fails:
        yield RULE_FAILS
    if len(running) == 1:
        yield 2
    elif _all_the_same(each.company for each in running):
        yield 3
    if len(running) > 1 and _all_the_same(each.country.value for each in running):
        yield 4
    if all(each.control.value == STATE for each in running):
        yield 5
    if all(each.lists for each in running):
        yield 6
    if not any(each.capacity.value for each in running):
        yield NO_CAPACITY


def _all_the_same(values: Iterable[str]) -> bool:
    """Return whether every value is known, and the same."""
    found = set(values)
    return len(found) == 1 and "" not in found


def _told(level: int, node: Node) -> str:
    """A reason with the names that it is about, and whether it relies on a fact of low confidence."""
    detail = ", ".join(dict.fromkeys(name for name in _names(level, node) if name))
    told = f"{REASONS[level]}: {detail}" if detail else REASONS[level]
    return f"{told} {LOW_MARK}" if any(fact.is_low for fact in _facts(level, node)) else told


def _names(level: int, node: Node) -> list[str]:
    """What a reason names."""
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
            return [each.seat.value for each in running]
        case 6:
            return [name.value for each in running for name in each.lists]
        case _:
            return []


def _facts(level: int, node: Node) -> Iterator[Fact]:
    """What a reason relies on: statuses of sites, and what it states of these.

    A verdict is of declared data, with evidence or without, and a gap relies on nothing.
    """
    for each in (node.running or node.sites) if level not in {RULE_FAILS, NO_CAPACITY} else ():
        yield each.status
        match level:
            case 2 | 4:
                yield each.country
            case 5:
                yield from (each.control, each.seat)
            case 6:
                yield from each.lists
            case _:
                pass
