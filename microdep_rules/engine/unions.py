"""What many proofs say, each thing once: of a proof only that is read which the others have not said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Iterator

    from microdep_rules.engine.proof import Proof

Thing = TypeVar("Thing", bound="Hashable")
MOST_KEPT = 1_000_000
"""So many things, of all proofs together, are kept."""
FEW = 4
"""So many new things of a proof are looked for one by one."""


class Said(Generic[Thing]):
    """What one proof says: things in order, the number of each, and all numbers as bits."""

    __slots__ = ("bits", "numbers", "proof", "things")

    def __init__(self, proof: Proof, things: Collection[Thing], known: dict[Thing, int]) -> None:
        self.proof = proof
        """Kept, so that no other proof takes its identity."""
        self.things = tuple(things)
        self.numbers = [known.setdefault(thing, len(known)) for thing in self.things]
        self.bits = 0
        for number in self.numbers:
            self.bits |= 1 << number

    def numbered(self, wanted: int) -> list[Thing]:
        """The things whose bits are wanted, in order."""
        if wanted.bit_count() > FEW:
            return [self.things[at] for at, each in enumerate(self.numbers) if wanted >> each & 1]
        return [self.things[at] for at in sorted(map(self.numbers.index, _numbers_of(wanted)))]


def _numbers_of(bits: int) -> Iterator[int]:
    while bits:
        last = bits & -bits
        yield last.bit_length() - 1
        bits ^= last


class Union(Generic[Thing]):
    """What several proofs say that definitions are true of parties; what each says is found once.

    Whoever owns a company is asked about again for each company below it: along a chain nearly all that one
    proof says was said by the one before. A proof of the same definition about the same is the same.
    """

    def __init__(self, said: Callable[[Proof], Collection[Thing]]) -> None:
        self.said = said
        self.numbers: dict[Thing, int] = {}
        self.known: dict[tuple[int, ...], Said[Thing]] = {}
        self.kept = 0

    def of(self, proofs: Iterable[Proof]) -> list[Thing]:
        """What some proofs say, in the order in which they say it first."""
        if self.kept > MOST_KEPT:
            self.numbers, self.known, self.kept = {}, {}, 0
        found: list[Thing] = []
        seen = 0
        for proof in proofs:
            said = self._said_by(proof)
            new = said.bits & ~seen
            if new:
                found += said.numbered(new)
                seen |= new
        return found

    def _said_by(self, proof: Proof) -> Said[Thing]:
        about = (id(proof.span), *map(id, proof.children)) if proof.children else (id(proof),)
        if about not in self.known:
            self.known[about] = Said(proof, self.said(proof), self.numbers)
            self.kept += len(self.known[about].things)
        return self.known[about]
