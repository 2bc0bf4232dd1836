"""Union of the facts (or missing facts) of many proofs; equal facts are read once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Iterator

    from microdep_rules.engine.proof import Proof

Thing = TypeVar("Thing", bound="Hashable")
MOST_KEPT = 1_000_000
"""Maximum number of cached facts of all proofs together."""
FEW = 4
"""Maximum number of new facts of a proof that are searched one by one."""


class ProofContents(Generic[Thing]):
    """The numbered facts (or missing facts) of one proof, and their numbers as a bit set."""

    __slots__ = ("bits", "numbers", "proof", "things")

    def __init__(self, proof: Proof, things: Collection[Thing], known: dict[Thing, int]) -> None:
        self.proof = proof
        """The proof; while it is stored, Python gives its identity to no other proof."""
        self.things = tuple(things)
        self.numbers = [known.setdefault(thing, len(known)) for thing in self.things]
        self.bits = 0
        for number in self.numbers:
            self.bits |= 1 << number

    def numbered(self, bits: int) -> list[Thing]:
        """Return the facts for the bits that are set in `bits`, in their order."""
        if bits.bit_count() > FEW:
            return [self.things[at] for at, number in enumerate(self.numbers) if bits >> number & 1]
        return [self.things[at] for at in sorted(map(self.numbers.index, _numbers_of(bits)))]


def _numbers_of(bits: int) -> Iterator[int]:
    while bits:
        last = bits & -bits
        yield last.bit_length() - 1
        bits ^= last


class Union(Generic[Thing]):
    """Union of the facts (or missing facts) of several proofs; each proof is read only once.

    In a chain of owners, a definition is evaluated again for each owner, and most facts of its proof return
    in the next proof. Two proofs of one definition with equal operands are treated as one proof.
    """

    def __init__(self, contents: Callable[[Proof], Collection[Thing]]) -> None:
        self.contents = contents
        self.numbers: dict[Thing, int] = {}
        self.known: dict[tuple[int, ...], ProofContents[Thing]] = {}
        self.kept = 0

    def of(self, proofs: Iterable[Proof]) -> list[Thing]:
        """Return the facts of some proofs; each fact appears once, at its first position."""
        if self.kept > MOST_KEPT:
            self.numbers, self.known, self.kept = {}, {}, 0
        things: list[Thing] = []
        seen = 0
        for proof in proofs:
            contents = self._contents_of(proof)
            new = contents.bits & ~seen
            if new:
                things += contents.numbered(new)
                seen |= new
        return things

    def _contents_of(self, proof: Proof) -> ProofContents[Thing]:
        about = (id(proof.span), *map(id, proof.children)) if proof.children else (id(proof),)
        if about not in self.known:
            self.known[about] = ProofContents(proof, self.contents(proof), self.numbers)
            self.kept += len(self.known[about].things)
        return self.known[about]
