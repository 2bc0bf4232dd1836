"""Proof tree of an evaluation: for each condition its value, its facts and its missing facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.readings import Fact, Reading
    from microdep_rules.engine.values import MissingFact, Truth
    from microdep_rules.lang.operators import ComparisonOperator
    from microdep_rules.source import Span


class ShareMeasurement(Struct, frozen=True):
    """Texts about a measured share: what was measured, the result and the threshold."""

    reading: Reading
    share: str
    operator: ComparisonOperator
    bound: str
    name: str = "share"

    @property
    def text(self) -> str:
        """Return the measured share as one line, such as `the share by mass is 2 % (bound: at most 2 %)`."""
        bound = f"{self.operator.words} {self.bound}".strip()
        return f"the {self.name} is {self.share} (bound: {bound})"


class ListedParty(Struct, frozen=True):
    """A company of the document that is certainly in a company list of a rule."""

    name: str
    """Name of the company in the document."""
    entry: str
    """Matching name in the list; empty if the company is not in the list, but belongs to a listed company."""
    list_name: str
    """Name of the list; empty if the list has no name."""


class Proof(Struct):
    """Result of one condition, with the proofs of its parts.

    `children` contains the proofs of the operands, in order. In a quantifier, `element` is the value of the
    variable `variable`. `ghost` is true if the proof is about elements that an incomplete list may leave out.
    """

    span: Span
    value: Truth
    children: list[Proof] = field(default_factory=list)
    facts: tuple[Fact, ...] = ()
    missing: tuple[MissingFact, ...] = ()
    reason: str = ""
    label: str = ""
    cites: str = ""
    variable: str = ""
    element: Element | None = None
    ghost: bool = False
    kind: str = ""
    notes: tuple[str, ...] = ()
    measured: ShareMeasurement | None = None
    """The share that a comparison measured; None for other conditions."""
    negates: bool = False
    """True if a true operand makes the condition false, as for `not` and `no component where`."""
    listed: ListedParty | None = None
    """The company that a true condition found in a company list; None for other conditions."""


def missing_of(proof: Proof) -> set[MissingFact]:
    """Return the missing facts of all conditions in a proof whose value is unknown."""
    missing: set[MissingFact] = set()
    waiting = [proof]
    while waiting:
        current = waiting.pop()
        if current.value is None:
            missing.update(current.missing)
            waiting += reversed(current.children)
    return missing


def reasons_of(proof: Proof) -> set[str]:
    """Return the reasons, apart from missing facts, why a condition is unknown."""
    reasons: set[str] = set()
    waiting = [proof]
    while waiting:
        current = waiting.pop()
        if current.value is None:
            reasons.add(current.reason)
            waiting += current.children
    return reasons - {""}


def decisive(proof: Proof) -> list[Proof]:
    """Return the child proofs that decide the value of a proof."""
    if proof.value is None:
        return [c for c in proof.children if c.value is None]
    match proof.kind:
        case "all":
            return [c for c in proof.children if c.value is proof.value]
        case "any":
            return [c for c in proof.children if c.value is proof.value]
        case "some":
            deciding = [c for c in proof.children if c.value is True]
            return deciding or list(proof.children)
        case "every":
            deciding = [c for c in proof.children if c.value is False]
            return deciding or list(proof.children)
        case "if":  # an element that `where` leaves out does not matter
            where, _ = proof.children
            return [] if proof.value is True and where.value is False else list(proof.children)
        case _:
            return list(proof.children)


def without_effect(proof: Proof) -> list[Proof]:
    """Return the operands of `all of` or `any of` whose values do not affect the result."""
    one_is_enough = proof.kind in {"all", "any"} and proof.value is (proof.kind == "any")
    return [c for c in proof.children if c.value is not proof.value] if one_is_enough else []


def measured_in(proof: Proof) -> ShareMeasurement | None:
    """Return the share that decides a condition; of several such shares, the last measured one."""
    if proof.measured is not None:
        return proof.measured
    measured = (measured_in(child) for child in reversed(decisive(proof)))
    return next((measurement for measurement in measured if measurement is not None), None)


def facts_of(proof: Proof) -> dict[Fact, None]:
    """Return the facts that decide a value, in the order in which they were read."""
    facts: dict[Fact, None] = {}
    waiting = [proof]
    while waiting:
        current = waiting.pop()
        if current.facts:
            facts.update(dict.fromkeys(current.facts))
        if current.children:
            waiting += reversed(current.children if current.value is None else decisive(current))
    return facts


def bindings(proof: Proof) -> list[dict[str, Element]]:
    """Return the elements that decide a result, each under its variable in the rule."""
    bound: list[dict[str, Element]] = []
    for child in decisive(proof):
        deeper = bindings(child)
        if child.element is not None and not child.ghost:
            own = {child.variable: child.element}
            bound += [{**own, **binding} for binding in deeper] or [own]
        else:
            bound += deeper
    return bound


def elements_of(proof: Proof) -> Iterator[Proof]:
    """Yield the proof of each lettered element of a requirement, such as (a); outer elements come first."""
    for child in proof.children:
        if child.label:
            yield child
        if child.element is None:
            yield from elements_of(child)


def deciding_elements(proof: Proof) -> Iterator[Proof]:
    """Yield the proof of each lettered element that decides a condition; outer elements come first.

    Lettered elements in definitions and quantifiers are included.
    """
    for child in decisive(proof):
        if child.label:
            yield child
        yield from deciding_elements(child)
