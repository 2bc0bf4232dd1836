"""Evaluation of a pack on a streamed document.

Rules about single components are evaluated for each group of components. Rules about the product are
evaluated at the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from microdep_rules.engine.reach import is_about_one_part
from microdep_rules.engine.streaming.product import ComponentGroups, NeedsTheWholeError, find_product_reads
from microdep_rules.engine.streaming.stream import Stream
from microdep_rules.engine.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.assign import RouteTest
    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.query import Query
    from microdep_rules.engine.streaming.product import ProductReads
    from microdep_rules.engine.streaming.stream import Parts, ShortFinding
    from microdep_rules.lang import ir

Sorted = tuple[tuple["ir.Rule", ...], list[tuple["ir.Rule", "ProductReads"]]]


def sort_rules(pack: ir.Pack) -> Sorted:
    """Return the rules about single components, and the rules about the whole product.

    Each rule about the product comes with the component fields that it reads. Raises `NeedsTheWholeError` if
    a rule is of neither type.
    """
    alone: list[ir.Rule] = []
    of_product: list[tuple[ir.Rule, ProductReads]] = []
    for rule in pack.rules:
        if is_about_one_part(pack, rule):
            alone.append(rule)
        elif (about := find_product_reads(pack, rule)) is not None:
            of_product.append((rule, about))
        else:
            raise NeedsTheWholeError
    return tuple(alone), of_product


class StreamingEvaluation:
    """Evaluation of the rules of a pack on a document whose components arrive in groups.

    `bom` is the document without components. Raises `NeedsTheWholeError` if each result must also be computed
    separately (`query.verify`).
    """

    def __init__(self, pack: ir.Pack, bom: Bom, query: Query, on_route: RouteTest) -> None:
        self.pack, self.bom, self.query, self.on_route = pack, bom, query, on_route
        alone, of_product = sort_rules(pack)
        self.stream = Stream(replace(pack, rules=alone), bom, query, on_route)
        self.gathered = [ComponentGroups(pack, *pair) for pair in of_product]
        if self.gathered and query.verify:
            raise NeedsTheWholeError

    def add(self, parts: Parts) -> None:
        """Judge a group of components, and store the data that rules about the product need."""
        self.stream.add(parts)
        for groups in self.gathered:
            groups.add(parts)

    def outcomes(self) -> tuple[list[Outcome], dict[int, dict[str, Any]]]:
        """Return all outcomes, rule by rule, and the components in them by their position in the file."""
        listed, parts = self.stream.outcomes(), dict(self.stream.parts)
        for groups in self.gathered:
            outcomes, components = groups.outcomes(self.bom, self.query, self.on_route)
            listed += outcomes
            parts |= components
        order = {rule.name: number for number, rule in enumerate(self.pack.rules)}
        return sorted(listed, key=lambda outcome: order[outcome.rule.name]), parts

    def findings(self, parts: Parts) -> Iterator[ShortFinding]:
        """Yield the findings about a group of components; store data for rules about the product."""
        for groups in self.gathered:
            groups.add(parts)
        return self.stream.findings(parts)

    def last_findings(self) -> Iterator[ShortFinding]:
        """Yield the findings about the product; call this method after the last group of components."""
        for gathered in self.gathered:
            for outcome in gathered.outcomes(self.bom, self.query, self.on_route)[0]:
                if outcome.verdict not in {Verdict.PASS, Verdict.NOT_APPLICABLE}:
                    yield outcome.rule.id, outcome.subject.id, outcome.verdict

    def counted(self) -> int:
        """Return the number of outcomes that are only counted."""
        return self.stream.quiet + sum(counter.counts.total() for counter in self.stream.counted)
