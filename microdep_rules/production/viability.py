"""Whether every component, assembly and product can be made: viable, halted, or undetermined.

Three-valued all the way (strong Kleene logic): what nobody knows is neither there nor missing. As nothing
in a structure is negated, *undetermined* means exactly that the missing facts decide.
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
    from microdep_rules.production.structure import Gate, Structure
    from microdep_rules.production.supply import Point

VIABLE, HALTED, UNDETERMINED = "viable", "halted", "undetermined"
WORDS: dict[Truth, str] = {True: VIABLE, False: HALTED, None: UNDETERMINED}
FAILS = "fails with the alternates in it"
MOST_SETS = 2_000
"""So many minimal sets are kept for one component."""


class Viability(Struct, frozen=True, eq=False):
    """The state of every gate of a structure."""

    structure: Structure
    blocks: Blocks
    values: tuple[Truth, ...]
    blocked: Mapping[str, Truth]
    """Whether each component is blocked itself, whatever is below it."""

    def state(self, id_: str) -> str:
        """The state of a component, made as it is stated: `viable`, `halted` or `undetermined`."""
        return WORDS[self.values[self.structure.made[id_]]]

    @property
    def product(self) -> str:
        """The state of the product, by itself or by an alternate of it."""
        return WORDS[self.values[self.structure.product]]

    @property
    def undetermined(self) -> tuple[str, ...]:
        """Every component of which nobody knows whether it is blocked."""
        return tuple(id_ for id_, value in self.blocked.items() if value is None)

    def halting_sets(self) -> tuple[dict[int, Families], set[int]]:
        """For each halted gate, the minimal sets of blocked components (and parties) that halt it.

        Beside them, the gates for which some were left out.
        """
        found: dict[int, Families] = {}
        short: set[int] = set()
        for number, gate in enumerate(self.structure.gates):
            if self.values[number] is False:
                found[number], cut = self._halting(gate, found)
                if cut or not short.isdisjoint(gate.members):
                    short.add(number)
        return found, short

    def _halting(self, gate: Gate, found: Mapping[int, Families]) -> tuple[Families, bool]:
        sets = [found[member] for member in gate.members if member in found]
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
        """The components that leave it undetermined whether a gate is there; some of them, up to `most`."""
        found: list[str] = []
        seen, waiting = {number}, [number]
        while waiting and (most is None or len(found) < most):
            gate = self.structure.gates[waiting.pop()]
            if gate.component and self.blocked[gate.component] is None:
                found.append(gate.component)
            for member in gate.members:
                if member not in seen and self.values[member] is None:
                    seen.add(member)
                    waiting.append(member)
        return tuple(sorted(dict.fromkeys(found), key=self.structure.made.__getitem__))

    def reasons(self, id_: str) -> tuple[Reason, ...]:
        """Why a component is blocked, or why nobody knows."""
        stated = self.blocks.reasons.get(id_, ())
        if self.blocked.get(id_) is True and stated and not any(each.blocked for each in stated):
            return tuple(replace(each, blocked=True, message=FAILS) for each in stated)
        return stated


def viability_of(structure: Structure, blocks: Blocks) -> Viability:
    """The state of everything, from the bottom up."""
    values: list[Truth] = []
    blocked: dict[str, Truth] = {}
    relying: dict[int, bool] = {}
    """Of components and their uses: whether they are there only by an alternate somewhere in them."""
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
    """Return whether a gate relies on an alternate: the first way is not surely there, and another may be."""
    if gate.mode == "any" and gate.is_use:
        first, *others = gate.members
        if values[first] is not True:
            return any(values[other] is not False for other in others)
        return relying[first]
    return any(relying[member] for member in gate.members)


def _blocked(structure: Structure, blocks: Blocks, id_: str, values: list[Truth], *, relies: bool) -> Truth:
    """Return whether a component is blocked; `relies` says that it is there only by an alternate in it."""
    again = blocks.rechecked
    if again is not None and id_ in again.blocked:
        return True
    if again is not None and again.passes and id_ in again.components:
        return False
    every = blocks.reasons.get(id_, ())
    return disjunction([_holds(structure, each, values, relies=relies) for each in every])


def _holds(structure: Structure, reason: Reason, values: list[Truth], *, relies: bool) -> Truth:
    """Return whether a reason blocks: a fail because of what may be replaced holds as far as it may not."""
    if not reason.blocked:
        return None if relies or not reason.by_alternates else False
    others = (alternate for id_ in reason.depends_on for alternate in structure.alternates(id_))
    return None if any(values[structure.made[other]] is not False for other in others) else True


def without(viability: Viability, lost: Collection[Point]) -> Viability:
    """The same when some points are lost: countries, parties, sites, stages of materials, components.

    Where the document does not say on which country (or party) something depends, it may be lost as well.
    """
    gone, kinds = frozenset(lost), frozenset(each.kind for each in lost)
    values: list[Truth] = []
    for gate in viability.structure.gates:
        values.append(_value(gate, values, viability.blocks, _own(viability, gate, gone, kinds)))
    return replace(viability, values=tuple(values))


def value_without(viability: Viability, number: int, lost: Collection[Point]) -> Truth:
    """The same of one gate, by the gates below it alone."""
    gates = viability.structure.gates
    below, waiting = {number}, [number]
    while waiting:
        new = [member for member in gates[waiting.pop()].members if member not in below]
        below.update(new)
        waiting += new
    gone, kinds = frozenset(lost), frozenset(each.kind for each in lost)
    values: dict[int, Truth] = {}
    for each in sorted(below):
        own = _own(viability, gates[each], gone, kinds)
        values[each] = _value(gates[each], values, viability.blocks, own)
    return values[number]


def _own(viability: Viability, gate: Gate, gone: frozenset[Point], kinds: frozenset[str]) -> Truth:
    """Return whether a gate is there itself, whatever is below it, without some points."""
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
    """The state of several products together: the worst.

    >>> state_of(["viable", "undetermined"]), state_of(["undetermined", "halted"])
    ('undetermined', 'halted')
    """
    every = set(states)
    return next((each for each in (HALTED, UNDETERMINED) if each in every), VIABLE)
