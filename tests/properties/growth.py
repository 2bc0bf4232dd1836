"""How the work of a check grows with the document: calls counted, so that a busy machine changes nothing."""

from __future__ import annotations

from cProfile import Profile
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from benchmarks.products import flat, quadcopters
from microdep_rules.engine.evaluate import evaluate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.query import Query
    from microdep_rules.lang import ir
    from tests.properties.documents import Record

COPY = 43
"""Components of a quadcopter."""
GROUP = 4
"""Components of an assembly, each of a maker that makes one of every assembly."""


def few_makers(parts: int) -> Record:
    """A flat list without origins, of ten makers."""
    return flat(parts, 10)


def many_makers(parts: int) -> Record:
    """The same, with a maker for each component."""
    return flat(parts, parts)


def different(parts: int) -> Record:
    """The same, of which no two components are equal."""
    found = flat(parts, parts)
    for number, each in enumerate(found["components"][1:], 1):
        each |= {"name": f"{each['name']} {number}", "mass_g": number}
    return found


def tree(parts: int) -> Record:
    """Assemblies of four components, three of which are in a larger one."""
    found = flat(parts, GROUP)
    product, *components = found["components"]
    uses = [component["id"] for component in components]
    for level, size in enumerate((GROUP, 3)):
        groups = [uses[start : start + size] for start in range(0, len(uses), size)]
        uses = [f"assembly-{level}-{number}" for number in range(len(groups))]
        components += [
            {
                "id": id_,
                "name": f"Assembly {id_}",
                "children": [{"ref": each, "quantity": 1} for each in inside],
            }
            for id_, inside in zip(uses, groups, strict=True)
        ]
    product["children"] = [{"ref": use, "quantity": 1} for use in uses]
    return {**found, "components": [product, *components]}


def copies(parts: int) -> Record:
    """The quadcopter of the examples, so often that there are about so many components."""
    return quadcopters(max(1, round(parts / COPY)))


@dataclass(frozen=True)
class Shape:
    """Documents of one shape, and the sizes at which their work is counted.

    The smallest is so large that what is learned once, of the first of each class, is learned.
    """

    of: Callable[[int], Record]
    few: tuple[int, int, int]
    """Components for a sample of the tests."""
    many: tuple[int, int, int]
    start: int
    every: int
    """In a sample every so many packs are run from one on: those of the three lists are all packs."""


SHAPES = (
    Shape(few_makers, (24, 48, 96), (500, 1_000, 4_000), 0, 3),
    Shape(many_makers, (24, 48, 96), (500, 1_000, 4_000), 1, 3),
    Shape(different, (16, 32, 64), (250, 500, 1_000), 2, 3),
    Shape(tree, (24, 48, 96), (500, 1_000, 4_000), 0, 5),
    Shape(copies, (2 * COPY, 3 * COPY, 4 * COPY), (12 * COPY, 24 * COPY, 96 * COPY), 0, 7),
)


def work(packs: Iterable[ir.Pack], bom: Bom, query: Query) -> int:
    """Calls of functions, ours and built in, that judging a document by some packs takes."""
    counting = Profile()
    counting.enable()
    try:
        for pack in packs:
            evaluate(pack, bom, query)
    finally:
        counting.disable()
    return sum(getstat.callcount for getstat in counting.getstats())


def exponent(*sizes_and_work: tuple[int, int]) -> float:
    """The power of the size by which work grows, from three sizes: what is done once counts for nothing."""
    (first, one), (second, two), (third, three) = sizes_and_work
    before, after = (two - one) / (second - first), (three - two) / (third - second)
    return 1 + log(after / before) / log((second + third) / (first + second))
