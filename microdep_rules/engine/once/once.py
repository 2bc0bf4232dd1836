"""The rules of a pack on a document that is gone through once, each in the way that suits it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from microdep_rules.engine.once.product import Gathered, NeedsTheWholeError, wanted
from microdep_rules.engine.once.stream import Stream
from microdep_rules.engine.reach import speaks_of_one_part
from microdep_rules.engine.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.assign import RouteTest
    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.once.product import Wanted
    from microdep_rules.engine.once.stream import Parts, Said
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.query import Query
    from microdep_rules.lang import ir

Sorted = tuple[tuple["ir.Rule", ...], list[tuple["ir.Rule", "Wanted"]]]


def sorted_out(pack: ir.Pack) -> Sorted:
    """The rules that speak of one part at a time, and those about the product with what they read of parts.

    `NeedsTheWholeError` where there is a rule that does neither.
    """
    alone: list[ir.Rule] = []
    of_product: list[tuple[ir.Rule, Wanted]] = []
    for rule in pack.rules:
        if speaks_of_one_part(pack, rule):
            alone.append(rule)
        elif (about := wanted(pack, rule)) is not None:
            of_product.append((rule, about))
        else:
            raise NeedsTheWholeError
    return tuple(alone), of_product


class Once:
    """The rules of a pack, ready for parts of a document; `bom` is the document without them.

    `NeedsTheWholeError` where what was gathered has to be verified.
    """

    def __init__(self, pack: ir.Pack, bom: Bom, query: Query, on_route: RouteTest) -> None:
        self.pack, self.bom, self.query, self.on_route = pack, bom, query, on_route
        alone, of_product = sorted_out(pack)
        self.stream = Stream(replace(pack, rules=alone), bom, query, on_route)
        self.gathered = [Gathered(pack, *each) for each in of_product]
        if self.gathered and query.verify:
            raise NeedsTheWholeError

    def add(self, parts: Parts) -> None:
        """Some parts, judged and gathered."""
        self.stream.add(parts)
        for each in self.gathered:
            each.add(parts)

    def outcomes(self) -> tuple[list[Outcome], dict[int, dict[str, Any]]]:
        """Everything that was found, rule by rule; and the parts that are told of, by their places."""
        found, parts = self.stream.outcomes(), dict(self.stream.parts)
        for each in self.gathered:
            outcomes, of = each.outcomes(self.bom, self.query, self.on_route)
            found += outcomes
            parts |= of
        order = {rule.name: number for number, rule in enumerate(self.pack.rules)}
        return sorted(found, key=lambda each: order[each.rule.name]), parts

    def findings(self, parts: Parts) -> Iterator[Said]:
        """The verdict of every finding about one of some parts, which are gathered too."""
        for each in self.gathered:
            each.add(parts)
        return self.stream.findings(parts)

    def last_findings(self) -> Iterator[Said]:
        """Those about the product, when all parts were gone through."""
        for gathered in self.gathered:
            for each in gathered.outcomes(self.bom, self.query, self.on_route)[0]:
                if each.verdict not in {Verdict.PASS, Verdict.NOT_APPLICABLE}:
                    yield each.rule.id, each.subject.id, each.verdict

    def counted(self) -> int:
        """How many verdicts were counted, and not listed."""
        return self.stream.quiet + sum(each.found.total() for each in self.stream.counted)
