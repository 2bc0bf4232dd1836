"""An independent reading of 26 U.S.C. 7701(a)(51) and (52), 45X, 45Y and 48E, to hold a pack against.

`judge` gives a verdict for the end item by rule `material-assistance` (facilities and storage, by the day
on which construction begins) and by rule `material-assistance-component` (45X, by the day of sale).

Choices where the law, its sources or the document leave one (numbers and names: `law`, parties: `owners`):

- A is the cost of the direct parts of the end item, by direct cost and by direct material cost; the cost of
  a part is that of all in it. B is what a prohibited entity made, at any tier: a part that it made counts
  whole, and what is inside that part is not counted again. "No look-through" is said of the safe-harbour
  tables only, which are not encoded.
- A part that is used inside something of theirs and outside of it too counts in all its places.
- Where costs are not known, the ratio is no more than that of the direct parts which they did not make, and
  no less than that of the direct parts in which nothing is theirs. What a list of parts does not show may be
  theirs at any cost, also in a part of theirs.
- An equal ratio passes: material assistance is a ratio that is less than the threshold.
- Parts under a binding contract are left out by election: an exception, for whoever relies on it to show. It
  is asked when the ratio of all parts is too small, and holds when that of the other parts is not. It is the
  direct parts that are bought: one that is left out is so with all that is in it.
- Of a facility the same day of sale is asked; further days in the statute were not read.
- A component of no kind that is named (`eligible-component`) has a threshold where all kinds have the same.
- The 45X rule asks for a taxable year after 2025-07-04, and for a sale after that day. Its table begins with
  2026: the threshold of what was sold before is not known.
  The rule for facilities asks for no taxable year: whoever begins construction in 2026 is in one that began
  later.
- A specified entity is one by name, by seat in a covered nation, as subsidiary or successor of one, or when
  specified ones together hold more than half. Its status is asked on the day of the rule; the law asks on a
  day of the taxable year of that entity, which no document of this product states.
- Not encoded: the taxpayer's own status, public companies, nationality of persons, the classes of FEOC and
  the UFLPA Entity List (no names given), safe-harbour tables, thresholds for single minerals.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from tests.oracles.energy_foreign_entity import law
from tests.oracles.energy_foreign_entity.owners import Parties
from tests.oracles.facts import Record, Tree, component_id, number, plain
from tests.oracles.logic import Truth, agreed, all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

FACILITY_RULE = "material-assistance"
COMPONENT_RULE = "material-assistance-component"
EXCEPTION = "binding-contract"
PASS, FAIL, UNKNOWN, EXEMPT = "pass", "fail", "unknown", "exempt"
NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the law says of one subject, as far as the facts go."""

    verdict: str
    held: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """One direct part in the ratio."""

    clean: Truth
    """Whether a prohibited entity did not make it."""
    throughout: Truth
    """Whether none made anything in it either."""
    cost: Fraction | None
    counted: Truth
    """Whether it was bought under no contract of an earlier day."""


@dataclass(frozen=True, slots=True)
class Theirs:
    """One part that a prohibited entity made, or may have made, in nothing else that one made."""

    sure: Truth
    cost: Fraction | None
    counted: Truth
    """Whether it stands in a part that counts."""


def judge(document: Record, context: Record, *, variant: str = "") -> dict[tuple[str, str], Verdict]:
    """The verdicts of both rules over a plain document and its context, by rule and subject."""
    del variant
    tree = Tree(document)
    subject = component_id(tree.product)
    return {
        (FACILITY_RULE, subject): _facility(document, tree, context),
        (COMPONENT_RULE, subject): _component(document, tree, context),
    }


def _facility(document: Record, tree: Tree, context: Record) -> Verdict:
    day = _day(context, "construction_start")
    technology = plain(tree.product, "product_technology")
    applies = None if technology is None else technology in (*law.FACILITIES, law.STORAGE)
    ratio = None
    if applies and day:
        ratio = _Ratio(document, tree, day, "direct", law.threshold(technology, day))
    in_force = None if day is None else day >= law.BEGINS
    return _verdict(in_force, applies, ratio, _before(context, law.FACILITY_SOLD_BEFORE))


