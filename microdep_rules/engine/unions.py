"""Union of the contents of many proofs: of each proof only the new items are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Iterator

    from microdep_rules.engine.proof import Proof

Thing = TypeVar("Thing", bound="Hashable")
MOST_KEPT = 1_000_000
"""Maximum number of items of all proofs together."""
FEW = 4
"""Number of new items up to which a proof is searched item by item."""


class ProofContents(Generic[Thing]):
    """Items of one proof: in order, numbered, and as a bit set."""

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
        """Return the items with these bits, in order."""
        if wanted.bit_count() > FEW:
            return [self.things[at] for at, number in enumerate(self.numbers) if wanted >> number & 1]
        return [self.things[at] for at in sorted(map(self.numbers.index, _numbers_of(wanted)))]


def _numbers_of(bits: int) -> Iterator[int]:
    while bits:
        last = bits & -bits
        yield last.bit_length() - 1
        bits ^= last


class Union(Generic[Thing]):
    """Union of the items of several proofs, each read once.

    An owner is evaluated again for each company below it: along a chain, nearly all items of a proof are in
    the previous one. Proofs of the same definition about the same party are the same.
    """

    def __init__(self, said: Callable[[Proof], Collection[Thing]]) -> None:
        self.said = said
        self.numbers: dict[Thing, int] = {}
        self.known: dict[tuple[int, ...], ProofContents[Thing]] = {}
        self.kept = 0

    def of(self, proofs: Iterable[Proof]) -> list[Thing]:
        """Return the items of some proofs, in order of first occurrence."""
        if self.kept > MOST_KEPT:
            self.numbers, self.known, self.kept = {}, {}, 0
        things: list[Thing] = []
        seen = 0
        for proof in proofs:
            said = self._said_by(proof)
            new = said.bits & ~seen
            if new:
                things += said.numbered(new)
                seen |= new
        return things

    def _said_by(self, proof: Proof) -> ProofContents[Thing]:
        about = (id(proof.span), *map(id, proof.children)) if proof.children else (id(proof),)
        if about not in self.known:
            self.known[about] = ProofContents(proof, self.said(proof), self.numbers)
            self.kept += len(self.known[about].things)
        return self.known[about]
