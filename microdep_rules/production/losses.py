"""Effect of the loss of one component on the product.

As in the module `failures`, a blocked component does not count as an alternative. A set of components is
stored as an integer with one bit for each component, and results are deleted after use. Therefore long chains
of components with alternates need little memory.
"""

from __future__ import annotations

from collections import Counter
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.production.failures import counted_ways

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.engine.values import Truth
    from microdep_rules.production.structure import Gate
    from microdep_rules.production.viability import Viability


class _GateLosses(NamedTuple):
    """Components that alone make a gate fail, certainly (`sure`) or possibly (`may`), as bits."""

    sure: int
    may: int


def halting_components(viability: Viability) -> dict[str, Truth]:
    """Return, by component id, whether the loss of the component halts the product; `None` if uncertain."""
    structure, values = viability.structure, viability.values
    ways = counted_ways(structure, values)
    needs = _needs(structure.gates, ways, structure.product)
    uses = Counter(id_ for every in needs.values() for id_ in every)
    bits = {id_: number for number, id_ in enumerate(structure.made)}
    lost: dict[int, _GateLosses] = {}
    for number in sorted(needs):  # a gate follows all gates that it needs
        gate, own = structure.gates[number], needs[number]
        losses = _gate_losses(gate, own, values, [lost[way] for way in own])
        if gate.component:
            bit = 1 << bits[gate.component]
            losses = _GateLosses(losses.sure | bit, losses.may | bit)
        lost[number] = losses
        for member in own:
            uses[member] -= 1
            if not uses[member]:
                del lost[member]
    sure, may = lost[structure.product]
    return {id_: bool(sure >> bit & 1) or (None if may >> bit & 1 else False) for id_, bit in bits.items()}


def _needs(gates: Sequence[Gate], ways: dict[int, tuple[int, ...]], start: int) -> dict[int, tuple[int, ...]]:
    """Return the gates that the gate `start` needs at any level, each with its direct needs."""
    needs: dict[int, tuple[int, ...]] = {}
    waiting = [start]
    while waiting:
        number = waiting.pop()
        if number not in needs:
            needs[number] = ways.get(number, gates[number].members)
            waiting += needs[number]
    return needs


def _gate_losses(
    gate: Gate, own: Sequence[int], values: Sequence[Truth], below: Sequence[_GateLosses]
) -> _GateLosses:
    """Return the components that make a gate fail if they are lost, from those of its members."""
    every = [loss.may for loss in below]
    if (len(own) <= 1 and not gate.rest) or gate.mode == "all":
        return _GateLosses(reduce(or_, (loss.sure for loss in below), 0), reduce(or_, every, 0))
    sure = 0 if gate.rest or not below else reduce(and_, (loss.sure for loss in below))
    if gate.mode == "open":  # the gate may need all members
        return _GateLosses(sure, reduce(or_, every, 0))
    there = [loss.may for way, loss in zip(own, below, strict=True) if values[way] is not None]
    return _GateLosses(sure, reduce(and_, there) if there else reduce(or_, every, 0))
