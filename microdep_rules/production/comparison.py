"""Suppliers, facilities, supply chains and products side by side, stage by stage, with their weakest nodes.

A node is one stage of one subject. It is the more vulnerable the fewer ways around it are stated. A node of
which nothing is stated is undetermined: it is neither vulnerable nor safe.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

OPERATING, UNKNOWN = "operating", "unknown"
STATE = "state"


class Site(Struct, frozen=True):
    """Who does a stage, and where."""

    name: str
    party: str = ""
    country: str = ""
    seat: str = ""
    control: str = ""
    """`state`, `private` or `listed`; empty where it is unknown."""
    status: str = OPERATING
    capacity: str = ""
    confidence: str = ""
    sources: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    """Lists of governments that name the company."""
    note: str = ""
    party_id: str = ""
    """The id of the company: two companies may have one name."""

    @property
    def company(self) -> str:
        """What is the same where the company is the same."""
        return self.party_id or self.party

    @property
    def runs(self) -> bool:
        """Whether it is stated to run."""
        return self.status == OPERATING


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
    """The approved alternates that go around it."""

    @property
    def key(self) -> tuple[str, str, str]:
        """By what nodes of several subjects are compared."""
        return self.material, self.stage, self.of

    @property
    def running(self) -> tuple[Site, ...]:
        """The sites that are stated to run."""
        return tuple(each for each in self.sites if each.runs)


class Company(Struct, frozen=True):
    """A company that a subject states."""

    name: str
    seat: str = ""
    control: str = ""
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


class Owner(Struct, frozen=True):
    """A stated owner of a company of a subject."""

    company: str
    name: str
    share: str = ""
    government: str = ""
    confidence: str = ""


class Listing(Struct, frozen=True):
    """A list that names a company of a subject."""

    company: str
    name: str
    start: str = ""
    effect: str = ""


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
    """Facts that are stated to be unknown, or that are missing."""
    closed: frozenset[str] = frozenset()
    """Materials whose stages are all listed: what another subject has and this one not was not done."""
    companies: tuple[Company, ...] = ()
    components: tuple[Component, ...] = ()
    not_compared: tuple[str, ...] = ()
    """The fields that it states, and that stand beside nothing."""

    @property
    def ranked(self) -> tuple[Node, ...]:
        """The nodes that may be vulnerable: those of no alternate."""
        return tuple(each for each in self.nodes if not each.replaces)


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


def aligned(subjects: Sequence[Subject]) -> list[Subject]:
    """The subjects, with an empty node for each stage that another one has of a material of theirs."""
    keys = dict.fromkeys(node.key for subject in subjects for node in subject.nodes)
    found = []
    for subject in subjects:
        own = {node.key: node for node in subject.nodes}
        materials = {each.material: each for each in subject.nodes if each.material not in subject.closed}
        more = [
            replace(materials[key[0]], stage=key[1], of=key[2], sites=(), fails=())
            for key in keys
            if key not in own and key[0] in materials
        ]
        found.append(replace(subject, nodes=(*subject.nodes, *more)))
    return found


def undetermined(subjects: Iterable[Subject]) -> list[Weakness]:
    """Every node of which is not stated whether any site runs: neither vulnerable nor safe."""
    return [
        Weakness(subject.id, node, 0, (_unknown(node),))
        for subject in subjects
        for node in subject.ranked
        if _is_undetermined(node)
    ]


def _is_undetermined(node: Node) -> bool:
    return not node.running and (not node.sites or any(each.status == UNKNOWN for each in node.sites))


def _unknown(node: Node) -> str:
    if not node.sites:
        return "nothing is stated of this stage"
    names = ", ".join(each.name for each in node.sites if each.status == UNKNOWN)
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
        yield 1
    if len(running) == 1:
        yield 2
    elif _all_the_same(each.company for each in running):
        yield 3
    if len(running) > 1 and _all_the_same(each.country for each in running):
        yield 4
    if all(each.control == STATE for each in running):
        yield 5
    if all(each.lists for each in running):
        yield 6
    if not any(each.capacity for each in running):
        yield 7


def _all_the_same(values: Iterable[str]) -> bool:
    """Whether every value is known, and the same."""
    found = set(values)
    return len(found) == 1 and "" not in found


def _told(level: int, node: Node) -> str:
    """A reason with the names that it is about."""
    running = node.running
    reason = REASONS[level]
    match level:
        case 0:
            detail = ", ".join(f"{each.name} ({each.status})" for each in node.sites)
        case 1:
            detail = ", ".join(node.fails)
        case 2:
            detail = ", ".join(dict.fromkeys(each for each in (running[0].name, running[0].country) if each))
        case 3:
            detail = running[0].party
        case 4:
            detail = running[0].country
        case 5:
            detail = ", ".join(dict.fromkeys(each.seat for each in running if each.seat))
        case 6:
            detail = ", ".join(dict.fromkeys(name for each in running for name in each.lists))
        case _:
            detail = ""
    return f"{reason}: {detail}" if detail else reason
