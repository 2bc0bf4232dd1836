"""Viability of components and products: viable, halted, or undetermined.

States are values of strong Kleene logic: true, false, and unknown. A structure contains no negation, so that
a product is *undetermined* exactly if the missing facts could make it viable, and could make it halted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.engine.values import conjunction, disjunction
from microdep_rules.production.cuts import Families, product_of, smallest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from microdep_rules.engine.values import Truth
    from microdep_rules.production.blocking import Blocks, Reason
    from microdep_rules.production.structure import Gate, ProductStructure
    from microdep_rules.production.supply import Point

VIABLE, HALTED, UNDETERMINED = "viable", "halted", "undetermined"
WORDS: dict[Truth, str] = {True: VIABLE, False: HALTED, None: UNDETERMINED}
FAILS = "fails with the alternates in it"
MOST_SETS = 2_000
"""Largest number of minimal sets that are stored for one gate."""


class Viability(Struct, frozen=True, eq=False):
    """State of each gate of a structure."""

    structure: ProductStructure
    blocks: Blocks
    values: tuple[Truth, ...]
    blocked: Mapping[str, Truth]
    """True if a component itself is blocked, false if not, `None` if unknown.

    Blocked subcomponents do not count.
    """

    def state(self, id_: str) -> str:
        """Return the state of a component without its alternates: `viable`, `halted` or `undetermined`."""
        return WORDS[self.values[self.structure.made[id_]]]

    @property
    def product(self) -> str:
        """State of the product, or of an approved alternate of the product if the product is not viable."""
        return WORDS[self.values[self.structure.product]]

    @property
    def undetermined(self) -> tuple[str, ...]:
        """Ids of the components that may be blocked, because facts are missing."""
        return tuple(id_ for id_, value in self.blocked.items() if value is None)

    def halting_sets(self) -> tuple[dict[int, Families], set[int]]:
        """Return the minimal sets that halt each gate, and the gates with an incomplete list of sets.

        The members of a set are blocked components and parties.
        """
        halting: dict[int, Families] = {}
        short: set[int] = set()
        for number, gate in enumerate(self.structure.gates):
            if self.values[number] is False:
                halting[number], cut = self._halting(gate, halting)
                if cut or not short.isdisjoint(gate.members):
                    short.add(number)
        return halting, short

    def _halting(self, gate: Gate, halting: Mapping[int, Families]) -> tuple[Families, bool]:
        sets = [halting[member] for member in gate.members if member in halting]
        sets += [
            frozenset({frozenset({("party", point.key)})})
            for point in gate.points
            if point.kind == "party" and self.blocks.of_party(point.key) is True
        ]
        if gate.mode != "all":
            return product_of(sets, len(self.blocked) + len(self.blocks.parties), MOST_SETS)
        if gate.component and self.blocked[gate.component] is True:
            sets.append(frozenset({frozenset({("component", gate.component)})}))
        return smallest(sets, MOST_SETS)

    def open_for(self, number: int, most: int | None = None) -> tuple[str, ...]:
        """Return at most `most` components with missing facts that leave the state of the gate open."""
        open_ids: list[str] = []
        seen, waiting = {number}, [number]
        while waiting and (most is None or len(open_ids) < most):
            gate = self.structure.gates[waiting.pop()]
            if gate.component and self.blocked[gate.component] is None:
                open_ids.append(gate.component)
            for member in gate.members:
                if member not in seen and self.values[member] is None:
                    seen.add(member)
                    waiting.append(member)
        return tuple(sorted(dict.fromkeys(open_ids), key=self.structure.made.__getitem__))

    def reasons(self, id_: str) -> tuple[Reason, ...]:
        """Return the reasons why a component is blocked or may be blocked."""
        stated = self.blocks.reasons.get(id_, ())
        if self.blocked.get(id_) is True and stated and not any(reason.blocked for reason in stated):
            return tuple(replace(reason, blocked=True, message=FAILS) for reason in stated)
        return stated


def viability_of(structure: ProductStructure, blocks: Blocks) -> Viability:
    """Return the state of each gate; a gate is computed after its members."""
    values: list[Truth] = []
    blocked: dict[str, Truth] = {}
    relying: dict[int, bool] = {}
    """True for each gate that is available only because of an alternate, in the gate or below it."""
    for number, gate in enumerate(structure.gates):
        own: Truth = True
        relying[number] = _relies(gate, values, relying)
        if gate.component:
            block = _blocked(structure, blocks, gate.component, values, relies=relying[number])
            blocked[gate.component] = block
            own = None if block is None else not block
        values.append(_value(gate, values, blocks, own))
    return Viability(structure, blocks, tuple(values), blocked)


def _relies(gate: Gate, values: Sequence[Truth], relying: Mapping[int, bool]) -> bool:
    """Return whether a gate is available only because of an alternate."""
    if gate.mode == "any" and gate.is_use:
        first, *others = gate.members
        if values[first] is not True:
            return any(values[other] is not False for other in others)
        return relying[first]
    return any(relying[member] for member in gate.members)


def _blocked(
    structure: ProductStructure, blocks: Blocks, id_: str, values: list[Truth], *, relies: bool
) -> Truth:
    """Return whether a component is blocked; `relies` is true if it needs an alternate inside it."""
    again = blocks.rechecked
    if again is not None and id_ in again.blocked:
        return True
    if again is not None and again.passes and id_ in again.components:
        return False
    every = blocks.reasons.get(id_, ())
    return disjunction([_reason_blocks(structure, reason, values, relies=relies) for reason in every])


def _reason_blocks(
    structure: ProductStructure, reason: Reason, values: list[Truth], *, relies: bool
) -> Truth:
    """Return whether a reason blocks a component; `None` if it may block the component.

    If components with alternates cause the fail, the reason certainly blocks only if all these alternates are
    halted.
    """
    if not reason.blocked:
        return None if relies or not reason.by_alternates else False
    others = (alternate for id_ in reason.depends_on for alternate in structure.alternates(id_))
    return None if any(values[structure.made[other]] is not False for other in others) else True


def without(viability: Viability, lost: Collection[Point]) -> Viability:
    """Return the viability after the loss of the points in `lost`.

    A dependency without a stated country or party may also fail.
    """
    gone, kinds = frozenset(lost), frozenset(point.kind for point in lost)
    values: list[Truth] = []
    for gate in viability.structure.gates:
        values.append(
            _value(
                gate, values, viability.blocks, _is_available_without_members(viability, gate, gone, kinds)
            )
        )
    return replace(viability, values=tuple(values))


def value_without(viability: Viability, number: int, lost: Collection[Point]) -> Truth:
    """Return the state of a gate after the loss of some points, without computing other gates."""
    gates = viability.structure.gates
    below, waiting = {number}, [number]
    while waiting:
        new = [member for member in gates[waiting.pop()].members if member not in below]
        below.update(new)
        waiting += new
    gone, kinds = frozenset(lost), frozenset(point.kind for point in lost)
    values: dict[int, Truth] = {}
    for gate in sorted(below):
        own = _is_available_without_members(viability, gates[gate], gone, kinds)
        values[gate] = _value(gates[gate], values, viability.blocks, own)
    return values[number]


def _is_available_without_members(
    viability: Viability, gate: Gate, gone: frozenset[Point], kinds: frozenset[str]
) -> Truth:
    """Return whether a gate, without its members, is available after the loss of the points in `gone`."""
    own: Truth = True
    if gate.component:
        block = viability.blocked[gate.component]
        own = None if block is None else not block
    if not gone.isdisjoint(gate.points):
        return False
    return own if kinds.isdisjoint(gate.unstated) else conjunction([own, None])


def _value(gate: Gate, values: Sequence[Truth] | Mapping[int, Truth], blocks: Blocks, own: Truth) -> Truth:
    members = [values[member] for member in gate.members]
    members += [_not(blocks.of_party(point.key)) for point in gate.points if point.kind == "party"]
    if gate.mode == "all":
        return conjunction([own, *members])
    if gate.mode == "any":
        value = disjunction(members)
        return None if value is False and gate.rest else value
    return members[0] if members and all(member is members[0] for member in members) else None


def _not(value: Truth) -> Truth:
    return None if value is None else not value


def state_of(states: Iterable[str]) -> str:
    """Return the worst of several states; the order is `halted`, `undetermined`, `viable`.

    >>> state_of(["viable", "undetermined"]), state_of(["undetermined", "halted"])
    ('undetermined', 'halted')
    """
    every = set(states)
    return next((state for state in (HALTED, UNDETERMINED) if state in every), VIABLE)
