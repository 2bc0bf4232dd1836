"""Random packs with random documents: all that is known, and a version of it in which facts are missing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from tests.each import SAMPLED, tries
from tests.properties.chance import Brief, Chance
from tests.properties.documents import Record, full_document
from tests.properties.evaluating import load
from tests.properties.forgetting import Spot, forget
from tests.properties.packs import RandomPack, random_pack

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom
    from microdep_rules.lang import ir


POOL = 120 if SAMPLED else 320
"""So many cases are made to see what can be written."""
HELD_TO = 40 if SAMPLED else POOL
"""So many of them are what the laws are held to in every run, each law to some: what one has made others use."""


@dataclass(frozen=True)
class Case(Brief):
    """A pack, a document in which everything is known, and the same with less known."""

    seed: int
    written: RandomPack
    full: Record
    less: Record
    forgotten: tuple[Spot, ...]

    @cached_property
    def pack(self) -> ir.Pack:
        """The checked pack."""
        return self.written.checked()

    @cached_property
    def full_bom(self) -> Bom:
        """The document in which everything is known."""
        return load(self.full)

    @cached_property
    def less_bom(self) -> Bom:
        """The document in which facts are missing."""
        return load(self.less)

    def reported(self, rule: str) -> str:
        """What a failing test shows: the rule with all it needs, and what was forgotten."""
        needed = [
            d for d in self.written.declarations if d.split()[0] not in {"rule", "exception"} or rule in d
        ]
        forgotten = ", ".join("/".join(map(str, spot.path)) for spot in self.forgotten)
        return "\n".join([*needed, f"seed {self.seed}, forgotten: {forgotten}"])


@lru_cache(maxsize=POOL)
def case_of(seed: int) -> Case:
    """The case of a seed; what is forgotten is mostly what the rules speak of.

    Kept, with its pack and its documents: to read a pack takes longer than most laws take to look at it.
    """
    chance = Chance(seed)
    full, written = full_document(chance), random_pack(chance)
    spoken = " ".join(d for d in written.declarations if d.startswith(("rule", "exception")))
    less, forgotten = forget(chance, full, spoken)
    return Case(seed, written, full, less, tuple(forgotten))


def cases() -> st.SearchStrategy[Case]:
    """Cases for the laws, drawn by their seeds: a seed says all, and there is nothing to shrink.

    Where the profile draws the same in every run, from those of the sample; else from all that there are.
    """
    return st.integers(0, HELD_TO - 1 if settings().derandomize else 2**32).map(case_of)


def law(max_examples: int) -> settings:
    """How often a law is tried: less often in a run of a sample, whose cases are always the same."""
    return settings(
        max_examples=tries(max_examples),
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=(HealthCheck.too_slow,),
    )


@cache
def sample(many: int = POOL) -> tuple[Case, ...]:
    """Always the same cases."""
    return tuple(case_of(seed) for seed in range(many))