def _component(document: Record, tree: Tree, context: Record) -> Verdict:
    day = _day(context, "sale")
    technology = plain(tree.product, "product_technology")
    kinds = law.COMPONENTS if technology == law.ANY_COMPONENT else (technology,)
    year = _day(context, "taxable_year")
    applies = all_of(
        (
            None if technology is None else technology in (*law.COMPONENTS, law.ANY_COMPONENT),
            agreed(_has_credit(kind, day) for kind in kinds),
            None if year is None else year > law.TAXABLE_YEARS_AFTER,
        )
    )
    ratio = None
    if applies is not False and day and technology is not None:
        limits = {law.threshold(kind, day) for kind in kinds}
        ratio = _Ratio(document, tree, day, "direct-material", limits.pop() if len(limits) == 1 else None)
    in_force = None if day is None else day > law.TAXABLE_YEARS_AFTER
    return _verdict(in_force, applies, ratio, _before(context, law.COMPONENT_SOLD_BEFORE))


def _before(context: Record, last: date) -> Truth:
    day = _day(context, "sale")
    return None if day is None else day < last


def _has_credit(kind: str | None, day: date | None) -> Truth:
    if kind != "wind-component":
        return True
    return None if day is None else day < law.NO_WIND_FROM


def _verdict(in_force: Truth, applies: Truth, ratio: _Ratio | None, sold_in_time: Truth) -> Verdict:
    """The verdict table of the rule language, with the one exception that both rules have."""
    if in_force is False or applies is False:
        return Verdict(NOT_APPLICABLE)
    requirement = None if ratio is None else ratio.of_all_parts()
    if requirement is True:
        return Verdict(PASS)
    if ratio is not None and all_of((sold_in_time, ratio.of_counted_parts())) is True:
        return Verdict(EXEMPT, frozenset({EXCEPTION}))
    return Verdict(UNKNOWN if None in (in_force, applies, requirement) else FAIL)


class _Ratio:
    """The ratio of one product on one day, against its threshold."""

    def __init__(self, document: Record, tree: Tree, day: date, kind: str, limit: Fraction | None) -> None:
        parties = Parties(document, day)
        self._limit = limit
        self._tree = tree
        self._product = component_id(tree.product)
        self._whole = tree.closed(self._product, "children")
        self._made = {
            name: parties.prohibited(plain(tree.components[name], "manufacturer")) for name in tree.paths
        }
        self._parts = [
            Part(
                _negated(self._made[component_id(part)]),
                _negated(self._anything_in(component_id(part))),
                _cost(part, quantity, kind),
                _counted(part),
            )
            for part, quantity in _children(tree)
        ]
        self._theirs = [
            Theirs(
                self._first(name), _cost(tree.components[name], _many(tree, name), kind), self._bought(name)
            )
            for name in tree.paths
            if name != self._product
        ]
        self._hidden = any(not tree.closed(name, "children") for name in tree.paths)

    def of_all_parts(self) -> Truth:
        """By the direct parts alone at the most, and as far as costs go by what they made at any tier."""
        most = _at_least([(each.clean, each.cost) for each in self._parts], self._limit, whole=self._whole)
        return all_of((most, any_of((self._of(self._parts), self._of_theirs(by_contract=False)))))

    def of_counted_parts(self) -> Truth:
        """Without what was bought under a contract of an earlier day, whichever of the others were."""
        perhaps = [part for part in self._parts if part.counted is None]
        sure = [part for part in self._parts if part.counted is True]
        cases = [
            [*sure, *(part for part, taken in zip(perhaps, choice, strict=True) if taken)]
            for choice in product((True, False), repeat=len(perhaps))
        ]
        whole = self._whole  # where nothing is counted there is nothing to compare; any other case tells
        asked = [case for case in cases if case or not whole] or [[]]
        most = agreed(
            _at_least([(part.clean, part.cost) for part in case], self._limit, whole=whole) for case in asked
        )
        least = agreed(self._of(case) for case in asked)
        return all_of((most, any_of((least, self._of_theirs(by_contract=True)))))

    def _of(self, parts: list[Part]) -> Truth:
        """Whether the parts in which nothing is theirs are enough."""
        told = [(part.throughout, part.cost) for part in parts]
        return _at_least(told, self._limit, whole=self._whole)

    def _of_theirs(self, *, by_contract: bool) -> Truth:
        """Whether what they made, at any tier, is little enough of the whole."""
        if self._limit is None:
            return None
        parts = [(part.cost, part.counted if by_contract else True) for part in self._parts]
        theirs = [
            (part.cost, all_of((part.sure, part.counted if by_contract else True))) for part in self._theirs
        ]
        least, most = _between(parts, grows=not self._whole)
        low, high = _between(theirs, grows=self._hidden)
        if most == 0:
            return None
        high = most if high is None or (most is not None and most < high) else high
        high = high if high is None else max(low, high)
        if high is not None and least > 0 and high <= (1 - self._limit) * least:
            return True
        return False if most is not None and low > (1 - self._limit) * most else None

    def _below(self, name: str) -> set[str]:
        return {each for each, ways in self._tree.paths.items() if any(name in way[:-1] for way in ways)}

    def _above(self, name: str) -> set[str]:
        return {each for way in self._tree.paths[name] for each in way[:-1]}

    def _anything_in(self, name: str) -> Truth:
        """Whether a prohibited entity made a part, or any part in it."""
        inside = [name, *self._below(name)]
        told = all(self._tree.closed(each, "children") for each in inside)
        return any_of((*(self._made[each] for each in inside), False if told else None))

    def _in_theirs(self, name: str) -> Truth:
        return any_of(self._made[each] for each in {name, *self._above(name)} - {self._product})

    def _first(self, name: str) -> Truth:
        users = {way[-2] for way in self._tree.paths[name]}
        return all_of((self._made[name], any_of(_negated(self._in_theirs(each)) for each in users)))

    def _bought(self, name: str) -> Truth:
        """Whether it, or what it is used in, was not bought under a contract of an earlier day."""
        inside = {name, *self._above(name)} - {self._product}
        return any_of(_counted(self._tree.components[each]) for each in inside)


