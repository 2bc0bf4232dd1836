"""The verdict table of the rule language, and what several laws ask of a deal: agency, days, amounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.oracles.facts import number, plain
from tests.oracles.logic import all_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from tests.oracles.facts import Record, Tree
    from tests.oracles.logic import Truth

PASS = "pass"  # noqa: S105 - a verdict, not a password
FAIL = "fail"
UNKNOWN = "unknown"
EXEMPT = "exempt"
NOT_APPLICABLE = "not_applicable"
DISCLOSE = "disclose"

DOD = frozenset(
    ("DoD", "Army", "Navy", "Marine-Corps", "Air-Force", "Space-Force", "DLA", "DARPA", "MDA", "DIU", "SOCOM")
)
NOT_FEDERAL = frozenset(("state-or-local", "federal-grantee", "foreign-government", "no-agency"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a law says of one subject, as far as the facts go."""

    verdict: str
    held: frozenset[str] = frozenset()
    """Of `exempt`: the exceptions that hold, all of them."""


def decide(
    *,
    in_force: Truth,
    applies: Truth,
    violated: Truth,
    exceptions: Mapping[str, Truth] | None = None,
    claims: Iterable[str] = (),
) -> Verdict:
    """The first line of the table that holds."""
    if in_force is False or applies is False:
        return Verdict(NOT_APPLICABLE)
    if violated is False:
        return Verdict(PASS)
    states = exceptions or {}
    held = frozenset(name for name, holds in states.items() if holds is True)
    if held:
        return Verdict(EXEMPT, held)
    if all_of((in_force, applies, violated)) is None:
        return Verdict(UNKNOWN)
    claimed = set(claims)
    if any(holds is None and name in claimed for name, holds in states.items()):
        return Verdict(UNKNOWN)
    return Verdict(FAIL)


def due(*, in_force: Truth, applies: Truth) -> Verdict:
    """The verdict of a duty to disclose: due, not due, or not known to be either."""
    value = all_of((in_force, applies))
    return Verdict(DISCLOSE if value else UNKNOWN if value is None else NOT_APPLICABLE)


def from_day(day: str | None, first: str) -> Truth:
    """Whether a day is the first one or a later one; days are compared as ISO texts."""
    return None if day is None else day >= first


def is_dod(context: Record) -> Truth:
    """Whether the Department of Defense buys; `federal` leaves open which agency it is."""
    agency = plain(context, "agency")
    if agency is None or agency == "federal":
        return None
    return agency in DOD


def is_federal(context: Record) -> Truth:
    """Whether an agency of the United States buys."""
    agency = plain(context, "agency")
    return None if agency is None else agency not in NOT_FEDERAL


def dollars(record: Record, name: str) -> Decimal | None:
    """An amount of money, when it is known and in US dollars."""
    value = record.get(name, {})
    return number(value, "amount") if plain(value, "currency") == "USD" else None


def claims_on(tree: Tree, context: Record, part: str) -> set[str]:
    """What is claimed for a part: on the deal, the document, the product, what holds the part, and itself."""
    holders = [context, tree.head, tree.product]
    holders += [tree.components[name] for path in tree.paths[part] for name in path]
    return {name for holder in holders for name in holder.get("claims", [])}
