"""One product under one contract: what every exception is asked about, and how it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.oracles.dod_magnets import law
from tests.oracles.logic import Truth, all_of, negated

if TYPE_CHECKING:
    from tests.oracles.dod_magnets.materials import Reading
    from tests.oracles.facts import Material, Record, Tree


@dataclass(frozen=True, slots=True)
class Subject:
    """What a verdict is about: a material, a part that may hold an unlisted one, or the product."""

    part: str
    material: Material | None = None
    is_product: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """Whether an exception holds, and the carve-outs by which it was lost."""

    holds: Truth
    lost: frozenset[str] = frozenset()


class Deal:
    """One product under one contract, read under one law."""

    def __init__(self, tree: Tree, context: Record, reading: Reading) -> None:
        self.tree = tree
        self.context = context
        self.reading = reading
        self.materials = list(tree.materials())

    def hiding_parts(self) -> list[str]:
        """Parts that may hold a covered material nobody recorded, and that no statement clears."""
        rows = [r for r in law.COUNTED if r not in law.STATUTE_ONLY or self.reading.variant == "statute"]
        return [part for part in self.open_parts() if not self.tree.settled_by_statement(part, rows)]

    def open_parts(self) -> list[str]:
        """Parts that may hold, or have below them, materials that the document does not list."""
        return [
            part
            for part in self.tree.paths
            if not (self.tree.closed(part, "materials") and self.tree.closed(part, "children"))
        ]


def carved(core: Truth, carve_outs: dict[str, Truth]) -> State:
    """An exception that holds unless a carve-out takes it away."""
    applying = frozenset(name for name, value in carve_outs.items() if value is True)
    holds = all_of((core, *(negated(value) for value in carve_outs.values())))
    return State(holds, applying if core is True else frozenset())


def statute_only(deal: Deal, holds: Truth) -> State:
    """An exception that only the statute as amended has."""
    return State(deal.reading.on_every_date(lambda date: holds if deal.reading.is_amended(date) else False))