def _many(tree: Tree, name: str) -> Fraction | None:
    found = tree.numbers[name]
    return None if found is None else Fraction(found)


def _between(told: list[tuple[Fraction | None, Truth]], *, grows: bool) -> tuple[Fraction, Fraction | None]:
    """The least and the most of a sum of what surely belongs to it and what may."""
    low = sum((cost for cost, sure in told if sure is True and cost is not None), Fraction(0))
    perhaps = [cost for cost, sure in told if sure is not False]
    if grows or None in perhaps:
        return low, None
    return low, sum((cost for cost in perhaps if cost is not None), Fraction(0))


def _counted(part: Record) -> Truth:
    contract = _day(part, "binding_contract")
    return None if contract is None else contract >= law.CONTRACT_BEFORE


def _children(tree: Tree) -> Iterator[tuple[Record, Fraction | None]]:
    for child in tree.product.get("children", []):
        usage = {"ref": child} if isinstance(child, str) else child
        quantity = number(usage, "quantity")
        part = tree.components[usage.get("ref") or component_id(usage)]
        yield part, None if quantity is None else Fraction(quantity)


def _cost(part: Record, quantity: Fraction | None, kind: str) -> Fraction | None:
    amounts = [number(cost, "amount") for cost in part.get("costs", []) if cost.get("kind") == kind]
    if quantity is None or not amounts or amounts[0] is None:
        return None
    return quantity * Fraction(amounts[0])


def _at_least(parts: list[tuple[Truth, Fraction | None]], limit: Fraction | None, *, whole: bool) -> Truth:
    """Whether the clean part of the cost is at least the limit, however what is not known falls out.

    An amount that is not known is anything above nothing; parts that a list does not show may cost anything.
    """
    if limit is None or (not parts and whole):
        return None
    sure = [cost for clean, cost in parts if clean is True]
    dirty = [cost for clean, cost in parts if clean is False]
    open_ = [cost for clean, cost in parts if clean is None]
    if _share(sure, [*dirty, *open_], grows=not whole, least=True) >= limit:
        return True
    return False if _share([*sure, *open_], dirty, grows=not whole, least=False) < limit else None


def _share(
    inside: list[Fraction | None], outside: list[Fraction | None], *, grows: bool, least: bool
) -> Fraction:
    """The least or the most that `inside` may be of both."""
    against, other = (outside, inside) if least else (inside, outside)
    if grows or None in against:
        return Fraction(0 if least else 1)
    if not against:
        return Fraction(1 if least else 0)
    bound = sum((cost for cost in against if cost is not None), Fraction(0))
    known = sum((cost for cost in other if cost is not None), Fraction(0))
    return (known if least else bound) / (bound + known)


def _negated(value: Truth) -> Truth:
    return None if value is None else not value


def _day(record: Record, name: str) -> date | None:
    value = plain(record, name)
    return None if value is None else date.fromisoformat(value)
